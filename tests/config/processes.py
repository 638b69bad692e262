"""What the tests of the embedded stack share: a folder, a running `serve`, who is still alive."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def environment(data_dir: Path, **changes: str) -> dict[str, str]:
    """That of a newcomer, whatever database the test run itself uses."""
    own = {
        k: v for k, v in os.environ.items() if not re.match(r"TIEBREAK_|DATABASE_URL|REDIS_URL", k)
    }
    own |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "TIEBREAK_DATA_DIR": str(data_dir)}
    return own | changes


def manage(data_dir: Path, *argv: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """One finished `manage.py` command."""
    return subprocess.run(
        [sys.executable, "manage.py", *argv],
        check=False,
        cwd=ROOT,
        env=environment(data_dir, **changes),
        capture_output=True,
        text=True,
        timeout=120,
    )


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def eventually(true: Callable[[], object], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def alive_in(data_dir: Path) -> list[str]:
    """Command lines of the processes that were started with this data folder."""
    marker = f"TIEBREAK_DATA_DIR={data_dir}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if marker in (entry / "environ").read_bytes().split(b"\0"):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # it ended while we looked, or is not ours
    return found


def leader(data_dir: Path, word: str) -> int:
    """The pid of the one child of `serve` whose command line holds the word."""
    marker = f"TIEBREAK_DATA_DIR={data_dir}".encode()
    found = [
        int(entry.name)
        for entry in Path("/proc").glob("[0-9]*")
        if word in _text(entry / "cmdline") and marker.decode() in _text(entry / "environ")
        if os.getsid(int(entry.name)) == int(entry.name)
    ]
    assert len(found) == 1, found
    return found[0]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


class Serve:
    """A running `manage.py serve` and what it has printed."""

    def __init__(self, data_dir: Path, port: int, **changes: str) -> None:
        self.port = port
        self.data_dir = data_dir
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment(data_dir, **changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)

    def said(self, words: str) -> bool:
        return any(words in line for line in list(self.lines))

    def wait_until_up(self, seconds: float = 60) -> None:
        eventually(lambda: self.said("Tiebreak is at") or self.process.poll() is not None, seconds)
        assert self.said("Tiebreak is at"), "".join(self.lines)

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)
