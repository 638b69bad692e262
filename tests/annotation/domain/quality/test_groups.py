"""Groups: who may be shown, agreement within and between by hand, items that split them."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain import questions as q
from annotation.domain.quality import ballots, groups, suppression
from annotation.domain.quality.ballots import Person
from annotation.domain.quality.measures import measures
from tests import make

[MEASURE] = measures(q.parse([make.comparison()])[0])
A, B = MEASURE.labels.index("a"), MEASURE.labels.index("b")
CHOICES = {"x": "Ex", "y": "Why", "z": "Zed"}


def cast(rows):
    """rows: (item, rater, label), at most one of a rater on an item."""
    item, rater, label = (np.array(column) for column in zip(*rows, strict=True))
    return ballots.cast(
        item=item, part=np.zeros(len(rows), dtype=int), parts=[""], rater=rater, label=label,
        at=np.zeros(len(rows)), n_labels=len(MEASURE.labels),
    )  # fmt: skip


def people(n):
    return [Person(100 + r, f"Rater {r}", judge=False) for r in range(n)]


def told(sizes):
    """The first raters are of the first group, and so on."""
    names = [name for name, n in sizes.items() for _ in range(n)]
    return {100 + r: name for r, name in enumerate(names)}


def grouped(rows, sizes, *, minimum=3, every=None):
    return groups.grouping(
        cast(rows), MEASURE, people(every or sum(sizes.values())), field="f", title="F",
        choices=CHOICES, told=told(sizes), minimum=minimum, rng=np.random.default_rng(0),
    )  # fmt: skip


@given(
    st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 12), max_size=7),
    st.integers(0, 12),
    st.integers(2, 7),
)
def test_no_small_group_is_shown_and_none_is_left_over_when_the_shown_are_subtracted(
    sizes, silent, minimum
):
    every = sum(sizes.values()) + silent
    shown = suppression.shown(sizes, minimum=minimum, every=every)

    assert all(sizes[key] >= minimum for key in shown)
    rest = every - sum(sizes[key] for key in shown)
    assert rest == 0 or rest >= minimum or not shown


@given(
    st.lists(st.tuples(*(st.sampled_from([None, "x", "y", "z"]) for _ in range(3))), max_size=30),
    st.integers(2, 5),
)
def test_of_what_people_told_crossed_no_combination_is_of_few_people_whichever_part_is_taken(
    rows, minimum
):
    told = dict(enumerate(rows))
    found = suppression.crossed(told, minimum=minimum)

    assert list(found) == list(told)
    for person, row in found.items():  # nothing is said that was not told
        assert all(left in (None, own) for left, own in zip(row, told[person], strict=True))
    for part in ((0,), (1,), (2,), (0, 1), (2, 0), (1, 2), (0, 1, 2)):
        sizes = Counter(tuple(row[n] for n in part) for row in found.values())
        assert len(sizes) <= 1 or min(sizes.values()) >= minimum
        assert all(n >= minimum or set(cell) == {None} for cell, n in sizes.items())


def test_the_smallest_group_that_could_be_shown_goes_with_a_hidden_one():
    # 20 + 6 + 2 people: 28 less the two shown ones would be the two.
    assert suppression.shown({"x": 20, "y": 6, "z": 2}, minimum=5, every=28) == {"x"}
    # Three who said nothing are as few; six are enough to hide among.
    assert suppression.shown({"x": 20, "y": 6}, minimum=5, every=29) == {"x"}
    assert suppression.shown({"x": 20, "y": 6}, minimum=5, every=32) == {"x", "y"}


def test_agreement_within_and_between_groups_is_that_of_pairs():
    # One item: x says a a a b, y says b b b. Within x 3 of 6 pairs, y 3 of 3; between 3 of 12.
    rows = [(1, r, label) for r, label in enumerate([A, A, A, B, B, B, B])]
    found = grouped(rows, {"x": 4, "y": 3})

    x, y = found.groups
    assert (x.within.value, x.within.n) == (0.5, 6)
    assert (y.within.value, y.within.n) == (1.0, 3)
    assert [b.agreement.value for b in found.between] == [0.25]
    assert x.others.value == y.others.value == 0.25
    assert found.contrast.value == pytest.approx(6 / 9 - 3 / 12)
    assert found.p == pytest.approx(share_of_deals_as_far(), abs=0.05)


def share_of_deals_as_far():
    """All 35 deals of the 7 raters into 4 and 3, by plain counting."""
    said = "aaabbbb"

    def contrast(y):
        inside = [said[i] == said[j] for i, j in combinations(range(7), 2) if (i in y) == (j in y)]
        outside = [said[i] == said[j] for i, j in combinations(range(7), 2) if (i in y) != (j in y)]
        return sum(inside) / len(inside) - sum(outside) / len(outside)

    own = contrast((4, 5, 6))
    deals = [contrast(y) for y in combinations(range(7), 3)]
    return sum(value >= own - 1e-12 for value in deals) / len(deals)


def test_groups_that_vote_alike_have_no_contrast_and_split_no_item():
    rng = np.random.default_rng(3)
    rows = [(i, r, int(rng.integers(0, 2))) for i in range(60) for r in range(30)]
    found = grouped(rows, {"x": 15, "y": 15}, minimum=5)

    assert abs(found.contrast.value) < 0.03
    assert found.p > 0.05
    assert (found.n_tested, found.parted) == (60, ())


def test_items_that_split_the_groups_are_found_among_many_that_do_not():
    rng = np.random.default_rng(4)
    rows = []
    for i in range(60):
        for r in range(40):
            leaning = (0.9 if r < 20 else 0.1) if i < 4 else 0.5
            rows.append((i, r, A if rng.random() < leaning else B))
    found = grouped(rows, {"x": 20, "y": 20}, minimum=5)

    assert {one.item_id for one in found.parted} == {0, 1, 2, 3}
    assert all(one.p < groups.Q for one in found.parted)


def test_a_group_of_one_mind_is_shown_as_all_but_one():
    rows = [(1, r, A if r < 10 else B) for r in range(20)]
    [one] = grouped(rows, {"x": 10, "y": 10}, minimum=5).parted

    assert one.shares == {"x": {"a": 0.9, "b": 0.1}, "y": {"a": 0.1, "b": 0.9}}


def test_an_item_that_few_of_a_group_judged_is_not_shown_by_group():
    rows = [(1, r, A if r < 10 else B) for r in range(14)]  # four of y
    rows += [(2, r, A) for r in range(20)]
    found = grouped(rows, {"x": 10, "y": 10}, minimum=5)

    assert (found.parted, found.n_tested) == ((), 0)


def test_the_test_of_an_item_is_the_published_one():
    # N - 1 chi squared of 15:5 against 5:15, by hand: 40 (15·15 - 5·5)² / 20⁴ = 10, times 39/40.
    p, apart = groups._chi_squared(np.array([[15, 5], [5, 15]]))

    assert apart == pytest.approx(0.5)
    assert p == pytest.approx(0.0017937, rel=1e-3)  # of 9.75 with one degree of freedom
    assert groups._chi_squared(np.array([[5, 0], [5, 0]])) is None
    assert groups._chi_squared(np.array([[1, 0], [9, 1]])) is None


def test_one_group_alone_is_a_reason_and_no_number():
    rows = [(1, r, A) for r in range(8)]
    found = grouped(rows, {"x": 6, "y": 2}, minimum=5)

    assert found.why_not == "fewer than two groups have 5 people or more who judged and told"
    assert (found.groups, found.untold, found.contrast.value) == ((), None, None)
    assert grouped(rows, {}, every=8).why_not == "nobody who judged has told it"
