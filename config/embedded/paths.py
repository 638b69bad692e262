"""Where the embedded databases are found; pure, so that the settings may ask."""

import hashlib
import os
import re
from pathlib import Path

# Bytes. The kernel's limit for a socket path with its NUL is 108 on Linux and 104 on macOS.
_LONGEST = 103 - len("/.s.PGSQL.5432")


def socket_dir(data_dir: Path) -> Path:
    """The folder of both sockets: `run` in the data folder, or a short one in /tmp.

    The short one is for long paths, and for characters that mean something in a connection URL or
    in PostgreSQL's list of folders. Its name follows from the data folder: every process finds it.
    """
    near = data_dir / "run"
    if len(os.fsencode(near)) <= _LONGEST and re.fullmatch(r"[A-Za-z0-9_./-]+", str(near)):
        return near
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path("/tmp") / f"tiebreak-{digest}"  # noqa: S108  (its owner is checked at every use)


def database_url(data_dir: Path) -> str:
    """DATABASE_URL of the embedded PostgreSQL; the port is only part of the socket's name."""
    return f"postgresql://postgres@/tiebreak?host={socket_dir(data_dir)}&port=5432"


def redis_url(data_dir: Path) -> str:
    """REDIS_URL of the embedded Valkey."""
    return f"unix://{socket_dir(data_dir) / 'valkey.sock'}"
