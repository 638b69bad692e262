"""`manage.py serve`: everything Tiebreak needs, as one group of processes."""

import errno
import http.client
import signal
import socket
import sys
from argparse import ArgumentParser, BooleanOptionalAction
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config import embedded
from config.embedded import folder
from config.errors import CannotStart
from config.settings import env
from config.supervisor import Program, Supervisor


class Command(BaseCommand):
    help = "Start the databases (unless DATABASE_URL names one), web server, worker and sweeps."
    requires_system_checks: list[str] = []  # migrate runs them, once the database is there

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument(
            "--worker-concurrency", type=int, default=2, help="jobs that run at the same time"
        )
        parser.add_argument(
            "--demo", action=BooleanOptionalAction, default=False, help="load the demo project"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._serve(**options)
        except CannotStart as e:
            raise CommandError(str(e)) from e
        except KeyboardInterrupt:
            pass  # asked to stop while still starting

    def _serve(self, *, host: str, port: int, demo: bool, **options: Any) -> None:
        with ExitStack() as stack:
            hold = stack.enter_context(folder.locked(settings.DATA_DIR))
            check_port(host, port)
            url = f"http://{_bracketed(_reachable(host))}:{port}"
            environment = env.child(PYTHONUNBUFFERED="1")
            if not env.text("TIEBREAK_PUBLIC_URL"):
                settings.PUBLIC_URL = environment["TIEBREAK_PUBLIC_URL"] = url
            group = Supervisor(sys.stdout, hold=hold)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, group.on_signal)
            stack.enter_context(group)
            stack.callback(group.say, "serve", "stopping …")
            embedded.start(
                group,
                settings.DATA_DIR,
                database=settings.EMBEDDED,
                broker=settings.EMBEDDED_BROKER,
            )
            group.say("serve", "bringing the database up to date …")
            links = prepare(demo=demo)
            for program in programs(host, port, environment, **options):
                group.start(program)
            self.stdout.write(closing_words(url, links))
            group.run()


def check_port(host: str, port: int) -> None:
    """Refuse an address we cannot listen on, before anything is started."""
    if not 0 < port < 65536:
        raise CannotStart(f"--port {port} is not a port; choose one from 1024 to 65535.")
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as e:
        if e.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Port {port} on {host} is taken by another program. Stop it, or choose another "
                f"port: `make run PORT={port + 1}` (`manage.py serve --port {port + 1}`)."
            ) from e
        if e.errno == errno.EACCES:
            raise CannotStart(
                f"You may not listen on port {port}; choose one above 1023: --port 8000."
            ) from e
        raise CannotStart(
            f"Cannot listen on {host}:{port}: {e.strerror or e}. Choose another --host."
        ) from e


def prepare(*, demo: bool) -> str:
    """Bring the database and the static files up to date; gives the demo's sign-in links."""
    refuse_newer_data()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not demo or "demo" not in get_commands():
        return ""
    links: Path = settings.DATA_DIR / "demo-links.txt"
    call_command("demo", links_file=links)
    return links.read_text()


def refuse_newer_data() -> None:
    """An older program must not work on tables it does not know."""
    loader = MigrationLoader(connection)
    applied = loader.applied_migrations or {}
    disk = loader.disk_migrations or {}
    unknown = sorted(
        f"{app}.{name}"
        for app, name in applied
        if app in loader.migrated_apps and (app, name) not in disk
    )
    if unknown:
        raise CannotStart(
            f"The database was used by a newer Tiebreak, which made {', '.join(unknown)}. Update "
            "this one (git pull), or use another data folder: TIEBREAK_DATA_DIR=…"
        )


def programs(
    host: str,
    port: int,
    environment: dict[str, str],
    *,
    workers: int,
    worker_concurrency: int,
    **_: Any,
) -> list[Program]:
    """The web server, the worker and the clock of the sweeps."""
    web = [
        *("gunicorn", "-c", "python:config.gunicorn", "config.wsgi"),
        *("--bind", f"{_bracketed(host)}:{port}", "--workers", str(workers)),
    ]
    celery = ["celery", "--quiet", "-A", "config"]
    worker = [
        *("worker", "--concurrency", str(worker_concurrency), "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle"),
    ]
    beat = [
        *(
            "beat",
            "--schedule",
            str(settings.DATA_DIR / "beat"),
            "--pidfile=",
            "--loglevel",
            "WARNING",
        ),
    ]
    address = (_reachable(host), port)
    common: dict[str, Any] = {
        "stage": 0,
        "signal": signal.SIGTERM,
        "env": environment,
        "folder": settings.ROOT,
    }
    # As root in a container the worker is right; its messages are JSON, which runs no code.
    run = [sys.executable, "-W", "ignore:You're running the worker", "-m"]
    return [
        Program("web", [*run, *web], seconds=12, ready=lambda: web_answers(address), **common),
        Program("worker", [*run, *celery, *worker], seconds=15, **common),
        Program("beat", [*run, *celery, *beat], seconds=5, **common),
    ]


def web_answers(address: tuple[str, int]) -> bool:
    """Whether a web process answers, whatever it says."""
    request = http.client.HTTPConnection(*address, timeout=2)
    try:
        request.request("GET", "/healthz")
        request.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        request.close()
    return True


def closing_words(url: str, links: str) -> str:
    """What to do next."""
    lines = ["", f"Tiebreak is at {url}", ""]
    if links:
        lines += ["Sign in to the demo project by one of these links:", links.rstrip(), ""]
    else:
        lines += ["Make the first account with `manage.py createsuperuser` and sign in there.", ""]
    lines += [f"Data is kept in {settings.DATA_DIR}. Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def _reachable(host: str) -> str:
    """An address that stands for all of them is none to connect to."""
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
