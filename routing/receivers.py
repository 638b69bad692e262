"""When X, enqueue Y; nothing else."""

from typing import Any

from django.dispatch import receiver

from annotation import events
from annotation.domain.types import RaterKind
from routing import tasks


@receiver(events.items_imported)
def route_what_came(*, project_id: int, **_: Any) -> None:
    """Items were imported: somebody has to be chosen for them."""
    tasks.items_came(project_id)


@receiver(events.judgment_recorded)
def weigh_the_verdict(*, project_id: int, kind: str, **_: Any) -> None:
    """A judge has judged: it may have been unsure."""
    if kind == RaterKind.JUDGE:
        tasks.judge_spoke(project_id)
