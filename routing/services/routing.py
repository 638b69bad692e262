"""Routes the items of a project: the doors for the worker, the sweep, pages and judges."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from django.utils import timezone

from annotation.domain.types import ItemState, Json, RaterKind, Route
from annotation.errors import Invalid
from annotation.selectors import items as item_rows
from annotation.selectors import judgments as judgment_rows
from annotation.services import jobs
from routing import selectors
from routing.errors import NoPolicy
from routing.policies import POLICIES, pipeline
from routing.policies.columns import HUMAN, Decisions, why
from routing.selectors import Last
from routing.services import budgets, calibrating, deciding, planning, slots, specs
from routing.services.deciding import Outcome
from routing.services.planning import Beat, Plan, Setting

SCOPES = ("waiting", "all")
ACTIVE = "active"  # of a project's state: in any other, nothing is decided
LOOKERS = sorted(key for key, kind in POLICIES.items() if pipeline.LOOKS in kind.needs)
# A judge that has not answered by then has been lost sight of: those that did are weighed.
LAST_WORD = timedelta(minutes=10)
ABSTAINED = {
    "order_inconsistent": "it changed its verdict with the order in which the responses stood",
    "refused": "it refused to answer",
    "content_filter": "its provider filtered the content",
    "context_overflow": "the item is too long for it",
    "truncated": "its answer was cut off",
    "malformed": "its answer could not be read",
    "off_menu": "its answer was none of those offered",
    "no_active_judge": "no judge is active any more",
    "no_probability": "it gave no probabilities",
}


def enqueue(*, project_id: int, scope: str = "waiting") -> int:
    """Have a worker route.

    Raises:
        Invalid: There is no such scope.
        NoPolicy: The project has no policy.
    """
    if scope not in SCOPES:
        raise Invalid(fields={"scope": [f"One of {', '.join(SCOPES)}."]})
    if selectors.config(project_id) is None:
        raise NoPolicy
    return _job(project_id, scope, {"scope": scope})


def items_came(*, project_id: int) -> None:
    """Route what was imported, if the project has a policy."""
    if selectors.config(project_id) is not None:
        enqueue(project_id=project_id)


def judge_spoke(*, project_id: int) -> None:
    """Weigh the verdicts of a judge that went first, if the policy has it so.

    One job a project, however many verdicts come in: it takes all that wait.
    """
    config = selectors.config(project_id)
    if config is not None and config.policy in LOOKERS:
        _job(project_id, "weigh", {"weigh": True})


def run(*, job_id: int) -> None:
    """Carry out a "route" job."""
    with jobs.running(job_id) as job:
        if job is None or job.project_id is None:
            return

        def beat(done: int, total: int) -> None:
            jobs.heartbeat(job, done=done, total=total)

        if "weigh" in job.args:
            weigh(project_id=job.project_id)
        else:
            route(project_id=job.project_id, scope=job.args["scope"], beat=beat)


def route(*, project_id: int, scope: str = "waiting", beat: Beat = lambda *_: None) -> Outcome:
    """Decide on items that nobody was chosen for yet ("waiting"), or on all anew ("all").

    Raises:
        NoPolicy: The project has no policy.
    """
    budgets.recount(project_id)
    calibrating.ensure(project_id=project_id)
    given = planning.setting(project_id)
    if given.project.state != ACTIVE:
        return Outcome()
    waiting = scope == "waiting"
    states = [ItemState.IMPORTED] if waiting else planning.ROUTABLE
    ids = planning.all_ids(project_id, states)
    planned = planning.plan(given, ids, keep=True, fresh=waiting, beat=beat)
    return deciding.write(given, planned, states=states)


def weigh(*, project_id: int) -> Outcome:
    """Decide again on items the judge went first on and has judged since.

    A policy that compares items does so once no item waits for the judge any more, and then over
    all of them.
    """
    given = planning.setting(project_id)
    if given.project.state != ACTIVE or given.config.policy not in LOOKERS:
        return Outcome()
    waiting = [ItemState.AWAITING_JUDGE]
    if given.policy.compares and item_rows.ids_in_states(
        project_id=project_id, states=waiting, limit=1
    ):
        return Outcome()
    item_ids = selectors.looked_first(project_id, LOOKERS, limit=10**7)
    ready = [i for ids in planning.batches(item_ids) for i in _heard(given, ids)]
    planned = planning.plan(given, ready, weigh=True, keep=True)
    return deciding.write(given, planned, states=planning.ROUTABLE)


def escalate(*, item_ids: Sequence[int], reason: str) -> int:
    """Send items no judge can judge to people, within the budget; returns how many went.

    Args:
        item_ids: Items that wait for a judge; others are left as they are.
        reason: Why: names of abstentions ("refused, malformed") or a sentence.
    """
    by_project: dict[int, list[int]] = defaultdict(list)
    for item in item_rows.records(item_ids):
        if item.state is ItemState.AWAITING_JUDGE:
            by_project[item.project_id].append(item.id)
    went = 0
    for project_id, ids in by_project.items():
        given = planning.setting(project_id)
        if given.project.state != ACTIVE:
            continue
        planned = _escalated(ids, _sentence(reason))
        went += deciding.write(
            given, planned, states=[ItemState.AWAITING_JUDGE], judge_can=False
        ).human
    return went


def sweep() -> None:
    """Find what a lost message or a killed worker left behind."""
    for project_id in selectors.routed_projects():
        budgets.recount(project_id)
        given = planning.setting(project_id)
        imported = [ItemState.IMPORTED]
        if _can_place(given) and item_rows.ids_in_states(
            project_id=project_id, states=imported, limit=1
        ):
            enqueue(project_id=project_id)
        if given.config.policy in LOOKERS:
            waiting = selectors.looked_first(project_id, LOOKERS, limit=planning.BATCH)
            if _heard(given, waiting):
                judge_spoke(project_id=project_id)


def _can_place(given: Setting) -> bool:
    """Whether routing could do anything; else the sweep would ask for it again and again."""
    left = given.people_left
    affordable = left is None or left >= given.project.overlap
    return affordable or (given.policy.asks_judges and bool(given.judges))


def _job(project_id: int, name: str, args: Json) -> int:
    return jobs.enqueue(kind="route", key=f"{project_id}:{name}", args=args, project_id=project_id)


def _heard(given: Setting, ids: Sequence[int]) -> list[int]:
    """Those the judge went first on and that every judge is through with, or should have been."""
    latest = selectors.last(ids)
    first = [i for i in ids if i in latest and _looked(latest[i])]
    judged = judgment_rows.of_items(first)
    active = [s for s in specs.active(project_id=given.project.id) if s.pk in given.judges]
    known = {spec.pk: slots.of_items(spec, first) for spec in active}
    old = timezone.now() - LAST_WORD
    heard = []
    for item_id in first:
        times = [r.created_at for r in judged.get(item_id, []) if r.rater_kind is RaterKind.JUDGE]
        through = all(
            (call := known[spec.pk].get(slot)) is not None and slots.is_final(call)
            for spec in active
            for slot in slots.of(spec, item_id)
        )
        if times and (through or datetime.fromisoformat(max(times)) < old):
            heard.append(item_id)
    return heard


def _looked(last: Last) -> bool:
    return last.route is Route.JUDGE and last.score is None and last.policy in LOOKERS


def _escalated(ids: Sequence[int], reason: str) -> Plan:
    before = selectors.standing(ids)
    because = why(np.ones(len(ids), dtype=bool), "{0}", np.full(len(ids), reason, dtype=object))
    decisions = Decisions.make(ids, HUMAN, propensity=1.0, why=[because])
    return Plan(decisions, before.rounds + 1, before.draws, before)


def _sentence(reason: str) -> str:
    parts = [part.strip() for part in reason.split(",") if part.strip()]
    if parts and all(part in ABSTAINED for part in parts):
        return f"The judge gave no verdict: {'; '.join(ABSTAINED[part] for part in parts)}."
    return reason or "No judge could judge it."
