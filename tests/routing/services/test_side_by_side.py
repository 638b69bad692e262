"""Batches worked on by several threads, each with a connection of its own."""

from threading import Barrier, get_ident

import pytest

from annotation import statements
from routing.services import side_by_side


@pytest.mark.django_db(transaction=True)
def test_every_part_is_worked_on_once_by_threads_that_meet():
    barrier = Barrier(2)  # neither goes on before the other has begun

    def work(part: int) -> tuple[int, int]:
        if part < 2:
            barrier.wait(timeout=60)
        [(seen,)] = statements.rows("SELECT %(part)s::int", {"part": part})
        return seen, get_ident()

    found = list(side_by_side.results(work, range(20), at_once=2))

    assert sorted(part for part, _ in found) == list(range(20))
    assert len({thread for _, thread in found}) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at_once", [1, 3])
def test_what_one_part_raises_is_raised_and_the_rest_is_not_begun(at_once):
    begun = []

    def work(part: int) -> int:
        begun.append(part)
        raise ValueError(part)

    with pytest.raises(ValueError, match=r"0|1|2"):
        list(side_by_side.results(work, range(100), at_once=at_once))
    assert len(begun) <= at_once


@pytest.mark.django_db
def test_inside_a_transaction_one_thread_sees_what_is_not_committed():
    threads = list(side_by_side.results(lambda _: get_ident(), range(5), at_once=3))
    assert set(threads) == {get_ident()}
