"""Where a judge and people differ, with both sides' reasons."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from annotation.domain.types import ItemRecord, Json, JudgmentRecord, RaterKind
from annotation.selectors import items as item_rows
from annotation.selectors import judgments as judgment_rows
from routing import selectors
from routing.models import JudgeSpec
from routing.services import imported, specs, standing

TEXT = 600  # characters of a text that a list shows
Reasons = Callable[[int, JudgmentRecord | None], list[str]]


def listed(*, project_id: int, spec_id: int, offset: int = 0, limit: int = 20) -> Json:
    """The newest items on which the judge and the majority of people differ.

    Raises:
        NotFound: The project has no such judge.
    """
    spec = specs.get(project_id=project_id, spec_id=spec_id)
    report = standing.known(project_id=project_id, spec_id=spec_id).report
    mine = next((r.id for r in imported.raters(project_id) if r.spec_id == spec.pk), None)
    return _page(report, offset, limit, mine, lambda item_id, _: _said_in_calls(spec, item_id))


def listed_of_imported(*, project_id: int, rater_id: int, offset: int = 0, limit: int = 20) -> Json:
    """The same of a judge whose verdicts came by import.

    Raises:
        NotFound: No such judge was imported into the project.
    """
    report = standing.known_of_imported(project_id=project_id, rater_id=rater_id).report
    return _page(report, offset, limit, rater_id, lambda _, r: _texts(r.answers) if r else [])


def _page(
    report: Json | None, offset: int, limit: int, rater_id: int | None, reasons: Reasons
) -> Json:
    found: Json = report["disagreements"] if report else {"n": 0, "items": []}
    page = found["items"][offset : offset + limit]
    judged = judgment_rows.of_items(page)
    records = {item.id: item for item in item_rows.records(page)}
    key = report["question"] if report else ""
    return {
        "total": found["n"],
        "listed": len(found["items"]),
        "rows": [
            _row(records[pk], key, judged.get(pk, []), rater_id, reasons)
            for pk in page
            if pk in records
        ],
    }


def _row(
    item: ItemRecord,
    key: str,
    judged: Sequence[JudgmentRecord],
    rater_id: int | None,
    reasons: Reasons,
) -> Json:
    people = [r for r in judged if r.rater_kind is RaterKind.HUMAN and key in r.answers]
    mine = next((r for r in reversed(judged) if r.rater_id == rater_id), None)
    votes = Counter(str(r.answers[key].get("winner")) for r in people)
    return {
        "item_id": item.id,
        "external_id": item.external_id,
        "prompt": _cut(str(item.prompt[-1].get("content", "")) if item.prompt else ""),
        "judge": {
            "winner": mine and mine.answers.get(key, {}).get("winner"),
            "confidence": mine and mine.confidence,
            "reasons": [
                {"part": part, "text": _cut(text)}
                for part, text in enumerate(reasons(item.id, mine))
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


def _said_in_calls(spec: JudgeSpec, item_id: int) -> list[str]:
    """What the judge wrote, call by call."""
    made = selectors.calls_of(item_id)
    return [c["verdict"]["reasoning"] for c in made if c["judge"] == spec.name and c["verdict"]]


def _texts(answers: dict[str, Any]) -> list[str]:
    """What was written, whatever question it answered."""
    written = [a["text"] for a in answers.values() if isinstance(a.get("text"), str)]
    return [text for text in written if text.strip()]


def _cut(text: str) -> str:
    return text if len(text) <= TEXT else f"{text[: TEXT - 1]}…"
