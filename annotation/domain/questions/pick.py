"""The good ones out of a list."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import MAX_RESPONSES, Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Blind, Pooled, Question


@dataclass(frozen=True, slots=True)
class Pick(Blind):
    """Canonical: {"picked": [response keys], "of": [all keys]}; displayed: {"picked": [sides]}.

    `of` keeps what was passed over, so that an answer can be read without its item.
    """

    def defaults(self) -> dict[str, Any]:
        """Any number of them, none too."""
        return {"at_least": 0, "at_most": None}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless the bounds make sense."""
        parts.check_bounds(options["at_least"], options["at_most"], MAX_RESPONSES)

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check how many were picked, each once, in canonical order."""
        options = question.options
        offered = list(shown.keys) if shown is not None else answer.get("of")
        if not isinstance(offered, list) or not all(isinstance(k, str) for k in offered):
            raise BadAnswer("of lists the responses there were to pick from.")
        picked = parts.chosen(
            answer.get("picked"), offered, options["at_least"], options["at_most"]
        )
        return {"picked": picked, "of": offered}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Sides -> responses."""
        picked = answer.get("picked")
        if not isinstance(picked, list):
            raise BadAnswer("Say which ones are good.")
        keys = [parts.key_of(side, shown) for side in picked]
        return self.validate({"picked": keys}, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Responses -> sides, first side first."""
        sides = {shown.side_of(key) for key in answer["picked"]}
        return {"picked": [side for side in shown.sides if side in sides]}

    def categories(self, question: Question) -> list[str]:  # noqa: ARG002
        """Each response has its own share."""
        return []

    def category(self, answer: Answer) -> str:  # noqa: ARG002
        """Each response has its own share."""
        return ""

    def pool(self, answers: list[Answer], question: Question) -> Pooled | None:  # noqa: ARG002
        """Of each response, the share of raters who picked it; agreement as in parts.split."""
        share = parts.shares([{k: k in a["picked"] for k in a["of"]} for a in answers])
        if not share:
            return None
        agreement, status = parts.split(share)
        return Pooled({"picked": share}, agreement, status)
