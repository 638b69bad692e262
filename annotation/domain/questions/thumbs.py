"""Good or bad: on each response, or once."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Blind, Pooled, Question

WAYS = ("up", "down")


@dataclass(frozen=True, slots=True)
class Thumbs(Blind):
    """Canonical: {"thumbs": {response key: "up"|"down"}}, or {"thumb": "up"|"down"} on the item."""

    def defaults(self) -> dict[str, Any]:
        """On each response."""
        return {"per": "response"}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless it is said what a thumb is on."""
        parts.check_one_of(options["per"], ("item", "response"), "per")

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check that there is one thumb, or one per response."""
        if question.options["per"] == "item":
            return {"thumb": _way(answer.get("thumb"))}
        return {"thumbs": parts.each(answer.get("thumbs"), shown, _way, every=True)}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Thumbs by side -> thumbs by response."""
        if question.options["per"] == "response":
            answer = {"thumbs": parts.keys_of(answer.get("thumbs"), shown)}
        return self.validate(answer, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Thumbs by response -> thumbs by side."""
        if "thumbs" not in answer:
            return answer
        return {"thumbs": parts.sides_of(answer["thumbs"], shown)}

    def categories(self, question: Question) -> list[str]:
        """Votes are counted where there is one thumb on the item."""
        return list(WAYS) if question.options["per"] == "item" else []

    def category(self, answer: Answer) -> str:
        """The thumb on the item."""
        return str(answer.get("thumb", ""))

    def pool(self, answers: list[Answer], question: Question) -> Pooled | None:  # noqa: ARG002
        """Of each response, the share of thumbs that are up; agreement as in parts.split."""
        given = [a["thumbs"] for a in answers if "thumbs" in a]
        if not given:
            return None
        share = parts.shares([{k: way == "up" for k, way in thumbs.items()} for thumbs in given])
        agreement, status = parts.split(share)
        return Pooled({"up": share}, agreement, status)


def _way(value: Any) -> str:
    if not isinstance(value, str) or value not in WAYS:
        raise BadAnswer("Say whether it is good or bad.")
    return value
