"""Items as other packages see them."""

from collections.abc import Sequence

from annotation import statements
from annotation.domain.types import ItemRecord, ItemState, ResponseRecord
from annotation.models import Item

IN_STATES = """
SELECT string_agg(int8send(id), NULL) FROM (
    SELECT id FROM annotation_item
    WHERE project_id = %(project)s AND state = ANY(%(states)s::text[]) AND id > %(after)s
    ORDER BY id LIMIT %(limit)s) found
"""


def records(item_ids: Sequence[int]) -> list[ItemRecord]:
    """The items, in id order; ids that do not exist are left out."""
    return [record(item) for item in Item.objects.filter(pk__in=item_ids).order_by("pk")]


def unrouted(*, project_id: int, limit: int) -> list[int]:
    """Ids of items for which nobody has been chosen yet, in the order of the queue."""
    waiting = Item.objects.filter(project_id=project_id, state=ItemState.IMPORTED)
    return list(waiting.order_by("priority", "pk").values_list("pk", flat=True)[:limit])


def ids_in_states(
    *, project_id: int, states: Sequence[ItemState], after: int = 0, limit: int = 2000
) -> list[int]:
    """Ids of the project's items in any of the states, in id order, from after an id."""
    asked = {"project": project_id, "states": list(states), "after": after, "limit": limit}
    [(packed,)] = statements.rows(IN_STATES, asked, binary=True)
    (ids,) = statements.columns(packed, item_id="i8")
    return ids.tolist()  # type: ignore[no-any-return]


def count_in_states(*, project_id: int, states: Sequence[ItemState]) -> int:
    """How many of the project's items are in any of the states."""
    return Item.objects.filter(project_id=project_id, state__in=states).count()


def record(item: Item) -> ItemRecord:
    """A row as a frozen record."""
    return ItemRecord(
        id=item.pk,
        project_id=item.project_id,
        external_id=item.external_id,
        prompt=item.prompt,
        responses=[
            ResponseRecord(key=r["key"], text=r["text"], model=r.get("model", ""))
            for r in item.responses
        ],
        context=item.context,
        metadata=item.metadata,
        group_key=item.group_key,
        state=ItemState(item.state),
    )
