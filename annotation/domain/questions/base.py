"""What every question type can do; one file per type, one line in QUESTIONS."""

from dataclasses import dataclass, field
from typing import Any, Protocol

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


class QuestionType(Protocol):
    """The rules of one type of question; stateless."""

    def defaults(self) -> dict[str, Any]:
        """The options with their default values."""

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer when the options do not fit together."""

    def validate(self, answer: Answer, question: Question) -> Answer:
        """The answer in its canonical form (a = the item's first response).

        Raises:
            BadAnswer: It does not answer the question.
        """

    def from_display(self, answer: Answer, question: Question, *, flipped: bool) -> Answer:
        """Turn what the bench sent (left, right) into the canonical answer.

        Args:
            answer: As displayed.
            question: What was asked.
            flipped: The item's second response was shown on the left.
        """

    def to_display(self, answer: Answer, question: Question, *, flipped: bool) -> Answer:
        """The inverse of from_display."""

    def categories(self, question: Question) -> list[str]:
        """The labels that votes are counted in; empty when the type is not aggregated."""

    def category(self, answer: Answer) -> str:
        """Which of the categories an answer is a vote for."""
