"""Judgments against answers that are known."""

from dataclasses import dataclass
from typing import Any

from scipy import special

from annotation.domain import questions as q
from annotation.domain.quality import intervals, places
from annotation.domain.quality.figure import Figure, shown
from annotation.domain.quality.measures import measures

NEAR = 1.0  # a rating this far off, in points, is as good as the expected one
WANTED, SURE = 0.7, 0.95  # act when the accuracy is below the first with the second probability
# Types whose answers are as a whole right or wrong: nothing in them is counted by itself.
WHOLE = ("pick", "multi_choice", "steps", "citations")


@dataclass(frozen=True, slots=True)
class Checked:
    """A judgment beside the known answer."""

    right: bool
    questions: dict[str, bool]  # of each question compared


def comparable(expected: dict[str, Any], question: q.Question) -> bool:
    """Whether answers can be right or wrong by this one; texts and marks in a text cannot."""
    if question.type in WHOLE or question.type == "regions":
        return True
    return any(measure.read(expected) for measure in measures(question))


def check(
    given: dict[str, Any], expected: dict[str, Any], questions: list[q.Question]
) -> Checked | None:
    """Compare canonical answers; right is who got every question that the known answer speaks of.

    A comparison is right with the right winner, whatever its strength; a rating within a point; a
    ranking with the order of every two that the known one orders; marks in a picture with each of
    the known ones near its place, and no others.

    Returns:
        None where nothing in the known answer can be compared under these questions.
    """
    found = {
        question.key: _right(given.get(question.key), expected[question.key], question)
        for question in questions
        if question.key in expected and comparable(expected[question.key], question)
    }
    return Checked(all(found.values()), found) if found else None


def accuracy(right: int, n: int, why_not: str) -> Figure:
    """Share of known items judged right, with Wilson's interval."""
    if not n:
        return Figure(None, why_not=why_not)
    return shown(right / n, intervals.wilson(right, n), n=n)


def doubtful(right: int, n: int) -> bool:
    """Whether somebody's accuracy is below 0.7 with a probability above 0.95.

    Of a uniform prior: Beta(1 + right, 1 + wrong), its cumulative probability at 0.7.
    """
    return bool(n) and float(special.betainc(1 + right, 1 + n - right, WANTED)) > SURE


def _right(given: Any, expected: Any, question: q.Question) -> bool:
    if not isinstance(given, dict):
        return False
    if question.type in WHOLE:
        return bool(_plain(given) == _plain(expected))
    if question.type == "regions":
        return places.same(given, expected)
    return all(
        _alike(dict(measure.read(given)), dict(measure.read(expected)), question.type)
        for measure in measures(question)
    )


def _alike(given: dict[str, str], expected: dict[str, str], kind: str) -> bool:
    """Every part that the known answer speaks of is said alike."""
    for part, label in expected.items():
        said = given.get(part)
        if said is None:
            return False
        near = kind == "rating" and abs(float(said) - float(label)) <= NEAR
        if said != label and not near:
            return False
    return True


def _plain(answer: Any) -> Any:
    """The answer with its open sets in one order: what was picked first does not matter."""
    if isinstance(answer, dict):
        return {key: _plain(value) for key, value in answer.items()}
    if isinstance(answer, list) and all(isinstance(x, str) for x in answer):
        return sorted(answer)
    return answer
