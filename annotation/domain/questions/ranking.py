"""All responses in order, best first."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Blind, Pooled, Question


@dataclass(frozen=True, slots=True)
class Ranking(Blind):
    """Canonical: {"ranks": {response key: rank}}, 1 is best, no rank is jumped over.

    One number for two responses is a tie. Displayed: by side.
    """

    def defaults(self) -> dict[str, Any]:
        """Ties are allowed."""
        return {"ties": True}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless it is said whether ties are allowed."""
        parts.check_flag(options["ties"], "ties")

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check that every response has a rank; gaps between ranks are closed."""
        ranks = parts.each(answer.get("ranks"), shown, _rank, every=True)
        places = sorted(set(ranks.values()))
        if not question.options["ties"] and len(places) < len(ranks):
            raise BadAnswer("Two responses have one rank, and this question has no ties.")
        return {"ranks": {key: places.index(rank) + 1 for key, rank in ranks.items()}}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Ranks by side -> ranks by response."""
        given = parts.keys_of(answer.get("ranks"), shown)
        return self.validate({"ranks": given}, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Ranks by response -> ranks by side."""
        return {"ranks": parts.sides_of(answer["ranks"], shown)}

    def categories(self, question: Question) -> list[str]:  # noqa: ARG002
        """Ranks are averaged, not counted."""
        return []

    def category(self, answer: Answer) -> str:  # noqa: ARG002
        """Ranks are averaged, not counted."""
        return ""

    def pool(self, answers: list[Answer], question: Question) -> Pooled | None:  # noqa: ARG002
        """The order of the mean ranks: Borda's count, tied responses sharing their places' mean.

        Value: "order" is a list of ties, best first; "best" the response that leads alone, else
        null; "mean_ranks" by key. Agreement is the share of the raters' pairwise orders that are
        those of the label.
        """
        given = [_shared(a["ranks"]) for a in answers]
        keys = sorted({key for ranks in given for key in ranks})
        means = {}
        for key in keys:
            ranks = [r[key] for r in given if key in r]
            means[key] = sum(ranks) / len(ranks)
        order = [
            [key for key in keys if means[key] == mean] for mean in sorted(set(means.values()))
        ]
        alike = [
            _sign(means[x] - means[y]) == _sign(ranks[x] - ranks[y])
            for ranks in given
            for x, y in combinations(keys, 2)
            if x in ranks and y in ranks
        ]
        agreement = sum(alike) / len(alike) if alike else 1.0
        best = order[0][0] if len(order[0]) == 1 else None
        status = "unanimous" if agreement == 1 else "majority" if best else "open"
        return Pooled({"order": order, "best": best, "mean_ranks": means}, agreement, status)


def _rank(value: Any) -> int:
    if not parts.whole(value) or not 1 <= value <= parts.MAX_CHOICES:
        raise BadAnswer("A rank is a whole number, 1 for the best.")
    return int(value)


def _shared(ranks: dict[str, int]) -> dict[str, float]:
    """Ranks 1, 2, 2, 3 as places 1, 2.5, 2.5, 4."""
    every = list(ranks.values())
    return {
        key: sum(r < rank for r in every) + (every.count(rank) + 1) / 2
        for key, rank in ranks.items()
    }


def _sign(x: float) -> int:
    return (x > 0) - (x < 0)
