"""The questions that a format's judgments answer, for a project that does not ask them yet."""

from collections.abc import Iterable
from typing import Any

from annotation.domain.questions import BadAnswer, check_set
from annotation.domain.questions.parts import MAX_CHOICES
from interchange.formats.answers import named
from interchange.formats.base import Json
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.reading import Asked, Reader

MAX_TEXT = 20_000


def proposed(reader: Reader, seen: Iterable[JudgmentRow], asked: list[Json]) -> list[Json]:
    """A set of questions: those asked now, then those of the format that are missing.

    A question that cannot be asked here (a scale of a hundred points, spans of categories that the
    first rows do not name) is not proposed; its answers are then left out, and counted.

    Args:
        reader: The format.
        seen: Judgments of the first rows: categories and scales are taken from these.
        asked: The questions in force, as stored.
    """
    given: dict[str, list[Json]] = {}
    for judgment in seen:
        for key, answer in judgment.answers.items():
            given.setdefault(key, []).append(answer)
    found = list(asked)
    keys = {q["key"] for q in asked}
    for one in reader.asks:
        if one.key in keys:
            continue
        question = _question(one, given.get(one.key, []))
        if question is not None and _possible(question):
            found.append(question)
    return found


def _question(one: Asked, answers: list[Json]) -> Json | None:
    kind = "critique" if one.type == "rewrite" else one.type
    make = _OPTIONS.get(kind)
    options = make(one, answers) if make else {}
    if options is None:
        return None
    title = one.key.replace("_", " ").capitalize()
    required = kind == "comparison" and one.key == "overall"
    return {
        "key": one.key, "type": kind, "title": title, "required": required, "options": options,
    }  # fmt: skip


def _possible(question: Json) -> bool:
    try:
        # Beside another one: texts alone are no set of questions.
        other = "c" if question["key"] != "c" else "d"
        check_set([{"key": other, "type": "comparison", "title": "x"}, question])
    except BadAnswer:
        return False
    return True


def _scales(one: Asked, answers: list[Json]) -> Json | None:
    scales = dict(one.scales)
    if not scales:  # the file does not say: as far as the first rows go
        values: dict[str, list[int]] = {}
        for answer in answers:
            for rated in answer["ratings"].values():
                for name, value in rated.items():
                    values.setdefault(name, []).append(int(value))
        scales = {name: (min(v), max(v)) for name, v in values.items() if min(v) < max(v)}
    return {
        "scales": [
            {
                "key": key,
                "title": key.replace("_", " ").capitalize(),
                "points": [{"value": n, "text": str(n)} for n in range(low, high + 1)],
            }
            for key, (low, high) in scales.items()
            if high - low < 100  # no list of a million points is even built
        ]
    }


def _categories(one: Asked, answers: list[Json]) -> Json | None:  # noqa: ARG001
    marks = [mark for answer in answers for mark in answer.get("spans") or []]
    names = dict.fromkeys(mark["category"] for mark in marks)
    sizes = [m["severity"] for m in marks if isinstance(m.get("severity"), int | float)]
    most = max((round(abs(size)) for size in sizes), default=0)
    severities = [{"key": f"s{n}", "text": str(n)} for n in range(1, min(most, 9) + 1)]
    notes = [note for answer in answers for note in answer.get("missing") or []]
    kinds = _choices(dict.fromkeys(note.get("category") or "" for note in notes))
    told = 1 < len(kinds) <= MAX_CHOICES and all(note.get("category") for note in notes)
    return {
        "categories": _choices(names),
        "severities": severities if len(severities) > 1 else [],
        "missing": True,
        "missing_kinds": kinds if told else [],
    }


def _several(one: Asked, answers: list[Json]) -> Json | None:  # noqa: ARG001
    return {"choices": _choices(dict.fromkeys(c for a in answers for c in a["choices"]))}


def _choices(names: Iterable[Any]) -> list[Json]:
    by_key = {named(str(name)): str(name) for name in names}
    return [{"key": key, "text": text[:200]} for key, text in by_key.items()]


def _steps(one: Asked, answers: list[Json]) -> Json | None:  # noqa: ARG001
    choices = [{"key": "right", "text": "Right"}, {"key": "wrong", "text": "Wrong"}]
    return {"choices": choices, "by": "paragraph", "until": None}


def _critique(one: Asked, answers: list[Json]) -> Json | None:  # noqa: ARG001
    texts = [answer.get("critique") for answer in answers]
    return {
        "reasons": [], "critique": bool(texts) and all(texts), "rewrite": True,
        "max_length": MAX_TEXT,
    }  # fmt: skip


_OPTIONS: dict[str, Any] = {
    "text": lambda one, answers: {"max_length": MAX_TEXT},  # noqa: ARG005
    "rating": _scales,
    "spans": _categories,
    "steps": _steps,
    "multi_choice": _several,
    "critique": _critique,
}
