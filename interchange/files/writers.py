"""Writers that hash as they write; what they wrote appears under its name only when it is whole."""

import csv
import hashlib
import io
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self, cast

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from interchange.formats.base import Columns, ColumnType, Json

_PIECE = 200  # rows
_AHEAD = 8  # pieces that may wait for the disk
_GROUP = 2000  # rows at least in one row group of a Parquet file, but for the last
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
_MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string())])
_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "messages": pa.list_(_MESSAGE),
    "texts": pa.list_(pa.string()),
    "json": pa.string(),
}


def arrow_type(kind: ColumnType) -> pa.DataType:
    """A column's type; a list is [of what], an object {field: what}."""
    if isinstance(kind, list):
        return pa.list_(arrow_type(kind[0]))
    if isinstance(kind, dict):
        return pa.struct([(name, arrow_type(inner)) for name, inner in kind.items()])
    return _TYPES[kind]


def schema(columns: Columns) -> pa.Schema:
    """The columns as Arrow knows them."""
    return pa.schema([(name, arrow_type(kind)) for name, kind in columns.items()])


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file."""

    name: str
    bytes: int
    sha256: str
    rows: int


class Writer(Protocol):
    """Takes rows, some at a time, then is closed once."""

    def write(self, rows: Sequence[Json]) -> None:
        """Append rows."""

    def cut(self) -> None:
        """End a batch: the same cuts give the same bytes, however rows came between them."""

    def close(self) -> Written:
        """Finish the file and give it its name."""


class _Hashed:
    """A binary file that hashes what goes through it, both in a thread of its own.

    Neither needs the interpreter; but done by whoever makes the rows, they would let go of it with
    every piece, and wait for another thread to give it back.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stream = path.with_name(path.name + ".part").open("wb", buffering=0)
        self.hash = hashlib.sha256()
        self.size = 0  # given to it
        self._reached = 0  # written
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="file")
        self._waiting: deque[Future[None]] = deque()

    def write(self, data: bytes) -> int:
        """Take the next bytes.

        Raises:
            OSError: What the disk refused, of these or of those before.
        """
        while len(self._waiting) >= _AHEAD or (self._waiting and self._waiting[0].done()):
            self._waiting.popleft().result()
        self._waiting.append(self._hand.submit(self._put, data))
        self.size += len(data)
        return len(data)

    def _put(self, data: bytes) -> None:
        self.hash.update(data)
        with memoryview(data) as rest:
            at = 0
            while at < len(rest):  # a disk that is nearly full takes a part
                at += self.stream.write(rest[at:]) or 0
        self._reached += len(data)

    def reached(self) -> int:
        """How far the file can be read."""
        return self._reached

    def finish(self, rows: int) -> Written:
        """Wait for all of it, and give the file its name."""
        while self._waiting:
            self._waiting.popleft().result()
        self._hand.shutdown()
        self.stream.close()
        Path(self.stream.name).replace(self.path)
        return Written(self.path.name, self.size, self.hash.hexdigest(), rows)

    # pyarrow asks these of a file object.
    @property
    def closed(self) -> bool:
        return self.stream.closed

    def flush(self) -> None:
        self.stream.flush()

    def tell(self) -> int:
        return self.size

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """The parquet writer closes its sink; `finish` does it for us."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Plain:
    """A file without batches."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self._file = _Hashed(path)
        self._blank: Json = dict.fromkeys(columns)
        self._rows = 0

    def cut(self) -> None:
        """Nothing to do."""

    def _append(self, rows: Sequence[Json]) -> None:
        """Rows of a JSON list, a row a line."""
        if rows:
            start = b",\n" if self._rows else b"\n"
            lines = [orjson.dumps(fitted(row, self._blank)) for row in rows]
            self._file.write(start + b",\n".join(lines))
            self._rows += len(rows)


class JsonLines(_Plain):
    """One object a line, keys in the order of the columns, missing values as null."""

    def __init__(self, path: Path, columns: Columns) -> None:
        super().__init__(path, columns)
        self._lines: list[bytes] = []  # for the next piece

    def write(self, rows: Sequence[Json]) -> None:
        """Append rows."""
        blank, names, option = self._blank, list(self._blank), orjson.OPT_APPEND_NEWLINE
        self._lines += [
            orjson.dumps(row if list(row) == names else fitted(row, blank), option=option)
            for row in rows
        ]
        self._rows += len(rows)
        if len(self._lines) >= _PIECE:
            self._put()

    def _put(self) -> None:
        self._file.write(b"".join(self._lines))
        self._lines.clear()

    def reached(self) -> int:
        """How many bytes of it can be read already, all of whole lines."""
        return self._file.reached()

    def close(self) -> Written:
        """Finish the file."""
        self._put()
        return self._file.finish(self._rows)


class _Batched:
    """A file of batches of fixed types; rows wait until theirs is cut."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self._file = _Hashed(path)
        self._schema = schema(columns)
        self._json = {name for name, kind in columns.items() if kind == "json"}
        self._rows = 0
        self._batch: list[Json] = []

    def write(self, rows: Sequence[Json]) -> None:
        """Append rows."""
        self._batch += rows

    def _taken(self) -> pa.RecordBatch:
        rows, self._batch = self._batch, []
        self._rows += len(rows)
        return _batch(rows, self._schema, self._json)


class Parquet(_Batched):
    """Columns of fixed types, compressed with zstd."""

    def __init__(self, path: Path, columns: Columns) -> None:
        super().__init__(path, columns)
        self._writer = pq.ParquetWriter(
            pa.PythonFile(self._file, "w"), self._schema, compression="zstd"
        )
        self._waiting: list[pa.RecordBatch] = []  # for their row group

    def cut(self) -> None:
        """The rows since the last cut are a batch; some batches are a row group."""
        self._waiting.append(self._taken())
        if sum(batch.num_rows for batch in self._waiting) >= _GROUP:
            self._write_group()

    def _write_group(self) -> None:
        # In one row group, however small the pieces were: small groups compress badly.
        self._writer.write_table(pa.Table.from_batches(self._waiting, schema=self._schema))
        self._waiting.clear()

    def close(self) -> Written:
        """Finish the file."""
        if self._batch:
            self.cut()
        if self._waiting:
            self._write_group()
        self._writer.close()
        return self._file.finish(self._rows)


def _batch(rows: Sequence[Json], kinds: pa.Schema, as_json: set[str]) -> pa.RecordBatch:
    arrays = []
    for name, kind in zip(kinds.names, kinds.types, strict=True):
        values = [row.get(name) for row in rows]
        if name in as_json:
            values = [_json_text(value) for value in values]
        arrays.append(pa.array(values, type=kind))
    return pa.record_batch(arrays, schema=kinds)


class Arrow(_Batched):
    """The same columns as Parquet, as Arrow's own file: mapped into memory without unpacking."""

    def __init__(self, path: Path, columns: Columns) -> None:
        super().__init__(path, columns)
        self._writer = pa.ipc.new_file(pa.PythonFile(self._file, "w"), self._schema)

    def cut(self) -> None:
        """The rows since the last cut are a batch."""
        if self._batch:
            self._writer.write_batch(self._taken())

    def close(self) -> Written:
        """Finish the file."""
        self.cut()
        self._writer.close()
        return self._file.finish(self._rows)


class Csv(_Plain):
    """For people and spreadsheets: a cell that a spreadsheet would run is disarmed.

    Cells that are lists or objects are JSON. What starts with one of = + - @, a tab, a return or
    NUL gets an apostrophe in front, in every column (ASVS 1.2.10), so a file is not read back
    exactly: JSON Lines and Parquet are.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        super().__init__(path, columns)
        self._names = list(columns)
        self._put([[disarmed(name) for name in self._names]])

    def write(self, rows: Sequence[Json]) -> None:
        """Append rows."""
        self._put([[_cell(row.get(name)) for name in self._names] for row in rows])
        self._rows += len(rows)

    def close(self) -> Written:
        """Finish the file."""
        return self._file.finish(self._rows)

    def _put(self, cells: Sequence[Sequence[str]]) -> None:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(cells)
        self._file.write(out.getvalue().encode())


class JsonArray(_Plain):
    """One JSON array, a row a line."""

    def __init__(self, path: Path, columns: Columns) -> None:
        super().__init__(path, columns)
        self._file.write(b"[")

    def write(self, rows: Sequence[Json]) -> None:
        """Append rows."""
        self._append(rows)

    def close(self) -> Written:
        """Finish the file."""
        self._file.write(b"\n]\n")
        return self._file.finish(self._rows)


class Document(Protocol):
    """A format whose file is one JSON object: rows in a list, and what is beside it."""

    inside: str  # the key of the list

    def names(self, row: Json) -> Sequence[str]:
        """What of a row `document` must know."""

    def document(self, names: list[str]) -> Json:
        """The other keys of the object."""


class JsonDocument(_Plain):
    """One JSON object; what stands beside its rows is known, and written, when they are done."""

    def __init__(self, path: Path, columns: Columns, form: Document) -> None:
        super().__init__(path, columns)
        self._form = form
        self._names: set[str] = set()
        self._file.write(b"{%s:[" % orjson.dumps(form.inside))

    def write(self, rows: Sequence[Json]) -> None:
        """Append rows."""
        for row in rows:
            self._names.update(self._form.names(row))
        self._append(rows)

    def close(self) -> Written:
        """Finish the file."""
        rest = orjson.dumps(self._form.document(sorted(self._names)))
        self._file.write(b"\n],%s\n" % rest.removeprefix(b"{"))
        return self._file.finish(self._rows)


def fitted(row: Json, blank: Json) -> Json:
    """A row with every column in its order, and no other: an old snapshot has no newer columns."""
    whole = {**blank, **row}
    return whole if len(whole) == len(blank) else {name: whole[name] for name in blank}


def disarmed(cell: str) -> str:
    """The cell as a spreadsheet may open it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)  # -2 is a number and no formula
    return disarmed(_json_text(value) if isinstance(value, dict | list) else str(value))


def _json_text(value: Any) -> Any:
    return None if value is None else orjson.dumps(value).decode()


def writer(kind: str, path: Path, columns: Columns, form: object) -> Writer:
    """What writes a file of that kind, json by the form that the format gives it."""
    if kind != "json":
        return WRITERS[kind](path, columns)
    if hasattr(form, "inside"):
        return JsonDocument(path, columns, cast(Document, form))
    return JsonArray(path, columns)


WRITERS: dict[str, type[JsonLines] | type[Parquet] | type[Arrow] | type[Csv]] = {
    "jsonl": JsonLines,
    "parquet": Parquet,
    "arrow": Arrow,
    "csv": Csv,
}
