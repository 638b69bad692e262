"""Where a judge and people differ: both sides' reasons, and asking people again about it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.db import transaction

from annotation.domain.types import ItemRecord, Json, JudgmentRecord, RaterKind
from annotation.errors import Invalid, NotFound
from annotation.selectors import items as item_rows
from annotation.selectors import judgments as judgment_rows
from annotation.services import audit, items
from routing import selectors
from routing.models import JudgeSpec
from routing.policies.columns import HUMAN, Decisions, why
from routing.services import deciding, planning, specs, standing
from routing.services.batches import ROUTABLE
from routing.services.planning import Plan

MOST = 200  # items in one go
TEXT = 600  # characters of a text that a list shows


def listed(*, project_id: int, spec_id: int, offset: int = 0, limit: int = 20) -> Json:
    """The newest items on which the judge and the majority of people differ.

    Raises:
        NotFound: The project has no such judge.
    """
    spec = specs.get(project_id=project_id, spec_id=spec_id)
    report = standing.known(project_id=project_id, spec_id=spec_id).report
    found: Json = report["disagreements"] if report else {"n": 0, "items": []}
    page = found["items"][offset : offset + limit]
    judged = judgment_rows.of_items(page)
    records = {item.id: item for item in item_rows.records(page)}
    key = report["question"] if report else ""
    return {
        "total": found["n"],
        "listed": len(found["items"]),
        "rows": [_row(spec, records[pk], key, judged.get(pk, [])) for pk in page if pk in records],
    }


@transaction.atomic
def ask_more(
    *, project_id: int, spec_id: int, item_ids: Sequence[int], actor_id: int | None
) -> int:
    """Have as many more people as an item usually gets look at each; returns how many items went.

    Those who have judged an item already do not count: `second_looks.ask_people` would find that
    it has all it needs. A round of its own, whatever was decided before, within people's budget.

    Raises:
        Invalid: No item is named, or too many.
        NotFound: The judge or an item is not the project's.
        NoPolicy: The project has none, so that nothing may be decided.
    """
    spec = specs.get(project_id=project_id, spec_id=spec_id)
    ids = sorted(set(item_ids))
    if not 1 <= len(ids) <= MOST:
        raise Invalid(fields={"item_ids": [f"From 1 to {MOST}."]})
    found = item_rows.records(ids)
    if len(found) < len(ids) or any(item.project_id != project_id for item in found):
        raise NotFound("The project has no such item.")
    given = planning.setting(project_id)
    by_need: dict[int, list[int]] = defaultdict(list)
    # What was leased, given or imported counts towards an item's need: more are asked beyond it.
    locked, before = items.lock(item_ids=ids), judgment_rows.of_items(ids)
    for pk, row in locked.items():
        imported = sum(_imported(record) for record in before.get(pk, []))
        by_need[row.taken + imported + given.project.overlap].append(pk)
    went = 0
    for need, of_need in sorted(by_need.items()):
        wanted = replace(given, project=replace(given.project, overlap=need))
        went += deciding.write(wanted, _again(of_need), states=ROUTABLE, judge_can=False).human
    audit.record(
        kind="judge.people_asked",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"judge:{spec.pk}",
        data={"items": ids, "went": went},
    )
    return went


def _imported(record: JudgmentRecord) -> bool:
    return record.rater_kind is RaterKind.HUMAN and record.source == "import"


def _again(ids: Sequence[int]) -> Plan:
    before = selectors.standing(ids)
    reason = "Somebody asked for more people on it: a judge and people differ."
    because = why(np.ones(len(ids), dtype=bool), "{0}", np.full(len(ids), reason, dtype=object))
    decisions = Decisions.make(ids, HUMAN, propensity=1.0, why=[because])
    return Plan(decisions, before.rounds + 1, before.draws, before)


def _row(spec: JudgeSpec, item: ItemRecord, key: str, judged: Sequence[JudgmentRecord]) -> Json:
    people = [r for r in judged if r.rater_kind is RaterKind.HUMAN and key in r.answers]
    mine = next((r for r in reversed(judged) if r.judge_spec_id == spec.pk), None)
    votes = Counter(str(r.answers[key].get("winner")) for r in people)
    return {
        "item_id": item.id,
        "external_id": item.external_id,
        "prompt": _cut(str(item.prompt[-1].get("content", "")) if item.prompt else ""),
        "judge": {
            "winner": mine and mine.answers.get(key, {}).get("winner"),
            "confidence": mine and mine.confidence,
            "reasons": [
                {"part": call["order"], "text": _cut(call["verdict"]["reasoning"])}
                for call in selectors.calls_of(item.id)
                if call["judge"] == spec.name and call["verdict"]
            ],
        },
        "people": {
            "winner": votes.most_common(1)[0][0] if votes else None,
            "votes": [{"winner": winner, "n": n} for winner, n in votes.most_common()],
            "reasons": [
                {"person": record.rater, "text": _cut(text)}
                for record in people
                for text in _texts(record.answers)
            ],
        },
    }


def _texts(answers: dict[str, Any]) -> list[str]:
    """What a person wrote, whatever question it answered."""
    written = [a["text"] for a in answers.values() if isinstance(a.get("text"), str)]
    return [text for text in written if text.strip()]


def _cut(text: str) -> str:
    return text if len(text) <= TEXT else f"{text[: TEXT - 1]}…"
