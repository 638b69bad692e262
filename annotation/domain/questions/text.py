"""A few words of the annotator's own: a justification, a comment."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Blind, Question, Uncounted


@dataclass(frozen=True, slots=True)
class Text(Blind, Uncounted):
    """Canonical: {"text": "…"}, or {"texts": {response key: "…"}} when asked per response."""

    def defaults(self) -> dict[str, Any]:
        """One text on the whole item, up to 2,000 characters."""
        return {"max_length": 2000, "per": "item"}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless the length is a sensible number."""
        parts.check_max_length(options["max_length"])
        parts.check_one_of(options["per"], ("item", "response"), "per")

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check the length; surrounding blanks and, per response, empty texts are dropped."""
        most = question.options["max_length"]
        if question.options.get("per") != "response":
            text = parts.check_text(answer.get("text"), most)
            if question.required and not text:
                raise BadAnswer("Write a few words.")
            return {"text": text}
        texts = parts.each(
            answer.get("texts"), shown, lambda t: parts.check_text(t, most), every=False
        )
        written = {key: text for key, text in texts.items() if text}
        if question.required and len(written) < (len(shown.keys) if shown else len(texts)):
            raise BadAnswer("Write a few words about every response.")
        if not written:
            raise BadAnswer("Write a few words.")
        return {"texts": written}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Texts by side -> texts by response."""
        if question.options.get("per") == "response":
            answer = {"texts": parts.keys_of(answer.get("texts"), shown)}
        return self.validate(answer, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Texts by response -> texts by side."""
        if "texts" not in answer:
            return answer
        return {"texts": parts.sides_of(answer["texts"], shown)}
