from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotation.domain.types import AssignmentState, Purpose

REOPEN_FOR = timedelta(minutes=30)  # whatever the project says: to undo the last ones


class Assignment(models.Model):
    """An item leased to an annotator: open, then submitted, skipped, expired or returned."""

    # The item's own counter was raised in the statement that locked it (queue.claim): PostgreSQL
    # re-checks a WHERE only on the row it waited for, so counting rows here would overbook.
    item = models.ForeignKey("annotation.Item", models.PROTECT, related_name="assignments")
    project = models.ForeignKey("annotation.Project", models.PROTECT, related_name="+")
    annotator = models.ForeignKey("annotation.User", models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=10, default=AssignmentState.OPEN)
    # All but "work" take no place on the item: they are asked of people beyond those it needs.
    purpose = models.CharField(
        max_length=8, default=Purpose.WORK.value, db_default=Purpose.WORK.value
    )
    # The item's, where others say the same: who has had one of them gets none of the others.
    text_group = models.BigIntegerField(null=True)
    # 0 the first time; 1 for a repeat, the number of the attempt for training.
    showing = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Changes on each grant: a holder from before cannot write over the present one (promise I5).
    lease_token = models.UUIDField()
    leased_until = models.DateTimeField()
    presented_order = models.JSONField()  # response keys, left first; drawn here, undone at export
    order_seed = models.BigIntegerField()
    draft = models.JSONField(null=True)
    reason = models.CharField(max_length=40, blank=True)  # of a skip
    note = models.TextField(blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "annotator", "showing"], name="assignment_once_per_annotator"
            ),
            models.UniqueConstraint(
                fields=["text_group", "annotator"],
                condition=Q(text_group__isnull=False, showing=0),
                name="assignment_once_per_text",
            ),
            models.CheckConstraint(
                # Nothing is handed out to be settled: whoever settles has chosen the item.
                condition=Q(purpose__in=[p.value for p in Purpose if p != Purpose.SETTLE]),
                name="assignment_purpose_known",
            ),
            # Nobody is asked twice but to see whether they say the same, or in training.
            models.CheckConstraint(
                condition=Q(showing=0) | Q(purpose__in=["repeat", "training"]),
                name="assignment_shown_again_on_purpose",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in AssignmentState]),
                name="assignment_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=AssignmentState.OPEN.value) | Q(closed_at__isnull=False),
                name="assignment_closed_has_time",
            ),
        ]
        indexes = [
            # Only open leases can end; the sweep and "what do I hold" read nothing else.
            models.Index(
                fields=["leased_until"],
                name="assignment_open_leases",
                condition=Q(state=AssignmentState.OPEN.value),
            ),
            models.Index(fields=["annotator", "project", "state"], name="assignment_of_annotator"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} to {self.annotator_id}: {self.state}"

    def changeable_until(self, days: int) -> datetime:
        """Until when a submitted answer may be changed: a while after it, or so many days."""
        closed = self.closed_at or self.opened_at
        soon = max(self.leased_until, closed) + REOPEN_FOR
        return max(soon, closed + timedelta(days=days))
