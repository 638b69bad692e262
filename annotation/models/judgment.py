from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotation.domain.types import Purpose


class Judgment(models.Model):
    """A verdict: append-only (a trigger refuses UPDATE and DELETE); a correction supersedes."""

    class Source(models.TextChoices):
        BENCH = "bench"
        JUDGE = "judge"
        IMPORT = "import"

    item = models.ForeignKey("annotation.Item", models.PROTECT, related_name="judgments")
    project = models.ForeignKey("annotation.Project", models.PROTECT, related_name="+")
    rater = models.ForeignKey("annotation.Rater", models.PROTECT, related_name="judgments")
    assignment = models.ForeignKey(
        "annotation.Assignment", models.PROTECT, null=True, related_name="judgments"
    )
    source = models.CharField(max_length=8, choices=Source)
    # As the assignment's; what is not "work" is never counted.
    purpose = models.CharField(
        max_length=8, default=Purpose.WORK.value, db_default=Purpose.WORK.value
    )
    question_set = models.ForeignKey("annotation.QuestionSet", models.PROTECT, related_name="+")
    guideline = models.ForeignKey(
        "annotation.Guideline", models.PROTECT, null=True, related_name="+"
    )
    answers = models.JSONField()  # question key -> answer in canonical order
    presented_order = models.JSONField()  # response keys, left first
    confidence = models.FloatField(null=True)  # a judge's, [0.5, 1]
    active_seconds = models.FloatField(null=True)  # tab visible and person active
    wall_seconds = models.FloatField(null=True)  # from the lease to the verdict, the server's clock
    # False: came after the item was full; kept and exportable, not in the label.
    counted = models.BooleanField(default=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by"
    )
    idempotency_key = models.CharField(max_length=120)
    body_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rater", "idempotency_key"], name="judgment_once_per_key"
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                name="judgment_once_per_assignment",
                condition=Q(supersedes__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__range=(0, 1)),
                name="judgment_confidence_is_probability",
            ),
            models.CheckConstraint(
                condition=Q(purpose=Purpose.WORK.value) | Q(counted=False),
                name="judgment_beside_work_never_counts",
            ),
        ]
        indexes = [
            models.Index(fields=["item", "id"], name="judgment_of_item"),
            models.Index(fields=["project", "id"], name="judgment_of_project"),
            models.Index(fields=["rater", "-id"], name="judgment_of_rater"),
            # Few among many: gold, training and repeats are read by themselves.
            models.Index(
                fields=["project", "id"],
                name="judgment_beside_work",
                condition=~Q(purpose=Purpose.WORK.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rater_id} on {self.item_id}"


class FirstAnswers(models.Model):
    """What was answered before the outcome was revealed: append-only, as judgments are.

    Written in the request that reveals it, so that nobody sees an outcome without having answered.
    The judgment repeats these answers, and is refused where they differ.
    """

    assignment = models.OneToOneField(
        "annotation.Assignment", models.PROTECT, related_name="first_answers"
    )
    question_set = models.ForeignKey("annotation.QuestionSet", models.PROTECT, related_name="+")
    answers = models.JSONField()  # question key -> answer in canonical order
    active_seconds = models.FloatField(null=True)  # until then
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"before the outcome: {self.assignment_id}"
