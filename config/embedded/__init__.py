"""PostgreSQL and Valkey as our own child processes, for a start with one command."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config.embedded import folder, logs, postgres, runas, valkey
from config.errors import CannotStart
from config.supervisor import Supervisor

# They need no database, or start it themselves.
_WITHOUT = frozenset(
    {
        "serve",
        "help",
        "version",
        "check",
        "collectstatic",
        "findstatic",
        "makemigrations",
        "spectacular",
    }
)


def start(
    group: Supervisor,
    data_dir: Path,
    *,
    database: bool = True,
    broker: bool = True,
    durable: bool = True,
) -> None:
    """Start what is asked for in the folder, which the caller has locked.

    Raises:
        CannotStart: With the way out in its words.
    """
    bin_dir = postgres.programs()
    cluster = data_dir / "pg"
    who = runas.identity(cluster, bin_dir)
    sockets = folder.make(data_dir, who)
    with folder.words_for(data_dir):
        log = data_dir / "log"
        if database:
            group.say("db", "starting …" if cluster.exists() else "making the database …")
            postgres.prepare(cluster, bin_dir, who)
            written = logs.fresh(log / "postgres.log")
            group.start(postgres.program(cluster, sockets, written, bin_dir, who, durable=durable))
            postgres.create_database(sockets)
        if broker:
            group.start(
                valkey.program(data_dir / "valkey", sockets, logs.fresh(log / "valkey.log"), who)
            )


@contextmanager
def session(argv: list[str]) -> Iterator[None]:
    """The databases for one `manage.py` command: those of a running `serve`, else its own.

    Args:
        argv: The command line; nothing happens for commands that need no database.
    """
    from django.conf import settings  # noqa: PLC0415  (settings themselves ask config.embedded.paths)

    command = argv[1] if len(argv) > 1 else "help"
    if command in _WITHOUT or {"-h", "--help"} & set(argv) or not settings.EMBEDDED:
        yield
        return
    data_dir: Path = settings.DATA_DIR
    with ExitStack() as stack:
        users = stack.enter_context(_users(data_dir))
        try:
            hold = stack.enter_context(folder.locked(data_dir))
        except folder.Busy:
            _wait_for_others(data_dir)
            yield
            return
        group = stack.enter_context(Supervisor(hold=hold))
        start(group, data_dir, broker=settings.EMBEDDED_BROKER)
        try:
            yield
        finally:
            # Commands that found our databases running finish first.
            fcntl.flock(users, fcntl.LOCK_UN)
            fcntl.flock(users, fcntl.LOCK_EX)


@contextmanager
def _users(data_dir: Path) -> Iterator[int]:
    """Be counted among those who use the databases."""
    with folder.words_for(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        stream = (data_dir / "users").open("a")
    with stream:
        fcntl.flock(stream, fcntl.LOCK_SH)
        yield stream.fileno()


def _wait_for_others(data_dir: Path) -> None:
    """Wait until the databases that another process starts take connections."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with folder.words_for(data_dir):
            try:
                if postgres.answers(folder.check_sockets(data_dir)):
                    return
            except FileNotFoundError:
                pass  # they are at the very beginning
        time.sleep(0.2)
    raise CannotStart(
        f"The database in {data_dir} is being started or stopped by another process and does not "
        f"answer. Its log: {data_dir / 'log' / 'postgres.log'}"
    )
