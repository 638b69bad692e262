"""Plain rules say what people must see."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from annotation.domain.types import Json
from routing.policies.base import NoState, Score
from routing.policies.ranking import Ranked
from routing.signals import SignalFrame
from routing.signals.tags import LEVELS


def _switch(title: str, default: int) -> Json:
    return {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "default": default,
        "title": title,
        "description": "1: people judge these items. 0: the rule is off.",
    }


def _above(title: str, default: int | None) -> Json:
    return {
        "type": ["number", "null"],
        "minimum": 0,
        "maximum": 1_000_000,
        "default": default,
        "title": title,
        "description": "People judge items with more words than this. Empty: the rule is off.",
    }


def _level(title: str, words: Sequence[str]) -> Json:
    named = ", ".join(f"{n} {word}" for n, word in enumerate(words))
    return {
        "type": ["number", "null"],
        "minimum": 1,
        "maximum": len(words) - 1,
        "default": None,
        "title": title,
        "description": f"People judge prompts that a judge has tagged so or higher: {named}.",
    }


# Parameter -> the signal it looks at, the words of its levels, and what it says.
TAGGED = {
    "safety": ("tag_safety", LEVELS["safety_concern"], "its safety concern"),
    "expertise": ("tag_expertise", LEVELS["expertise_level"], "the expertise it takes"),
    "complexity": ("tag_complexity", LEVELS["complexity_of_intents"], "its complexity"),
}


@dataclass(frozen=True, slots=True)
class Rules(Ranked):
    """People get what a rule names; what none names stays with the judge.

    In a stack the next policy decides about what no rule names.
    """

    key: ClassVar[str] = "rules"
    version: ClassVar[str] = "2"
    title: ClassVar[str] = "Rules"
    summary: ClassVar[str] = (
        "People get long, coded, foreign or formula-laden items by plain rules."
    )
    needs: ClassVar[frozenset[str]] = frozenset(
        {"longer_words", "prompt_words", "code", "maths", "english", "judge_order_flip"}
        | {key for key, _, _ in TAGGED.values()}
    )
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "longer_words": _above("Long responses", 800),
            "prompt_words": _above("Long prompts", None),
            "code": _switch("Code", 0),
            "maths": _switch("Formulas", 0),
            "not_english": _switch("Not in English", 1),
            "order_flip": _switch("Flips with the order", 1),
            "safety": _level("Safety concern", LEVELS["safety_concern"]),
            "expertise": _level("Expertise", LEVELS["expertise_level"]),
            "complexity": _level("Complexity", LEVELS["complexity_of_intents"]),
        },
        "additionalProperties": False,
    }

    longer_words: float | None = 800
    prompt_words: float | None = None
    code: float = 0
    maths: float = 0
    not_english: float = 1
    order_flip: float = 1
    safety: float | None = None
    expertise: float | None = None
    complexity: float | None = None

    @property
    def threshold(self) -> float | None:  # type: ignore[override]  # named or not
        """Named is 1, not named 0."""
        return 0.5

    def score(self, frame: SignalFrame, state: NoState) -> Score:  # noqa: ARG002
        """1 where a rule names the item; every rule that does is said."""
        named: list[list[str]] = [[] for _ in range(len(frame))]
        for hit, why in self._hits(frame):
            for row in np.flatnonzero(hit).tolist():
                named[row].append(why)
        reasons = tuple(
            f"A rule asks people: {', '.join(why)}." if why else "No rule names it."
            for why in named
        )
        order = np.array([float(bool(why)) for why in named])
        return Score(np.full(len(frame), np.nan), order, reasons)

    def passes(self, frame: SignalFrame, state: Any) -> NDArray[np.bool_]:
        """What no rule names is for the next policy of a stack."""
        return np.asarray(self.score(frame, state).doubt == 0)

    def _hits(self, frame: SignalFrame) -> list[tuple[NDArray[np.bool_], str]]:
        hits = []
        for key, limit in (
            ("longer_words", self.longer_words),
            ("prompt_words", self.prompt_words),
        ):
            if limit is not None:
                what = "a response" if key == "longer_words" else "the prompt"
                hits.append((frame.column(key) > limit, f"{what} has more than {limit:g} words"))
        switches = (
            ("code", self.code, 1, "it holds code"),
            ("maths", self.maths, 1, "it holds formulas"),
            ("english", self.not_english, 0, "it is not in English"),
            (
                "judge_order_flip",
                self.order_flip,
                1,
                "the judge changes its verdict with the order",
            ),
        )
        hits += [(frame.column(key) == value, why) for key, on, value, why in switches if on >= 0.5]
        for name, (key, words, what) in TAGGED.items():
            least = getattr(self, name)
            if least is not None:
                hits += [
                    (frame.column(key) == n, f"{what} is tagged “{words[n]}”")
                    for n in range(ceil(least), len(words))
                ]
        return hits
