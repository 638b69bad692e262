"""Which of two responses is better, and how much."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Blind, Pooled, Question

# Points on the scale -> strengths one side can have.
STRENGTHS = {2: (1,), 3: (1,), 5: (1, 2), 7: (1, 2, 3)}
FIRST_TWO = [1, 2]
NO_WINNER = ("tie", "both_bad")


@dataclass(frozen=True, slots=True)
class Comparison(Blind):
    """Canonical: {"winner": "a"|"b"|"tie"|"both_bad", "strength": -3..3 or null}.

    The sign is HelpSteer's: negative means that response a is better, 0 is a tie. Both bad is not a
    tie and has no strength. `a` and `b` are the item's first two responses; if others were
    compared, "pair" names their keys, a first.

    Displayed: {"side": a side, "tie" or "both_bad", "strength": 1..3}.
    """

    def defaults(self) -> dict[str, Any]:
        """Seven points, with a tie and both bad, between the first two responses shown."""
        return {"points": 7, "tie": True, "both_bad": True, "pair": FIRST_TWO}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless the scale exists and agrees with the tie."""
        if not parts.whole(options["points"]) or options["points"] not in STRENGTHS:
            raise BadAnswer("points must be 2, 3, 5 or 7.")
        for name in NO_WINNER:
            parts.check_flag(options[name], name)
        if options["tie"] and options["points"] == 2:
            raise BadAnswer("Two points have no tie; take three points or set tie to false.")
        pair = options["pair"]
        if (
            not isinstance(pair, list)
            or [parts.whole(place) for place in pair] != [True, True]
            or not 1 <= pair[0] < pair[1]
        ):
            raise BadAnswer("pair names two places on the screen, such as [1, 2].")

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check a canonical answer; the strength of a plain win defaults to the weakest."""
        winner, strength = answer.get("winner"), answer.get("strength")
        pair = _pair(answer.get("pair"), shown)
        if not isinstance(winner, str):  # a list would not even compare
            raise BadAnswer("Say which response is better.")
        if winner in NO_WINNER:
            if not question.options[winner]:
                raise BadAnswer(f"This question has no “{winner.replace('_', ' ')}”.")
            return {"winner": winner, "strength": 0 if winner == "tie" else None, **pair}
        if winner not in {"a", "b"}:
            raise BadAnswer("Say which response is better.")
        size = 1 if strength is None else strength
        if not parts.whole(size):
            raise BadAnswer("The strength must be a whole number.")
        if abs(size) not in STRENGTHS[question.options["points"]]:
            raise BadAnswer(f"Strength {strength} is not on the scale.")
        return {"winner": winner, "strength": -abs(size) if winner == "a" else abs(size), **pair}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """The side that is better -> the response that is."""
        side = answer.get("side")
        pair = self._compared(question, shown)
        if isinstance(side, str) and side in NO_WINNER:
            winner = side
        else:
            key = shown.key_of(side) if isinstance(side, str) else None
            if key not in pair:
                raise BadAnswer("Say which response is better.")
            winner = "ab"[pair.index(key)]
        given = {"winner": winner, "strength": answer.get("strength"), "pair": pair}
        return self.validate(given, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Canonical -> what the bench shows."""
        if answer["winner"] in NO_WINNER:
            return {"side": answer["winner"], "strength": None}
        pair = answer.get("pair") or list(shown.keys[:2])
        key = pair["ab".index(answer["winner"])]
        return {"side": shown.side_of(key), "strength": abs(answer["strength"])}

    def categories(self, question: Question) -> list[str]:
        """The winners this question allows."""
        return ["a", "b", *(name for name in NO_WINNER if question.options[name])]

    def category(self, answer: Answer) -> str:
        """The winner; verdicts on another pair than the item's first two are not counted."""
        return "" if "pair" in answer else str(answer["winner"])

    def pool(self, answers: list[Answer], question: Question) -> Pooled | None:  # noqa: ARG002
        """Votes are counted instead."""
        return None

    def _compared(self, question: Question, shown: Presentation) -> list[str]:
        """The two keys that were compared, in canonical order."""
        places = question.options.get("pair", FIRST_TWO)
        if len(shown.order) < 2:
            raise BadAnswer("This item has one response; there is nothing to compare.")
        if places[1] > len(shown.order):
            raise BadAnswer(f"The question compares place {places[1]}, which this item lacks.")
        compared = {shown.order[place - 1] for place in places}
        return [key for key in shown.keys if key in compared]


def _pair(given: Any, shown: Presentation | None) -> dict[str, list[str]]:
    """{"pair": keys} when others than the item's first two were compared."""
    if given is None:
        return {}
    if not isinstance(given, list) or [isinstance(k, str) for k in given] != [True, True]:
        raise BadAnswer("pair names the keys of two responses.")
    if shown is None:
        return {"pair": given}
    if set(given) - set(shown.keys) or given[0] == given[1]:
        raise BadAnswer("pair names two responses of the item.")
    return {} if given == list(shown.keys[:2]) else {"pair": given}
