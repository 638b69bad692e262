"""Plain SQL for what every claim and every verdict does.

Building these queries took the ORM several times as long as PostgreSQL took to answer them.
Parameters go to the server apart from the text, so that it keeps the plan of a statement that comes
again.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from numpy.typing import NDArray


def rows(sql: str, params: dict[str, Any], *, binary: bool = False) -> list[tuple[Any, ...]]:
    """Run a statement on Django's connection, in its transaction if one is open.

    Args:
        sql: With %(name)s for parameters; jsonb columns come back as text.
        params: None needs a cast in the statement where its type cannot be told.
        binary: Values come as they are sent, bytes without being written as text before.

    Returns:
        The rows; empty for a statement that returns none.
    """
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        cursor.execute(sql, params, binary=binary)
        return cursor.fetchall() if cursor.description else []


def columns(packed: bytes | None, **kinds: str) -> tuple[NDArray[Any], ...]:
    """Thousands of rows that a statement has packed into one value, as an array a column.

    A row at a time they took Python longer than PostgreSQL.

    Args:
        packed: string_agg over the fields of a row, each by its int8send and the like, one after
            the other; None: no rows.
        kinds: What each field is: i2, i4, i8, f8, ?, or V and its length.
    """
    fields = np.dtype([(name, kind if kind == "?" else f">{kind}") for name, kind in kinds.items()])
    found = np.frombuffer(packed or b"", fields)
    return tuple(found[name].astype(kind) for name, kind in kinds.items())


def array(ids: Iterable[int]) -> str:
    """Ids as one parameter, for `%(name)s::bigint[]`: a list is turned over one by one."""
    return f"{{{','.join(map(str, ids))}}}"


def row(sql: str, params: dict[str, Any]) -> tuple[Any, ...] | None:
    """The first row, or None."""
    return next(iter(rows(sql, params)), None)
