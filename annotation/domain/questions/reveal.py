"""Where the outcome is shown: what is asked above it is answered without it, what is below with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions.base import Answer, BadAnswer, Blind, Question, Uncounted

TYPE = "reveal"


@dataclass(frozen=True, slots=True)
class Reveal(Blind, Uncounted):
    """Canonical: {"seen": true, "changed": [question keys]}; displayed: the same.

    `again` says which question after the outcome asks once more what one before it asked; those
    whose answers differ are in `changed`, which is worked out here and never sent. Source of the
    shape: RLHS (arXiv 2501.08617), whose raters judge again in hindsight.
    """

    def defaults(self) -> dict[str, Any]:
        """Nothing is asked again until the set says so; see `pair_up`."""
        return {"again": {}}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless `again` maps keys to keys."""
        again = options["again"]
        if not isinstance(again, dict) or not all(isinstance(v, str) for v in again.values()):
            raise BadAnswer("again maps the key of a later question to that of an earlier one.")

    def validate(
        self,
        answer: Answer,
        question: Question,  # noqa: ARG002
        shown: Presentation | None = None,  # noqa: ARG002
    ) -> Answer:
        """Check that the outcome was seen."""
        if answer.get("seen") is not True:
            raise BadAnswer("See what came of it first.")
        changed = answer.get("changed", [])
        if not isinstance(changed, list) or not all(isinstance(key, str) for key in changed):
            raise BadAnswer("What changed is a list of questions.")
        return {"seen": True, "changed": changed}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """The same, validated."""
        return self.validate(answer, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """The same."""
        return answer


def place(questions: Sequence[Question]) -> int | None:
    """Where in the list the outcome is shown; None: nowhere."""
    return next((n for n, q in enumerate(questions) if q.type == TYPE), None)


def before(questions: Sequence[Question]) -> list[Question]:
    """What is asked before the outcome is shown; nothing where none is."""
    return list(questions[: place(questions) or 0])


def pair_up(questions: list[dict[str, Any]]) -> None:
    """Check where the outcome stands in a set, and write out which questions are asked again.

    Where nothing is said, a later question asks again what the first earlier one of the same type
    and options asked that is not yet taken.

    Raises:
        BadAnswer: There are two, or nothing is asked on one of its sides, or `again` is wrong.
    """
    markers = [n for n, q in enumerate(questions) if q["type"] == TYPE]
    if not markers:
        return
    if len(markers) > 1:
        raise BadAnswer("The outcome is shown once: keep one of the questions that reveal it.")
    [at] = markers
    marker, first, then = questions[at], questions[:at], questions[at + 1 :]
    if not first or not then:
        raise BadAnswer("Ask something before the outcome is shown, and something after it.")
    if marker["when"] is not None:
        raise BadAnswer("The outcome is shown to everybody: it has no condition.")
    marker["required"] = True
    again = marker["options"]["again"] or _alike(first, then)
    types = {q["key"]: q["type"] for q in first}
    later = {q["key"]: q["type"] for q in then}
    for key, earlier in again.items():
        if key not in later or types.get(earlier) != later[key]:
            raise BadAnswer("again pairs a question after the outcome with one of its type before.")
    marker["options"] = {**marker["options"], "again": again}


def changed(answers: Mapping[str, Answer], questions: Sequence[Question]) -> list[str]:
    """The questions whose second answer differs from the first, in the order they are asked."""
    at = place(questions)
    if at is None:
        return []
    again = questions[at].options["again"]
    return [
        q.key
        for q in questions[at + 1 :]
        if q.key in again and answers.get(q.key) != answers.get(again[q.key])
    ]


def _alike(first: list[dict[str, Any]], then: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for q in then:
        for earlier in first:
            same = (q["type"], q["options"]) == (earlier["type"], earlier["options"])
            if same and earlier["key"] not in found.values():
                found[q["key"]] = earlier["key"]
                break
    return found
