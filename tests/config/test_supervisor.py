"""The supervised group, with children small enough to see what happens."""

import io
import signal
import sys
from functools import partial
from pathlib import Path

import pytest

from config.errors import CannotStart
from config.supervisor import Program, Supervisor
from tests.config.processes import eventually


def child(name: str, code: str, **options: object) -> Program:
    settings = {"stage": 0, "signal": signal.SIGTERM, "seconds": 5.0} | options
    return Program(name, [sys.executable, "-u", "-c", code], **settings)  # type: ignore[arg-type]


def test_a_dead_child_is_started_again_after_longer_and_longer_pauses(tmp_path):
    starts = tmp_path / "starts"
    starts.touch()
    out = io.StringIO()
    code = f"open({str(starts)!r}, 'a').write('x'); print('hello')"

    with Supervisor(out) as group:
        group.start(child("short", code))
        group.run(until=lambda: len(starts.read_text()) == 3)

    assert out.getvalue().count("short  | hello") >= 2
    assert "starting it again in 0.5 s" in out.getvalue()
    assert "starting it again in 1 s" in out.getvalue()


def test_the_users_of_the_databases_stop_before_the_databases(tmp_path):
    order = tmp_path / "order"
    code = (
        "import signal, sys, time; "
        "signal.signal(signal.SIGTERM, lambda *_: (time.sleep({wait}), "
        f"open({str(order)!r}, 'a').write('{{name}} '), sys.exit())); "
        f"open({str(tmp_path)!r} + '/{{name}}', 'w'); "
        "time.sleep(60)"
    )

    with Supervisor() as group:
        for name, stage, wait in (("db", 1, 0), ("web", 0, 0.3)):
            ready = (tmp_path / name).exists
            group.start(child(name, code.format(name=name, wait=wait), stage=stage, ready=ready))

    assert order.read_text().split() == ["web", "db"]


def test_a_child_that_will_not_stop_is_ended_with_its_own_children(tmp_path):
    ready = tmp_path / "ready"
    stubborn = (
        "import os, signal, time; "
        "[signal.signal(n, signal.SIG_IGN) for n in (signal.SIGTERM, signal.SIGQUIT)]; "
        f"os.fork(); open({str(ready)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)"
    )
    with Supervisor() as group:
        group.start(child("deaf", stubborn, seconds=0.2, ready=lambda: two(ready)))

    for pid in ready.read_text().split():
        assert eventually(partial(ended, int(pid)), 5)


def two(path: Path) -> bool:
    return path.exists() and len(path.read_text().split()) == 2


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except FileNotFoundError:
        return True


def test_a_child_that_ends_before_it_is_ready_stops_the_start_with_its_reason():
    with Supervisor() as group:
        early = child(
            "db", "raise SystemExit(1)", ready=lambda: False, explain=lambda: "no more room"
        )
        with pytest.raises(CannotStart, match="db stopped while starting: no more room"):
            group.start(early)
