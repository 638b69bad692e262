from datetime import UTC, datetime

import numpy as np
import pytest

from annotation.domain.quality import steadiness
from annotation.domain.quality.ballots import cast

MONDAY = datetime(2026, 6, 1, tzinfo=UTC).timestamp()


def weeks(shares, votes=10, *, start=MONDAY):
    """One rater's weeks: of ten votes so many are what the one other person on each item says."""
    n = len(shares) * votes
    at = start + np.repeat(np.arange(len(shares)), votes) * steadiness.WEEK + 3600
    ballot = cast(
        item=np.arange(n), part=np.zeros(n, dtype=int), parts=[""], rater=np.zeros(n, dtype=int),
        label=np.zeros(n, dtype=int), at=at, n_labels=2,
    )  # fmt: skip
    alike = np.concatenate([[1] * hits + [0] * (votes - hits) for hits in shares])
    [found] = steadiness.of_raters(ballot, alike, np.ones(n, dtype=int), n_raters=1)
    return found


def test_a_rater_who_agrees_as_ever_is_steady():
    assert weeks([8, 9, 8, 7, 8, 9, 8, 8]) == steadiness.Steadiness(8, "", None)


def test_a_rater_who_begins_to_differ_is_found_with_the_week_in_which_it_begins():
    found = weeks([9, 9, 9, 9, 9, 9, 9, 9, 3, 3, 3, 3])

    assert (found.direction, found.weeks) == ("down", 12)
    assert datetime.fromtimestamp(found.since, UTC) == datetime(2026, 7, 27, tzinfo=UTC)


def test_one_who_begins_to_agree_goes_up():
    assert weeks([3, 3, 3, 3, 3, 3, 3, 3, 9, 9, 9, 9]).direction == "up"


@pytest.mark.parametrize(("shares", "votes"), [([8, 8, 8], 10), ([4] * 9, 4)])
def test_few_weeks_or_weeks_of_few_verdicts_tell_nothing(shares, votes):
    found = weeks(shares, votes)

    assert (found.direction, found.since, found.why_not) == ("", None, steadiness.FEW)


def test_votes_that_nobody_else_cast_are_left_out_and_none_at_all_are_no_failure():
    none = np.zeros(0, dtype=int)
    empty = cast(
        item=none, part=none, parts=[""], rater=none, label=none, at=none.astype(float), n_labels=2
    )
    alone = cast(
        item=np.arange(3), part=np.zeros(3, dtype=int), parts=[""], rater=np.zeros(3, dtype=int),
        label=np.zeros(3, dtype=int), at=np.full(3, MONDAY), n_labels=2,
    )  # fmt: skip
    nothing = np.zeros(3, dtype=int)

    assert (
        steadiness.of_raters(empty, none, none, n_raters=2)
        == [steadiness.Steadiness(0, "", None, steadiness.FEW)] * 2
    )
    assert steadiness.of_raters(alone, nothing, nothing, n_raters=1)[0].weeks == 0
