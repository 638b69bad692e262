"""Answers between the two languages: as a project keeps them, and as the formats read and write.

A project keeps answers by response key, each type in its own form (annotation.domain.questions);
the formats have one shape for what many of them share: a ranking is a list of bands, spans are one
list, a rewrite names its response.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from annotation.domain import presentation
from annotation.domain.questions import QUESTIONS, BadAnswer, Question
from annotation.domain.questions.comparison import STRENGTHS
from interchange.formats.base import Json

# The type of a question -> the shape of the formats' answers to it (parts.type_of).
SHAPES = {
    "comparison": "comparison",
    "rating": "ratings",
    "ranking": "ranking",
    "pick": "picked",
    "thumbs": "thumbs",
    "choice": "choice",
    "multi_choice": "choices",
    "text": "text",
    "critique": "rewrite",
    "spans": "spans",
    "steps": "steps",
    "citations": "citations",
}
_OTHER = re.compile(r"[^a-z0-9]+")


def outward(
    answers: Mapping[str, Json], severities: Mapping[str, Sequence[str]]
) -> dict[str, Json]:
    """A project's answers as the formats write them.

    Args:
        answers: Question -> canonical answer.
        severities: Question of spans -> keys of its severities, the least first: a number from 1
            stands for them in files.
    """
    found: dict[str, Json] = {}
    for key, answer in answers.items():
        if "ranks" in answer:
            found[key] = {"ranking": _bands(answer["ranks"])}
        elif "spans" in answer:
            found[key] = _flat(answer, list(severities.get(key, ())))
        elif isinstance(answer.get("chosen"), list):
            found[key] = {"choices": answer["chosen"]}
        elif isinstance(answer.get("choices"), dict):
            found[key] = {"chosen": answer["choices"]}  # of each response: parts.type_of knows it
        elif "of" in answer and "picked" not in answer:
            found |= _rewritten(key, answer)
        else:
            found[key] = answer
    return found


def inward(answer: Json, question: Question, responses: list[Json]) -> Json:
    """A format's answer as the project keeps it, checked by its question.

    Raises:
        BadAnswer: The question cannot be answered so.
    """
    shown = presentation.of(responses)
    given = _TURNS.get(question.type, _same)(answer, question, list(shown.keys))
    return QUESTIONS[question.type].validate(given, question, shown)


def named(text: str) -> str:
    """The key of a choice that a file names in words: lower-case letters, digits and _."""
    name = _OTHER.sub("_", text.lower()).strip("_")
    return (name if name[:1].isalpha() else f"c_{name}")[:40]


def _bands(ranks: Mapping[str, int]) -> list[list[str]]:
    return [[k for k, r in ranks.items() if r == rank] for rank in sorted(set(ranks.values()))]


def _flat(answer: Json, severities: list[str]) -> Json:
    spans = [
        {
            "response": key,
            "start": mark["start"],
            "end": mark["end"],
            "category": mark["category"],
            "severity": severities.index(mark["severity"]) + 1
            if mark.get("severity") in severities
            else None,
        }
        for key, marks in answer["spans"].items()
        for mark in marks
    ]
    missing = [
        {"response": key, **(note if isinstance(note, dict) else {"category": "", "text": note})}
        for key, notes in answer.get("missing", {}).items()
        for note in notes
    ]
    return {"spans": spans, "missing": missing}


def _rewritten(key: str, answer: Json) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if "rewrite" in answer or "critique" in answer:
        found[key] = {
            "response": answer["of"],
            "text": answer.get("rewrite") or "",
            "critique": answer.get("critique") or "",
        }
    if answer.get("reasons"):
        found[f"{key}.reasons"] = {"choices": answer["reasons"]}  # no question has a dot in its key
    return found


def _same(answer: Json, question: Question, keys: list[str]) -> Json:  # noqa: ARG001
    return answer


def _comparison(answer: Json, question: Question, keys: list[str]) -> Json:  # noqa: ARG001
    """A strength that is no whole number is none; one beyond the scale is its end."""
    strength = answer.get("strength")
    if answer["winner"] not in ("a", "b") or strength is None:
        return answer
    if not float(strength).is_integer() or not strength:
        return {"winner": answer["winner"]}
    most = max(STRENGTHS[question.options["points"]])
    return {"winner": answer["winner"], "strength": min(abs(int(strength)), most)}


def _rating(answer: Json, question: Question, keys: list[str]) -> Json:  # noqa: ARG001
    known = {scale["key"] for scale in question.options["scales"]}
    return {
        "ratings": {
            key: {s: _whole(v) for s, v in scales.items() if s in known}
            for key, scales in answer["ratings"].items()
        }
    }


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _ranking(answer: Json, question: Question, keys: list[str]) -> Json:  # noqa: ARG001
    bands = enumerate(answer["ranking"], start=1)
    return {"ranks": {key: rank for rank, band in bands for key in band}}


def _choice(answer: Json, question: Question, keys: list[str]) -> Json:  # noqa: ARG001
    return {"choice": named(str(answer["choice"]))}


def _choices(answer: Json, question: Question, keys: list[str]) -> Json:  # noqa: ARG001
    return {"chosen": list(dict.fromkeys(named(str(c)) for c in answer["choices"]))}


def _critique(answer: Json, question: Question, keys: list[str]) -> Json:  # noqa: ARG001
    if question.options["reasons"]:
        raise BadAnswer("It gives no reasons, and this question asks for some.")
    given = {"of": answer["response"], "rewrite": answer.get("text", "")}
    return {**given, "critique": answer.get("critique", "")}


def _spans(answer: Json, question: Question, keys: list[str]) -> Json:
    severities = [s["key"] for s in question.options["severities"]]
    spans: dict[str, list[Json]] = {key: [] for key in keys}
    missing: dict[str, list[Any]] = {key: [] for key in keys}
    kinds = question.options["missing_kinds"]
    for mark in answer["spans"]:
        one = {"start": mark["start"], "end": mark["end"], "category": named(mark["category"])}
        if severities:
            one["severity"] = _severity(mark.get("severity"), severities)
        spans[mark["response"]].append(one)
    for note in answer.get("missing") or []:
        kind = {"category": named(note.get("category") or ""), "text": note["text"]}
        missing[note["response"]].append(kind if kinds else note["text"])
    return {"spans": spans, "missing": {k: v for k, v in missing.items() if v}}


def _severity(value: Any, severities: list[str]) -> str:
    size = abs(value) if isinstance(value, int | float) else 1
    return severities[max(1, min(round(size), len(severities))) - 1]


_TURNS = {
    "comparison": _comparison,
    "rating": _rating,
    "ranking": _ranking,
    "choice": _choice,
    "multi_choice": _choices,
    "critique": _critique,
    "spans": _spans,
}
