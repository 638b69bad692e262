"""Doing the next piece of work while the last one is being used."""

import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
    """The same pieces, each made in a thread of its own while the caller has the one before.

    Gains where one side waits for the database; never more than two pieces are held.
    """
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, pieces, _END)
        while not isinstance(piece := coming.result(), _End):
            coming = maker.submit(next, pieces, _END)
            yield piece


class _End:
    """What comes after the last piece."""


_END = _End()
