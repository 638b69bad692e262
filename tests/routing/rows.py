"""Builders of routing's rows, and short ways to read what came of a route."""

from decimal import Decimal
from typing import Any

from annotation.domain.types import ItemState, JobState, RaterKind
from annotation.models import Item, Job, Judgment, Project
from routing.judges.spec import NewSpec
from routing.models import Budget, Decision, JudgeSpec
from routing.selectors import ConfigRecord
from routing.services import configs, making, routing
from routing.services.deciding import Outcome
from tests import make

ZERO = Decimal(0)


def choose(
    project: Project, policy: str = "confidence", *, audit_rate: float = 1e-9, **params: Any
) -> ConfigRecord:
    """Make this the project's policy; audits are practically off unless asked for."""
    return configs.choose(
        project_id=project.pk, actor_id=None, policy=policy, params=params, audit_rate=audit_rate
    )


def judge(project: Project, name: str = "scripted", model: str = "always-a") -> JudgeSpec:
    """A free judge that answers at once."""
    new = NewSpec(name, "scripted", model, ZERO, ZERO)
    return making.create(project_id=project.pk, actor_id=None, new=new)


def waiting(project: Project, count: int = 1, **fields: Any) -> list[Item]:
    """Items just imported."""
    fields = {"state": ItemState.IMPORTED, "need": 0, "reserve": 0, **fields}
    return make.items(project, count, **fields)


def verdict(item: Item, winner: str = "a", *, name: str = "gpt", **fields: Any) -> Judgment:
    """An imported judge's verdict, straight into the table."""
    known = item.project.raters.filter(name=name).first()
    rater = known or make.rater(item.project, kind=RaterKind.JUDGE, name=name)
    return make.judgment(item, rater, winner, source="import", **fields)


def people_budget(project: Project, limit: int, **fields: Any) -> Budget:
    return Budget.objects.create(project=project, unit="human_judgments", limit=limit, **fields)


def routes(project: Project) -> list[str | None]:
    """Each item's newest route, in item order; None = not decided."""
    newest = dict(Decision.objects.order_by("round").values_list("item_id", "route"))
    ids = Item.objects.filter(project=project).order_by("pk").values_list("pk", flat=True)
    return [newest.get(pk) for pk in ids]


def states(project: Project) -> list[str]:
    """Each item's state, in item order."""
    return list(Item.objects.filter(project=project).order_by("pk").values_list("state", flat=True))


def spent(project: Project) -> tuple[int, int]:
    """Judgments of people: given, and set aside."""
    row = Budget.objects.get(project=project, unit="human_judgments")
    return int(row.spent), int(row.reserved)


def run_jobs(kind: str = "route") -> None:
    """What a worker would do now."""
    for pk in Job.objects.filter(kind=kind, state=JobState.PENDING).values_list("pk", flat=True):
        routing.run(job_id=pk)


def route(project: Project, **how: Any) -> Outcome:
    """Decide on the items that wait."""
    return routing.route(project_id=project.pk, **how)
