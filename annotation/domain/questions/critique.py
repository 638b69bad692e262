"""What is wrong with a response, and how it should have been."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Question, Uncounted

MAX_REWRITE = 100_000  # characters


@dataclass(frozen=True, slots=True)
class Critique(Uncounted):
    """Canonical: {"of": response key, "reasons": [keys], "critique": "…", "rewrite": "…"}.

    Only what the options ask for is there. A rewrite differs from the response it rewrites: it will
    be exported as chosen against the original (Language Feedback at Scale, DRESS). Displayed: `of`
    is a side.
    """

    @property
    def reads_texts(self) -> bool:
        """Yes."""
        return True

    def defaults(self) -> dict[str, Any]:
        """A critique, a rewrite, and the usual reasons of failure."""
        reasons = {
            "wrong": "Wrong",
            "incomplete": "Incomplete",
            "off_task": "Does not do what was asked",
            "unclear": "Unclear",
            "unsafe": "Unsafe",
        }
        return {
            "reasons": [{"key": key, "text": text} for key, text in reasons.items()],
            "critique": True,
            "rewrite": True,
            "max_length": 4000,
        }

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless something is asked for."""
        if options["reasons"] != []:
            parts.check_choices(options["reasons"], "reasons")
        for name in ("critique", "rewrite"):
            parts.check_flag(options[name], name)
        parts.check_max_length(options["max_length"])
        if not (options["reasons"] or options["critique"] or options["rewrite"]):
            raise BadAnswer("Ask for reasons, a critique or a rewrite.")

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check that everything asked for is there and nothing else."""
        options, of = question.options, answer.get("of")
        if not isinstance(of, str) or (shown is not None and of not in shown.keys):
            raise BadAnswer("Say which response it is about.")
        checked: Answer = {"of": of}
        if options["reasons"]:
            allowed = [r["key"] for r in options["reasons"]]
            checked["reasons"] = parts.chosen(answer.get("reasons"), allowed, 1, None)
        if options["critique"]:
            checked["critique"] = parts.check_text(answer.get("critique"), options["max_length"])
            if not checked["critique"]:
                raise BadAnswer("Say in a few words what is wrong.")
        if options["rewrite"]:
            checked["rewrite"] = parts.check_text(answer.get("rewrite"), MAX_REWRITE)
            if not checked["rewrite"]:
                raise BadAnswer("Rewrite the response.")
            if shown is not None and checked["rewrite"] == shown.texts[of].strip():
                raise BadAnswer("The rewrite is still the original; change it.")
        return checked

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """The side that was rewritten -> the response."""
        of = parts.key_of(answer.get("of"), shown)
        return self.validate({**answer, "of": of}, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """The response -> the side it was on."""
        return {**answer, "of": shown.side_of(answer["of"])}
