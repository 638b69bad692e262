"""Builders for judges: a project with items that wait for one, and a judge of any kind."""

from decimal import Decimal
from typing import Any

from annotation.domain.types import ItemState
from annotation.models import Item, Project
from routing.judges import openai_compatible
from routing.judges.spec import NewSpec
from routing.models import Budget, Decision, JudgeCall, JudgeLane, JudgeSpec, RoutingConfig
from routing.services import making, specs
from tests import make
from tests.routing.judges import endpoint as e


def waiting(
    *texts: tuple[str, str], route: str = "judge", project: Project | None = None, **fields: Any
) -> list[Item]:
    """Items with these pairs of responses, decided to go to the judge (or to both)."""
    project = project or make.project(**fields)
    config, _ = RoutingConfig.objects.get_or_create(
        project=project, version=1, defaults={"policy": "all_judge", "seed": 1}
    )
    items = []
    for first, second in texts or [("one", "two")]:
        state = ItemState.AWAITING_JUDGE if route == "judge" else ItemState.AWAITING_HUMAN
        source = "judge" if route == "judge" else "human"
        item = make.item(project, state=state, label_source=source)
        for response, text in zip(item.responses, (first, second), strict=True):
            response["text"] = text
        item.save(update_fields=["responses"])
        Decision.objects.create(
            item=item,
            project=project,
            config=config,
            round=1,
            route=route,
            human_judgments=int(route == "both"),
            audited=route == "both",
            propensity=0.1,
            draw=0.5,
            reasons=["Because."],
            signals_sha256="",
            seed=1,
        )
        items.append(item)
    return items


def judge(project: Project, script: str = "longer-wins", **fields: Any) -> JudgeSpec:
    """A scripted judge; its calls cost nothing unless a price is given."""
    price, replaces = Decimal(str(fields.pop("price", 0))), fields.pop("replaces", None)
    new = NewSpec(
        name=fields.pop("name", script),
        backend=fields.pop("backend", "scripted"),
        model=fields.pop("model", script),
        input_usd_per_million=price,
        output_usd_per_million=price,
        **fields,
    )
    return making.create(project_id=project.pk, actor_id=None, new=new, replaces=replaces)


def endpoint_judge(project: Project, base_url: str, **fields: Any) -> JudgeSpec:
    fields.setdefault("name", "remote")
    return judge(project, "m", backend="openai", base_url=base_url, **fields)


def budget(project: Project, usd: str) -> Budget:
    return Budget.objects.create(project=project, unit="usd", limit=Decimal(usd))


def states(item: Item) -> list[tuple[int, int, str, str]]:
    """Order, attempt, state and error of the item's calls."""
    rows = JudgeCall.objects.filter(item=item).order_by("order", "attempt")
    return list(rows.values_list("order", "attempt", "state", "error"))


def allow(settings: Any, *endpoints: e.Endpoint) -> None:
    """Let judges connect to these, and to nothing else that is private."""
    settings.JUDGE_PRIVATE_HOSTS = [endpoint.host for endpoint in endpoints]
    openai_compatible._client.cache_clear()
    specs.opened.cache_clear()


def reopen() -> None:
    """Let the time pass for which the endpoint is left alone."""
    JudgeLane.objects.update(closed_until=None)
