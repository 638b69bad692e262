"""What a policy would do, without doing it: for the preview and for `route --dry-run`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from annotation.domain.types import ItemState, Json
from annotation.selectors import items
from routing import selectors
from routing.policies.columns import ROUTES
from routing.policies.halted import Halted
from routing.selectors import ConfigRecord
from routing.services import calibrating, configs, planning
from routing.services.planning import Plan

PREVIEW = 5000  # items a page may wait for
SAMPLE = 20
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Preview:
    """How a policy would route the project's items, all anew."""

    human: int
    judge: int
    both: int
    held: int  # nobody can be asked for now
    moved: int  # would be asked of somebody else than now
    previewed: int  # the counts are over so many items, the project's first
    sample: list[dict[str, object]]  # of those that would move


def rehearse(
    *,
    project_id: int,
    policy: str,
    params: Json,
    audit_rate: float,
    states: Sequence[ItemState] = planning.ROUTABLE,
    limit: int | None = None,
    people: int | None = None,
) -> Plan:
    """The decisions another policy would make now.

    Args:
        people: A budget of judgments instead of the project's; None = the project's own.
        limit: Only so many items, the first ones.

    Raises:
        Invalid: The policy's settings do not fit.
    """
    made = configs.check(
        project_id=project_id,
        policy=policy,
        params=params,
        audit_rate=audit_rate,
        has_budget=people is not None or selectors.people_left(project_id) is not None,
    )
    now = selectors.config(project_id)
    config = ConfigRecord(
        id=0,
        version=0,
        policy=policy,
        params=params,
        audit_rate=audit_rate,
        seed=now.seed if now else 0,
        created_at=datetime.now(UTC),
        created_by="",
    )
    given = planning.setting(project_id, config)
    if not isinstance(given.policy, Halted):
        given = replace(given, state=calibrating.rehearsed(project_id, config, made))
    if people is not None:
        given = replace(given, people_left=people)
    return planning.plan(given, planning.all_ids(project_id, states)[:limit])


def preview(*, project_id: int, policy: str, params: Json, audit_rate: float) -> Preview:
    """What choosing this policy and routing everything anew would change.

    Raises:
        Invalid: The policy's settings do not fit.
    """
    planned = rehearse(
        project_id=project_id,
        policy=policy,
        params=params,
        audit_rate=audit_rate,
        limit=PREVIEW,
    )
    now, then = planned.before.routes, planned.decisions.routes
    moved = np.flatnonzero(now != then)
    first = planned.take(moved[:SAMPLE])
    names = {i.id: i.external_id for i in items.records(first.decisions.item_ids.tolist())}
    sample: list[dict[str, object]] = [
        {
            "item_id": decision.item_id,
            "external_id": names[decision.item_id],
            "from": NOBODY if before < 0 else ROUTES[before].value,
            "to": decision.route.value if decision.route else NOBODY,
            "reason": decision.reasons[0],
        }
        for decision, before in zip(first.decisions, first.before.routes.tolist(), strict=True)
    ]
    return Preview(
        **planning.counts(planned.decisions),
        moved=len(moved),
        previewed=len(planned),
        sample=sample,
    )
