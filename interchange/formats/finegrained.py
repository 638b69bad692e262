"""Fine-Grained RLHF's QA-Feedback: errors in spans, what is missing, a rewrite, six preferences."""

from itertools import combinations
from typing import Any, ClassVar

from interchange.formats import reading
from interchange.formats.base import Json
from interchange.formats.item_rows import ItemRow
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.reading import OVERALL, Asked, Casts, Reader, Reading
from interchange.formats.row import Row

PREDICTIONS = tuple(f"prediction {n}" for n in range(1, 5))
RATER = "finegrained-annotator"  # the set names nobody
WINNERS = {0: "tie", 1: "a", 2: "b"}


class FineGrained(Reader):
    """One item of four predictions with the spans in the first, and one item per preference."""

    key = "finegrained"
    title = "Fine-Grained RLHF (QA-Feedback)"
    summary = "Questions with passages, errors marked in spans, missing facts, rewrites and pairs."
    marks: ClassVar[dict[str, str]] = {
        "question": "text", "passages": "list", "prediction 1": "any", "feedback": "object",
    }  # fmt: skip
    sure = 0.99
    asks: ClassVar[tuple[Asked, ...]] = (
        OVERALL, Asked("errors", "spans"), Asked("rewrite", "rewrite"),
    )  # fmt: skip

    def sides(self) -> str:
        """Which response is a."""
        return "Spans are in prediction 1; of a pair, a is the prediction with the lower number."

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """The whole, then a pair for every preference (12, 13, 14, 23, 24, 34)."""
        row = Row(rows[0], casts)
        texts = [_text(row, name) for name in PREDICTIONS if row.has(name)]
        shared: Json = {
            "prompt": row.prompt("question"),
            "context": {
                "documents": [_document(n, p) for n, p in enumerate(row.values("passages"))]
            },
            "metadata": row.keep("gold"),
        }
        whole = reading.item(row, responses=[(t, "") for t in texts], id=row.id("id"), **shared)
        whole.payload["m"] = {**whole.payload["m"], "part": "spans"}
        items, judgments = [whole], [_feedback(row, whole, texts[0])]
        for (x, y), winner in zip(
            combinations(range(len(texts)), 2), _preferences(row, len(texts)), strict=True
        ):
            name = f"{whole.external_id}#r{x + 1}:r{y + 1}"
            item = reading.item(row, responses=[(texts[x], ""), (texts[y], "")], id=name, **shared)
            if winner is not None and texts[x] != texts[y]:
                items.append(item)
                answers = {"overall": reading.comparison(None, winner=winner)}
                judgments.append(reading.said(item, RATER, answers))
        return Reading(items, judgments)


def _text(row: Row, name: str) -> str:
    value = row.raw[name]
    if isinstance(value, list):  # some files hold each prediction in a list of one
        if len(value) != 1:
            row.refuse(name, "must be one text", value)
        return Row({name: value[0]}, []).response(name)
    return row.response(name)


def _document(number: int, passage: Any) -> Json:
    title, *sentences = passage if isinstance(passage, list) and passage else [str(passage)]
    return {"title": str(title), "sentences": [str(s) for s in sentences], "number": number}


def _preferences(row: Row, n: int) -> list[str | None]:
    pairs = n * (n - 1) // 2
    if not row.has("preference"):
        return [None] * pairs
    given = row.values("preference")
    if len(given) != pairs or any(p not in WINNERS for p in given):
        row.refuse("preference", f"must be {pairs} values, each 0, 1 or 2", given)
    return [WINNERS[p] for p in given]


def _feedback(row: Row, item: ItemRow, text: str) -> JudgmentRow:
    feedback = row.row("feedback")
    spans = []
    for error in feedback.rows("errors"):
        start, end = error.whole("start", 0, len(text)), error.whole("end", 0, len(text))
        if start >= end:
            error.refuse("end", "must come after start", end)
        spans.append({"response": "r1", "start": start, "end": end,
                      "category": error.text("error type"), "severity": None})  # fmt: skip
    passages = row.values("passages")
    missing = [
        {"response": "r1", "category": one.text("error type"), "text": _sentences(one, passages)}
        for one in feedback.rows("missing-info")
    ]
    answers: dict[str, Json] = {"errors": {"spans": spans, "missing": missing}}
    corrected = feedback.optional("corrected-prediction").strip()
    if corrected and corrected != text.strip():
        critique = "\n".join(
            filter(None, (e.optional("explanation") for e in feedback.rows("errors")))
        )
        answers["rewrite"] = {"response": "r1", "text": corrected, "critique": critique}
    return reading.said(item, RATER, answers)


def _sentences(one: Row, passages: list[Any]) -> str:
    """What should have been used; its numbers where the passages lack it.

    Passages are numbered from 1, and so are sentences, since a passage's title stands before them:
    so read, they share the most words with what the rewrites added.
    """
    passage, given = one.raw.get("passage_id"), one.raw.get("sentence_id")
    numbers = given if isinstance(given, list) else [given]
    try:
        at, *places = (int(str(n)) for n in (passage, *numbers))
        if at < 1 or min(places) < 0:
            raise IndexError
        return " ".join(str(passages[at - 1][n]) for n in places)
    except (IndexError, ValueError, TypeError):
        return f"passage {passage}, sentence {', '.join(map(str, numbers))}"
