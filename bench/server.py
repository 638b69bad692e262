"""Our own web server, as it is deployed, and a browser that measures it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parents[1]


class Server:
    """The real gunicorn on a free port, ended with the block."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __enter__(self) -> int:
        port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn",
             "--workers", str(self.workers), "--bind", f"127.0.0.1:{port}", "config.wsgi"],
            cwd=ROOT, env={**os.environ, "TIEBREAK_LOG_LEVEL": "ERROR"}, start_new_session=True,
        )  # fmt: skip
        wait_for(port)
        return port

    def __exit__(self, *_: object) -> None:
        end(self.process)

    def peak_mb(self) -> float:
        """The most memory that its processes have held, added up; Linux only."""
        found = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            if stat.read_text().rpartition(")")[2].split()[2] == str(self.process.pid):
                status = (stat.parent / "status").read_text()
                found += int(status.partition("VmHWM:")[2].split()[0])  # kB
        return found / 2**10


class Browser:
    """One signed-in person's connection, kept open."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {
            "Cookie": f"sessionid={cookie}; csrftoken={'x' * 32}",
            "X-CSRFToken": "x" * 32,
            "Content-Type": "application/json",
        }

    def get(self, path: str) -> tuple[float, int, bytes]:
        """(seconds until the last byte is here, status, what came back)."""
        begin = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        return time.perf_counter() - begin, answer.status, raw

    def post(self, path: str, body: object) -> tuple[float, int, Any]:
        """(seconds, status, what came back)."""
        begin = time.perf_counter()
        self._connection.request("POST", path, orjson.dumps(body), self._headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        return time.perf_counter() - begin, answer.status, orjson.loads(raw)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def wait_for(port: int, seconds: float = 60) -> None:
    """Until something listens."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"Nothing listened on port {port} within {seconds:g} s.")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads a group of its own, and that group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
