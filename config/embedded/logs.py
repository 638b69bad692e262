"""The databases' log files, and what their last lines mean to the person at the terminal."""

import re
from pathlib import Path

_LARGEST = 10 * 1024 * 1024  # bytes
_MEANINGS = (
    (r"No space left on device", "the disk is full. Free some space and start again"),
    (r"Read-only file system", "the disk is read-only. Choose another folder: TIEBREAK_DATA_DIR=…"),
    (
        r"Permission denied",
        "a file in the data folder belongs to somebody else. Give it back: chown -R",
    ),
    (r"could not create shared memory|semaphores", "the machine is out of shared memory"),
    (r"invalid magic number|Bad file format", "a file in the data folder is damaged"),
)


def fresh(path: Path) -> Path:
    """The log, with the previous one put aside as `.1` when it has grown large."""
    if path.exists() and path.stat().st_size > _LARGEST:
        path.replace(path.with_name(path.name + ".1"))
    return path


def explain(text: str, path: Path | None = None) -> str:
    """The cause in words where it is a known one, with the last lines as the server wrote them."""
    known = next((words for pattern, words in _MEANINGS if re.search(pattern, text)), "")
    last = [line for line in text.splitlines() if re.search(r"FATAL|PANIC|rror|#", line)][-3:]
    where = f"(more in {path})" if path else ""
    return "\n  ".join(part for part in (known, *last, where) if part)


def tail(path: Path, size: int = 8192) -> str:
    """The end of the file."""
    try:
        with path.open("rb") as f:
            f.seek(max(0, path.stat().st_size - size))
            return f.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
