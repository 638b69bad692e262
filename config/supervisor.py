"""One group of child processes: started in order, restarted when they die, stopped together.

Single-threaded: one loop moves the children's lines to our output and notices deaths. A guard
process (config/guard.py) ends the group should the supervisor itself be killed.
"""

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Self, TextIO

from config import guard
from config.errors import CannotStart

_FIRST_PAUSE, _LONGEST_PAUSE, _HEALTHY_AFTER = 0.5, 30.0, 60.0  # seconds
_COLOURS = (36, 33, 35, 32, 34, 31)


@dataclass(frozen=True)
class Program:
    """What one child runs, and how it is asked to stop."""

    name: str
    argv: Sequence[str]
    stage: int  # lower stages stop first: those who use the databases before the databases
    signal: int
    seconds: float  # to stop in, before it is ended by force
    user: int | None = None  # as whom it runs, when not as us
    group: int | None = None
    folder: Path = Path("/")  # it runs there
    env: Mapping[str, str] | None = None
    log: Path | None = None  # without one, its lines are shown, prefixed
    before: Callable[[], None] = lambda: None  # clears what a crash left behind
    ready: Callable[[], bool] = lambda: True
    explain: Callable[[], str] = lambda: ""  # why it stopped, in words


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes]
    colour: int
    started: float = field(default_factory=time.monotonic)
    pause: float = _FIRST_PAUSE
    again_at: float | None = None  # when it is down: the time of its next start
    tail: bytes = b""  # an unfinished line


class Supervisor:
    """Runs programs until told to stop; a context manager that leaves no process behind."""

    def __init__(self, out: TextIO | None = None, *, hold: int | None = None) -> None:
        """Lines go to `out`, if any; `hold` is a lock the guard keeps until all has stopped."""
        self._out = out
        self._hold = hold
        self._children: dict[str, _Child] = {}
        self._selector = selectors.DefaultSelector()
        self._busy = False
        self._stopping = False

    def __enter__(self) -> Self:
        self._guard = self._start_guard()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """A handler for SIGINT, SIGTERM and SIGHUP."""
        if self._stopping:
            return
        self._stopping = True
        # Never between a child's start and the note of it: that child would be forgotten.
        if not self._busy:
            raise KeyboardInterrupt

    def start(self, program: Program) -> None:
        """Start it and wait until it is ready.

        Raises:
            CannotStart: It ended instead; the words are the program's own.
        """
        self._launch(program)
        while not program.ready():
            process = self._children[program.name].process
            if process.poll() is not None:
                self._pump()
                why = program.explain() or "its last lines are above"
                raise CannotStart(f"{program.name} stopped while starting: {why}")
            self._pump()

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Watch over the children until a signal comes, or what is waited for."""
        try:
            while not self._stopping and not until():
                self._pump()
                self._restart_dead()
        except KeyboardInterrupt:
            pass

    def say(self, name: str, text: str, colour: int = 0) -> None:
        """Print one line of a child, or about it."""
        if self._out is None:
            return
        prefix = f"{name:<6} | "
        if colour and self._out.isatty():
            prefix = f"\x1b[{colour}m{prefix}\x1b[0m"
        self._out.write(prefix + text + "\n")
        self._out.flush()

    def stop(self) -> None:
        """End every child, then the guard."""
        self._stopping = True
        up = [_group(c) for c in self._children.values() if c.again_at is None]
        guard.stop(up, reap=self._reap)
        for group in up:
            self._tell_guard(f"- {group.pgid}")
        for child in self._children.values():
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(1)  # collect it: a dead leader's number still looks alive
        self._children.clear()
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait()

    def _launch(self, program: Program, pause: float = _FIRST_PAUSE) -> None:
        program.before()
        self._busy = True
        log = program.log.open("ab") if program.log else None
        try:
            process = subprocess.Popen(
                program.argv,
                stdin=subprocess.DEVNULL,
                stdout=log or subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # the terminal's Ctrl-C is for us alone
                env=program.env,
                cwd=program.folder,
                user=program.user,
                group=program.group,
                extra_groups=None if program.user is None else [],
            )
            colour = _COLOURS[len(self._children) % len(_COLOURS)]
            child = _Child(program, process, colour, pause=pause)
            self._children[program.name] = child
            self._tell_guard(_line(child))
        finally:
            if log:
                log.close()
            self._busy = False
        if self._stopping:
            raise KeyboardInterrupt
        if process.stdout:
            os.set_blocking(process.stdout.fileno(), False)
            self._selector.register(process.stdout, selectors.EVENT_READ, child)

    def _restart_dead(self) -> None:
        now = time.monotonic()
        for child in list(self._children.values()):
            if child.again_at is None and child.process.poll() is not None:
                self._note_death(child, now)
            elif child.again_at is not None and now >= child.again_at:
                self._launch(child.program, pause=min(child.pause * 2, _LONGEST_PAUSE))
        if self._guard.poll() is not None:
            self._guard = self._start_guard()
            for child in self._children.values():
                self._tell_guard(_line(child))

    def _note_death(self, child: _Child, now: float) -> None:
        # Workers may outlive their killed leader, and hold its port.
        guard.kill(child.process.pid)
        self._tell_guard(f"- {child.process.pid}")
        if now - child.started > _HEALTHY_AFTER:
            child.pause = _FIRST_PAUSE
        child.again_at = now + child.pause
        why = child.program.explain()
        self.say(
            child.program.name,
            f"stopped ({_how(child.process.returncode)}){': ' + why if why else ''}; "
            f"starting it again in {child.pause:g} s",
            child.colour,
        )

    def _pump(self) -> None:
        """Pass on what the children said within the next moment."""
        if not self._selector.get_map():
            time.sleep(0.05)
            return
        for key, _ in self._selector.select(timeout=0.2):
            child: _Child = key.data
            stream = child.process.stdout
            assert stream
            data = stream.read(65536)
            *lines, child.tail = (child.tail + (data or b"\n" * bool(child.tail))).split(b"\n")
            for line in lines:
                self.say(child.program.name, line.decode(errors="replace"), child.colour)
            if data == b"":
                self._selector.unregister(stream)
                stream.close()

    def _reap(self) -> None:
        for child in self._children.values():
            child.process.poll()
        if self._selector.get_map():
            self._pump()

    def _start_guard(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-I", guard.__file__],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
            pass_fds=[] if self._hold is None else [self._hold],
        )

    def _tell_guard(self, line: str) -> None:
        assert self._guard.stdin
        with suppress(BrokenPipeError):  # a dead guard is replaced, and told everything, at once
            self._guard.stdin.write(line + "\n")
            self._guard.stdin.flush()


def _group(child: _Child) -> guard.Group:
    program = child.program
    return guard.Group(child.process.pid, program.stage, program.signal, program.seconds)


def _line(child: _Child) -> str:
    group = _group(child)
    return f"+ {group.pgid} {group.stage} {int(group.signal)} {group.seconds}"


def _how(returncode: int) -> str:
    return f"killed by signal {-returncode}" if returncode < 0 else f"exit {returncode}"
