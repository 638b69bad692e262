import os
from typing import Any

from django.apps import AppConfig

COUNTING = """i.need > (
    SELECT count(*) FROM annotation_assignment c
    WHERE c.item_id = i.id AND c.state IN ('open', 'submitted'))"""


class Planted(AppConfig):
    name = "tests.faults.planted"

    def ready(self) -> None:
        spoil = {"M2": _m2, "M4": _m4, "M5": _m5}.get(os.environ.get("PLANTED", ""))
        if spoil:
            spoil()


def _m2() -> None:
    from annotation.services import queue

    queue.GRANTS = {n: sql.replace("i.taken < i.need", COUNTING) for n, sql in queue.GRANTS.items()}


def _m4() -> None:
    from annotation import statements
    from annotation.services import judgments

    def close(held: Any, *_: Any) -> Any:
        given = {"id": held.assignment_id, "item": held.item_id}
        first = statements.rows(
            "UPDATE annotation_assignment SET state = 'submitted', closed_at = now() "
            "WHERE id = %(id)s AND state <> 'submitted' RETURNING 1",
            given,
        )
        if first:
            statements.rows(judgments.COUNT, given)
        return judgments._Closed(counts=True, owed=False)

    judgments._close = close


def _m5() -> None:
    from routing.services import slots

    def next_attempt(slot: Any, last: Any) -> Any:
        if last is None or last.state in ("reserved", "sent"):
            return slots.Next(slot, last.attempt + 1 if last else 1)
        return None

    slots.next_attempt = next_attempt
