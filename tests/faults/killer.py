"""The faults: which process of a running `serve` is hit, how, and when."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from tests.faults.proxy import Proxy

# How often each happens in a smoke of thirty seconds.
SMOKE = {
    "web worker": 6,
    "web server": 1,
    "worker's child": 4,
    "worker": 2,
    "broker": 2,
    "database session": 2,
    "database server": 2,
    "answer cut": 6,
    "all leases run out": 3,
    "web worker stopped": 1,
    "worker stopped beyond its lease": 1,
}
# Words of the command line of a child of `serve`; for one of its own children, words of that too.
WEB, WORKER, DATABASE = " gunicorn ", " celery --quiet -A config worker ", "/postgres -D "
TARGETS: dict[str, tuple[str, str | None]] = {
    "web worker": (WEB, ""),
    "web server": (WEB, None),
    "worker's child": (WORKER, ""),
    "worker": (WORKER, None),
    "broker": ("valkey-server", None),
    "database session": (DATABASE, "tiebreak [local]"),
    "database server": (DATABASE, None),
    "web worker stopped": (WEB, ""),
    "worker stopped beyond its lease": (WORKER, ""),
}


@dataclass(slots=True)
class Stack:
    """A running `serve`, seen through /proc."""

    pid: int
    proxy: Proxy
    age_jobs: Callable[[], bool]
    age_leases: Callable[[], bool]
    done: list[dict[str, Any]] = field(default_factory=list)

    def leader(self, word: str) -> int | None:
        return next((pid for pid in children(self.pid) if word in command(pid)), None)

    def member(self, word: str, rng: random.Random, inner: str) -> int | None:
        """A child of that leader."""
        leader = self.leader(word)
        found = [pid for pid in children(leader or -1) if inner in command(pid)]
        return rng.choice(found) if found else None


def children(parent: int) -> list[int]:
    """Processes started by this one that are not dead."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name in brackets may hold anything, brackets included.
            state, above = entry.read_text().rpartition(")")[2].split()[:2]
            if int(above) == parent and state != "Z":
                found.append(int(entry.parent.name))
    return sorted(found)


def command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


class Faults(Thread):
    """Carries out a plan drawn from the seed: the same seed, the same kinds at the same times."""

    def __init__(self, stack: Stack, seconds: float, rng: random.Random) -> None:
        super().__init__(daemon=True)
        self.stack = stack
        self.rng = rng
        kinds = [kind for kind, count in SMOKE.items() for _ in range(count)]
        self.plan = sorted((rng.uniform(0.03, 0.97) * seconds, kind) for kind in kinds)

    def run(self) -> None:
        begin = time.monotonic()
        for at, kind in self.plan:
            time.sleep(max(0.0, begin + at - time.monotonic()))
            self._do(kind)

    def _do(self, kind: str) -> None:
        stack, rng = self.stack, self.rng
        if kind in {"answer cut", "all leases run out"}:
            if kind == "answer cut":
                stack.proxy.cut_answers(1)
            else:
                stack.age_leases()  # in vain while the database is down
            self._note(kind, self.stack.pid)
            return
        word, inner = TARGETS[kind]
        target = None
        # Perhaps it is just being started again, after the fault before.
        gives_up = time.monotonic() + 2
        while target is None and time.monotonic() < gives_up:
            target = stack.leader(word) if inner is None else stack.member(word, rng, inner)
            time.sleep(0.05)
        self._note(kind, target)
        if target is None:
            return
        if "stopped" in kind:
            Thread(target=self._stop_for_a_while, args=(target, "lease" in kind)).start()
        else:
            hit(target, signal.SIGKILL)

    def _stop_for_a_while(self, pid: int, its_leases_run_out: bool) -> None:
        hit(pid, signal.SIGSTOP)
        if its_leases_run_out:
            self.stack.age_jobs()
        time.sleep(3)
        hit(pid, signal.SIGCONT)

    def _note(self, kind: str, pid: int | None) -> None:
        """No pid: there was nothing to hit."""
        self.stack.done.append({"at": round(time.time(), 3), "fault": kind, "pid": pid})


def hit(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
