"""The buckets: by hand, and never more in a minute than allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.judges import rates
from routing.judges.rates import Level, Limits, filled, full, take


def test_a_full_bucket_holds_a_twelfth_of_the_minute_and_fills_with_the_rest() -> None:
    limits = Limits(requests=120)

    assert full(limits).requests == 10
    assert rates.per_second(120) == pytest.approx(110 / 60)
    taken = take(full(limits), limits, [0] * 12)
    assert (taken.calls, taken.level.requests) == (10, 0)
    assert taken.wait_seconds == pytest.approx(60 / 110)


def test_a_few_a_minute_are_spaced_out() -> None:
    limits = Limits(requests=2)
    taken = take(full(limits), limits, [0, 0])

    assert (taken.calls, taken.wait_seconds) == (1, 30)
    assert take(filled(taken.level, limits, 29.9), limits, [0]).calls == 0
    assert take(filled(taken.level, limits, 30.0), limits, [0]).calls == 1


def test_a_call_larger_than_the_bucket_leaves_and_the_next_waits_for_it() -> None:
    limits = Limits(tokens=1200)  # holds 100, fills with 1100 / 60 a second
    taken = take(full(limits), limits, [650, 10])

    assert taken.calls == 1
    assert taken.wait_seconds == pytest.approx(550 * 60 / 1100)


def test_without_limits_everything_leaves_and_a_clock_that_goes_back_adds_nothing() -> None:
    assert take(full(Limits()), Limits(), [10**9] * 1000).calls == 1000
    assert filled(Level(0, 0), Limits(60, 60), -5) == Level(0, 0)


@given(
    per_minute=st.integers(1, 600),
    pauses=st.lists(st.integers(0, 300), min_size=1, max_size=40),  # tenths of a second
    wanted=st.integers(1, 80),
)
def test_no_span_of_a_minute_sees_more_than_the_allowance(
    per_minute: int, pauses: list[int], wanted: int
) -> None:
    limits, level, now = Limits(requests=per_minute), full(Limits(requests=per_minute)), 0.0
    left: list[tuple[float, int]] = []
    for pause in (tenths / 10 for tenths in pauses):
        now += pause
        taken = take(filled(level, limits, pause), limits, [1] * wanted)
        level = taken.level
        left.append((now, taken.calls))

    for begin, _ in left:
        # Half open: a span from one call up to, but not with, the one a minute later.
        assert sum(n for at, n in left if begin <= at < begin + 59.999) <= per_minute
