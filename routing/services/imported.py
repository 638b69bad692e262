"""Judges whose verdicts came by import, beside those made here.

No column of a file can say in which order a judge was asked, so verdicts of the other order come as
a judge of their own; an admin says whose they are.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from annotation import statements
from annotation.errors import Invalid, NotFound
from annotation.services import audit
from routing.models import OtherOrder

RATERS = """
SELECT r.id, r.name, r.judge_spec_id, o.swapped_id
FROM annotation_rater r LEFT JOIN routing_otherorder o ON o.rater_id = r.id
WHERE r.project_id = %(project)s AND r.kind = 'judge' ORDER BY r.id
"""
IMPORTED = """
SELECT r.id, r.name, n.judged, n.last_at, o.swapped_id, of.rater_id
FROM annotation_rater r
LEFT JOIN routing_otherorder o ON o.rater_id = r.id
LEFT JOIN routing_otherorder of ON of.swapped_id = r.id
CROSS JOIN LATERAL (
    SELECT count(*) AS judged, max(j.created_at) AS last_at
    FROM annotation_judgment j WHERE j.rater_id = r.id) n
WHERE r.project_id = %(project)s AND r.kind = 'judge' AND r.judge_spec_id IS NULL ORDER BY r.id
"""


@dataclass(frozen=True, slots=True)
class Rater:
    """A judge by whichever way its verdicts came; `swapped_id`: the rater with those b first."""

    id: int
    name: str
    spec_id: int | None
    swapped_id: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """A judge from a file; `swapped_id` and `swapped_of`: whose other order is whose."""

    id: int
    name: str
    judged: int
    last_at: datetime | None
    swapped_id: int | None
    swapped_of: int | None


def raters(project_id: int) -> list[Rater]:
    """The judges that have judged here, imported ones too."""
    return [Rater(*row) for row in statements.rows(RATERS, {"project": project_id})]


def listing(project_id: int) -> list[Imported]:
    """The judges whose verdicts came by import."""
    return [Imported(*row) for row in statements.rows(IMPORTED, {"project": project_id})]


def get(*, project_id: int, rater_id: int) -> Rater:
    """One of them.

    Raises:
        NotFound: No such judge was imported into the project.
    """
    mine = (r for r in raters(project_id) if r.id == rater_id and r.spec_id is None)
    if (rater := next(mine, None)) is None:
        raise NotFound
    return rater


@transaction.atomic
def set_swapped(*, project_id: int, rater_id: int, swapped: int | None, actor_id: int) -> None:
    """Say which judge holds this one's verdicts with the sides swapped; None: there is none.

    Raises:
        NotFound: No such judge was imported into the project.
        Invalid: It cannot be that one.
    """
    rater = get(project_id=project_id, rater_id=rater_id)
    rest = {r.id: r for r in listing(project_id) if r.id != rater_id}
    if swapped is not None:
        _check(rest.get(swapped), rater_id, of=[r for r in rest.values() if r.swapped_id])
    OtherOrder.objects.filter(rater_id=rater_id).delete()
    if swapped is not None:
        OtherOrder.objects.create(rater_id=rater_id, swapped_id=swapped)
    audit.record(
        kind="judge.other_order_changed",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"rater:{rater_id}",
        data={"judge": rater.name, "swapped": swapped and rest[swapped].name},
    )


def _check(other: Imported | None, rater_id: int, *, of: list[Imported]) -> None:
    if other is None:
        raise Invalid(fields={"swapped": ["Name another judge that was imported here."]})
    if other.swapped_id is not None:
        raise Invalid(fields={"swapped": [f"{other.name} has another order of its own."]})
    taken = next((r for r in of if r.swapped_id in {other.id, rater_id}), None)
    if taken is not None:
        name = other.name if other.id == taken.swapped_id else "This judge"
        raise Invalid(fields={"swapped": [f"{name} is the other order of {taken.name}."]})
