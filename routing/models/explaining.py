from django.db import models
from django.utils import timezone


class Explanation(models.Model):
    """What a judge made of labels, or of what people wrote: the newest of each kind.

    Counted from calls in the ledger, so it can be dropped; asked for again, answered calls are not
    paid for twice.
    """

    class Kind(models.TextChoices):
        PRINCIPLES = "principles"  # sentences that reconstruct labels, tried on held-out pairs
        CRITERIA = "criteria"  # what people's texts come to, and how many speak of each

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    spec = models.ForeignKey("routing.JudgeSpec", models.CASCADE, related_name="+")
    question = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    data = models.JSONField()
    as_of = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "question", "kind"], name="explanation_newest_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.question} in {self.project_id}"
