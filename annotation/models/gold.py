from django.db import models
from django.db.models import Q
from django.utils import timezone


class Gold(models.Model):
    """An item's known answer: people are checked with it, unseen, or trained with it, openly."""

    class Origin(models.TextChoices):
        UPLOAD = "upload"
        HAND = "hand"
        UNANIMOUS = "unanimous"  # everybody asked said so, and an admin agreed
        SETTLED = "settled"  # an adjudicator said so, and an admin agreed

    item = models.OneToOneField("annotation.Item", models.PROTECT, related_name="gold")
    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    answers = models.JSONField()  # question key -> canonical answer; only these are compared
    explanation = models.TextField(blank=True)  # markdown; shown where the answer is
    training = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=Origin)
    set_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(answers={}), name="gold_answers_something"),
        ]
        indexes = [models.Index(fields=["project", "training", "item"], name="gold_of_project")]

    def __str__(self) -> str:
        return f"the answer to {self.item_id}"


class Qualification(models.Model):
    """How one attempt at a project's training items ended, or that an admin let somebody in."""

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    user = models.ForeignKey("annotation.User", models.CASCADE, related_name="+")
    attempt = models.PositiveSmallIntegerField()  # from 0
    asked = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    let_in_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user", "attempt"], name="qualification_once_per_attempt"
            ),
            models.CheckConstraint(
                condition=Q(right__lte=models.F("asked")), name="qualification_right_within_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.project_id}: {self.right} of {self.asked}"
