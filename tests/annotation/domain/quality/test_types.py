"""Types of raters: two crowds are found, one is not split, too few are a reason."""

import numpy as np

from annotation.domain.quality import types
from tests.annotation.domain.quality.test_groups import MEASURE, A, B, cast, people


def votes(rng, *, raters, items, says):
    return [
        (i, r, A if rng.random() < says(i, r) else B) for i in range(items) for r in range(raters)
    ]


def test_two_crowds_are_told_apart_by_their_verdicts_alone():
    rng = np.random.default_rng(1)
    leaning = rng.choice([0.15, 0.85], size=(2, 60))  # each crowd its own answer on each item
    rows = votes(rng, raters=40, items=60, says=lambda i, r: leaning[int(r >= 25), i])
    found = types.find(cast(rows), MEASURE, people(40), rng=np.random.default_rng(0))

    assert [t.people for t in found.types] == [25, 15]
    assert {m.rater_id for m in found.types[0].members} == {100 + r for r in range(25)}
    assert found.gains[0].low > 0
    assert found.types[0].within.value > found.between.value + 0.1
    parted = set(np.flatnonzero(leaning[0] != leaning[1]).tolist())
    assert {one.item_id for one in found.telling[:10]} <= parted


def test_one_crowd_with_noise_is_not_split():
    rng = np.random.default_rng(2)
    leaning = rng.random(60)
    rows = votes(rng, raters=40, items=60, says=lambda i, _: leaning[i])
    found = types.find(cast(rows), MEASURE, people(40), rng=np.random.default_rng(0))

    assert found.types == ()
    assert found.between.why_not == "one crowd foretells verdicts as well as types do"
    assert all(gain.low <= 0 for gain in found.gains)


def test_too_few_people_are_a_reason():
    rows = [(i, r, A) for i in range(30) for r in range(5)]
    found = types.find(cast(rows), MEASURE, people(5), rng=np.random.default_rng(0))

    assert found.why_not.startswith("types need 20 people")
    assert (found.types, found.gains, found.n_people) == ((), (), 5)


def test_everybody_of_one_mind_is_one_crowd():
    rows = [(i, r, A) for i in range(30) for r in range(25)]
    found = types.find(cast(rows), MEASURE, people(25), rng=np.random.default_rng(0))

    assert (found.types, found.why_not) == ((), "")
