"""Batches worked on by a few threads, since each waits for PostgreSQL half its time."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from django.db import connection

AT_ONCE = 3  # with two, both are at times in Python, which one thread runs at a time


Part = TypeVar("Part")
Result = TypeVar("Result")


def results(
    work: Callable[[Part], Result], parts: Sequence[Part], *, at_once: int | None = None
) -> Iterator[Result]:
    """What `work` makes of each part, in any order; where one raises, no other is begun.

    One after the other inside a transaction of the caller's: other connections do not see what it
    has not committed.
    """
    at_once = min(at_once or AT_ONCE, len(parts))
    if at_once < 2 or connection.in_atomic_block:
        yield from map(work, parts)
        return
    left = deque(parts)
    made: SimpleQueue[tuple[Result] | None] = SimpleQueue()  # None: a thread has ended
    with ThreadPoolExecutor(at_once) as pool:
        workers = [pool.submit(_several, work, left, made) for _ in range(at_once)]
        try:
            for _ in workers:
                yield from (result for (result,) in iter(made.get, None))
        finally:
            left.clear()
        for worker in workers:
            worker.result()


def _several(
    work: Callable[[Part], Result],
    left: deque[Part],
    made: SimpleQueue[tuple[Result] | None],
) -> None:
    try:
        while left:
            try:
                part = left.popleft()
            except IndexError:  # another thread was quicker
                break
            made.put((work(part),))
    except BaseException:
        left.clear()
        raise
    finally:
        connection.close()  # the thread's own
        made.put(None)
