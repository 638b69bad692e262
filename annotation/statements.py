"""Plain SQL for what every claim and every verdict does.

Building these queries took the ORM several times as long as PostgreSQL took to answer them.
Parameters go to the server apart from the text, so that it keeps the plan of a statement that comes
again.
"""

from collections.abc import Iterable
from typing import Any

import psycopg
from django.db import connection


def rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement on Django's connection, in its transaction if one is open.

    Args:
        sql: With %(name)s for parameters; jsonb columns come back as text.
        params: None needs a cast in the statement where its type cannot be told.

    Returns:
        The rows; empty for a statement that returns none.
    """
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def array(ids: Iterable[int]) -> str:
    """Ids as one parameter, for `%(name)s::bigint[]`: a list is turned over one by one."""
    return f"{{{','.join(map(str, ids))}}}"


def row(sql: str, params: dict[str, Any]) -> tuple[Any, ...] | None:
    """The first row, or None."""
    return next(iter(rows(sql, params)), None)
