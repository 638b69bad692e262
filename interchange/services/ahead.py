"""Doing the next piece of work while the last one is being used."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


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
