"""Rows out of a file, few in memory at a time.

JSON Lines, one JSON array or document, CSV; plain, gzip, or the files of a zip archive; Parquet.
"""

import gzip
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Self, cast

import orjson

from interchange.errors import UnreadableFile
from interchange.files import archives, table, twice
from interchange.files.array import Elements
from interchange.files.lines import BadLine
from interchange.files.parquet import MAGIC as PARQUET
from interchange.files.parquet import ParquetRows
from interchange.formats.problems import shown

__all__ = ["MAX_ROW", "BadLine", "Rows"]

MAX_ROW = 64 * 2**20  # bytes
_CHUNK = 2**16
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BOM = b"\xef\xbb\xbf"
# What a file that is no JSON starts with, and what it is then.
_OTHER = {
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    b"\x28\xb5\x2f\xfd": "compressed with zstd; unpack it, or use gzip",
    b"BZh": "compressed with bzip2; unpack it, or use gzip",
    b"\xfd7zXZ": "compressed with xz; unpack it, or use gzip",
}


class Rows:
    """The rows of a file with their numbers; `bytes_read` says how far into the file it is.

    Numbers are lines of JSON Lines and of CSV, blank ones counted, and positions in an array or in
    Parquet, all from 1. The files of an archive are read one after the other; numbers go on.
    """

    def __init__(self, path: Path, *, max_bytes: int) -> None:
        self._raw = path.open("rb", buffering=_CHUNK)
        magic = self._raw.read(4)
        self._raw.seek(0)
        self._path = path
        self._parquet = None
        self._archive: list[archives.Member] = []
        if magic == PARQUET:
            self._parquet = ParquetRows(path, max_bytes=max_bytes)
        elif magic in _ZIP:
            self._archive = archives.members(path, max_bytes=max_bytes)
        packed = magic[:2] == b"\x1f\x8b"
        self._file = cast(IO[bytes], gzip.GzipFile(fileobj=self._raw) if packed else self._raw)
        self._left = max_bytes
        self._max_bytes = max_bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._parquet is not None:
            self._parquet.close()
        self._file.close()
        self._raw.close()

    @property
    def bytes_read(self) -> int:
        """Bytes of the file itself, so that progress fits its size also when it is compressed."""
        return self._raw.tell()

    def taken(self) -> int:
        """Bytes taken so far, unpacked."""
        return self._max_bytes - self._left

    def read(self, *, skip: int = 0) -> Iterator[tuple[int, Any | BadLine]]:
        """(number, value) of every row from the one after `skip` rows; BadLine for a broken one.

        Raises:
            UnreadableFile: The file as a whole is broken, or more than `max_bytes` long unpacked.
        """
        if self._parquet is not None:
            for number, row in self._parquet.read(skip=skip):
                yield number, row
                self._raw.seek(self._raw.seek(0, 2) * number // max(self._parquet.rows, 1))
            return
        if self._archive:
            yield from self._members(skip)
            return
        try:
            pieces = self._pieces()
            for _ in range(skip):
                next(pieces, None)
            for number, piece in pieces:
                yield number, _parse(piece) if isinstance(piece, bytes) else piece
        except (EOFError, zlib.error, gzip.BadGzipFile) as e:
            raise UnreadableFile(
                f"The gzip file is damaged or incomplete ({e}); pack or send it again."
            ) from e

    def _members(self, skip: int) -> Iterator[tuple[int, Any | BadLine]]:
        before, done, left = 0, 0, self._max_bytes
        for n, member in enumerate(self._archive, start=1):
            # Beside the archive, so that it lies on the disk that is meant for such files.
            with tempfile.NamedTemporaryFile(dir=self._path.parent, suffix=".part") as unpacked:
                size = archives.unpack(self._path, member.name, unpacked, max_bytes=left)
                unpacked.flush()
                left -= size
                if _is_archive(Path(unpacked.name)):
                    raise UnreadableFile(f"{member.name[:80]} is an archive within the archive.")
                number = 0
                try:
                    with Rows(Path(unpacked.name), max_bytes=size) as rows:
                        for number, row in rows.read():
                            done += 1
                            if done > skip:
                                yield before + number, row
                except UnreadableFile as e:
                    raise UnreadableFile(f"{member.name[:80]}: {e}") from e
            before += number
            self._raw.seek(self._raw.seek(0, 2) * n // len(self._archive))

    def _pieces(self) -> Iterator[tuple[int, Any | BadLine]]:
        first = self._line()
        for magic, what in _OTHER.items():
            if first.startswith(magic):
                raise UnreadableFile(f"The file is {what}.")
        number, first = 1, first.removeprefix(_BOM)
        while first.isspace():
            number, first = number + 1, self._line()
        if not first:
            raise UnreadableFile("The file is empty: it holds no row.")
        if first.lstrip().startswith(b"["):
            return self._elements(first)
        if first.strip() == b"{":  # one document over many lines
            return self._document(number, first)
        if sep := _separator(first):
            return table.rows(self._texts(first), sep)
        return self._lines(number, first)

    def _document(self, number: int, first: bytes) -> Iterator[tuple[int, bytes | BadLine]]:
        rest = self._file.read(MAX_ROW + 1)
        self._count(rest)
        if len(rest) > MAX_ROW:
            raise UnreadableFile(
                f"The file is one JSON document of more than {MAX_ROW // 2**20} MB; write its rows "
                "as JSON Lines."
            )
        yield number, first + rest

    def _texts(self, line: bytes) -> Iterator[str]:
        number = 0
        while line:
            number += 1
            if len(line) > MAX_ROW:
                raise UnreadableFile(f"Line {number} is longer than {MAX_ROW // 2**20} MB; cut it.")
            if b"\0" in line:
                raise UnreadableFile(f"Line {number} holds NUL bytes; it is damaged, or no text.")
            try:
                yield line.decode()
            except UnicodeDecodeError as e:
                raise UnreadableFile(
                    f"Line {number} is not UTF-8: byte {e.start + 1} is 0x{line[e.start]:02x}; "
                    "save the file as UTF-8."
                ) from e
            line = self._line()

    def _line(self) -> bytes:
        line = self._file.readline(MAX_ROW + 1)
        self._count(line)
        return line

    def _count(self, data: bytes) -> None:
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableFile(
                f"The file is longer than {self._max_bytes // 2**20:,} MB unpacked; split it, or "
                "raise TIEBREAK_UPLOAD_MAX_BYTES."
            )

    def _lines(self, number: int, line: bytes) -> Iterator[tuple[int, bytes | BadLine]]:
        while line:
            if len(line) > MAX_ROW:
                while line and not line.endswith(b"\n"):
                    line = self._line()
                yield number, BadLine(f"the row is longer than {MAX_ROW // 2**20} MB; cut it")
            elif not line.isspace():
                yield number, line
            line = self._line()
            number += 1

    def _elements(self, data: bytes) -> Iterator[tuple[int, bytes | BadLine]]:
        array = Elements()
        number = 0
        while True:
            for element in array.feed(data):
                number += 1
                yield number, element
            if array.ended:
                break
            if len(array.rest) > MAX_ROW:
                raise UnreadableFile(
                    f"Row {number + 1} is longer than {MAX_ROW // 2**20} MB; cut it, or write the "
                    "file as JSON Lines."
                )
            data = self._file.read(_CHUNK)
            self._count(data)
            if not data:
                raise UnreadableFile(
                    f"The JSON array breaks off in row {number + 1}: its end is missing. "
                    "Nothing was imported; get the whole file."
                )
        if rest := array.rest.strip() or self._file.read(_CHUNK).strip():
            raise UnreadableFile(
                f"After the end of the JSON array comes more: {shown(rest[:40].decode('latin-1'))}."
            )


def _separator(first: bytes) -> str | None:
    """Between the cells of a table whose header this is; None if it is JSON or no table."""
    if first.lstrip().startswith(b"{") or len(first) > MAX_ROW:
        return None
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        return table.delimiter(first.decode("utf-8", "replace"))
    return None


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in _ZIP


def _parse(piece: bytes) -> Any | BadLine:
    try:
        row = orjson.loads(piece)
    except orjson.JSONDecodeError as e:
        return BadLine(_reason(piece, str(e)), _start(piece))
    if key := twice.key(piece, row):
        return BadLine(
            f"has the key {shown(key)} twice in one object, and only one can be meant",
            _start(piece),
        )
    return row


def _start(piece: bytes) -> str:
    return shown(piece[:200].decode("utf-8", "replace").strip())


def _reason(piece: bytes, said: str) -> str:
    try:
        piece.decode()
    except UnicodeDecodeError as e:
        return f"is not UTF-8: byte {e.start + 1} is 0x{piece[e.start]:02x}; save the file as UTF-8"
    if "depth limit" in said:
        return "is nested too deep"
    if b"\0" in piece:
        return "holds NUL bytes; it is damaged, or no text file"
    return f"is not valid JSON: {said}"
