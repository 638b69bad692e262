"""Opening a finished file again, with the reader that trainers' loaders use: Arrow."""

from pathlib import Path

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
        names, found = _parquet(path) if path.suffix == ".parquet" else _jsonl(path, columns)
    except (pa.ArrowException, OSError) as e:
        raise ExportFailed(f"{path.name} was written but cannot be read back: {e}") from e
    if names != list(columns) or found != rows:
        raise ExportFailed(
            f"{path.name} was written with {rows} rows of {len(columns)} columns, "
            f"but reads back as {found} rows of {len(names)}."
        )


def _parquet(path: Path) -> tuple[list[str], int]:
    found = pq.ParquetFile(path)
    return list(found.schema_arrow.names), found.metadata.num_rows


def _jsonl(path: Path, columns: Columns) -> tuple[list[str], int]:
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
