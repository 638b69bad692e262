"""Whether what was judged was listened to: sounds and films, to their end before what follows."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Blind, Question, Uncounted

MAX_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Playback(Blind, Uncounted):
    """Canonical: {"played": {response key: {"seconds", "whole"}}}; displayed: by side.

    The player fills it in: for how long each one played, and whether to its end. While one is
    not played to its end nothing after this question is asked. Source: ITU-T P.808, which has
    each clip heard before it is rated.
    """

    def defaults(self) -> dict[str, Any]:
        """None."""
        return {}

    def check_options(self, options: dict[str, Any]) -> None:
        """There are none to check."""

    def validate(
        self,
        answer: Answer,
        question: Question,  # noqa: ARG002
        shown: Presentation | None = None,
    ) -> Answer:
        """Check that each one was played to its end."""
        return {"played": parts.each(answer.get("played"), shown, _played, every=True)}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Times by side -> times by response."""
        return self.validate(
            {"played": parts.keys_of(answer.get("played"), shown)}, question, shown
        )

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Times by response -> times by side."""
        return {"played": parts.sides_of(answer["played"], shown)}


def _played(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or given.get("whole") is not True:
        raise BadAnswer("Play each one to its end first.")
    seconds = given.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise BadAnswer("Say for how many seconds it played.")
    if not 0 <= seconds <= MAX_SECONDS:
        raise BadAnswer("It cannot have played for that long.")
    return {"seconds": round(float(seconds), 1), "whole": True}
