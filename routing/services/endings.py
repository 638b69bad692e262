"""How judge calls end: what came back, what was read out of it, and what it costs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from logging import getLogger
from typing import Any

import orjson

from annotation import statements
from routing.judges.base import FATES, CallFailed, Completion, Fate, Outcome
from routing.judges.parsing import PARSER_VERSION, Parsed
from routing.judges.protocols import PROTOCOLS
from routing.judges.protocols.base import Reading
from routing.models import Budget, JudgeCall, JudgeSpec, Verdict
from routing.services import budgets, costs

log = getLogger(__name__)
STATE = JudgeCall.State


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended: what came back, and what was read out of a completion."""

    call: JudgeCall
    outcome: Outcome
    parsed: Parsed | None
    repaired: bool = False  # the call asked the judge to repair an answer


def finish(
    call: JudgeCall,
    spec: JudgeSpec,
    outcome: Outcome,
    parsed: Parsed | None,
    *,
    repaired: bool = False,
) -> Decimal | None:
    """Write how one call ended; see `finish_all`. None: what came back is not used."""
    return finish_all(spec, [Ending(call, outcome, parsed, repaired)]).get(call.pk)


def finish_all(spec: JudgeSpec, ended: Sequence[Ending]) -> dict[int, Decimal]:
    """Write how calls ended and settle their cost, in the caller's transaction.

    The budget's row is touched last and once: whoever holds it waits for nobody.

    Returns:
        Call -> what it cost; a call that a sweep took for lost before is left out, and what came
        back is not used.
    """
    rows = {ending.call.pk: _ending_row(ending, spec) for ending in ended}
    won = _write_endings(list(rows.values()), [row for e in ended for row in _read(e, spec)])
    ours = [ending for ending in ended if ending.call.pk in won]
    paid = {ending.call.pk: Decimal(rows[ending.call.pk]["cost_usd"]) for ending in ours}
    reserved = sum((ending.call.reserved_usd for ending in ours), Decimal(0))
    spent = sum(paid.values(), Decimal(0))
    if reserved or spent:
        budgets.settle(
            project_id=spec.project_id, unit=Budget.Unit.USD, reserved=reserved, spent=spent
        )
    return paid


def _ending_row(ending: Ending, spec: JudgeSpec) -> dict[str, Any]:
    call, outcome = ending.call, ending.outcome
    state, error = _ended(outcome, ending.parsed)
    done = outcome if isinstance(outcome, Completion) else Completion(text="", finish_reason="")
    failed = outcome if isinstance(outcome, CallFailed) else None
    return {
        "id": call.pk,
        "state": str(state),
        "error": error,
        "cost_usd": str(_cost(call, spec, outcome, state)),
        "status_code": failed.status_code if failed else 200,
        "response": _storable(done.text),
        "finish_reason": _storable(done.finish_reason[:40]),
        "model": _storable(done.model),
        "request_id": _storable(done.request_id),
        "tokens_in": done.tokens_in,
        "tokens_out": done.tokens_out,
        "latency_ms": done.latency_ms if failed is None else None,
        "logprobs": done.logprobs,
    }


def _storable(text: str) -> str:
    """PostgreSQL's text holds no NUL, and no encoding holds half a surrogate pair."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode()


def _read(ending: Ending, spec: JudgeSpec) -> list[dict[str, Any]]:
    if ending.parsed is None:
        return []
    row = verdict(ending.call, spec, ending.parsed, repaired=ending.repaired)
    return [{name: getattr(row, name) for name in _READ}]


_READ = (
    *("call_id", "parser_version", "state", "winner", "strength", "p_a", "value", "reasoning"),
    *("repaired", "created_at"),
)
# One statement for all: calls and what was read out of them take a tenth of the time that a
# statement for each of them takes. A verdict belongs only to a call that was still open.
_WRITE = """
    WITH ended AS (
        UPDATE routing_judgecall c SET
            state = e.state, error = e.error, cost_usd = e.cost_usd, status_code = e.status_code,
            response = e.response, finish_reason = e.finish_reason, model = e.model,
            request_id = e.request_id, tokens_in = e.tokens_in, tokens_out = e.tokens_out,
            latency_ms = e.latency_ms, logprobs = e.logprobs, finished_at = clock_timestamp()
        FROM jsonb_to_recordset(%(ends)s::jsonb) AS e(
            id bigint, state text, error text, cost_usd numeric, status_code smallint,
            response text, finish_reason text, model text, request_id text, tokens_in integer,
            tokens_out integer, latency_ms integer, logprobs jsonb)
        WHERE c.id = e.id AND c.state IN ('reserved', 'sent')
        RETURNING c.id),
    readings AS (
        INSERT INTO routing_verdict (call_id, parser_version, state, winner, strength, p_a, value,
            reasoning, repaired, created_at)
        SELECT e.* FROM jsonb_to_recordset(%(reads)s::jsonb) AS e(
            call_id bigint, parser_version text, state text, winner text, strength smallint,
            p_a float8, value jsonb, reasoning text, repaired boolean, created_at timestamptz)
        JOIN ended ON ended.id = e.call_id)
    SELECT id FROM ended
"""


def _write_endings(ends: list[dict[str, Any]], reads: list[dict[str, Any]]) -> set[int]:
    """Finish these calls where they are still open, and what was read out of those; which."""
    given = {"ends": _json(ends), "reads": _json(reads)}
    return {pk for (pk,) in statements.rows(_WRITE, given)}


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows).decode().replace("\\u0000", "�")


def verdict(call: JudgeCall, spec: JudgeSpec, parsed: Parsed, *, repaired: bool) -> Verdict:
    """The row, not yet saved, of what was read out of a call."""
    reading = Reading(call.order)
    if parsed.state == "ok" and call.purpose == JudgeCall.Purpose.TAG:
        reading = Reading(call.order, value=parsed.value)  # whatever the judge's own protocol is
    elif parsed.state == "ok":
        reading = PROTOCOLS[spec.spec["protocol"]].reading(parsed, part=call.order)
    strength = reading.strength
    winner = "" if strength is None else "a" if strength < 0 else "b" if strength > 0 else "tie"
    return Verdict(
        call=call,
        parser_version=PARSER_VERSION,
        state=parsed.state,
        winner=winner,
        strength=strength,
        p_a=reading.p_a,
        value=reading.value,
        reasoning=_storable(parsed.reasoning),
        repaired=repaired,
    )


def verdicts(found: Sequence[JudgeCall]) -> dict[int, Verdict]:
    """The verdicts of these calls, by call, where the newest parser could read one."""
    rows = Verdict.objects.filter(call__in=found).order_by("call_id", "-pk").distinct("call_id")
    return {verdict.call_id: verdict for verdict in rows if verdict.state == "ok"}


def failures(item_calls: Sequence[JudgeCall]) -> str:
    """Why these calls gave no verdict, most frequent reason first, in a few words."""
    counts: dict[str, int] = defaultdict(int)
    for call in item_calls:
        if call.state != STATE.OK:
            counts[call.error or call.state] += 1
    return ", ".join(sorted(counts, key=lambda reason: -counts[reason]))


def _ended(outcome: Outcome, parsed: Parsed | None) -> tuple[str, str]:
    if isinstance(outcome, CallFailed):
        fate = FATES.get(outcome.reason)
        return (STATE.UNKNOWN if fate is Fate.UNKNOWN else STATE.FAILED), outcome.reason
    if parsed is None or parsed.state == "ok":
        return STATE.OK, ""
    return STATE.FAILED, parsed.state


def _cost(call: JudgeCall, spec: JudgeSpec, outcome: Outcome, state: str) -> Decimal:
    if isinstance(outcome, CallFailed):
        # An answer we could not use, or that we lost sight of, may have been billed in full.
        billed = state == STATE.UNKNOWN or outcome.status_code == 200
        return call.reserved_usd if billed else Decimal(0)
    if outcome.tokens_in is None or outcome.tokens_out is None:
        return call.reserved_usd
    cost = costs.of(spec, outcome.tokens_in, outcome.tokens_out)
    if cost > call.reserved_usd:
        log.warning("call %s reports more tokens than it can have used", call.pk)
    return min(cost, call.reserved_usd)
