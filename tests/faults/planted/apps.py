import os
from typing import Any

from django.apps import AppConfig

COUNTING_GRANT = """
WITH pick AS (
    SELECT i.id FROM annotation_item i
    WHERE i.project_id = %(project)s AND i.state = 'awaiting_human' AND i.need > (
        SELECT count(*) FROM annotation_assignment a
        WHERE a.item_id = i.id AND a.state IN ('open', 'submitted'))
      AND NOT EXISTS (
        SELECT 1 FROM annotation_assignment a WHERE a.item_id = i.id AND a.annotator_id = %(user)s)
    ORDER BY i.priority, i.id LIMIT %(count)s
    FOR UPDATE SKIP LOCKED)
UPDATE annotation_item i SET taken = i.taken + 1 FROM pick WHERE i.id = pick.id
RETURNING i.id, i.priority, i.responses
"""


class Planted(AppConfig):
    name = "tests.faults.planted"

    def ready(self) -> None:
        spoil = {"M2": _m2, "M4": _m4, "M5": _m5}.get(os.environ.get("PLANTED", ""))
        if spoil:
            spoil()


def _m2() -> None:
    from annotation.services import queue

    queue.GRANT = COUNTING_GRANT


def _m4() -> None:
    from django.db.models import F
    from django.db.models.functions import Now

    from annotation.models import Assignment, Item
    from annotation.services import judgments

    def close(assignment: Any, *_: Any) -> bool:
        mine = Assignment.objects.filter(pk=assignment.pk)
        first = mine.exclude(state="submitted").update(state="submitted", closed_at=Now())
        if first:
            Item.objects.filter(pk=assignment.item_id).update(counted=F("counted") + 1)
        return True

    judgments._close = close  # type: ignore[assignment]


def _m5() -> None:
    from routing.services import calls

    def next_attempt(slot: Any, last: Any) -> Any:
        if last is None or last.state in ("reserved", "sent"):
            return calls.Next(slot, last.attempt + 1 if last else 1)
        return None

    calls.next_attempt = next_attempt
