"""Question types, and the rules of a whole set of questions."""

import re
from typing import Any

from annotation.domain.questions.base import Answer, BadAnswer, Question, QuestionType
from annotation.domain.questions.comparison import Comparison
from annotation.domain.questions.text import Text

QUESTIONS: dict[str, QuestionType] = {"comparison": Comparison(), "text": Text()}

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIELDS = {"key", "type", "title", "help", "required", "options"}

__all__ = [
    "QUESTIONS",
    "Answer",
    "BadAnswer",
    "Question",
    "answers_from_display",
    "answers_to_display",
    "check_answers",
    "check_set",
    "parse",
]


def parse(raw: list[dict[str, Any]]) -> list[Question]:
    """The questions of a stored set."""
    return [Question(**q) for q in raw]


def check_set(raw: Any) -> list[dict[str, Any]]:
    """A set of questions as it will be stored: every field written out, every option checked.

    Raises:
        BadAnswer: Names the question and what is wrong with it.
    """
    if not isinstance(raw, list) or not 1 <= len(raw) <= 20:
        raise BadAnswer("Ask between 1 and 20 questions.")
    questions = [_check_one(n, q) for n, q in enumerate(raw, start=1)]
    keys = [q["key"] for q in questions]
    if twice := {k for k in keys if keys.count(k) > 1}:
        raise BadAnswer(f"Two questions have the key {min(twice)!r}.")
    if not any(QUESTIONS[q["type"]].categories(Question(**q)) for q in questions):
        raise BadAnswer("At least one question must give a label: add a comparison.")
    return questions


def check_answers(raw: Any, questions: list[Question]) -> dict[str, Answer]:
    """Canonical answers, each checked by its question.

    Raises:
        BadAnswer: `args[1]` maps the key of each question at fault to a sentence.
    """
    return _each(raw, questions, lambda kind, a, q: kind.validate(a, q))


def answers_from_display(
    raw: Any, questions: list[Question], *, flipped: bool
) -> dict[str, Answer]:
    """What the bench sent, in canonical order.

    Raises:
        BadAnswer: As check_answers.
    """
    return _each(raw, questions, lambda kind, a, q: kind.from_display(a, q, flipped=flipped))


def answers_to_display(
    answers: dict[str, Answer], questions: list[Question], *, flipped: bool
) -> dict[str, Answer]:
    """Canonical answers as the bench shows them, without those to questions no longer asked."""
    return {
        q.key: QUESTIONS[q.type].to_display(answers[q.key], q, flipped=flipped)
        for q in questions
        if q.key in answers
    }


def _each(raw: Any, questions: list[Question], turn: Any) -> dict[str, Answer]:
    if not isinstance(raw, dict):
        raise BadAnswer("answers must map question keys to answers.", {})
    unknown = set(raw) - {q.key for q in questions}
    wrong: dict[str, str] = dict.fromkeys(unknown, "No such question.")
    answers: dict[str, Answer] = {}
    for q in questions:
        given = raw.get(q.key)
        if given is None:
            if q.required:
                wrong[q.key] = "Please answer this."
            continue
        try:
            if not isinstance(given, dict):
                raise BadAnswer("An answer is an object.")
            answers[q.key] = turn(QUESTIONS[q.type], given, q)
        except BadAnswer as e:
            wrong[q.key] = str(e.args[0])
    if wrong:
        raise BadAnswer("Some answers are missing or do not fit.", wrong)
    return answers


def _check_one(n: int, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict) or set(raw) - _FIELDS:
        raise BadAnswer(f"Question {n}: give {', '.join(sorted(_FIELDS))} and nothing else.")
    key, kind = raw.get("key"), raw.get("type")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise BadAnswer(f"Question {n}: the key must be lower-case letters, digits and _.")
    if not isinstance(kind, str) or kind not in QUESTIONS:
        raise BadAnswer(f"Question {key!r}: type must be one of {', '.join(sorted(QUESTIONS))}.")
    title, help_text = raw.get("title"), raw.get("help", "")
    if not isinstance(title, str) or not 1 <= len(title.strip()) <= 120:
        raise BadAnswer(f"Question {key!r}: give a title of at most 120 characters.")
    if not isinstance(help_text, str) or len(help_text) > 2000:
        raise BadAnswer(f"Question {key!r}: the help text is too long.")
    given = raw.get("options")
    options = {**QUESTIONS[kind].defaults(), **(given if isinstance(given, dict) else {})}
    if unknown := set(options) - set(QUESTIONS[kind].defaults()):
        raise BadAnswer(f"Question {key!r}: unknown option {min(unknown)!r}.")
    try:
        QUESTIONS[kind].check_options(options)
    except BadAnswer as e:
        raise BadAnswer(f"Question {key!r}: {e}") from e
    return {
        "key": key,
        "type": kind,
        "title": title.strip(),
        "help": help_text,
        "required": bool(raw.get("required", True)),
        "options": options,
    }
