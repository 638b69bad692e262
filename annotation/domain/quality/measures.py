"""What can be counted of a question: votes for a few labels, on the item or on its responses."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from annotation.domain import questions as q

ORDER = ("b", "tie", "a")  # of comparisons; both bad has no place in it
Reader = Callable[[q.Answer], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that raters can agree on or not."""

    question: str  # key of the question
    key: str  # the same, with the scale where a question has several
    title: str
    kind: str  # type of the question
    labels: tuple[str, ...]  # declared, not merely seen
    ranked: tuple[str, ...]  # the labels that have an order, lowest first; () for none
    parts: bool  # votes are on responses, several an item: those of an item are not independent
    read: Reader  # answer -> (part, label) of each vote in it; the item as a whole is part ""


def measures(question: q.Question) -> list[Measure]:
    """What is counted of a question; [] for texts, marks and open sets."""
    names = tuple(q.QUESTIONS[question.type].categories(question))
    if names:
        return [_whole(question, names)]
    if question.type == "rating":
        scales = question.options["scales"]
        return [_scale(question, scale, alone=len(scales) == 1) for scale in scales]
    if question.type == "ranking":
        ranked = ("second", "tie", "first")
        return [_each(question, ranked, _pairs, ranked=ranked)]
    if question.type == "thumbs":
        return [_each(question, ("down", "up"), _listed("thumbs"))]
    if question.type == "choice":
        keys = tuple(c["key"] for c in question.options["choices"])
        return [_each(question, keys, _listed("choices"))]
    return []


def _whole(question: q.Question, names: tuple[str, ...]) -> Measure:
    kind = q.QUESTIONS[question.type]

    def read(answer: q.Answer) -> list[tuple[str, str]]:
        label = kind.category(answer)
        return [("", label)] if label else []

    ranked = ORDER if set(ORDER) <= set(names) else ()
    return Measure(
        question.key, question.key, question.title, question.type, names, ranked,
        parts=False, read=read,
    )  # fmt: skip


def _scale(question: q.Question, scale: dict[str, Any], *, alone: bool) -> Measure:
    labels = tuple(str(point["value"]) for point in scale["points"])
    name = scale["key"]

    def read(answer: q.Answer) -> list[tuple[str, str]]:
        rated = answer.get("ratings", {}).items()
        return [(part, str(values[name])) for part, values in rated if name in values]

    key = question.key if alone else f"{question.key}.{name}"
    title = question.title if alone else f"{question.title}: {scale['title']}"
    return Measure(
        question.key, key, title, question.type, labels, labels, parts=True, read=read
    )  # fmt: skip


def _each(
    question: q.Question, labels: tuple[str, ...], read: Reader, *, ranked: tuple[str, ...] = ()
) -> Measure:
    return Measure(
        question.key, question.key, question.title, question.type, labels, ranked,
        parts=True, read=read,
    )  # fmt: skip


def _listed(field: str) -> Reader:
    def read(answer: q.Answer) -> list[tuple[str, str]]:
        return list(answer.get(field, {}).items())

    return read


def _pairs(answer: q.Answer) -> list[tuple[str, str]]:
    """The order of each two responses: a ranking of three is three votes."""
    ranks = answer.get("ranks", {})

    def way(x: str, y: str) -> str:
        return "tie" if ranks[x] == ranks[y] else "first" if ranks[x] < ranks[y] else "second"

    return [(f"{x} and {y}", way(x, y)) for x, y in combinations(sorted(ranks), 2)]
