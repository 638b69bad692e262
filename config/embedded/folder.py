"""The data folder: made, checked and locked before a database is started in it."""

import errno
import fcntl
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded import paths
from config.embedded.runas import Identity
from config.errors import CannotStart


@contextmanager
def words_for(folder: Path) -> Iterator[None]:
    """Turn what the system refuses in the folder into words."""
    try:
        yield
    except OSError as e:
        raise CannotStart(_words(folder, e)) from e


def _words(folder: Path, e: OSError) -> str:
    if e.errno == errno.ENOSPC:
        return f"The disk that holds {folder} is full. Free some space and start again."
    if e.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"Cannot write to the data folder {folder} ({e.strerror}: {e.filename}). Make it "
            "yours to read and write, or use another one: TIEBREAK_DATA_DIR=…"
        )
    return f"The data folder {folder} cannot be used: {e}"


class Busy(CannotStart):
    """Another process runs the databases in this data folder."""


@contextmanager
def locked(data_dir: Path) -> Iterator[int]:
    """Hold the folder; gives the lock's descriptor.

    Raises:
        Busy: Somebody else holds it.
    """
    with words_for(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        fd = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    if not _take(fd):
        holder = _holder(fd)
        os.close(fd)
        raise Busy(
            f"The data folder {data_dir} is in use by {holder}. Stop that first, or use another "
            "folder: TIEBREAK_DATA_DIR=…"
        )
    try:
        with words_for(data_dir):
            os.ftruncate(fd, 0)
            os.pwrite(fd, f"`{' '.join(sys.argv[:2])}` (process {os.getpid()})".encode(), 0)
        yield fd
    finally:
        os.close(fd)


def _take(fd: int) -> bool:
    """Take the lock; when only the guard of a killed supervisor holds it, wait for that to end."""
    deadline = time.monotonic() + 45
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = re.search(r"process (\d+)", _holder(fd))
            if pid is None or _runs(int(pid[1])) or time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        else:
            return True


def _holder(fd: int) -> str:
    return os.pread(fd, 200, 0).decode(errors="replace").strip() or "another process"


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs as somebody else
    return True


def make(data_dir: Path, who: Identity) -> Path:
    """Make the folders that the databases need; gives the sockets' folder."""
    with words_for(data_dir):
        sockets = paths.socket_dir(data_dir)
        for folder in (data_dir / "valkey", data_dir / "log", sockets):
            _private(folder, owner=who.uid)
            who.own(folder)
    return sockets


def check_sockets(data_dir: Path) -> Path:
    """The sockets' folder, once known to be ours: in /tmp anybody could have made it first."""
    sockets = paths.socket_dir(data_dir)
    found = sockets.lstat()
    owners = {os.getuid(), data_dir.stat().st_uid}
    if (data_dir / "pg").exists():
        owners.add((data_dir / "pg").stat().st_uid)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners or found.st_mode & 0o077:
        raise CannotStart(
            f"{sockets} is not a private folder of yours; somebody else may have made it. "
            "Remove it and start again."
        )
    return sockets


def _private(folder: Path, owner: int | None = None) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), owner or os.getuid()}:
        raise CannotStart(
            f"{folder} belongs to somebody else (user {found.st_uid}). Give it back with "
            f"`chown -R`, or remove it, or use another data folder: TIEBREAK_DATA_DIR=…"
        )
    if not os.access(folder, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    folder.chmod(0o700)
    return folder
