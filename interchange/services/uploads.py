"""Files that people send: kept in the data folder under names of our own, and looked into."""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from annotation.errors import NotFound
from annotation.services import jobs
from interchange.errors import FileTooLarge, ImportFailed
from interchange.files.reader import BadLine, Rows
from interchange.formats import guess
from interchange.models import ImportBatch, Snapshot, Upload
from interchange.services import known
from routing.services import frontiers

KEPT = timedelta(days=1)  # from sending a file to using it
PREVIEW_ROWS = 5
_CUT = 2000  # characters of a text in a preview


@dataclass(frozen=True, slots=True)
class Look:
    """What the first rows of a file say."""

    rows: list[Any]
    lines: list[int]  # of each of the rows, as problems and reports number them
    columns: list[guess.ColumnFound]
    guess: guess.Guess
    problems: list[dict[str, Any]]  # line, field, reason, value, note
    known: list[known.Found]  # formats it may be in, the surest first


def keep(*, project_id: int, name: str, chunks: Iterable[bytes], actor_id: int | None) -> Upload:
    """Write the file into the data folder, readable by us only.

    Raises:
        FileTooLarge: It is longer than TIEBREAK_UPLOAD_MAX_BYTES; nothing is kept.
        ImportFailed: The disk is full or the folder cannot be written to; nothing is kept.
    """
    relative = f"uploads/{secrets.token_hex(16)}"
    path = Path(settings.DATA_DIR) / relative
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        size, sha256 = _write(path, chunks)
    except OSError as e:
        path.unlink(missing_ok=True)
        raise ImportFailed(disk_trouble(e)) from e
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Upload.objects.create(
        project_id=project_id,
        name=Path(name).name[-255:] or "file",
        path=relative,
        size=size,
        sha256=sha256,
        created_by_id=actor_id,
    )


def path_of(upload: Upload) -> Path:
    """Where the file lies."""
    return Path(settings.DATA_DIR) / upload.path


def discard(upload: Upload) -> None:
    """Forget a file that was only looked at."""
    path_of(upload).unlink(missing_ok=True)
    upload.delete()


def sweep() -> int:
    """Forget the files that nobody has used within `KEPT`; returns how many.

    What an import read stays, since it is what its report is about, and what an export was held
    against, since its record names it. Files of which no row knows, as a crash leaves, go too.
    """
    before = timezone.now() - KEPT
    replayed = [args["file"] for args in jobs.open_args(kind=frontiers.OF_FILE) if "file" in args]
    unused = Upload.objects.filter(created_at__lt=before).exclude(pk__in=replayed)
    gone = 0
    for upload in unused.exclude(Exists(ImportBatch.objects.filter(upload=OuterRef("pk")))):
        if not _held_against(upload):
            discard(upload)
            gone += 1
    return gone + _strays(before.timestamp())


def _held_against(upload: Upload) -> bool:
    named = Snapshot.objects.filter(project_id=upload.project_id)
    return named.filter(params__against__in=[upload.pk, str(upload.pk)]).exists()


def _strays(before: float) -> int:
    folder = Path(settings.DATA_DIR) / "uploads"
    if not folder.is_dir():
        return 0
    known_paths = set(Upload.objects.values_list("path", flat=True))
    gone = [
        file
        for file in folder.iterdir()
        if f"uploads/{file.name}" not in known_paths and file.stat().st_mtime < before
    ]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)


def get(*, project_id: int, upload_id: int) -> Upload:
    """The upload, if it belongs to the project.

    Raises:
        NotFound: It does not.
    """
    upload = Upload.objects.filter(project_id=project_id, pk=upload_id).first()
    if upload is None:
        raise NotFound("There is no such upload in this project; send the file again.")
    return upload


def look(path: Path, *, project_id: int | None = None) -> Look:
    """The first rows, the columns with examples, a guess, and what is wrong so far.

    Args:
        path: The file.
        project_id: Whose questions the judgments of a known format would answer.

    Raises:
        UnreadableFile: The file as a whole cannot be read.
    """
    rows: list[Any] = []
    lines: list[int] = []
    problems: list[dict[str, Any]] = []
    with Rows(path, max_bytes=settings.UPLOAD_MAX_BYTES) as reader:
        numbered = list(islice(reader.read(), guess.SAMPLE))
        for line, value in numbered:
            if isinstance(value, BadLine):
                problems.append(
                    {
                        "line": line,
                        "field": "",
                        "reason": str(value),
                        "value": value.value,
                        "note": False,
                    }
                )
            else:
                rows.append(value)
                lines.append(line)
    return Look(
        rows=[_cut(row, 0) for row in rows[:PREVIEW_ROWS]],
        lines=lines[:PREVIEW_ROWS],
        columns=guess.columns(rows),
        guess=guess.mapping(rows),
        problems=problems[:20],
        known=[
            replace(one, examples=_cut(one.examples, 0))
            for one in known.found_in(numbered, project_id=project_id)
        ],
    )


def disk_trouble(error: OSError) -> str:
    """What to do about a file that could not be written or read."""
    folder = settings.DATA_DIR
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of the data folder {folder} is full; make room and try again."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return f"The data folder {folder} cannot be written to; check its owner and its disk."
    return f"The file could not be kept or read ({error.strerror or error}); try again."


def _write(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    size, sha = 0, hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.UPLOAD_MAX_BYTES:
                raise FileTooLarge(
                    f"The file is longer than {settings.UPLOAD_MAX_BYTES // 2**20:,} MB; split it, "
                    "or raise TIEBREAK_UPLOAD_MAX_BYTES."
                )
            sha.update(chunk)
            file.write(chunk)
        file.flush()
        # The batch that names this file is committed next: the file must survive what it survives.
        os.fsync(file.fileno())
    return size, sha.hexdigest()


def _cut(value: Any, depth: int) -> Any:
    """A value small enough to send to a browser."""
    if isinstance(value, str):
        return value if len(value) <= _CUT else f"{value[:_CUT]}…"
    if depth > 8 and isinstance(value, dict | list):
        return "…"
    if isinstance(value, dict):
        return {k[:200]: _cut(v, depth + 1) for k, v in islice(value.items(), 100)}
    if isinstance(value, list):
        return [_cut(v, depth + 1) for v in value[:20]]
    return value
