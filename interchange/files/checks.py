"""Opening a file again, with the reader that trainers' loaders use: Arrow."""

import csv
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Protocol

import orjson
import pyarrow as pa
import pyarrow.json as pj
import pyarrow.parquet as pq

from interchange.errors import ExportFailed
from interchange.files.writers import schema
from interchange.formats.base import Columns

_BLOCK = 2**20  # bytes


class Growing(Protocol):
    """A file that is being written."""

    def reached(self) -> int:
        """How many bytes of it can be read already, all of whole lines."""


class Reread:
    """A file read back: JSON Lines block by block behind the writer, others when they are whole.

    Reading back takes a processor almost as long as making the rows does; Arrow needs no Python for
    it, so both are done at once.
    """

    def __init__(self, path: Path, columns: Columns, reader: Executor) -> None:
        """Take a file that a writer has just begun; `reader` does one thing after the other."""
        self._path, self._columns, self._reader = path, columns, reader
        self._asked = 0  # bytes
        self._blocks: _Blocks | None = None

    def follow(self, growing: Growing) -> None:
        """Read what is new, if it is a block."""
        if not _is_typed(self._columns):
            return
        reached = growing.reached()
        if reached - self._asked >= _BLOCK:
            self._asked = reached
            if self._blocks is None:
                path = self._path.with_name(f"{self._path.name}.part")
                self._blocks = _Blocks(path, self._columns)
            self._reader.submit(self._blocks.upto, reached)

    def ended(self, rows: int) -> Future[None]:
        """The file has its name now; the future ends when all of it has been read.

        Raises:
            ExportFailed: (the future) As `reread`.
        """
        if self._blocks is None:
            return self._reader.submit(reread, self._path, self._columns, rows)
        return self._reader.submit(_compare, self._path, self._columns, rows, self._blocks.all)


class _Blocks:
    """The lines of a growing file, counted by Arrow; what it refuses is said at the end."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self._file = path.open("rb")
        self._columns = columns
        self._parse = _parse(columns)
        self._room = bytearray()  # used again: fresh memory takes longer to get than to fill
        self._at = self._rows = 0
        self._error: pa.ArrowException | None = None

    def upto(self, end: int) -> None:
        """Read from where the last block ended."""
        size = end - self._at
        if len(self._room) < size:
            self._room = bytearray(size)
        with memoryview(self._room) as room:
            size = self._file.readinto(room[:size])
        self._at += size
        read = pj.ReadOptions(block_size=size + 1, use_threads=False)
        try:
            with pa.BufferReader(pa.py_buffer(self._room).slice(0, size)) as source:
                self._rows += pj.read_json(source, read, self._parse).num_rows
        except pa.ArrowException as e:
            self._error = self._error or e

    def all(self, path: Path, columns: Columns) -> tuple[list[str], int]:
        """Read the rest."""
        with self._file:
            if size := path.stat().st_size - self._at:
                self.upto(self._at + size)
        if self._error:
            raise self._error
        return list(columns), self._rows  # no other column is let through


def reread(path: Path, columns: Columns, rows: int) -> None:
    """Read the file back and compare.

    Raises:
        ExportFailed: It does not open, or its columns or row count are not what was written.
    """
    _compare(path, columns, rows, _READ[path.suffix])


def _compare(
    path: Path,
    columns: Columns,
    rows: int,
    read: Callable[[Path, Columns], tuple[list[str], int]],
) -> None:
    if rows == 0:
        return  # an empty JSON Lines file has no columns; the manifest says why it is empty
    try:
        names, found = read(path, columns)
    except (pa.ArrowException, csv.Error, ValueError, OSError) as e:
        raise ExportFailed(f"{path.name} was written but cannot be read back: {e}") from e
    if names != list(columns) or found != rows:
        raise ExportFailed(
            f"{path.name} was written with {rows} rows of {len(columns)} columns, "
            f"but reads back as {found} rows of {len(names)}."
        )


def _parquet(path: Path, columns: Columns) -> tuple[list[str], int]:
    del columns  # a Parquet file says its own
    found = pq.ParquetFile(path)
    return list(found.schema_arrow.names), found.metadata.num_rows


def _arrow(path: Path, columns: Columns) -> tuple[list[str], int]:
    del columns  # so does an Arrow file
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as found:
        batches = map(found.get_batch, range(found.num_record_batches))
        return list(found.schema.names), sum(batch.num_rows for batch in batches)


def _jsonl(path: Path, columns: Columns) -> tuple[list[str], int]:
    if not _is_typed(columns):
        return _plain(path)  # Arrow wants one type for a column, and these have many
    try:
        return _streamed(path, columns, _BLOCK)
    except pa.ArrowInvalid:
        # A block must hold the longest row.
        with path.open("rb") as file:
            longest = max(map(len, file))
        if longest < _BLOCK // 2:
            raise
        return _streamed(path, columns, 2 * longest)


def _streamed(path: Path, columns: Columns, block: int) -> tuple[list[str], int]:
    read = pj.ReadOptions(block_size=block, use_threads=True)
    with pj.open_json(path, read_options=read, parse_options=_parse(columns)) as batches:
        return list(batches.schema.names), sum(batch.num_rows for batch in batches)


def _is_typed(columns: Columns) -> bool:
    return "json" not in str(list(columns.values()))


def _parse(columns: Columns) -> pj.ParseOptions:
    # The types are said beforehand: a column whose first block is all null has none to be found.
    return pj.ParseOptions(explicit_schema=schema(columns), unexpected_field_behavior="error")


def _plain(path: Path) -> tuple[list[str], int]:
    names: list[str] = []
    count = 0
    with path.open("rb") as file:
        for line in file:
            names = list(orjson.loads(line))
            count += 1
    return names, count


def _json(path: Path, columns: Columns) -> tuple[list[str], int]:
    """A row a line between the first line and the one that begins with a bracket."""
    del columns  # every row says them
    names: list[str] = []
    count = 0
    with path.open("rb") as file:
        around = next(file).strip()
        for line in file:
            if line.startswith(b"]"):
                around += line + file.read()
                break
            names = list(orjson.loads(line.rstrip(b",\n")))
            count += 1
    orjson.loads(around)
    return names, count


def _csv(path: Path, columns: Columns) -> tuple[list[str], int]:
    del columns  # the header says them
    csv.field_size_limit(2**31 - 1)
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file, strict=True)
        names = next(reader, [])
        return names, sum(len(row) == len(names) for row in reader)


_READ: dict[str, Callable[[Path, Columns], tuple[list[str], int]]] = {
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".jsonl": _jsonl,
    ".csv": _csv,
    ".json": _json,
}
