"""Reads answers again that were paid for long ago, with the parser of today; no call is made."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef

from annotation.selectors import items
from routing.judges import parsing, prompts
from routing.judges.base import Completion
from routing.judges.parsing import PARSER_VERSION
from routing.models import JudgeCall, JudgeSpec, Verdict
from routing.services import endings, rubric, specs, verdicts

CHUNK = 500


@dataclass(slots=True)
class Reparsed:
    """What reading again has changed."""

    read: int = 0
    changed: Counter[str] = field(default_factory=Counter)  # "before → after"
    judged: int = 0  # items that have a judgment now and had none
    unreadable: int = 0  # calls from before their expectations were kept


def reparse(*, project_id: int, again: bool = False) -> Reparsed:
    """Read every kept answer that today's parser has not read, and settle what it decides.

    A verdict is added, none is changed; a judgment that was given stays as it is, since judgments
    are only ever superseded by their rater.

    Args:
        again: Compare also what today's parser has read already; nothing is written for it.
    """
    done = Reparsed()
    for spec in JudgeSpec.objects.filter(project_id=project_id).order_by("pk"):
        for chunk in _chunks(spec, again=again):
            _read(spec, chunk, done)
    return done


def _chunks(spec: JudgeSpec, *, again: bool) -> Iterator[list[JudgeCall]]:
    read = Verdict.objects.filter(call=OuterRef("pk"), parser_version=PARSER_VERSION)
    rows = JudgeCall.objects.filter(spec=spec).exclude(response="")
    rows = rows if again else rows.filter(~Exists(read))
    after = 0
    while chunk := list(rows.filter(pk__gt=after).order_by("pk")[:CHUNK]):
        yield chunk
        after = chunk[-1].pk


def _read(spec: JudgeSpec, chunk: list[JudgeCall], done: Reparsed) -> None:
    before = _newest(chunk)
    fresh: list[Verdict] = []
    for call in chunk:
        if call.expects is None:
            done.unreadable += 1
            continue
        done.read += 1
        row = endings.verdict(call, spec, _parsed(call), repaired=_repaired(before.get(call.pk)))
        old = before.get(call.pk)
        if old is None or _said(old) != _said(row):
            done.changed[f"{_said(old) if old else 'unread'} → {_said(row)}"] += 1
        if old is None or old.parser_version != PARSER_VERSION:
            fresh.append(row)
    with transaction.atomic():
        Verdict.objects.bulk_create(fresh)
        done.judged += _settle(spec, sorted({c.item_id for c in chunk if c.item_id}), before, fresh)


def _settle(
    spec: JudgeSpec, item_ids: list[int], before: dict[int, Verdict], fresh: list[Verdict]
) -> int:
    """Give the judgments that were missing only because an answer could not be read."""
    news = {
        row.call.item_id
        for row in fresh
        if row.state == "ok" and not (row.call_id in before and before[row.call_id].state == "ok")
    }
    found = items.records([pk for pk in item_ids if pk in news])
    if not found or spec not in specs.active(project_id=spec.project_id):
        return 0
    settled = verdicts.settle_all(spec, found, rubric.asked(spec))
    return sum(not one.abstains for one in settled.values())


def _newest(chunk: list[JudgeCall]) -> dict[int, Verdict]:
    rows = Verdict.objects.filter(call__in=chunk).order_by("call_id", "-pk")
    return {verdict.call_id: verdict for verdict in rows.distinct("call_id")}


def _parsed(call: JudgeCall) -> parsing.Parsed:
    completion = Completion(
        text=call.response, logprobs=call.logprobs, finish_reason=call.finish_reason
    )
    return parsing.parse(completion, prompts.expecting(call.expects or {}))


def _repaired(old: Verdict | None) -> bool:
    return old is not None and old.repaired


def _said(verdict: Verdict) -> str:
    if verdict.state != "ok":
        return verdict.state
    return verdict.winner or str(verdict.value)
