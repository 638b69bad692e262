"""Trying a judge on a few items: what it was shown, what it said, what it cost; nothing is judged.

A worker asks, since a model may take minutes and may need the worker's memory; the page reads the
ledger. The calls are marked as a trial and paid from the project's budget like any other.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from annotation.domain.types import ItemRecord, ItemState, Json
from annotation.errors import Invalid, NotFound
from annotation.selectors import items
from annotation.services import jobs
from routing.judges.protocols import PROTOCOLS
from routing.judges.protocols.base import Reading
from routing.judges.spec import PANEL
from routing.models import JudgeCall, JudgeSpec, Verdict
from routing.services import calls, endings, probing, rubric, slots, specs, verdicts

ITEMS = 5
MOST = 20
LEASE_SECONDS = 900
TRIAL = JudgeCall.Purpose.TRIAL


@dataclass(frozen=True, slots=True)
class Started:
    """A trial's name, and the job that carries it out."""

    trial: str
    job: int


def start(
    *, project_id: int, spec_id: int, count: int = ITEMS, item_ids: list[int] | None = None
) -> Started:
    """Have a worker ask a judge, active or not, about a few items.

    Args:
        count: How many of the project's first items, where none are named.
        item_ids: These items.

    Raises:
        Invalid: There is nothing to try it on, or it is a panel.
        NotFound: An item is not the project's.
    """
    spec = specs.get(project_id=project_id, spec_id=spec_id)
    if spec.backend == PANEL:
        raise Invalid("A panel asks nobody itself. Try its members.")
    if not 1 <= count <= MOST or len(item_ids or []) > MOST:
        raise Invalid(fields={"items": [f"From 1 to {MOST}."]})
    chosen = item_ids or items.ids_in_states(
        project_id=project_id, states=list(ItemState), limit=count
    )
    found = items.records(chosen)
    if len(found) < len(set(chosen)) or any(i.project_id != project_id for i in found):
        raise NotFound("The project has no such item.")
    if not found:
        raise Invalid("The project has no items yet. Import some first.")
    trial = secrets.token_hex(6)
    args = {"spec_id": spec_id, "trial": trial, "item_ids": [item.id for item in found]}
    job = jobs.enqueue(kind="try_judge", key=trial, args=args, project_id=project_id)
    return Started(trial, job)


def run(*, job_id: int) -> None:
    """Carry out a "try_judge" job."""
    with jobs.running(job_id, lease_seconds=LEASE_SECONDS) as job:
        if job is None or job.project_id is None:
            return
        spec = specs.get(project_id=job.project_id, spec_id=job.args["spec_id"])
        ask(spec, job.args["trial"], job.args["item_ids"])


def ask(spec: JudgeSpec, trial: str, item_ids: list[int]) -> None:
    """Ask now, in this process.

    Raises:
        rubric.NothingToJudge: The project asks no comparison.
        probing.NotAnswering, budgets.BudgetSpent, jobs.Later: See `probing.ask`.
    """
    question = rubric.asked(spec)
    probes = [
        probing.Probe(_subject(trial, item), part, _prompt(spec, item, question, part), item.id)
        for item in items.records(item_ids)
        if not verdicts.unasked(spec, item)
        for part in range(slots.parts(spec))
    ]
    probing.ask(spec, probes, purpose=TRIAL)


def result(*, project_id: int, spec_id: int, trial: str) -> Json:
    """What a trial has shown so far, item by item; whether that is all, and what ended it early.

    Raises:
        NotFound: There is no such judge or trial.
    """
    spec = specs.get(project_id=project_id, spec_id=spec_id)
    rows = JudgeCall.objects.filter(
        spec=spec, purpose=TRIAL, subject__startswith=f"{trial}/"
    ).order_by("item_id", "order", "attempt")
    found = list(rows)
    if not found and not jobs.known(kind="try_judge", key=trial, project_id=project_id):
        raise NotFound
    work = {"kind": "try_judge", "key": trial}
    read = probing.verdicts(found)
    by_item: dict[int, list[JudgeCall]] = {}
    for call in found:
        by_item.setdefault(call.item_id or 0, []).append(call)
    records = items.records(list(by_item))
    return {
        "items": [_tried(spec, item, by_item[item.id], read) for item in records],
        "done": not jobs.open_of(**work),
        "error": jobs.last_error(**work),
    }


def _tried(
    spec: JudgeSpec, item: ItemRecord, made: list[JudgeCall], read: dict[int, Verdict]
) -> Json:
    newest = {call.order: call for call in made}
    readings = [
        Reading(call.order, v.strength, v.p_a, v.value)
        for call in newest.values()
        if (v := read.get(call.pk)) and v.state == "ok"
    ]
    whole = {r.part for r in readings} == set(range(slots.parts(spec)))
    combined = (
        PROTOCOLS[spec.spec["protocol"]].combine(readings, mode=spec.spec["combine"])
        if whole
        else None
    )
    return {
        "item_id": item.id,
        "external_id": item.external_id,
        "winner": combined.winner if combined else None,
        "confidence": combined.confidence if combined else None,
        "abstains": combined.reason if combined else endings.failures(list(newest.values())),
        "calls": [_shown(spec, item, call, read.get(call.pk)) for call in made],
    }


def _shown(spec: JudgeSpec, item: ItemRecord, call: JudgeCall, read: Verdict | None) -> Json:
    prompt = _prompt(spec, item, rubric.asked(spec), call.order)
    same = calls.cache_key(spec, prompt, 0) == call.cache_key
    return {
        "part": call.order,
        "state": call.state,
        "error": call.error,
        # Rebuilt from the item; null when the guidelines or questions have changed since.
        "prompt": prompt.messages if same else None,
        "response": call.response,
        "cost_usd": call.cost_usd,
        "latency_ms": call.latency_ms,
        "tokens_in": call.tokens_in,
        "tokens_out": call.tokens_out,
        "verdict": read and _verdict(read),
    }


def _verdict(read: Verdict) -> dict[str, Any]:
    names = ("state", "winner", "strength", "p_a", "value", "reasoning")
    return {name: getattr(read, name) for name in names}


def _subject(trial: str, item: ItemRecord) -> str:
    return f"{trial}/{item.id}"


def _prompt(spec: JudgeSpec, item: ItemRecord, question: rubric.Asked, part: int) -> Any:
    return verdicts.prompt(spec, item, question, slots.Slot(item.id, part, 0))
