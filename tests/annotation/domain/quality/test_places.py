"""Marks in a picture against known ones: by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.quality import places


def point(x, y, category="artifact"):
    return {"x": x, "y": y, "category": category}


def box(x, y, width=10, height=10, category="artifact"):
    return {"x": x, "y": y, "width": width, "height": height, "category": category}


def answer(*marks, words=(), **more):
    return {
        "regions": {"a": list(marks)} if marks else {},
        "words": {"a": [{"start": s, "end": e} for s, e in words]} if words else {},
        **more,
    }


def test_a_point_is_the_known_one_within_its_disc():
    # 3 to the right and 4 down: 5 pixels off.
    known = point(100, 100)
    assert places.same(answer(point(103, 104)), answer(known, near={"a": 5}))
    assert not places.same(answer(point(103, 104)), answer(known, near={"a": 4}))
    assert places.same(answer(known), answer(known))


def test_a_disc_is_a_twentieth_of_the_height():
    assert places.tolerance(512) == 26


def test_a_box_is_the_known_one_when_half_of_both_together_is_shared():
    # 3 to the right: 70 of 130 pixels are shared, .54; 4: 60 of 140, .43.
    assert places.same(answer(box(3, 0)), answer(box(0, 0)))
    assert not places.same(answer(box(4, 0)), answer(box(0, 0)))
    assert not places.same(answer(box(50, 50)), answer(box(0, 0)))


@pytest.mark.parametrize(
    "given",
    [
        answer(),
        answer(point(0, 0)),
        answer(point(0, 0), point(50, 0), point(90, 0)),
        answer(point(0, 0), point(50, 0, "misaligned")),
        answer(point(0, 0), point(0, 0)),
        answer(point(0, 0), point(50, 0), words=[(4, 6)]),
        {"regions": {"b": [point(0, 0), point(50, 0)]}, "words": {}},
    ],
)
def test_one_too_few_too_many_of_another_kind_or_elsewhere_is_wrong(given):
    assert not places.same(given, answer(point(0, 0), point(50, 0), near={"a": 10, "b": 10}))


def test_words_are_the_same_or_not():
    assert places.same(answer(words=[(4, 6)]), answer(words=[(4, 6)]))
    assert not places.same(answer(words=[(4, 7)]), answer(words=[(4, 6)]))
    assert not places.same(answer(), answer(words=[(4, 6)]))


def test_marks_are_paired_so_that_all_find_theirs():
    # 8 is near both of the known ones, 17 only the second: taking the nearest first would fail.
    known = answer(point(0, 0), point(10, 0), near={"a": 9})
    assert places.same(answer(point(8, 0), point(17, 0)), known)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=6), st.randoms())
def test_what_is_known_is_right_in_whatever_order_it_was_marked(spots, rng):
    marks = [point(x, y) for x, y in spots]
    shuffled = list(marks)
    rng.shuffle(shuffled)
    assert places.same(answer(*shuffled), answer(*marks, near={"a": 3}))
