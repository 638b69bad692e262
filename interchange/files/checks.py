"""Opening a finished file again, with the reader that trainers' loaders use: Arrow."""

import csv
from collections.abc import Callable
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.json as pj
import pyarrow.parquet as pq

from interchange.errors import ExportFailed
from interchange.files.writers import schema
from interchange.formats.base import Columns

_BLOCK = 2**20  # bytes


def reread(path: Path, columns: Columns, rows: int) -> None:
    """Read the file back and compare.

    Raises:
        ExportFailed: It does not open, or its columns or row count are not what was written.
    """
    if rows == 0:
        return  # an empty JSON Lines file has no columns; the manifest says why it is empty
    try:
        names, found = _READ[path.suffix](path, columns)
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
    if "json" in str(list(columns.values())):
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
    # The types are said beforehand: a column whose first block is all null has none to be found.
    parse = pj.ParseOptions(explicit_schema=schema(columns), unexpected_field_behavior="error")
    with pj.open_json(path, read_options=read, parse_options=parse) as batches:
        return list(batches.schema.names), sum(batch.num_rows for batch in batches)


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
