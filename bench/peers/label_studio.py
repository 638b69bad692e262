"""Label Studio and Tiebreak side by side: the same rows, work and client, in one run.

    python -m bench.peers.label_studio --rows 2000 --cycles 300

Installs Label Studio into a virtual environment of its own (once, a gigabyte, minutes) and serves
it with the same gunicorn, workers and threads as ours, on PostgreSQL in the same server and on
SQLite.
One client signs in, imports, asks for the next pair, judges it, and so on, one request after the
other; then turns as fast as each one's own front end does (ours gets the next pair with the answer
to a verdict, Label Studio's asks for it); then exports. Wants DATABASE_URL and REDIS_URL of
servers that may be filled.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import orjson

from bench import common
from bench.peers import client, ours
from bench.server import ROOT, end, free_port, wait_for

VERSION = "1.23.2"
HOME = ROOT / "var" / "bench" / f"label-studio-{VERSION}"
PERSON, PASSWORD = "a@example.org", "not-a-secret-2"
TOKEN = "0123456789abcdef" * 2 + "01234567"
CONFIG = """<View><Text name="prompt" value="$prompt"/><Text name="a" value="$response_a"/>
<Text name="b" value="$response_b"/><Pairwise name="pw" toName="a,b"/></View>"""
RESULT = {"from_name": "pw", "to_name": "a", "type": "pairwise", "value": {"selected": "left"}}


class Work(Protocol):
    """What both do."""

    def load(self, rows: list[dict[str, Any]]) -> None:
        """Import the rows; back when they can be judged."""

    def next(self) -> Any:
        """What to judge now."""

    def judge(self, given: Any) -> None:
        """Prefer the left one."""

    def turn(self, given: Any) -> Any:
        """Judge and get the next one, as its own front end does."""

    def export(self) -> int:
        """Fetch all that was judged; gives the number of rows."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--cycles", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    common.setup()
    install()
    rows = list(common.rows(options.rows))
    found: dict[str, Any] = {"rows": options.rows, "cycles": options.cycles, "peers": {}}
    with ours.serving() as tiebreak:
        found["tiebreak"] = measure(tiebreak, rows, options.cycles)
    for name, database in (("PostgreSQL", _postgres()), ("SQLite", {})):
        with serving(database) as port:
            work = LabelStudio(port)
            found["peers"][f"Label Studio, {name}"] = measure(work, rows, options.cycles)
    if options.json:
        print(orjson.dumps(found).decode())
    else:
        show(found)


def measure(work: Work, rows: list[dict[str, Any]], cycles: int) -> dict[str, Any]:
    """The figures of one of them."""
    with common.timed() as loading:
        work.load(rows)
    nexts, submits = [], []
    for _ in range(cycles):
        with common.timed() as took:
            given = work.next()
        nexts += took
        with common.timed() as took:
            work.judge(given)
        submits += took
    given = work.next()
    with common.timed() as cycling:
        for _ in range(cycles):
            given = work.turn(given)
    with common.timed() as exporting:
        exported = work.export()
    return {
        "import_rows_per_second": round(len(rows) / loading[0]),
        "next_ms": common.tail(nexts),
        "submit_ms": common.tail(submits),
        "cycles_per_second": round(cycles / cycling[0], 1),
        "export_rows": exported,
        "export_rows_per_second": round(exported / exporting[0]),
    }


def show(found: dict[str, Any]) -> None:
    """Side by side."""
    print(f"{found['rows']:,} rows, {found['cycles']:,} cycles, one client, one request at a time")
    head = ("", "import rows/s", "next p50 / p95 ms", "submit p50 ms", "cycles/s", "export rows/s")
    lines = [head]
    for name, f in [("Tiebreak", found["tiebreak"]), *found["peers"].items()]:
        lines.append(
            (
                name,
                f"{f['import_rows_per_second']:,}",
                f"{f['next_ms']['p50']} / {f['next_ms']['p95']}",
                str(f["submit_ms"]["p50"]),
                str(f["cycles_per_second"]),
                f"{f['export_rows_per_second']:,}",
            )
        )
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


class LabelStudio:
    """Its HTTP API, as its own front end uses it."""

    def __init__(self, port: int) -> None:
        self.http = client.Http(port, {"Authorization": f"Token {TOKEN}"})
        made = self.http.ask("POST", "/api/projects/", {"title": "Bench", "label_config": CONFIG})
        self.project = f"/api/projects/{made['id']}"

    def load(self, rows: list[dict[str, Any]]) -> None:
        """See `Work`."""
        self.http.ask("POST", f"{self.project}/import", [{"data": row} for row in rows])

    def next(self) -> Any:
        """See `Work`."""
        return self.http.ask("GET", f"{self.project}/next")

    def judge(self, given: Any) -> None:
        """See `Work`."""
        path = f"/api/tasks/{given['id']}/annotations/"
        self.http.ask("POST", path, {"result": [RESULT], "lead_time": 1.0})

    def turn(self, given: Any) -> Any:
        """See `Work`."""
        self.judge(given)
        return self.next()

    def export(self) -> int:
        """See `Work`."""
        return len(self.http.ask("GET", f"{self.project}/export?exportType=JSON"))


def install() -> None:
    """Once; what is half there is made anew."""
    if (HOME / "installed").exists():
        return
    say(f"Installing Label Studio {VERSION} into {HOME.relative_to(ROOT)} …")
    subprocess.run([sys.executable, "-m", "venv", "--clear", HOME], check=True)
    pip = [str(HOME / "bin" / "pip"), "install", "-q", "--disable-pip-version-check"]
    wanted = [f"label-studio=={VERSION}", "gunicorn==27.0.1"]
    subprocess.run([*pip, *wanted], check=True, stdout=sys.stderr)
    (HOME / "installed").touch()


@contextmanager
def serving(database: dict[str, str]) -> Iterator[int]:
    """The port of a fresh one: its own `start` makes tables and the person, gunicorn serves."""
    with tempfile.TemporaryDirectory(prefix="tiebreak-bench-") as folder:
        env = _environment(Path(folder), database)
        port = free_port()
        say("Starting Label Studio …")
        _first_start(env, port)
        package = next(HOME.glob("lib/python*/site-packages/label_studio"))
        env["PYTHONPATH"] = str(package)
        process = subprocess.Popen(
            [HOME / "bin" / "gunicorn", "--worker-class", "gthread", "--workers", "2",
             "--threads", "4", "--bind", f"127.0.0.1:{port}", "--no-control-socket",
             "label_studio.core.wsgi"],
            cwd=folder, env=env, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(port)
            _answers(port, 120)
            yield port
        finally:
            end(process)


def _first_start(env: dict[str, str], port: int) -> None:
    argv = [str(HOME / "bin" / "label-studio"), "start", "--no-browser", "--port", str(port)]
    argv += ["--internal-host", "127.0.0.1", "--username", PERSON, "--password", PASSWORD]
    argv += ["--user-token", TOKEN, "--enable-legacy-api-token"]
    log = Path(env["LABEL_STUDIO_BASE_DATA_DIR"]) / "start.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            argv, env=env, start_new_session=True, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        wait_for(port, 600)
    except SystemExit:
        sys.stderr.write(log.read_text()[-3000:])
        raise
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError, ValueError, client.Refused):
            client.Http(port, {"Authorization": f"Token {TOKEN}"}).ask("GET", "/api/projects/")
            return
        time.sleep(0.5)
    raise SystemExit("Label Studio does not answer.")


def _environment(folder: Path, database: dict[str, str]) -> dict[str, str]:
    usual = {k: v for k, v in os.environ.items() if not k.startswith(("TIEBREAK_", "DJANGO_"))}
    return {
        **usual,
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "COLLECT_ANALYTICS": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "LATEST_VERSION_CHECK": "false",
        "DEBUG": "false",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "label_studio.core.settings.label_studio",
        "DJANGO_DB": "sqlite",
        **database,
    }


def _postgres() -> dict[str, str]:
    """A fresh database in the server that ours uses."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS bench_label_studio")
        cursor.execute("CREATE DATABASE bench_label_studio")
    given = connection.settings_dict
    return {
        "DJANGO_DB": "default",
        "POSTGRE_NAME": "bench_label_studio",
        "POSTGRE_USER": given["USER"],
        "POSTGRE_PASSWORD": given["PASSWORD"],
        "POSTGRE_HOST": given["HOST"],
        "POSTGRE_PORT": given["PORT"] or "5432",
    }


def say(words: str) -> None:
    sys.stderr.write(words + "\n")


if __name__ == "__main__":
    main()
