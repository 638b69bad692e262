"""Rows out of a file: JSON Lines or one JSON array, plain or gzip, one row in memory at a time."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Self, cast

import orjson

from interchange.errors import UnreadableFile
from interchange.files.array import Elements
from interchange.formats.problems import shown

MAX_ROW = 64 * 2**20  # bytes
_CHUNK = 2**16
_BOM = b"\xef\xbb\xbf"
# What a file that is no JSON starts with, and what it is then.
_OTHER = {
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    b"PAR1": "Parquet; convert it to JSON Lines",
    b"PK\x03\x04": "a zip archive or a spreadsheet; unpack it, or save it as JSON Lines",
    b"\x28\xb5\x2f\xfd": "compressed with zstd; unpack it, or use gzip",
    b"BZh": "compressed with bzip2; unpack it, or use gzip",
    b"\xfd7zXZ": "compressed with xz; unpack it, or use gzip",
}


class BadLine(ValueError):
    """A row that is no JSON; `value` is its beginning."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.value = value


class Rows:
    """The rows of a file with their numbers; `bytes_read` says how far into the file it is.

    Numbers are lines of JSON Lines, blank ones counted, and positions in an array, both from 1.
    """

    def __init__(self, path: Path, *, max_bytes: int) -> None:
        self._raw = path.open("rb", buffering=_CHUNK)
        magic = self._raw.read(4)
        self._raw.seek(0)
        packed = magic[:2] == b"\x1f\x8b"
        self._file = cast(IO[bytes], gzip.GzipFile(fileobj=self._raw) if packed else self._raw)
        self._left = max_bytes
        self._max_bytes = max_bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
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
        try:
            pieces = self._pieces()
            for _ in range(skip):
                next(pieces, None)
            for number, piece in pieces:
                yield number, piece if isinstance(piece, BadLine) else _parse(piece)
        except (EOFError, zlib.error, gzip.BadGzipFile) as e:
            raise UnreadableFile(
                f"The gzip file is damaged or incomplete ({e}); pack or send it again."
            ) from e

    def _pieces(self) -> Iterator[tuple[int, bytes | BadLine]]:
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
        return self._lines(number, first)

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


def _parse(piece: bytes) -> Any | BadLine:
    try:
        return orjson.loads(piece)
    except orjson.JSONDecodeError as e:
        return BadLine(
            _reason(piece, str(e)), shown(piece[:200].decode("utf-8", "replace").strip())
        )


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
