"""Ids by the million, a batch at a time."""

from collections.abc import Callable, Iterator, Sequence

from annotation.domain.states import OUTSIDE
from annotation.domain.types import ItemState
from annotation.selectors import items

BATCH = 2000
ROUTABLE = [s for s in ItemState if s not in OUTSIDE]
Beat = Callable[[int, int], None]  # items looked at, of how many


def all_ids(project_id: int, states: Sequence[ItemState] = ROUTABLE) -> list[int]:
    """Every item in these states, in id order."""
    found: list[int] = []
    while page := items.ids_in_states(
        project_id=project_id, states=states, after=found[-1] if found else 0, limit=50_000
    ):
        found += page
    return found


def batches(ids: Sequence[int], size: int = BATCH) -> Iterator[Sequence[int]]:
    """The ids, so many at a time."""
    for at in range(0, len(ids), size):
        yield ids[at : at + size]
