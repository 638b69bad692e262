from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotation.domain.context import UNDER
from annotation.domain.types import ItemState

# Items that are seen with the others of their group: whose file names the group, as of the turns of
# a talk or the branches of a tree, and who are judged under a context. Others do not pay for it.
LINKED = (~Q(group_key="") & ~Q(group_key__startswith="prompt:")) | Q(
    context__has_any_keys=list(UNDER)
)


class Item(models.Model):
    """A prompt with its candidate responses: what a judgment is about."""

    # No index of its own: the ones below begin with the project. No constraint: to look the project
    # up again for each of a million rows was a tenth of an import; items_bulk.add holds it instead.
    project = models.ForeignKey(
        "annotation.Project",
        models.PROTECT,
        related_name="items",
        db_index=False,
        db_constraint=False,
    )
    external_id = models.CharField(max_length=200)
    prompt = models.JSONField()  # messages: [{"role", "content"}]
    responses = models.JSONField()  # canonical order: [{"key", "text", "model"}]
    context = models.JSONField(default=dict)  # language, persona, criteria, documents, media
    metadata = models.JSONField(default=dict)
    # Items of one group (same or near-same prompt) never fall into two splits.
    group_key = models.CharField(max_length=200, blank=True)
    # sha256 of prompt + responses: the same text under two ids is the same work.
    content_sha256 = models.CharField(max_length=64)
    # The id of the first item that says the same under the same persona, criteria and prompts, also
    # on that one; null: no other does.
    text_group = models.BigIntegerField(null=True)
    state = models.CharField(max_length=16, default=ItemState.IMPORTED)
    # Lower is sooner. Routing may move an item forward, an import keeps the file's order.
    priority = models.IntegerField(default=0)
    # Admission counts on the row that is locked: a count over other rows over-assigned by a quarter
    # under load (promise I3). need = judgments wanted, reserve = room for verdicts that come late,
    # taken = open leases + judgments, counted = judgments that count.
    need = models.PositiveSmallIntegerField(default=0)
    reserve = models.PositiveSmallIntegerField(default=0)
    taken = models.PositiveSmallIntegerField(default=0)
    counted = models.PositiveSmallIntegerField(default=0)
    # Whose judgments make the label: routing sets it in the transaction of its decision. "any"
    # until then: people's if there are some, else the judges'.
    label_source = models.CharField(max_length=6, default="any")
    # Kept for the members of a cohort; null: for everybody. Found along the queue, so no index.
    cohort = models.ForeignKey(
        "annotation.Cohort", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(label_source__in=["any", "human", "judge"]),
                name="item_label_source_known",
            ),
            models.UniqueConstraint(
                fields=["project", "external_id"], name="item_external_id_once"
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("need") + F("reserve")), name="item_taken_within_capacity"
            ),
            models.CheckConstraint(
                condition=Q(counted__lte=F("taken")), name="item_counted_within_taken"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ItemState]), name="item_state_known"
            ),
        ]
        indexes = [
            # The queue: what can be handed out now, in the order it is handed out. Leaves out
            # everything resolved or fully leased, so it stays small at a million items.
            models.Index(
                fields=["project", "priority", "id"],
                name="item_queue",
                condition=Q(state=ItemState.AWAITING_HUMAN.value, taken__lt=F("need")),
            ),
            models.Index(fields=["project", "state", "id"], name="item_by_state"),
            models.Index(fields=["project", "group_key"], name="item_linked", condition=LINKED),
        ]

    def __str__(self) -> str:
        return self.external_id


class ItemFlag(models.Model):
    """Somebody says that an item is broken."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="flags")
    user = models.ForeignKey("annotation.User", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["item"], name="itemflag_open", condition=Q(settled_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.reason}"
