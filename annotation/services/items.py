"""Changes of an item's state; every one is a compare-and-set whose row count is checked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from annotation import statements
from annotation.domain.states import MOVES
from annotation.domain.types import ItemState
from annotation.models import Item
from annotation.services import audit

STATES = tuple(ItemState)
# NO KEY: verdicts that are just being inserted refer to these rows, and must not wait for us.
LOCK = """
SELECT string_agg(int8send(id) || int2send(taken) || int2send(state), NULL) FROM (
    SELECT id, taken, array_position(%(states)s::text[], state::text)::int2 AS state
    FROM annotation_item WHERE id = ANY(%(ids)s::bigint[])
    ORDER BY id FOR NO KEY UPDATE) locked
"""
LABEL_BY_JUDGE = """
UPDATE annotation_item SET state = %(state)s, label_source = 'judge'
WHERE id = ANY(%(ids)s::bigint[]) AND state = ANY(%(from)s)
    AND (state, label_source) IS DISTINCT FROM (%(state)s::text, 'judge')
RETURNING id
"""


def move(*, item_ids: Sequence[int], new: ItemState) -> int:
    """Move the items that may go there; returns how many did."""
    allowed = [old for old, targets in MOVES.items() if new in targets]
    return Item.objects.filter(pk__in=item_ids, state__in=allowed).update(state=new)


def ask_judge(*, item_ids: Sequence[int]) -> list[int]:
    """A judge is to label these items; call inside the decision's transaction."""
    return _label_by_judge(item_ids, ItemState.AWAITING_JUDGE)


def judged(*, item_ids: Sequence[int]) -> list[int]:
    """Judges have labelled these items already; call inside the decision's transaction."""
    return _label_by_judge(item_ids, ItemState.RESOLVED)


def _label_by_judge(item_ids: Sequence[int], state: ItemState) -> list[int]:
    """Ids of the items that changed: a row that stands there already is not written again."""
    sources = [s.value for s, to in MOVES.items() if ItemState.AWAITING_JUDGE in to]
    params: dict[str, Any] = {"state": state.value, "ids": statements.array(item_ids)}
    params["from"] = [*sources, ItemState.AWAITING_JUDGE.value]
    return [pk for (pk,) in statements.rows(LABEL_BY_JUDGE, params)]


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


@dataclass(frozen=True, slots=True)
class Locked:
    """What a decision may rest on, held until the transaction ends: columns, in id order."""

    item_ids: NDArray[np.int64]
    taken: NDArray[np.int16]
    codes: NDArray[np.int16]  # places in `STATES`

    def among(self, states: Collection[ItemState]) -> NDArray[np.bool_]:
        """Which are in one of these states."""
        return np.isin(self.codes, [STATES.index(state) for state in states])


def lock(*, item_ids: Sequence[int]) -> Locked:
    """Lock these items in id order, in the caller's transaction; those there are."""
    asked = {"ids": statements.array(item_ids), "states": [state.value for state in STATES]}
    [(packed,)] = statements.rows(LOCK, asked, binary=True)
    ids, taken, places = statements.columns(packed, item_id="i8", taken="i2", state="i2")
    return Locked(ids, taken, places - 1)  # PostgreSQL counts from 1
