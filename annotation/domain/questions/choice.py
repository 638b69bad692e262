"""One or several of a few choices, about the item or about each response."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Blind, Pooled, Question, Uncounted

YES_NO = [{"key": "yes", "text": "Yes"}, {"key": "no", "text": "No"}]


@dataclass(frozen=True, slots=True)
class Choice(Blind):
    """Canonical: {"choice": key}, or {"choices": {response key: key}} when asked per response."""

    def defaults(self) -> dict[str, Any]:
        """Yes or no, about the item."""
        return {"choices": YES_NO, "per": "item"}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless there are two choices or more."""
        parts.check_choices(options["choices"], "choices")
        parts.check_one_of(options["per"], ("item", "response"), "per")

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check that what was chosen is offered."""
        allowed = [c["key"] for c in question.options["choices"]]

        def one(value: Any) -> str:
            if not isinstance(value, str) or value not in allowed:
                raise BadAnswer("Choose one of those offered.")
            return value

        if question.options["per"] == "item":
            return {"choice": one(answer.get("choice"))}
        return {"choices": parts.each(answer.get("choices"), shown, one, every=True)}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Choices by side -> choices by response."""
        if question.options["per"] == "response":
            answer = {"choices": parts.keys_of(answer.get("choices"), shown)}
        return self.validate(answer, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Choices by response -> choices by side."""
        if "choices" not in answer:
            return answer
        return {"choices": parts.sides_of(answer["choices"], shown)}

    def categories(self, question: Question) -> list[str]:
        """The choices, where the item as a whole has one."""
        if question.options["per"] != "item":
            return []
        return [c["key"] for c in question.options["choices"]]

    def category(self, answer: Answer) -> str:
        """What was chosen for the item."""
        return str(answer.get("choice", ""))

    def pool(self, answers: list[Answer], question: Question) -> Pooled | None:  # noqa: ARG002
        """Votes are counted for the item; per response there is no label yet."""
        return None


@dataclass(frozen=True, slots=True)
class MultiChoice(Blind, Uncounted):
    """Canonical: {"chosen": [keys]}, or {"chosen": {response key: [keys]}} when per response."""

    def defaults(self) -> dict[str, Any]:
        """Any number of yes and no would be odd, but a choice has to stand there."""
        return {"choices": YES_NO, "per": "item", "at_least": 0, "at_most": None}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless the choices and the bounds make sense."""
        parts.check_choices(options["choices"], "choices")
        parts.check_one_of(options["per"], ("item", "response"), "per")
        parts.check_bounds(options["at_least"], options["at_most"], len(options["choices"]))

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check what was chosen and how much; in the order offered, each once."""
        options = question.options
        allowed = [c["key"] for c in options["choices"]]

        def one(value: Any) -> list[str]:
            return parts.chosen(value, allowed, options["at_least"], options["at_most"])

        given = answer.get("chosen")
        if options["per"] == "item":
            return {"chosen": one(given)}
        return {"chosen": parts.each(given, shown, one, every=True)}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Choices by side -> choices by response."""
        if question.options["per"] == "response":
            answer = {"chosen": parts.keys_of(answer.get("chosen"), shown)}
        return self.validate(answer, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Choices by response -> choices by side."""
        if question.options["per"] == "item":
            return answer
        return {"chosen": parts.sides_of(answer["chosen"], shown)}
