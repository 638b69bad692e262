"""Items by the hundred thousand: rows another package has checked, copied in at once."""

from collections.abc import Iterable, Sequence
from itertools import islice
from struct import Struct
from typing import Any, NamedTuple

import orjson
from django.db import connection

from annotation import copying
from annotation.domain.types import ItemState

_ONE_IMPORT_AT_A_TIME = 7_391_205  # first half of the advisory lock, the project is the second

# Holds the project, as a foreign key would: once for all of its rows. None: there is none.
RESERVE = """
SELECT (SELECT array_agg(nextval(sequence))
    FROM (SELECT pg_get_serial_sequence('annotation_item', 'id')::regclass AS sequence OFFSET 0) s,
        generate_series(1, %s)),
    (extract(epoch FROM now() - '2000-01-01') * 1e6)::bigint
FROM annotation_project WHERE id = %s FOR KEY SHARE
"""
COPY = """
COPY annotation_item (id, project_id, external_id, prompt, responses, context, metadata, group_key,
    content_sha256, state, priority, need, reserve, taken, counted, label_source, created_at)
FROM STDIN (FORMAT binary)
"""
DIFFERING = """
SELECT i.external_id FROM annotation_item i
JOIN unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS given(external_id, prompt, responses, context, metadata, group_key) USING (external_id)
WHERE i.project_id = %s AND (i.prompt, i.responses, i.context, i.metadata, i.group_key)
    IS DISTINCT FROM (given.prompt::jsonb, given.responses::jsonb, given.context::jsonb,
        given.metadata::jsonb, given.group_key)
"""

# Items that say the same, under two ids; found anew whenever items were added. Under another
# persona, other criteria or other prompts of the sides the same texts are other work.
SAME_TEXTS = """
UPDATE annotation_item i SET text_group = alike.first
FROM (
    SELECT id, min(id) OVER each AS first, count(*) OVER each AS n FROM annotation_item
    WHERE project_id = %s AND content_sha256 IN (
        SELECT content_sha256 FROM annotation_item WHERE project_id = %s
        GROUP BY content_sha256 HAVING count(*) > 1)
    WINDOW each AS (PARTITION BY content_sha256, context->'persona', context->'criteria',
        context->'prompts')) alike
WHERE i.id = alike.id AND alike.n > 1 AND i.text_group IS NULL
RETURNING i.id
"""
# Who has had the first of them before there was a second.
HAD_ALREADY = """
UPDATE annotation_assignment a SET text_group = i.text_group FROM annotation_item i
WHERE i.id = a.item_id AND i.id = ANY(%s) AND a.showing = 0 AND a.text_group IS NULL
"""

_PIECE = 50  # rows
_IDS = Struct(">hiqiq")  # of 17 fields the first two, both bigint
_LENGTH = Struct(">i")
_COUNTERS = Struct(">iiihihihih")  # priority; need, reserve, taken, counted
_TIME = Struct(">iq")


class NewItem(NamedTuple):
    """An item ready to be stored; `prompt` to `metadata` are JSON already, in UTF-8."""

    external_id: str
    prompt: bytes
    responses: bytes
    context: bytes
    metadata: bytes
    group_key: str
    content_sha256: str


def one_at_a_time(*, project_id: int) -> None:
    """Wait until no other import adds to the project; held until the transaction ends."""
    with connection.cursor() as cursor:
        # Two imports of the same ids in different order would end in a deadlock. The second waits
        # as long as the first takes: its own time limit is for the short statements of the queue.
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ONE_IMPORT_AT_A_TIME, project_id])


def alone(*, project_id: int) -> bool:
    """Whether no other import adds to the project; if so, none can until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)", [_ONE_IMPORT_AT_A_TIME, project_id]
        )
        return bool(cursor.fetchone()[0])


def any_in(*, project_id: int) -> bool:
    """Whether the project has an item."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM annotation_item WHERE project_id = %s)", [project_id]
        )
        return bool(cursor.fetchone()[0])


def add(items: Iterable[NewItem], *, project_id: int, most: int) -> list[int]:
    """Add items that do not exist yet, in the order in which the queue shall hand them out.

    Call inside a transaction. Returns their ids, in the order given.

    Args:
        items: Taken one by one while the database stores those before; no more than `most`.
        project_id: Where to.
        most: For how many ids are set aside; what is not used is left out for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, [most, project_id])
        ids, now = cursor.fetchone()
        rest, numbered, added = _same_for_all(now), zip(ids, items, strict=False), 0
        with cursor.copy(COPY) as copy:
            copy.write(copying.START)
            # In small pieces: fresh memory for a large one takes longer than filling it.
            while some := list(islice(numbered, _PIECE)):
                copy.write(b"".join([_row(pk, project_id, item, rest) for pk, item in some]))
                added += len(some)
            copy.write(copying.END)
    return list(ids[:added])


def group_same_texts(*, project_id: int) -> bool:
    """Let items that say the same know of each other, and who has had one of them.

    Call inside a transaction, after items were added. Returns whether any say the same that did
    not before.
    """
    with connection.cursor() as cursor:
        # Of a project filled a moment ago the statistics say "one row": a nested loop would count
        # all texts again for each.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(SAME_TEXTS, [project_id, project_id])
        found = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_nestloop = on")
        if found:
            cursor.execute(HAD_ALREADY, [found])
    return bool(found)


def differing(items: Sequence[NewItem], *, project_id: int) -> set[str]:
    """The external ids of those that exist with other content."""
    columns = [
        [item.external_id for item in items],
        [item.prompt.decode() for item in items],
        [item.responses.decode() for item in items],
        [item.context.decode() for item in items],
        [item.metadata.decode() for item in items],
        [item.group_key for item in items],
    ]
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING, [*columns, project_id])
        return {row[0] for row in cursor.fetchall()}


def missing_from(
    select_sql: str, params: Sequence[Any], *, project_id: int
) -> list[tuple[int, str]]:
    """Lines that speak of an item the project does not have, with its external id.

    Args:
        select_sql: Gives external_id, line; its own placeholders are %s, and nothing in it may come
            from a request.
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
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id, id FROM annotation_item "
            "WHERE project_id = %s AND external_id = ANY(%s)",
            [project_id, list(external_ids)],
        )
        return dict(cursor.fetchall())


class Content(NamedTuple):
    """What a stored item holds, in short."""

    id: int
    sha256: str
    keys: list[str]  # of its responses


def contents_of(*, project_id: int, external_ids: Sequence[str]) -> dict[str, Content]:
    """External id -> content, of those that exist."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id, id, content_sha256, "
            "jsonb_path_query_array(responses, '$[*].key')::text FROM annotation_item "
            "WHERE project_id = %s AND external_id = ANY(%s)",
            [project_id, list(external_ids)],
        )
        return {
            name: Content(pk, sha256, orjson.loads(keys))
            for name, pk, sha256, keys in cursor.fetchall()
        }


def _row(pk: int, project_id: int, item: NewItem, rest: bytes) -> bytes:
    external_id, prompt, responses, context, metadata, group_key, sha256 = item
    name, group, sha = external_id.encode(), group_key.encode(), sha256.encode()
    size = _LENGTH.pack
    return b"".join((
        _IDS.pack(17, 8, pk, 8, project_id), size(len(name)), name,
        # jsonb: one byte says which version of the form follows, then the text.
        size(len(prompt) + 1), b"\1", prompt, size(len(responses) + 1), b"\1", responses,
        size(len(context) + 1), b"\1", context, size(len(metadata) + 1), b"\1", metadata,
        size(len(group)), group, size(len(sha)), sha, rest,
    ))  # fmt: skip


def _same_for_all(now: int) -> bytes:
    """State, counters, label source and time of a new item; `now` in microseconds since 2000."""
    state, source = ItemState.IMPORTED.value.encode(), b"any"
    return b"".join((
        _LENGTH.pack(len(state)), state, _COUNTERS.pack(4, 0, 2, 0, 2, 0, 2, 0, 2, 0),
        _LENGTH.pack(len(source)), source, _TIME.pack(8, now),
    ))  # fmt: skip
