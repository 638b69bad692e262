"""Which items wait for judges: read from the rows, never from a message."""

from collections.abc import Iterator, Sequence

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from annotation.domain.states import OUTSIDE
from annotation.domain.types import ItemState, Route
from annotation.selectors import items
from routing.models import Decision, JudgeCall, JudgeRun, JudgeSpec, RoutingConfig
from routing.services import slots, specs

ACTIVE = "active"  # of a project's state: a paused one asks nobody


def is_open(project_id: int) -> bool:
    """Whether the project may ask judges now."""
    return RoutingConfig.objects.filter(project_id=project_id, project__state=ACTIVE).exists()


def projects() -> list[int]:
    """Open projects in which something waits for a judge."""
    paused = JudgeRun.objects.filter(state=JudgeRun.State.PAUSED).values("project_id")
    routed = RoutingConfig.objects.filter(project__state=ACTIVE).order_by("project_id")
    routed = routed.exclude(project_id__in=paused)
    ids = routed.values_list("project_id", flat=True).distinct()
    return [pk for pk in ids if next(pages(pk, specs.active(project_id=pk), 1), None)]


def pages(project_id: int, asked: Sequence[JudgeSpec], size: int) -> Iterator[list[int]]:
    """Ids of the waiting items: first those that only judges get, then the audited ones."""
    after = 0
    while page := items.ids_in_states(
        project_id=project_id, states=[ItemState.AWAITING_JUDGE], after=after, limit=size
    ):
        yield page
        after = page[-1]
    for spec in asked:
        yield from _audited(spec, size)


def _audited(spec: JudgeSpec, size: int) -> Iterator[list[int]]:
    """Items of the audit stream on which this judge is not through with its calls.

    People are asked about these whatever happens, so the item's state says nothing.
    """
    later = Decision.objects.filter(item=OuterRef("item"), round__gt=OuterRef("round"))
    final = (
        JudgeCall.objects.filter(
            slots.FINAL, item=OuterRef("item"), spec=spec, purpose=JudgeCall.Purpose.WORK
        )
        .order_by()
        .values("item")
        # Of pieces of work, not of rows: one that was lost sight of may have been done again.
        .annotate(n=Count(F("order") * 100 + F("sample"), distinct=True))
        .values("n")
    )
    wanted = len(slots.of(spec, 0))
    open_ = (
        Decision.objects.filter(project_id=spec.project_id, route=Route.BOTH)
        .exclude(item__state__in=OUTSIDE)
        .annotate(reconsidered=Exists(later), n=Coalesce(Subquery(final, IntegerField()), 0))
        .filter(reconsidered=False, n__lt=wanted)
        .order_by("item_id")
    )
    after = 0
    while page := list(open_.filter(item_id__gt=after).values_list("item_id", flat=True)[:size]):
        yield page
        after = page[-1]
