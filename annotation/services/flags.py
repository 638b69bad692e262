"""Flags: somebody says that an item is broken."""

from django.db.models.functions import Now

from annotation.errors import NotFound
from annotation.models import Assignment, ItemFlag


def raise_flag(*, assignment_id: int, user_id: int, reason: str, note: str) -> None:
    """Tell the admins; the same person's open flag on the item is kept, not doubled.

    Raises:
        NotFound: The assignment is not theirs.
    """
    item_id = (
        Assignment.objects.filter(pk=assignment_id, annotator_id=user_id)
        .values_list("item_id", flat=True)
        .first()
    )
    if item_id is None:
        raise NotFound
    ItemFlag.objects.get_or_create(
        item_id=item_id,
        user_id=user_id,
        reason=reason,
        settled_at=None,
        defaults={"note": note},
    )


def settle(*, item_id: int) -> int:
    """An admin has looked at the item's flags; returns how many were open."""
    return ItemFlag.objects.filter(item_id=item_id, settled_at=None).update(settled_at=Now())
