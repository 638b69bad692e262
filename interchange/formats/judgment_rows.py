"""A row of a file -> the judgments of one or several raters that it holds."""

from dataclasses import dataclass, field
from typing import Any

from annotation.domain.questions import QUESTIONS, BadAnswer, Question
from interchange.formats import answers, messages
from interchange.formats.item_rows import name_of, present
from interchange.formats.mapping import (
    SKIP,
    WINNERS,
    AnswerColumn,
    Column,
    JudgmentMapping,
)
from interchange.formats.paths import MISSING
from interchange.formats.problems import BadMapping, kind_of, refuse, shown

MAX_RATER = 90
FIRST = "r1"  # key of the response of an item that has one (--pairs none)


@dataclass(slots=True)
class JudgmentRow:
    """What one rater said about one item."""

    item: str  # external id
    rater: str
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)  # canonical
    confidence: float | None = None
    seconds: float | None = None
    kind: str = "human"  # or "judge"; only files of a known format say it row by row


def check(mapping: JudgmentMapping, questions: list[Question]) -> None:
    """Refuse a mapping that answers what the project does not ask.

    Raises:
        BadMapping: Names the question and those there are.
    """
    asked = {q.key for q in questions}
    for answer in mapping.answers:
        if answer.question not in asked:
            raise BadMapping(
                f"The project asks no question {answer.question!r}; "
                f"it asks {', '.join(sorted(asked)) or 'none'}.",
                "answers.question",
            )
        if answer.rationale and _text_question(questions) is None:
            raise BadMapping(
                "The project has no text question to keep a rationale; add one, or leave it out.",
                "answers.rationale",
            )


def read(
    row: Any, mapping: JudgmentMapping, questions: list[Question], casts: list[tuple[str, Any]]
) -> list[JudgmentRow]:
    """The judgments of a row, one per rater, in the order of the mapping.

    A rater whose value is null or means "skip" has not judged.

    Raises:
        BadRow: Which column, why, and the value in short.
    """
    if not isinstance(row, dict):
        refuse("", f"a row must be an object, but this is {kind_of(row)}", row)
    item = name_of(row, mapping.item)
    by_key = {q.key: q for q in questions}
    found: dict[str, JudgmentRow] = {}
    for column in mapping.answers:
        value = present(row, column.value)
        answer = _answer(column, value, by_key[column.question], mapping.values, casts)
        if answer is None:
            continue
        rater = column.rater if isinstance(column.rater, str) else name_of(row, column.rater)
        if len(rater) > MAX_RATER:
            refuse(_field(column.rater), f"is longer than {MAX_RATER} characters", rater)
        judgment = found.setdefault(rater, JudgmentRow(item, rater))
        if column.question in judgment.answers:
            refuse(_field(column.rater), f"{rater!r} answers {column.question!r} twice in this row")
        judgment.answers[column.question] = answer
        _beside(row, column, judgment, questions, casts)
    return list(found.values())


def _answer(
    column: AnswerColumn,
    value: Any,
    question: Question,
    values: dict[str, str],
    casts: list[tuple[str, Any]],
) -> dict[str, Any] | None:
    if value is None:
        return None
    name = column.value.text
    if question.type == "text":
        answer = {"text": messages.text(name, value, casts)}
    elif question.type == "choice":
        answer = {"choice": answers.named(messages.text(name, value, casts))}
    elif question.type == "rating":
        answer = _rated(name, value, question)
    else:
        meant = _meaning(name, value, values)
        if meant == SKIP:
            return None
        answer = _comparison(meant)
    return _valid(name, answer, question, value)


def _rated(name: str, value: Any, question: Question) -> dict[str, Any]:
    """A number rates the response of an item that has one, on a question of one scale."""
    scales = question.options["scales"]
    if len(scales) != 1:
        refuse(
            name,
            f"is one number, and {question.key!r} has {len(scales)} scales; ask one for each",
            value,
        )
    point = float(value) if isinstance(value, int | float | str) and _is_number(value) else None
    if point is None or not point.is_integer():
        refuse(name, "must be a whole number, a point of the scale", value)
    return {"ratings": {FIRST: {scales[0]["key"]: int(point)}}}


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return not isinstance(value, bool)


def _meaning(name: str, value: Any, values: dict[str, str]) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = messages.text(name, value, [])
    known = values or {w: w for w in WINNERS}
    if written not in known:
        refuse(
            name,
            f"{shown(value)} is none of the known values {', '.join(sorted(known))}; "
            f"add it to the mapping's values, as {SKIP} if it is no verdict",
            value,
        )
    return known[written]


def _comparison(meant: str) -> dict[str, Any]:
    if meant in WINNERS:
        return {"winner": meant, "strength": None}
    strength = int(meant)
    winner = "tie" if strength == 0 else "a" if strength < 0 else "b"
    return {"winner": winner, "strength": strength}


def _valid(name: str, answer: dict[str, Any], question: Question, value: Any) -> dict[str, Any]:
    try:
        return QUESTIONS[question.type].validate(answer, question)
    except BadAnswer as e:
        refuse(name, f"does not answer {question.key!r}: {e}", value)


def _beside(
    row: Any,
    column: AnswerColumn,
    judgment: JudgmentRow,
    questions: list[Question],
    casts: list[tuple[str, Any]],
) -> None:
    why = _text_question(questions)
    if column.rationale and why is not None:
        value = present(row, column.rationale)
        if value is not None and value != "":
            name = column.rationale.text
            given = {"text": messages.text(name, value, casts)}
            judgment.answers[why.key] = _valid(name, given, why, value)
    if column.confidence:
        judgment.confidence = _number(row, column.confidence, 1)
    if column.seconds:
        judgment.seconds = _number(row, column.seconds, 10**7)


def _number(row: Any, column: Column, most: float) -> float | None:
    value = column.of(row)
    if value is MISSING or value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        refuse(column.text, f"must be a number from 0 to {most:,}", value)
    return float(value)


def _text_question(questions: list[Question]) -> Question | None:
    return next((q for q in questions if q.type == "text"), None)


def _field(rater: str | Column) -> str:
    return rater if isinstance(rater, str) else rater.text
