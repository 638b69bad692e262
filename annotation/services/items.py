"""Changes of an item's state; every one is a compare-and-set whose row count is checked."""

from collections.abc import Sequence

from django.db import transaction

from annotation.domain.states import MOVES
from annotation.domain.types import ItemState
from annotation.models import Item
from annotation.services import audit


def move(*, item_ids: Sequence[int], new: ItemState) -> int:
    """Move the items that may go there; returns how many did."""
    allowed = [old for old, targets in MOVES.items() if new in targets]
    return Item.objects.filter(pk__in=item_ids, state__in=allowed).update(state=new)


def ask_judge(*, item_ids: Sequence[int]) -> int:
    """A judge is to label these items; call inside the decision's transaction."""
    allowed = [old for old, targets in MOVES.items() if ItemState.AWAITING_JUDGE in targets]
    allowed.append(ItemState.AWAITING_JUDGE)
    return Item.objects.filter(pk__in=item_ids, state__in=allowed).update(
        state=ItemState.AWAITING_JUDGE, label_source="judge"
    )


@transaction.atomic
def discard(*, item_id: int, actor_id: int, reason: str) -> bool:
    """Take a broken item out: kept with its history, never shown or exported again."""
    won = bool(move(item_ids=[item_id], new=ItemState.DISCARDED))
    if won:
        project_id = Item.objects.values_list("project_id", flat=True).get(pk=item_id)
        audit.record(
            kind="item.discarded",
            project_id=project_id,
            actor_id=actor_id,
            subject=f"item:{item_id}",
            data={"reason": reason},
        )
    return won
