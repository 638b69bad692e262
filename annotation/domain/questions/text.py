"""A few words of the annotator's own: a justification, a comment."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.questions.base import Answer, BadAnswer, Question


@dataclass(frozen=True, slots=True)
class Text:
    """Canonical and displayed alike: {"text": "…"}."""

    def defaults(self) -> dict[str, Any]:
        """Up to 2,000 characters, one line high."""
        return {"max_length": 2000}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless the length is a sensible number."""
        if not isinstance(options["max_length"], int) or not 1 <= options["max_length"] <= 20_000:
            raise BadAnswer("max_length must be between 1 and 20000.")

    def validate(self, answer: Answer, question: Question) -> Answer:
        """Check the length; surrounding blanks are dropped."""
        text = answer.get("text")
        if not isinstance(text, str):
            raise BadAnswer("Write a text.")
        text = text.strip()
        if question.required and not text:
            raise BadAnswer("Write a few words.")
        if len(text) > question.options["max_length"]:
            raise BadAnswer(f"At most {question.options['max_length']} characters, please.")
        return {"text": text}

    def from_display(self, answer: Answer, question: Question, *, flipped: bool) -> Answer:  # noqa: ARG002
        """The same on both sides."""
        return self.validate(answer, question)

    def to_display(self, answer: Answer, question: Question, *, flipped: bool) -> Answer:  # noqa: ARG002
        """The same on both sides."""
        return answer

    def categories(self, question: Question) -> list[str]:  # noqa: ARG002
        """Texts are not counted."""
        return []

    def category(self, answer: Answer) -> str:  # noqa: ARG002
        """Texts are not counted."""
        return ""
