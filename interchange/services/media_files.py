"""Taking in pictures, sounds and films: one file, or an archive of many."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from annotation.errors import Invalid
from annotation.services import audit, media
from interchange.files import archives

MAX_FILES = 20_000  # in one archive
MAX_TOLD = 50


@dataclass
class Taken:
    """What became of the files that were sent."""

    added: int = 0
    present: int = 0
    refused: int = 0
    reasons: list[str] = field(default_factory=list)  # the first ones, each naming its file


def take(*, project_id: int, name: str, path: Path, actor_id: int | None) -> Taken:
    """Keep a file, or every file of a zip archive, under the names that items say.

    One that cannot be taken leaves the others be.

    Raises:
        UnreadableFile: The archive as a whole cannot be read.
    """
    taken = Taken()
    for member, file in _files(name, path):
        try:
            new = media.keep(project_id=project_id, name=member, path=file, actor_id=actor_id)
        except Invalid as e:
            taken.refused += 1
            if len(taken.reasons) < MAX_TOLD:
                taken.reasons.append(str(e))
        else:
            taken.added += new
            taken.present += not new
    if taken.added:
        audit.record(
            kind="media.added",
            project_id=project_id,
            actor_id=actor_id,
            data={"added": taken.added, "file": name[:120]},
        )
    return taken


def _files(name: str, path: Path) -> Iterator[tuple[str, Path]]:
    if not _is_archive(path):
        yield name, path
        return
    for member in archives.members(path, max_bytes=settings.UPLOAD_MAX_BYTES, most=MAX_FILES):
        with _unpacked(path, member.name) as file:
            yield member.name.removeprefix("./"), file


def _is_archive(path: Path) -> bool:
    """By its first bytes: a picture with an archive hung behind it is a picture."""
    with path.open("rb") as file:
        return file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}


@contextmanager
def _unpacked(path: Path, name: str) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="unpacked-") as into:
        archives.unpack(path, name, into, max_bytes=settings.UPLOAD_MAX_BYTES)
        into.flush()
        yield Path(into.name)
