"""A classifier trained on people's labels: each response gets a weighted sum of what it shows.

P(first) = 1 / (1 + exp(-(reward(first) - reward(second)))), Bradley and Terry's model; the weights
stand in the spec, so that other weights are another judge. `services.training` learns them.
"""

import math
import time
from collections.abc import Sequence

from routing.judges.base import CallFailed, Completion, Json, Messages, Outcome, Setup, one_by_one
from routing.signals.markup import digits, marks
from routing.signals.sided import hedges_in
from routing.signals.text import CODE, MATHS, counts, points, shared, words

# What is seen of a response, in the order of the weights; counts by their logarithm.
FEATURES = (
    "words", "points_of_lists", "markdown", "numbers", "hedges", "code", "formulas", "variety",
    "on_topic", "answers",
)  # fmt: skip
WANTED = f"weights must be {len(FEATURES)} numbers apart by blanks: of {', '.join(FEATURES)}."


def features(prompt: str, response: str) -> list[float]:
    """The numbers of one response, in the order of FEATURES."""
    different, asked = counts(response), counts(prompt)
    common = len(shared(prompt, response))
    return [
        math.log1p(len(words(response))),
        math.log1p(points(response)),
        math.log1p(marks(response)),
        math.log1p(digits(response)),
        math.log1p(hedges_in(response)),
        float(bool(CODE.search(response))),
        float(bool(MATHS.search(response))),
        len(different) / max(1, len(words(response))),
        common / max(1, len(different)),
        common / max(1, len(asked)),
    ]


def weights_of(params: Json) -> list[float] | None:
    """The weights of a spec, numbers apart by blanks; None: not a finite one for each feature."""
    try:
        weights = [float(weight) for weight in str(params.get("weights", "")).split()]
    except ValueError:
        return None
    return weights if len(weights) == len(FEATURES) and all(map(math.isfinite, weights)) else None


class Trained:
    """The weighted sum behind the door that models use."""

    batch_size = 1

    def __init__(self, setup: Setup) -> None:
        self.setup = setup

    def complete(
        self,
        messages: Messages,
        *,
        schema: Json | None,  # noqa: ARG002
        params: Json,
    ) -> Completion:
        """See `Backend.complete`."""
        started = time.monotonic()
        prompt = " ".join(m["content"] for m in messages[:-1] if m["role"] != "reference")
        seen = features(prompt, messages[-1]["content"])
        weights = weights_of(params)
        if weights is None:
            raise CallFailed("setup", WANTED)
        reward = sum(w * x for w, x in zip(weights, seen, strict=True))
        return Completion(
            text=repr(reward),
            tokens_in=0,
            tokens_out=0,
            model=self.setup.model,
            latency_ms=int((time.monotonic() - started) * 1000),
        )

    def complete_batch(
        self, batch: Sequence[Messages], *, schema: Json | None, params: Json
    ) -> list[Outcome]:
        """See `Backend.complete_batch`."""
        return one_by_one(self, batch, schema=schema, params=params)
