from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotation.domain.types import Cause


class Adjudication(models.Model):
    """What is said beside a judgment that settles an item. Append-only; the newest settles it."""

    judgment = models.OneToOneField("annotation.Judgment", models.PROTECT, related_name="settling")
    item = models.ForeignKey("annotation.Item", models.PROTECT, related_name="+")
    project = models.ForeignKey("annotation.Project", models.PROTECT, related_name="+")
    cause = models.CharField(max_length=14, choices=[(c.value, c.value) for c in Cause])
    confidence = models.FloatField()  # [0, 1]: becomes the label's posterior
    note = models.TextField(blank=True)  # of a guideline gap: what they should say
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__range=(0, 1)), name="adjudication_confidence_is_probability"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=[c.value for c in Cause]), name="adjudication_cause_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.cause}"
