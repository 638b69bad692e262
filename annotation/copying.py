"""Fields of rows in PostgreSQL's binary form of COPY (its manual, "COPY", File Formats).

Half the work of the text form for the server: nothing is escaped, no number is parsed. A field has
its length in front, and a null has the length -1 and nothing else.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from math import isfinite
from struct import Struct
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

NULL = b"\xff\xff\xff\xff"
START = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
_LENGTH = Struct(">i").pack
_BIGINT, _DOUBLE = Struct(">iq").pack, Struct(">id").pack
_EPOCH, _MICROSECOND = datetime(2000, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def copy(sql: str, rows: Iterable[bytes]) -> None:
    """Add the rows, each the number of its fields in two bytes and then the fields."""
    with connection.cursor() as cursor, cursor.copy(f"{sql} (FORMAT binary)") as into:
        into.write(b"".join((START, *rows, END)))


def starts(fields: int, columns: Sequence[tuple[str, NDArray[Any]]]) -> list[bytes]:
    """How each row of so many fields begins: that number, then these columns, none of them null.

    Args:
        columns: Each with its kind: i2, i4, i8, f8, or ?, a boolean.
    """
    kinds = [
        (f"{at}{part}", kind)
        for at, (of, _) in enumerate(columns)
        for part, kind in (("size", ">i4"), ("value", of if of == "?" else f">{of}"))
    ]
    rows = np.empty(len(columns[0][1]), np.dtype([("fields", ">i2"), *kinds]))
    rows["fields"] = fields
    for at, (kind, values) in enumerate(columns):
        rows[f"{at}size"], rows[f"{at}value"] = np.dtype(kind).itemsize, values
    made, width = rows.tobytes(), rows.dtype.itemsize
    return [made[first : first + width] for first in range(0, len(made), width)]


def double(value: float | None) -> bytes:
    """A double precision field; what is no finite number is null."""
    return NULL if value is None or not isfinite(value) else _DOUBLE(8, value)


def bigint(value: int | None) -> bytes:
    """A bigint field."""
    return NULL if value is None else _BIGINT(8, value)


def text(value: str) -> bytes:
    """A text field."""
    written = value.encode()
    return _LENGTH(len(written)) + written


def json(value: bytes) -> bytes:
    """A jsonb field: one byte says which version of the form follows, then JSON in UTF-8."""
    return _LENGTH(len(value) + 1) + b"\1" + value


def time(value: datetime) -> bytes:
    """A field of a time with its zone: microseconds since 2000."""
    return _BIGINT(8, (value - _EPOCH) // _MICROSECOND)
