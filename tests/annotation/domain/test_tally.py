"""Majority of many items at once: the figures of each alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.aggregation import Aggregate, Vote
from annotation.domain.aggregation.majority import Majority
from annotation.domain.aggregation.tally import STATUS, Votes, majority

NAMES = ["a", "b", "tie"]
votes = st.builds(
    Vote,
    st.just(1),
    st.sampled_from(NAMES),
    st.none() | st.integers(-3, 3),
    st.none() | st.floats(0.5, 1),
)


@given(st.lists(st.lists(votes, max_size=6), max_size=8))
def test_each_item_gets_what_it_would_alone(given_votes: list[list[Vote]]):
    flat = [(row, vote) for row, of in enumerate(given_votes) for vote in of]
    tallied = majority(
        Votes(
            item=np.array([row for row, _ in flat], dtype=np.intp),
            category=np.array([NAMES.index(v.category) for _, v in flat], dtype=np.intp),
            strength=np.array([v.strength for _, v in flat], dtype=float),
            confidence=np.array([v.confidence for _, v in flat], dtype=float),
        ),
        n_items=len(given_votes),
        n_categories=len(NAMES),
    )
    for row, of in enumerate(given_votes):
        assert tallied.votes[row] == len(of)
        if of:
            category = int(tallied.category[row])
            assert Majority().aggregate(of, NAMES) == Aggregate(
                NAMES[category] if category >= 0 else None,
                _known(tallied.strength[row]),
                _known(tallied.posterior[row]),
                float(tallied.agreement[row]),
                STATUS[tallied.status[row]],
            )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
