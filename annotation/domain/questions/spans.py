"""Passages of a response that are wrong, and what it leaves out."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Question, Uncounted

MAX_MARKS = 200  # in one response
MAX_MISSING = 2000  # characters


@dataclass(frozen=True, slots=True)
class Spans(Uncounted):
    """Canonical: {"spans": {response key: [span, …]}, "missing": {response key: [note, …]}}.

    A span is {"start", "end", "category", "severity"}: characters (Unicode code points) of the
    response's raw text, `end` not included, so that a span is text[start:end] in Python and stays
    right however the text was rendered. Nothing marked is an answer too: nothing is wrong. Spans
    may overlap. A note says what is left out: a text or, where kinds of it are asked for
    (`missing_kinds`), {"category", "text"}. Displayed: by side. Source of the shape: Fine-Grained
    RLHF (arXiv 2306.01693).
    """

    @property
    def reads_texts(self) -> bool:
        """Yes."""
        return True

    def defaults(self) -> dict[str, Any]:
        """Three categories of error in two sizes, and missing information."""
        categories = {
            "irrelevant": "Irrelevant or repeated",
            "unfactual": "Not true",
            "incoherent": "Does not follow",
        }
        severities = {"minor": "Minor", "major": "Major"}
        return {
            "categories": [{"key": k, "text": t} for k, t in categories.items()],
            "severities": [{"key": k, "text": t} for k, t in severities.items()],
            "missing": True,
            "missing_kinds": [],
        }

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless there is something to mark with."""
        parts.check_choices(options["categories"], "categories", at_least=1)
        if options["severities"] != []:
            parts.check_choices(options["severities"], "severities")
        parts.check_flag(options["missing"], "missing")
        if options["missing_kinds"] != []:
            parts.check_choices(options["missing_kinds"], "missing_kinds")
            if not options["missing"]:
                raise BadAnswer("missing_kinds are asked only where missing is true.")

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check offsets and categories; spans in the order of the text."""
        options = question.options
        spans, missing = answer.get("spans"), answer.get("missing", {})
        if not isinstance(spans, dict) or not isinstance(missing, dict):
            raise BadAnswer("Mark passages, or say that there is nothing to mark.")
        if missing and not options["missing"]:
            raise BadAnswer("This question does not ask what is missing.")
        if shown is not None and (set(spans) | set(missing)) - set(shown.keys):
            raise BadAnswer("It speaks of a response that this item does not have.")
        checked: Answer = {"spans": {}, "missing": {}}
        for key in shown.keys if shown is not None else sorted(spans):
            length = len(shown.texts[key]) if shown is not None else None
            if marks := _marks(spans.get(key, []), options, length):
                checked["spans"][key] = marks
        for key in shown.keys if shown is not None else sorted(missing):
            if notes := _missing(missing.get(key, []), options):
                checked["missing"][key] = notes
        return checked

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Marks by side -> marks by response."""
        spans, missing = answer.get("spans"), answer.get("missing", {})
        given = {"spans": parts.keys_of(spans, shown), "missing": parts.keys_of(missing, shown)}
        return self.validate(given, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Marks by response -> marks by side."""
        return {name: parts.sides_of(answer[name], shown) for name in ("spans", "missing")}


def _marks(given: Any, options: dict[str, Any], length: int | None) -> list[dict[str, Any]]:
    if not isinstance(given, list) or len(given) > MAX_MARKS:
        raise BadAnswer(f"Mark at most {MAX_MARKS} passages of a response.")
    marks = [_mark(span, options, length) for span in given]
    return sorted(marks, key=lambda m: (m["start"], m["end"], m["category"], m["severity"] or ""))


def _mark(span: Any, options: dict[str, Any], length: int | None) -> dict[str, Any]:
    if not isinstance(span, dict):
        raise BadAnswer("A marked passage has a start and an end.")
    start, end = _offset(span.get("start")), _offset(span.get("end"))
    if not 0 <= start < end:
        raise BadAnswer("A marked passage starts before it ends.")
    if length is not None and end > length:
        raise BadAnswer(f"A marked passage ends at {end}; the response has {length} characters.")
    category, severity = span.get("category"), span.get("severity")
    if category not in [c["key"] for c in options["categories"]]:
        raise BadAnswer("Say what is wrong with each passage.")
    if severity not in ([s["key"] for s in options["severities"]] or [None]):
        raise BadAnswer("Say how bad each passage is.")
    return {"start": start, "end": end, "category": category, "severity": severity}


def _offset(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _missing(given: Any, options: dict[str, Any]) -> list[Any]:
    if not isinstance(given, list) or len(given) > MAX_MARKS:
        raise BadAnswer(f"Name at most {MAX_MARKS} missing things.")
    kinds = [kind["key"] for kind in options["missing_kinds"]]
    if not kinds:
        return [text for text in (parts.check_text(t, MAX_MISSING) for t in given) if text]
    notes = [_note(note, kinds) for note in given]
    return [note for note in notes if note["text"]]


def _note(given: Any, kinds: list[str]) -> dict[str, str]:
    if not isinstance(given, dict) or given.get("category") not in kinds:
        raise BadAnswer("Say of which kind each missing thing is.")
    return {"category": given["category"], "text": parts.check_text(given.get("text"), MAX_MISSING)}
