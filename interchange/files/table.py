"""Rows out of a CSV file: delimiter found, quoting kept, numbered by the line they start on."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from interchange.errors import UnreadableFile
from interchange.files.lines import BadLine

DELIMITERS = ",;\t|"
MAX_COLUMNS = 2000
MAX_CELL = 16 * 2**20  # characters
_SAMPLE = 2**16


def delimiter(first: str) -> str | None:
    """What stands between the cells of a table that begins like this, or None if it is no table.

    The header decides: of the possible characters outside of quotes, the most frequent.
    """
    try:
        counts = {d: len(next(csv.reader(io.StringIO(first), delimiter=d), [])) for d in DELIMITERS}
    except csv.Error:
        return None
    best = max(counts, key=lambda d: counts[d])
    return best if counts[best] > 1 else None


def rows(lines: Iterable[str], sep: str) -> Iterator[tuple[int, Any]]:
    """(line, {column: text}) of every row; cells that are empty are "".

    Raises:
        UnreadableFile: The header has no names, or two columns of one name.
    """
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(lines, delimiter=sep, strict=True)
    names = _header(reader)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as e:
            yield line, BadLine(f"is not valid CSV: {e}")
            continue
        if cells is None:
            return
        if not cells:
            continue  # a blank line
        if len(cells) != len(names):
            reason = f"has {len(cells)} cells, but the header names {len(names)} columns"
            yield line, BadLine(reason, sep.join(cells)[:80])
            continue
        yield line, dict(zip(names, cells, strict=True))


def _header(reader: Any) -> list[str]:
    try:
        names = [name.strip() for name in next(reader, [])]
    except csv.Error as e:
        raise UnreadableFile(f"The first line is no CSV header: {e}.") from e
    if len(names) > MAX_COLUMNS:
        raise UnreadableFile(
            f"The table has {len(names):,} columns; at most {MAX_COLUMNS:,} are taken."
        )
    if not all(names):
        raise UnreadableFile(f"Column {names.index('') + 1} of the header has no name.")
    if twice := next((n for n in names if names.count(n) > 1), None):
        raise UnreadableFile(f"Two columns are called {twice[:80]!r}; rename one.")
    return names
