"""The last step of an import of items: the file is read again, and its items are copied in.

The staging table says which rows may come in, and holds no content: writing a million rows twice
took longer than reading them twice. Reading is ahead of the database by one block.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from annotation import copying
from annotation.services import items_bulk
from annotation.services.items_bulk import NewItem
from interchange.errors import ImportFailed
from interchange.files.reader import BadLine, Rows
from interchange.formats.problems import BadRow
from interchange.models import ImportBatch, ImportProblem, StagedRow
from interchange.services import known, staging, uploads
from interchange.services.ahead import ahead

# Small enough to stay in the processor's cache and in memory that is used again and again: with
# blocks of some megabytes most of the time went into asking the system for fresh memory.
BLOCK_ROWS = 500
BLOCK_BYTES = 2**20
Numbered = tuple[int, NewItem]  # line, item
PRESENT = """
CREATE TEMP TABLE present ON COMMIT DROP AS
SELECT s.line, s.key FROM interchange_stagedrow s
JOIN annotation_item i ON i.project_id = %s AND i.external_id = s.key WHERE s.batch_id = %s
"""


@dataclass(slots=True)
class Added:
    """What the step did."""

    first: bool = False  # the project had no item before
    added: int = 0
    present: int = 0  # was there already, differing or not
    differing: int = 0  # same id, other content: kept as it was
    notes: list[ImportProblem] = field(default_factory=list)
    judgments_added: int = 0
    judgments_present: int = 0
    texts: "array[int]" = field(default_factory=lambda: array("Q"))  # of each the sha256, cut

    def says_nothing_again(self) -> bool:
        """Whether it is sure that no two items of the project hold the same text."""
        texts = np.frombuffer(self.texts, np.uint64)
        texts.sort()  # in its place: a copy of a million would be felt
        return self.first and not (texts[1:] == texts[:-1]).any()


@dataclass(slots=True)
class Block:
    """Some rows of the file."""

    after: int  # the line before the first
    up_to: int
    items: list[Numbered] = field(default_factory=list)


def items(batch: ImportBatch) -> Added:
    """Add the items that were staged; call inside a transaction.

    Raises:
        ImportFailed: The file does not hold what it held when it was checked.
    """
    items_bulk.one_at_a_time(project_id=batch.project_id)
    first = not items_bulk.any_in(project_id=batch.project_id)
    done = Added(first=first, present=_find_present(batch))
    for block in ahead(_blocks(batch)):
        rows = _staged(batch, block)
        if done.present and (known := _present(block)):
            _compare(batch, [row for row in rows if _name(row) in known], done)
            rows = [row for row in rows if _name(row) not in known]
        add(batch, iter(rows), done, most=len(rows))
    if done.added + done.present != staged_items(batch).count():
        raise ImportFailed("The file has changed since it was checked; import it again.")
    return done


def confirmed(batch: ImportBatch, done: Added) -> Added:
    """What was added while the file was read, if that is just what passed every check.

    Raises:
        ImportFailed: It is not.
    """
    if done.added != staged_items(batch).count():
        raise ImportFailed("The file has changed while it was read; import it again.")
    return done


def staged_items(batch: ImportBatch) -> QuerySet[StagedRow]:
    """The staged rows that are items: those of a known format have judgments beside them."""
    staged = StagedRow.objects.filter(batch=batch)
    if known.is_known(batch.mapping):
        return staged.exclude(key__contains=known.SEPARATOR)
    return staged


def differ(batch: ImportBatch, done: Added, lines: list[tuple[int, str]]) -> None:
    """Note (line, external id) of rows that exist with other content; the first ones are kept."""
    done.differing += len(lines)
    reason = "exists with other content; it was kept as it was"
    for line, name in lines[: staging.KEPT_PROBLEMS - len(done.notes)]:
        done.notes.append(
            staging.problem(batch, line, staging.id_column(batch), reason, name, note=True)
        )


def _find_present(batch: ImportBatch) -> int:
    """Fill the temporary table `present` with the staged rows whose item exists; how many."""
    with connection.cursor() as cursor:
        # Of a project filled a moment ago the statistics say "one row": a nested loop would compare
        # each with each.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("DROP TABLE IF EXISTS present")
        cursor.execute(PRESENT, [batch.project_id, batch.pk])
        found = int(cursor.rowcount)
        cursor.execute("SET LOCAL enable_nestloop = on")
        cursor.execute("CREATE INDEX ON present (line)")
    return found


def _present(block: Block) -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        window = [block.after, block.up_to]
        cursor.execute("SELECT line, key FROM present WHERE line > %s AND line <= %s", window)
        return set(cursor.fetchall())


def add(batch: ImportBatch, rows: Iterator[Numbered], done: Added, *, most: int) -> None:
    """Add items that are not there yet, at most so many of them, with their origin."""
    if not most:
        return
    lines: list[int] = []

    def items() -> Iterator[NewItem]:
        for line, item in islice(rows, most):
            lines.append(line)
            done.texts.append(int(item.content_sha256[:16], 16))
            yield item

    ids = items_bulk.add(items(), project_id=batch.project_id, most=most)
    keep_origin(batch, ids, lines)
    done.added += len(ids)


def keep_origin(batch: ImportBatch, ids: Sequence[int], lines: Sequence[int]) -> None:
    """Note which line each item came from. Both ascend; a run ends where either leaves a gap."""
    item, line = np.array(ids), np.array(lines)
    first = np.flatnonzero(np.r_[len(item) > 0, (np.diff(item) != 1) | (np.diff(line) != 1)])
    items = np.diff(np.r_[first, len(item)])
    columns = [item[first], np.full(len(first), batch.pk), line[first], items]
    copying.copy(
        "COPY interchange_importedrun (first_item, batch_id, first_line, items) FROM STDIN",
        copying.starts(4, [("i8", column) for column in columns]),
    )


def _compare(batch: ImportBatch, rows: list[Numbered], done: Added) -> None:
    names = items_bulk.differing([item for _, item in rows], project_id=batch.project_id)
    differ(batch, done, [(n, i.external_id) for n, i in rows if i.external_id in names])


def _staged(batch: ImportBatch, block: Block) -> list[Numbered]:
    """The rows of a block that passed every check: not those whose id was used before."""
    passed = staged_items(batch).filter(line__gt=block.after, line__lte=block.up_to)
    if passed.count() == len(block.items):
        return block.items
    keys = set(passed.values_list("line", "key"))
    return [row for row in block.items if _name(row) in keys]


def _name(row: Numbered) -> tuple[int, str]:
    return row[0], row[1].external_id


def _blocks(batch: ImportBatch) -> Iterator[Block]:
    source: Callable[[Iterator[known.Parsed]], Iterator[known.Parsed]] = iter
    if known.is_known(batch.mapping):
        of = known.items_of(batch.mapping)  # another thread: another connection
        source, read = of.groups, _of_group(of)
    else:
        read = staging.items_of(batch)
    with Rows(uploads.path_of(batch.upload), max_bytes=settings.UPLOAD_MAX_BYTES) as rows:
        block, size = Block(0, 0), 0
        for line, value in source(rows.read()):
            block.up_to = line
            for item in _items(value, read):
                block.items.append((line, item))
                size += len(item.prompt) + len(item.responses) + len(item.metadata)
            if len(block.items) >= BLOCK_ROWS or size >= BLOCK_BYTES:
                yield block
                block, size = Block(line, line), 0
        yield block


def _of_group(of: known.Known) -> staging.ReadItems:
    return lambda group, casts: [staging.encoded(i) for i in of.items(group)]  # noqa: ARG005


def _items(value: object, read: staging.ReadItems) -> list[NewItem]:
    try:
        return [] if isinstance(value, BadLine) else read(value, [])
    except BadRow:
        return []  # reported when it was staged
