"""Waiting for a worker, without asking more often than is of use."""

import time
from collections.abc import Callable
from typing import TypeVar

from tiebreak_client.errors import StillRunning

T = TypeVar("T")
_SHORTEST, _LONGEST = 0.2, 5.0  # seconds between two questions


def until(
    ended: Callable[[T], bool],
    ask: Callable[[], T],
    *,
    what: str,
    timeout: float | None,
    progress: Callable[[T], None] | None,
    sleep: Callable[[float], None],
) -> T:
    """The first answer that is an end.

    Args:
        ended: Whether an answer is one.
        ask: Asks once.
        what: For the error's sentence: "import 3".
        timeout: Seconds; None waits for ever.
        progress: Called with every answer.
        sleep: Waits so many seconds.

    Raises:
        StillRunning: The time is over.
    """
    stop = None if timeout is None else time.monotonic() + timeout
    pause = _SHORTEST
    while True:
        answer = ask()
        if progress is not None:
            progress(answer)
        if ended(answer):
            return answer
        if stop is not None and time.monotonic() + pause > stop:
            raise StillRunning(f"{what} has not ended after {timeout:g} seconds; it goes on.")
        sleep(pause)
        pause = min(_LONGEST, pause * 1.5)
