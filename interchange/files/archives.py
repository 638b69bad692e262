"""Files inside a zip archive, checked by its directory before a byte is unpacked.

Sizes in the directory are claims: what comes out is counted as well, by whoever reads a member.
"""

import stat
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from interchange.errors import UnreadableFile

MAX_MEMBERS = 1000
MAX_RATIO = 200  # unpacked to packed bytes, of a member of more than a megabyte
_SMALL = 2**20
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """A data file in an archive."""

    name: str
    bytes: int  # as the archive claims


def members(path: Path, *, max_bytes: int, most: int = MAX_MEMBERS) -> list[Member]:
    """The data files of an archive, in its order.

    Raises:
        UnreadableFile: It is no archive, or holds something that is never unpacked here.
    """
    with _opened(path) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir()]
    if len(entries) > most:
        raise UnreadableFile(f"The archive has {len(entries):,} files; at most {most:,} are taken.")
    for entry in entries:
        _check(entry)
    names = Counter(e.filename for e in entries)
    if twice := next((name for name, times in names.items() if times > 1), None):
        raise UnreadableFile(f"The archive has two files called {twice[:80]!r}.")
    total = sum(e.file_size for e in entries)
    if total > max_bytes:
        raise UnreadableFile(
            f"The archive unpacks to {total // 2**20:,} MB in {len(entries):,} files; at most "
            f"{max_bytes // 2**20:,} MB are taken. Split it, or raise TIEBREAK_UPLOAD_MAX_BYTES."
        )
    # What a file manager adds is no data.
    found = [e for e in entries if not PurePosixPath(e.filename).name.startswith(".")]
    if not found:
        raise UnreadableFile("The archive holds no file.")
    return [Member(e.filename, e.file_size) for e in found]


def unpack(path: Path, name: str, into: IO[bytes], *, max_bytes: int) -> int:
    """Write a member out, counting what really comes; returns how many bytes.

    Raises:
        UnreadableFile: It is damaged, or more comes than was claimed or is allowed.
    """
    with _opened(path) as archive:
        entry = archive.getinfo(name)
        _check(entry)
        allowed = min(max_bytes, entry.file_size)
        size = 0
        try:
            with archive.open(entry) as source:
                while piece := source.read(_SMALL):
                    size += len(piece)
                    if size > allowed:
                        raise UnreadableFile(
                            f"{name[:80]} unpacks to more than the {entry.file_size:,} bytes that "
                            "the archive claims; pack it again."
                        )
                    into.write(piece)
        except (zipfile.BadZipFile, EOFError, OSError) as e:
            raise UnreadableFile(f"{name[:80]} in the archive is damaged ({e}).") from e
    return size


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as e:
        raise UnreadableFile(f"The zip archive is damaged or incomplete ({e}).") from e


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.filename[:80]
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadableFile(f"{name} in the archive is encrypted; send it without a password.")
    if entry.compress_type not in _PLAIN:
        # Reading those was unbounded in Python's own library (cpython gh-156002).
        raise UnreadableFile(f"{name} is packed with another method than deflate; pack it again.")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        raise UnreadableFile(f"{name} in the archive is a link or no file; leave it out.")
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    if (
        entry.filename.startswith("/")
        or ".." in parts
        or "\0" in entry.filename
        or (parts and parts[0].endswith(":"))
    ):
        raise UnreadableFile(f"{name} in the archive leads out of its folder; pack it again.")
    if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise UnreadableFile(
            f"{name} is {entry.compress_size:,} bytes that unpack to {entry.file_size:,}: more "
            f"than {MAX_RATIO} times as many. Send it unpacked."
        )
