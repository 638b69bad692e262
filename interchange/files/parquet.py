"""Rows out of a Parquet file: its footer is checked before a value is read, then batch by batch."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from interchange.errors import UnreadableFile

MAX_COLUMNS = 1000  # leaves; nested fields count each
MAX_DEPTH = 32
MAX_ROWS = 50_000_000
MAX_FOOTER = 16 * 2**20  # bytes
MAX_RATIO = 1000  # of a column chunk of more than a megabyte; repeated values pack well
BATCH = 256
MAGIC = b"PAR1"
_SMALL = 2**20
_SCALARS = (
    pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_string,
    pa.types.is_large_string, pa.types.is_null, pa.types.is_timestamp, pa.types.is_date,
    pa.types.is_decimal, pa.types.is_time,
)  # fmt: skip


class ParquetRows:
    """The rows of a file; `rows` and `bytes` are known from its footer."""

    def __init__(self, path: Path, *, max_bytes: int) -> None:
        """Open and check.

        Raises:
            UnreadableFile: The file is damaged, or claims or holds more than is taken.
        """
        self._max_bytes = max_bytes
        _footer_fits(path)
        try:
            # Only what is read is kept in memory, and no type of somebody's own is built.
            self._file = pq.ParquetFile(path, memory_map=False, pre_buffer=False)
            self._check(path)
        except (pa.ArrowException, OSError, MemoryError, RecursionError) as e:
            raise UnreadableFile(f"The Parquet file is damaged or incomplete ({_short(e)}).") from e
        self.rows = self._file.metadata.num_rows

    def read(self, *, skip: int = 0) -> Iterator[tuple[int, Any]]:
        """(number, row) from the one after `skip` rows; numbers count from 1.

        Raises:
            UnreadableFile: The file is damaged, or more comes out of it than its footer claims.
        """
        number, size = 0, 0
        try:
            for group in range(self._file.num_row_groups):
                claimed = self._file.metadata.row_group(group).num_rows
                if number + claimed <= skip:
                    number += claimed
                    continue
                for batch in self._file.iter_batches(BATCH, row_groups=[group], use_threads=False):
                    size += batch.nbytes
                    if size > self._max_bytes:
                        raise UnreadableFile(_too_long(self._max_bytes))
                    for row in batch.to_pylist():
                        number += 1
                        if number > skip:
                            yield number, _plain(row)
        except (pa.ArrowException, OSError, MemoryError, UnicodeDecodeError) as e:
            raise UnreadableFile(
                f"The Parquet file is damaged after row {number:,} ({_short(e)})."
            ) from e

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _check(self, path: Path) -> None:
        metadata, schema = self._file.metadata, self._file.schema_arrow
        if metadata.num_columns > MAX_COLUMNS:
            raise UnreadableFile(
                f"The Parquet file has {metadata.num_columns:,} columns; at most {MAX_COLUMNS:,} "
                "are taken."
            )
        for field in schema:
            _check_type(field.name, field.type, 0)
        groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
        if metadata.num_rows > MAX_ROWS or metadata.num_rows < 0:
            raise UnreadableFile(
                f"The Parquet file claims {metadata.num_rows:,} rows; at most {MAX_ROWS:,} are "
                "taken."
            )
        if sum(g.num_rows for g in groups) != metadata.num_rows:
            raise UnreadableFile("The Parquet file's footer contradicts itself about its rows.")
        length = path.stat().st_size
        total = 0
        for group in groups:
            for n in range(group.num_columns):
                total += _chunk(group.column(n), length)
        if total > self._max_bytes:
            raise UnreadableFile(_too_long(self._max_bytes))


def _chunk(chunk: Any, length: int) -> int:
    """The unpacked size of a column chunk that the footer describes in a way that can be."""
    packed, unpacked = chunk.total_compressed_size, chunk.total_uncompressed_size
    if packed < 0 or unpacked < 0 or packed > length or chunk.data_page_offset > length:
        raise UnreadableFile("The Parquet file's footer claims data that the file does not hold.")
    if unpacked > _SMALL and unpacked > MAX_RATIO * max(packed, 1):
        raise UnreadableFile(
            f"A column of the Parquet file is {packed:,} bytes that unpack to {unpacked:,}: more "
            f"than {MAX_RATIO:,} times as many. Write it again without compression."
        )
    return int(unpacked)


def _footer_fits(path: Path) -> None:
    """The footer's own length, before anything parses it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(max(0, size - 8))
        tail = file.read(8)
    if head != MAGIC or tail[4:] != MAGIC or size < 12:
        raise UnreadableFile("The Parquet file is incomplete: its end is missing. Get all of it.")
    footer = int.from_bytes(tail[:4], "little")
    if footer > size - 12 or footer > MAX_FOOTER:
        raise UnreadableFile(
            f"The Parquet file claims a footer of {footer:,} bytes in a file of {size:,}; at most "
            f"{MAX_FOOTER // 2**20} MB are taken."
        )


def _check_type(name: str, kind: pa.DataType, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise UnreadableFile(f"Column {name[:80]} is nested more than {MAX_DEPTH} levels deep.")
    if isinstance(kind, pa.BaseExtensionType):
        raise UnreadableFile(f"Column {name[:80]} has a type of its own ({kind}); write it plain.")
    if pa.types.is_dictionary(kind) or pa.types.is_list(kind) or pa.types.is_large_list(kind):
        _check_type(name, kind.value_type, depth + 1)
    elif pa.types.is_struct(kind):
        for field in kind:
            _check_type(f"{name}.{field.name}", field.type, depth + 1)
    elif not any(known(kind) for known in _SCALARS):
        raise UnreadableFile(f"Column {name[:80]} holds {kind}; write it as text or leave it out.")


def _plain(value: Any) -> Any:
    """Values as JSON has them; dates and decimals become texts."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, float) and (not math.isfinite(value)):
        return None
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _too_long(most: int) -> str:
    return (
        f"The Parquet file is longer than {most // 2**20:,} MB unpacked; split it, or raise "
        "TIEBREAK_UPLOAD_MAX_BYTES."
    )


def _short(error: BaseException) -> str:
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__
