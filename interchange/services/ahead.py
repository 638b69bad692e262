"""Doing the next piece of work while the last one is being used."""

import gc
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
SWITCH_SECONDS = 0.0005
YOUNG = 100_000  # objects; a chunk of rows makes some thousands, and all of them go with it


@contextmanager
def steadily() -> Iterator[None]:
    """How the interpreter is set while a million rows go by in two threads.

    The one that reads mostly waits for the database; when that answers, it must get its turn
    soon, or the database waits. And looking for cycles among rows, which have none, took a sixth
    of the time.
    """
    switch, young = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(YOUNG, *young[1:])
    try:
        yield
    finally:
        gc.set_threshold(*young)
        sys.setswitchinterval(switch)


def ahead(pieces: Iterator[T]) -> Iterator[T]:
    """The same pieces, made in a thread of its own while the caller has those before.

    Gains where one side waits for the database; a few are held, so that neither side stops whenever
    the other one does for a moment.
    """
    coming: deque[Future[T | _End]] = deque()
    with ThreadPoolExecutor(1) as maker:
        try:
            coming.extend(maker.submit(next, pieces, _END) for _ in range(_HELD))
            while not isinstance(piece := coming.popleft().result(), _End):
                coming.append(maker.submit(next, pieces, _END))
                yield piece
        finally:
            maker.shutdown(wait=True, cancel_futures=True)


class _End:
    """What comes after the last piece."""


_END = _End()
_HELD = 2
