"""What every question type can do; one file per type, one line in QUESTIONS."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from annotation.domain.presentation import Presentation

Answer = dict[str, Any]


class BadAnswer(ValueError):
    """An answer or a question that does not fit; the text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked about an item."""

    key: str
    type: str
    title: str
    help: str = ""
    required: bool = True
    options: dict[str, Any] = field(default_factory=dict)
    when: dict[str, Any] | None = None  # asked only if this holds; see conditions.py


@dataclass(frozen=True, slots=True)
class Pooled:
    """A label made of all answers together, where they are no votes for one of a few categories."""

    value: dict[str, Any]  # by response key
    agreement: float  # [0, 1]; each type says of what
    status: str  # unanimous | majority | open


class QuestionType(Protocol):
    """The rules of one type of question; stateless.

    A canonical answer speaks of responses by their keys, a displayed one by their sides.
    """

    @property
    def reads_texts(self) -> bool:
        """Whether its answers are checked against the texts of the responses."""

    def defaults(self) -> dict[str, Any]:
        """The options with their default values."""

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer when the options do not fit together."""

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """The answer in its canonical form.

        Args:
            answer: Canonical, perhaps not yet in its normal form.
            question: What was asked.
            shown: The item's responses, where they are at hand: then keys, completeness and
                offsets are checked against them.

        Raises:
            BadAnswer: It does not answer the question.
        """

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Turn what the bench sent into the canonical answer, validated."""

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """The inverse of from_display."""

    def categories(self, question: Question) -> list[str]:
        """The labels that votes are counted in; empty when answers are not votes."""

    def category(self, answer: Answer) -> str:
        """Which of the categories an answer is a vote for; "" for none."""

    def pool(self, answers: list[Answer], question: Question) -> Pooled | None:
        """The label of at least one answer, for types without categories; None: they give none."""


class Blind:
    """A type whose answers can be checked without the texts."""

    @property
    def reads_texts(self) -> bool:
        """No."""
        return False


class Uncounted:
    """A type whose answers are no votes."""

    def categories(self, question: Question) -> list[str]:  # noqa: ARG002
        """None: nothing is counted."""
        return []

    def category(self, answer: Answer) -> str:  # noqa: ARG002
        """None."""
        return ""

    def pool(self, answers: list[Answer], question: Question) -> Pooled | None:  # noqa: ARG002
        """No label."""
        return None
