"""Ends process groups, stage by stage; as a script, it ends those whose supervisor was killed.

The script reads lines from its parent, `+ PGID STAGE SIGNAL SECONDS` and `- PGID`. End of input
means that the parent is gone. It inherits the parent's lock on the data folder, so that the folder
stays taken until everything has stopped. Standard library only: it must weigh little.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

# After the polite signal; a server that is still there then has no more claim to politeness.
_LAST_STEPS = ((signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0))


class Group(NamedTuple):
    """A process group, named by its leader; lower stages end first."""

    pgid: int
    stage: int
    signal: int
    seconds: float  # how long the polite signal may take


def stop(groups: Iterable[Group], reap: Callable[[], object] = lambda: None) -> None:
    """End every group; `reap` collects the dead where the caller is their parent."""
    groups = list(groups)
    for stage in sorted({g.stage for g in groups}):
        left = [g for g in groups if g.stage == stage]
        steps = ((None, max(g.seconds for g in left)), *_LAST_STEPS)
        for step, seconds in steps:
            for g in left:
                _send(g.pgid, step or g.signal)
            left = _wait(left, seconds, reap)
            if not left:
                break


def is_alive(pgid: int) -> bool:
    """Whether any process of the group still runs."""
    try:
        os.killpg(pgid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it exists and belongs to the databases' own user
    # In a container nobody may collect orphans: they stay in the table, dead; no reason to wait.
    states = [state for state, group in _processes() if group == pgid]
    return not states or set(states) != {"Z"}


def _processes() -> Iterator[tuple[str, int]]:
    """State and process group of every process, where the system has /proc."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name in brackets may hold anything, brackets included.
            state, _parent, group = entry.read_text().rpartition(")")[2].split()[:3]
            yield state, int(group)


def kill(pgid: int) -> None:
    """End all of the group at once."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pgid, signal.SIGKILL)


def _send(pgid: int, number: int) -> None:
    """Signal the leader, which knows how to end its children; without a leader, end them."""
    if number == signal.SIGKILL:
        kill(pgid)
        return
    try:
        os.kill(pgid, number)
    except ProcessLookupError:
        kill(pgid)


def _wait(groups: list[Group], seconds: float, reap: Callable[[], object]) -> list[Group]:
    deadline = time.monotonic() + seconds
    while True:
        reap()
        groups = [g for g in groups if is_alive(g.pgid)]
        if not groups or time.monotonic() > deadline:
            return groups
        time.sleep(0.05)


def main() -> None:
    """Keep the list until the parent is gone, then end what is on it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: dict[int, Group] = {}
    for line in sys.stdin:
        sign, pgid, *rest = line.split()
        if sign == "+":
            stage, polite, seconds = rest
            groups[int(pgid)] = Group(int(pgid), int(stage), int(polite), float(seconds))
        else:
            groups.pop(int(pgid), None)
    stop(groups.values())


if __name__ == "__main__":
    main()
