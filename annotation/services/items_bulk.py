"""Items by the hundred thousand: rows another package has staged, moved in by PostgreSQL itself.

Callers pass a SELECT of their own with %s placeholders; nothing in it may come from a request.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from annotation.domain.types import ItemState
from annotation.models import Item

_ONE_IMPORT_AT_A_TIME = 7_391_205  # first half of the advisory lock, the project is the second


def insert_from(
    select_sql: str, params: Sequence[Any], *, project_id: int, then_sql: str, then: Sequence[Any]
) -> int:
    """Add items that do not exist yet; returns how many. Call inside a transaction.

    Args:
        select_sql: Gives external_id, prompt, responses, context, metadata, group_key,
            content_sha256, in the order in which the queue shall hand them out.
        params: Of select_sql.
        project_id: Where they go.
        then_sql: An INSERT with one row per new item, from `added(id, external_id)`.
        then: Its parameters.
    """
    with connection.cursor() as cursor:
        # Two imports of the same ids in different order would end in a deadlock. The second waits
        # as long as the first takes: its own time limit is for the short statements of the queue.
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ONE_IMPORT_AT_A_TIME, project_id])
        # `then` joins thousands of rows just added to thousands just staged. Nothing is known of
        # either in statistics, and a guess of "a few" would compare each with each.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(
            f"""
            WITH given AS ({select_sql}), added AS (
                INSERT INTO annotation_item (
                    project_id, external_id, prompt, responses, context, metadata, group_key,
                    content_sha256, state, priority, need, reserve, taken, counted, label_source,
                    created_at)
                SELECT %s, given.*, %s, 0, 0, 0, 0, 0, 'any', now() FROM given
                ON CONFLICT (project_id, external_id) DO NOTHING
                RETURNING id, external_id)
            {then_sql}
            """,
            [*params, project_id, ItemState.IMPORTED.value, *then],
        )
        added = int(cursor.rowcount)
        cursor.execute("SET LOCAL enable_nestloop = on")
    return added


def differing_from(
    select_sql: str, params: Sequence[Any], *, project_id: int, limit: int
) -> tuple[int, list[str]]:
    """How many of the given items exist with other content, and the first ids of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH given AS ({select_sql}), differing AS (
                SELECT external_id FROM given JOIN annotation_item i USING (external_id)
                WHERE i.project_id = %s
                AND (i.prompt, i.responses, i.context, i.metadata, i.group_key) IS DISTINCT FROM
                    (given.prompt, given.responses, given.context, given.metadata, given.group_key))
            SELECT count(*), (array_agg(external_id))[:%s] FROM differing
            """,
            [*params, project_id, limit],
        )
        count, ids = cursor.fetchone()
    return int(count), list(ids or [])


def missing_from(
    select_sql: str, params: Sequence[Any], *, project_id: int
) -> list[tuple[int, str]]:
    """Lines that speak of an item the project does not have, with its external id.

    Args:
        select_sql: Gives external_id, line.
        params: Of select_sql.
        project_id: Where the items should be.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH given AS ({select_sql})
            SELECT DISTINCT ON (line) line, external_id FROM given WHERE NOT EXISTS (
                SELECT FROM annotation_item i
                WHERE i.project_id = %s AND i.external_id = given.external_id)
            ORDER BY line
            """,
            [*params, project_id],
        )
        return list(cursor.fetchall())


def ids_of(*, project_id: int, external_ids: Sequence[str]) -> dict[str, int]:
    """External id -> id, of those that exist."""
    rows = Item.objects.filter(project_id=project_id, external_id__in=external_ids)
    return dict(rows.values_list("external_id", "pk"))
