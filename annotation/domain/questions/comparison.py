"""Which of two responses is better, and how much."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.questions.base import Answer, BadAnswer, Question

# Points on the scale -> strengths one side can have.
STRENGTHS = {2: (1,), 3: (1,), 5: (1, 2), 7: (1, 2, 3)}
SIDES = {"left", "right", "tie", "both_bad"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Canonical: {"winner": "a"|"b"|"tie"|"both_bad", "strength": -3..3 or null}.

    The sign is HelpSteer's: negative means that response a is better, 0 is a tie. Both bad is not a
    tie and has no strength.
    """

    def defaults(self) -> dict[str, Any]:
        """Seven points, with a tie and both bad."""
        return {"points": 7, "tie": True, "both_bad": True}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless the scale exists and agrees with the tie."""
        if not isinstance(options["points"], int) or options["points"] not in STRENGTHS:
            raise BadAnswer("points must be 2, 3, 5 or 7.")
        for name in ("tie", "both_bad"):
            if not isinstance(options[name], bool):
                raise BadAnswer(f"{name} must be true or false.")
        if options["tie"] and options["points"] == 2:
            raise BadAnswer("Two points have no tie; take three points or set tie to false.")

    def validate(self, answer: Answer, question: Question) -> Answer:
        """Check a canonical answer; the strength of a plain win defaults to the weakest."""
        winner, strength = answer.get("winner"), answer.get("strength")
        if not isinstance(winner, str):  # a list would not even compare
            raise BadAnswer("Say which response is better.")
        if winner in {"tie", "both_bad"}:
            if not question.options[winner]:
                raise BadAnswer(f"This question has no “{winner.replace('_', ' ')}”.")
            return {"winner": winner, "strength": 0 if winner == "tie" else None}
        if winner not in {"a", "b"}:
            raise BadAnswer("Say which response is better.")
        size = 1 if strength is None else strength
        if isinstance(size, bool) or not isinstance(size, int):
            raise BadAnswer("The strength must be a whole number.")
        if abs(size) not in STRENGTHS[question.options["points"]]:
            raise BadAnswer(f"Strength {strength} is not on the scale.")
        return {"winner": winner, "strength": -abs(size) if winner == "a" else abs(size)}

    def from_display(self, answer: Answer, question: Question, *, flipped: bool) -> Answer:
        """{"side": "left"|"right"|"tie"|"both_bad", "strength": 1..3} -> canonical."""
        side = answer.get("side")
        if not isinstance(side, str) or side not in SIDES:
            raise BadAnswer("Say which response is better.")
        winner = side
        if side in {"left", "right"}:
            winner = "a" if (side == "left") != flipped else "b"
        return self.validate({"winner": winner, "strength": answer.get("strength")}, question)

    def to_display(self, answer: Answer, question: Question, *, flipped: bool) -> Answer:  # noqa: ARG002
        """Canonical -> what the bench shows."""
        winner = answer["winner"]
        if winner in {"tie", "both_bad"}:
            return {"side": winner, "strength": None}
        side = "left" if (winner == "a") != flipped else "right"
        return {"side": side, "strength": abs(answer["strength"])}

    def categories(self, question: Question) -> list[str]:
        """The winners this question allows."""
        extra = [name for name in ("tie", "both_bad") if question.options[name]]
        return ["a", "b", *extra]

    def category(self, answer: Answer) -> str:
        """The winner."""
        return str(answer["winner"])
