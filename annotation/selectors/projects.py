"""Projects and their members as pages and other packages see them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Now

from annotation.domain.states import OUTSIDE
from annotation.domain.types import AssignmentState, ItemState, Role
from annotation.models import (
    Assignment,
    Cohort,
    Guideline,
    Invite,
    Item,
    Membership,
    Project,
    QuestionSet,
    Rater,
)
from annotation.selectors import gold, tallies


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """A project's own settings."""

    id: int
    slug: str
    name: str
    description: str
    language: str
    state: str
    overlap: int
    reserve: int
    lease_seconds: int
    side_order: str
    show_models_after: bool
    simulated: bool
    aggregators: dict[str, str]
    adjudicate_own: bool


def record(project: Project) -> ProjectRecord:
    """The row as a record."""
    return ProjectRecord(
        id=project.pk,
        slug=project.slug,
        name=project.name,
        description=project.description,
        language=project.language,
        state=project.state,
        overlap=project.overlap,
        reserve=project.reserve,
        lease_seconds=project.lease_seconds,
        side_order=project.side_order,
        show_models_after=project.show_models_after,
        simulated=project.simulated,
        aggregators=project.aggregators,
        adjudicate_own=project.adjudicate_own,
    )


def by_slug(slug: str) -> ProjectRecord | None:
    """The project that a command names; its number works too."""
    project = Project.objects.filter(slug=slug).first()
    if project is None and slug.isdecimal() and len(slug) < 19:
        project = Project.objects.filter(pk=int(slug)).first()
    return record(project) if project else None


def by_id(project_id: int) -> ProjectRecord | None:
    """One project."""
    project = Project.objects.filter(pk=project_id).first()
    return record(project) if project else None


def has_demo() -> bool:
    """Whether a project of this installation holds made-up raters."""
    return Project.objects.filter(simulated=True).exists()


def memberships(user_id: int, *, only: int | None = None) -> list[dict[str, Any]]:
    """Somebody's projects by name, each with their role; `only` that one if it is given."""
    rows = _of(user_id, only).select_related("project")
    return [
        {"project": record(m.project), "role": m.role} for m in rows.order_by("project__name", "pk")
    ]


def _of(user_id: int, only: int | None) -> "QuerySet[Membership]":
    found = Membership.objects.filter(user_id=user_id)
    return found if only is None else found.filter(project_id=only)


def mine(*, user_id: int, after: int, limit: int, only: int | None = None) -> list[dict[str, Any]]:
    """Somebody's projects with their progress, in id order from after an id."""
    rows = list(
        _of(user_id, only)
        .filter(project_id__gt=after)
        .select_related("project")
        .order_by("project_id")[:limit]
    )
    ids = [m.project_id for m in rows]
    items = _item_counts(ids)
    held = dict(
        Assignment.objects.filter(
            project_id__in=ids, annotator_id=user_id, state=AssignmentState.OPEN
        )
        .values_list("project_id")
        .annotate(n=Count("pk"))
    )
    return [
        {
            **asdict(record(m.project)),
            "role": m.role,
            "items_total": sum(items[m.project_id].values()),
            "items_resolved": items[m.project_id].get(ItemState.RESOLVED, 0),
            "my_open": held.get(m.project_id, 0),
        }
        for m in rows
    ]


def detail(project_id: int, *, role: Role) -> dict[str, Any]:
    """The project with the guidelines and questions in force."""
    guideline = Guideline.objects.filter(project_id=project_id).order_by("-version").first()
    questions = QuestionSet.objects.filter(project_id=project_id).order_by("-version").first()
    return {
        **asdict(record(Project.objects.get(pk=project_id))),
        "role": role,
        "guideline": guideline,
        "questions": questions,
    }


def guideline(*, project_id: int, version: int) -> Guideline:
    """One version of the guidelines."""
    return Guideline.objects.get(project_id=project_id, version=version)


def question_set(*, project_id: int, version: int) -> QuestionSet:
    """One version of the questions."""
    return QuestionSet.objects.get(project_id=project_id, version=version)


def members(project_id: int) -> dict[str, Any]:
    """Everybody in the project with what they have judged, by name, and as of when that holds."""
    rows = Membership.objects.filter(project_id=project_id).select_related("user")
    counted, as_of = tallies.of_page(project_id)
    raters = dict(
        Rater.objects.filter(project_id=project_id, user__isnull=False).values_list("user_id", "pk")
    )
    taken = gold.qualifications(project_id)

    def known(user_id: int) -> dict[str, Any] | None:
        score = counted["raters"].get(str(raters.get(user_id)))
        return asdict(gold.Score(*score).figure()) if score else None

    return {
        "as_of": as_of,
        "members": [
            {
                "id": m.pk,
                "user": m.user,
                "gold": known(m.user_id),
                "attempts": taken.get(m.user_id, []),
                "role": m.role,
                "cohort": m.cohort_id,
                "quota_total": m.quota_total,
                "quota_day": m.quota_day,
                "judged": counted["members"].get(str(m.user_id), (0, None))[0],
                "last_judged_at": counted["members"].get(str(m.user_id), (0, None))[1],
            }
            for m in rows.order_by("user__name", "pk")
        ],
    }


def cohorts(project_id: int) -> list[dict[str, Any]]:
    """The cohorts by name, each with how many members it has and how many items are kept for it."""
    kept = dict(
        Item.objects.filter(project_id=project_id, cohort__isnull=False)
        .values_list("cohort_id")
        .annotate(n=Count("pk"))
    )
    rows = Cohort.objects.filter(project_id=project_id).annotate(n=Count("members"))
    return [
        {"id": c.pk, "name": c.name, "members": c.n, "items": kept.get(c.pk, 0)}
        for c in rows.order_by("name")
    ]


def open_invites(project_id: int) -> list[Invite]:
    """Links into the project that still work, newest first."""
    gone = Q(uses__gte=F("max_uses")) | Q(revoked_at__isnull=False) | Q(expires_at__lte=Now())
    return list(Invite.objects.filter(project_id=project_id).exclude(gone).order_by("-pk")[:200])


def _item_counts(project_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Items by state, without those that nobody is asked to label."""
    rows = (
        Item.objects.filter(project_id__in=project_ids)
        .exclude(state__in=OUTSIDE)
        .values_list("project_id", "state")
        .annotate(n=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for project_id, state, n in rows:
        counts[project_id][state] = n
    return counts
