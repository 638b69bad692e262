"""Question types, and the rules of a whole set of questions."""

from collections.abc import Callable, Collection
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import conditions, reveal
from annotation.domain.questions.base import (
    Answer,
    BadAnswer,
    Pooled,
    Question,
    QuestionType,
    Uncounted,
)
from annotation.domain.questions.choice import Choice, MultiChoice
from annotation.domain.questions.citations import Citations
from annotation.domain.questions.comparison import Comparison
from annotation.domain.questions.critique import Critique
from annotation.domain.questions.parts import NAME
from annotation.domain.questions.pick import Pick
from annotation.domain.questions.playback import Playback
from annotation.domain.questions.ranking import Ranking
from annotation.domain.questions.rating import Rating
from annotation.domain.questions.regions import Regions
from annotation.domain.questions.reveal import Reveal, before
from annotation.domain.questions.spans import Spans
from annotation.domain.questions.steps import Steps
from annotation.domain.questions.text import Text
from annotation.domain.questions.thumbs import Thumbs

QUESTIONS: dict[str, QuestionType] = {
    "comparison": Comparison(),
    "rating": Rating(),
    "ranking": Ranking(),
    "pick": Pick(),
    "thumbs": Thumbs(),
    "choice": Choice(),
    "multi_choice": MultiChoice(),
    "text": Text(),
    "critique": Critique(),
    "spans": Spans(),
    "steps": Steps(),
    "citations": Citations(),
    "reveal": Reveal(),
    "playback": Playback(),
    "regions": Regions(),
}

Turn = Callable[[QuestionType, Answer, Question], Answer]
# Alone they would make judgments without a verdict.
_JUDGE_NOTHING = {"text", "reveal", "playback"}
_FIELDS = {"key", "type", "title", "help", "required", "options", "when"}

__all__ = [
    "QUESTIONS",
    "Answer",
    "BadAnswer",
    "Pooled",
    "Question",
    "answers_from_display",
    "answers_to_display",
    "before",
    "check_answers",
    "check_set",
    "gives_label",
    "parse",
    "reads_texts",
]


def parse(raw: list[dict[str, Any]]) -> list[Question]:
    """The questions of a stored set; options younger than the set have their defaults."""
    return [
        Question(**{**q, "options": {**QUESTIONS[q["type"]].defaults(), **q.get("options", {})}})
        for q in raw
    ]


def gives_label(question: Question) -> bool:
    """Whether answers to it make a label: by counting votes, or pooled."""
    return not isinstance(QUESTIONS[question.type], Uncounted)


def reads_texts(questions: list[Question]) -> bool:
    """Whether answers to any of them are checked against the texts of the responses."""
    return any(QUESTIONS[q.type].reads_texts for q in questions)


def check_set(raw: Any) -> list[dict[str, Any]]:
    """A set of questions as it will be stored: every field written out, every option checked.

    Raises:
        BadAnswer: Names the question and what is wrong with it; where one is at fault,
            `args[1]` maps its key to the sentence alone.
    """
    if not isinstance(raw, list) or not 1 <= len(raw) <= 20:
        raise BadAnswer("Ask between 1 and 20 questions.")
    questions: list[dict[str, Any]] = []
    for n, q in enumerate(raw, start=1):
        questions.append(_check_one(n, q, [before["key"] for before in questions]))
    if all(q["type"] in _JUDGE_NOTHING for q in questions):
        raise BadAnswer("Texts alone judge nothing: add a comparison, a rating or another kind.")
    reveal.pair_up(questions)
    return questions


def check_answers(raw: Any, questions: list[Question]) -> dict[str, Answer]:
    """Canonical answers, each checked by its question.

    Raises:
        BadAnswer: `args[1]` maps the key of each question at fault to a sentence.
    """
    return _each(raw, questions, lambda kind, a, q: kind.validate(a, q))


def check_expected(raw: Any, questions: list[Question], shown: Presentation) -> dict[str, Answer]:
    """The same, checked against the item's responses too.

    Raises:
        BadAnswer: As check_answers.
    """
    return _each(raw, questions, lambda kind, a, q: kind.validate(a, q, shown))


def answers_from_display(
    raw: Any, questions: list[Question], shown: Presentation
) -> dict[str, Answer]:
    """What the bench sent, as canonical answers; conditions decide what had to be answered.

    Raises:
        BadAnswer: As check_answers.
    """
    given = raw if isinstance(raw, dict) else {}
    asked: dict[str, Any] = {}
    silent = set()
    for q in questions:
        if not conditions.holds(q.when, asked):
            silent.add(q.key)
        elif isinstance(given.get(q.key), dict):
            asked[q.key] = given[q.key]
    answers = _each(raw, questions, lambda kind, a, q: kind.from_display(a, q, shown), silent)
    at = reveal.place(questions)
    if at is not None:
        answers[questions[at].key]["changed"] = reveal.changed(answers, questions)
    return answers


def answers_to_display(
    answers: dict[str, Answer], questions: list[Question], shown: Presentation
) -> dict[str, Answer]:
    """Canonical answers as the bench shows them, without those to questions no longer asked."""
    return {
        q.key: QUESTIONS[q.type].to_display(answers[q.key], q, shown)
        for q in questions
        if q.key in answers
    }


def _each(
    raw: Any,
    questions: list[Question],
    turn: Turn,
    silent: Collection[str] = (),
) -> dict[str, Answer]:
    if not isinstance(raw, dict):
        raise BadAnswer("answers must map question keys to answers.", {})
    unknown = set(raw) - {q.key for q in questions}
    wrong: dict[str, str] = dict.fromkeys(unknown, "No such question.")
    answers: dict[str, Answer] = {}
    for q in questions:
        given = raw.get(q.key)
        if given is None and (not q.required or q.key in silent):
            continue
        try:
            if q.key in silent:
                raise BadAnswer("This is not asked after what you answered before.")
            answers[q.key] = _one(given, q, turn)
        except BadAnswer as e:
            wrong[q.key] = str(e.args[0])
    if wrong:
        raise BadAnswer("Some answers are missing or do not fit.", wrong)
    return answers


def _one(given: Any, q: Question, turn: Turn) -> Answer:
    if given is None:
        raise BadAnswer("Please answer this.")
    if not isinstance(given, dict):
        raise BadAnswer("An answer is an object.")
    return turn(QUESTIONS[q.type], given, q)


def _check_one(n: int, raw: Any, before: list[str]) -> dict[str, Any]:
    if not isinstance(raw, dict) or set(raw) - _FIELDS:
        raise BadAnswer(f"Question {n}: give {', '.join(sorted(_FIELDS))} and nothing else.")
    key, kind = raw.get("key"), raw.get("type")
    if not isinstance(key, str) or not NAME.fullmatch(key):
        raise BadAnswer(f"Question {n}: the key must be lower-case letters, digits and _.")
    if key in before:
        raise BadAnswer(f"Two questions have the key {key!r}.")
    if not isinstance(kind, str) or kind not in QUESTIONS:
        raise BadAnswer(f"Question {key!r}: type must be one of {', '.join(sorted(QUESTIONS))}.")
    title, help_text = raw.get("title"), raw.get("help", "")
    if not isinstance(title, str) or not 1 <= len(title.strip()) <= 120:
        raise BadAnswer(f"Question {key!r}: give a title of at most 120 characters.")
    if not isinstance(help_text, str) or len(help_text) > 2000:
        raise BadAnswer(f"Question {key!r}: the help text is too long.")
    try:
        return {
            "key": key,
            "type": kind,
            "title": title.strip(),
            "help": help_text,
            "required": bool(raw.get("required", True)),
            "options": _options(QUESTIONS[kind], raw.get("options")),
            "when": conditions.check(raw.get("when"), before),
        }
    except BadAnswer as e:
        raise BadAnswer(f"Question {key!r}: {e}", {key: str(e)}) from e


def _options(kind: QuestionType, given: Any) -> dict[str, Any]:
    options = {**kind.defaults(), **(given if isinstance(given, dict) else {})}
    if unknown := set(options) - set(kind.defaults()):
        raise BadAnswer(f"unknown option {min(unknown)!r}.")
    kind.check_options(options)
    return options
