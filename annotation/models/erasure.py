from django.db import models
from django.db.models import Q
from django.utils import timezone


class Erasure(models.Model):
    """A person's data being deleted at their request, and afterwards that it was.

    Only while a row is open, which is in one transaction, do the triggers let judgments of its
    rater go; once it is finished it does not say whose they were.
    """

    class Judgments(models.TextChoices):
        KEEP = "keep"  # under a pseudonym that leads to nobody
        REMOVE = "remove"

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    judgments = models.CharField(max_length=6, choices=Judgments)
    user_id = models.BigIntegerField(null=True)
    rater_id = models.BigIntegerField(null=True)
    effects = models.JSONField(default=dict)  # how many of what
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(user_id__isnull=True, rater_id__isnull=True),
                name="erasure_finished_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk} in {self.project_id}"
