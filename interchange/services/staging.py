"""Reading a file into the staging table: parsed, checked, and copied chunk by chunk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from struct import Struct
from typing import Any

import orjson
from django.db import connection, transaction

from annotation import copying
from annotation.domain.questions import Question
from annotation.selectors import versions
from annotation.services.items_bulk import NewItem
from interchange.files.reader import BadLine
from interchange.formats import item_rows, judgment_rows, mapping, plain_rows
from interchange.formats.problems import BadMapping, BadRow, shown
from interchange.models import ImportBatch, ImportProblem
from interchange.services import known, uploads
from interchange.services.known import SEPARATOR, Group, Known, Parsed

CHUNK_ROWS = 5000
CHUNK_BYTES = 16 * 2**20
KEPT_PROBLEMS = 1000
_WRITE_BYTES = 2**17
COPY = """
COPY interchange_stagedrow (batch_id, line, key, payload) FROM STDIN (FORMAT binary)
"""
# Four fields: two bigint, and the length of the key.
_START = Struct(">hiqiqi").pack
Casts = list[tuple[str, Any]]
# A row -> (key, payload) of each thing it stands for; casts are added to the list. An item's
# content is not staged: the file is read again when it is added.
Staged = list[tuple[str, dict[str, Any] | None]]
Read = Callable[[Any, Casts], Staged]
# The same, and the items themselves.
ReadWhole = Callable[[Any, Casts], tuple[Staged, list[NewItem]]]
Take = Callable[[int, NewItem], None]


@dataclass(frozen=True, slots=True)
class How:
    """How the rows of a batch are read."""

    read: Read
    whole: ReadWhole | None = None  # of items
    known: Known | None = None  # of a known format: in groups, with what it leaves out

    def rows(self, source: Iterator[Parsed]) -> Iterator[Parsed]:
        """The rows as `read` wants them."""
        return source if self.known is None else self.known.groups(source)


ReadItems = Callable[[Any, Casts], list[NewItem]]


@dataclass(slots=True)
class Chunk:
    """What became of some rows."""

    read: int = 0
    bad: int = 0
    problems: list[ImportProblem] = field(default_factory=list)


def how(batch: ImportBatch) -> How:
    """How this batch's rows are read.

    Raises:
        BadMapping: The mapping does not fit the project.
    """
    if not known.is_known(batch.mapping):
        if batch.kind != ImportBatch.Kind.ITEMS:
            return How(_reader_for(batch))
        read = items_of(batch)

        def whole(row: Any, casts: Casts) -> tuple[Staged, list[NewItem]]:
            items = read(row, casts)
            return [(item.external_id, None) for item in items], items

        return How(_reader_for(batch), whole)
    if batch.kind != ImportBatch.Kind.ITEMS:
        raise BadMapping(
            "A known format brings items with their judgments: import items.", "format"
        )
    path = uploads.path_of(batch.upload)
    found = known.of(batch.mapping, project_id=batch.project_id, path=path)

    def group(rows: Any, casts: Casts) -> tuple[Staged, list[NewItem]]:
        staged, items = found.stage(rows, casts)
        return staged, [encoded(item) for item in items]

    return How(lambda rows, casts: found.stage(rows, casts)[0], group, found)


def _reader_for(batch: ImportBatch) -> Read:
    """How this batch's rows are read.

    Raises:
        BadMapping: The mapping does not fit the project.
    """
    if batch.kind == ImportBatch.Kind.ITEMS:
        item_mapping = mapping.items(batch.mapping)
        return lambda row, casts: [
            (name, None) for name in item_rows.names(row, item_mapping, casts)
        ]
    judgments = mapping.judgments(batch.mapping)
    questions = asked(batch.project_id)
    judgment_rows.check(judgments, questions)
    return lambda row, casts: [
        (
            f"{j.item}{SEPARATOR}{j.rater}",
            {"x": j.item, "n": j.rater, "a": j.answers, "c": j.confidence, "t": j.seconds},
        )
        for j in judgment_rows.read(row, judgments, questions, casts)
    ]


def items_of(batch: ImportBatch) -> ReadItems:
    """How this batch's rows, which say what is where, are read as items.

    Raises:
        BadMapping: The mapping cannot be used.
    """
    item_mapping = mapping.items(batch.mapping)
    plain = plain_rows.reader(item_mapping) or (lambda _: None)

    def read(row: Any, casts: Casts) -> list[NewItem]:
        found = plain(row)
        if found is not None:
            return [NewItem(*found)]
        return [encoded(item) for item in item_rows.read(row, item_mapping, casts)]

    return read


def encoded(item: item_rows.ItemRow) -> NewItem:
    """An item as it is stored."""
    p, json = item.payload, orjson.dumps
    return NewItem(
        item.external_id, json(p["p"]), json(p["r"]), json(p["c"]), json(p["m"]), p["g"], p["s"]
    )


def asked(project_id: int) -> list[Question]:
    """The questions in force.

    Raises:
        BadMapping: There are none yet.
    """
    newest = versions.in_force(project_id).question_set_id
    if newest is None:
        raise BadMapping("The project asks no question yet; add one first.", "answers")
    return versions.questions(newest)


def stage_chunk(
    batch: ImportBatch,
    rows: Iterator[Parsed],
    how: How,
    taken: Callable[[], int],
    take: Take | None = None,
) -> Chunk:
    """Copy the next rows into the staging table, in the caller's transaction.

    Args:
        batch: Whose rows.
        rows: The rest of the file; some of it is taken.
        how: How a row is read.
        taken: Bytes taken so far: a chunk ends also when its rows were long.
        take: Gets every item that passed, with its line.
    """
    assert transaction.get_connection().in_atomic_block
    chunk, keep = Chunk(), KEPT_PROBLEMS - batch.problems.count()
    read = _sharing(how, take)
    with (
        connection.cursor() as cursor,
        cursor.copy(COPY) as copy,
    ):
        # Written in small pieces: the server takes them in while the next rows are checked.
        copy.write(copying.START)
        for piece in _pieces(batch, _some(rows, taken), read, chunk):
            copy.write(piece)
        copy.write(copying.END)
    if how.known is not None:
        notes = [
            problem(batch, line, key, why, "", note=True) for line, key, why in how.known.notes
        ]
        chunk.problems += notes
        how.known.notes.clear()
    ImportProblem.objects.bulk_create(chunk.problems[: max(keep, 0)])
    return chunk


def _sharing(how: How, take: Take | None) -> Callable[[int, Any, Casts], Staged]:
    """Reads a row; where somebody takes its items, once for both."""
    if take is None or how.whole is None:
        return lambda _, value, casts: how.read(value, casts)
    whole = how.whole

    def read(line: int, value: Any, casts: Casts) -> Staged:
        staged, items = whole(value, casts)
        for item in items:
            take(line, item)
        return staged

    return read


def _pieces(
    batch: ImportBatch,
    rows: Iterator[Parsed],
    read: Callable[[int, Any, Casts], Staged],
    chunk: Chunk,
) -> Iterator[bytes]:
    lines: list[bytes] = []
    size, pk = 0, batch.pk
    for line, value in rows:
        chunk.read += len(value) if isinstance(value, Group) else 1
        for key, payload in _checked(batch, line, value, read, chunk):
            name = key.encode()
            body = copying.NULL if payload is None else copying.json(orjson.dumps(payload))
            lines.append(_START(4, 8, pk, 8, line, len(name)) + name + body)
            size += len(lines[-1])
        if size > _WRITE_BYTES:
            yield b"".join(lines)
            lines.clear()
            size = 0
    yield b"".join(lines)


def _some(rows: Iterator[Parsed], taken: Callable[[], int]) -> Iterator[Parsed]:
    before = taken()
    for row in islice(rows, CHUNK_ROWS):
        yield row
        if taken() - before > CHUNK_BYTES:
            return


def _checked(
    batch: ImportBatch,
    line: int,
    value: Any,
    read: Callable[[int, Any, Casts], Staged],
    chunk: Chunk,
) -> Staged:
    casts: Casts = []
    try:
        if isinstance(value, BadLine):
            raise BadRow("", str(value), value.value)
        found = read(line, value, casts)
    except BadRow as e:
        chunk.bad += len(value) if isinstance(value, Group) else 1
        chunk.problems.append(problem(batch, line, e.field, e.reason, e.value))
        return []
    if casts:
        chunk.problems += [
            problem(batch, line, name, "taken as text", shown(cast), note=True)
            for name, cast in casts
        ]
    return found


def problem(
    batch: ImportBatch, line: int, name: str, reason: str, value: str, *, note: bool = False
) -> ImportProblem:
    """A row of the report, cut to what its columns hold."""
    return ImportProblem(
        batch=batch,
        line=line,
        field=name[:120],
        reason=reason[:400],
        value=value[:200],
        note=note,
    )


def id_column(batch: ImportBatch) -> str:
    """Where the file names the item."""
    return str(batch.mapping.get("id") or batch.mapping.get("item") or "id")
