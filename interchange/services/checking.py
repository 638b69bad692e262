"""What only the whole file shows: ids given twice, judgments of items that are not there."""

from collections import Counter
from itertools import groupby

from django.db import connection

from annotation.services import items_bulk
from interchange.models import ImportBatch, ImportProblem, StagedRow
from interchange.selectors import ProblemRecord
from interchange.services import known, staging

# Asked first: it takes a quarter of the time of the other, and nearly always says no. No joins: the
# planner knows nothing of rows staged a moment ago, and might compare each with each.
ANY_TWICE = """
    SELECT FROM interchange_stagedrow WHERE batch_id = %s GROUP BY key HAVING count(*) > 1 LIMIT 1
"""
DUPLICATES = """
    SELECT line, key, first FROM (
        SELECT line, key, min(line) OVER (PARTITION BY key) AS first
        FROM interchange_stagedrow WHERE batch_id = %s) d
    WHERE line > first ORDER BY line, key
"""
# Of a known format: what is said twice in the same words is one thing.
AGAIN = """
    SELECT line, key, first, same FROM (
        SELECT line, key, min(line) OVER each AS first,
            payload = first_value(payload) OVER (PARTITION BY key ORDER BY line) AS same
        FROM interchange_stagedrow WHERE batch_id = %s WINDOW each AS (PARTITION BY key)) d
    WHERE line > first ORDER BY line, key
"""
FORGET = """
    DELETE FROM interchange_stagedrow s USING unnest(%s::bigint[], %s::text[]) again(line, key)
    WHERE s.batch_id = %s AND s.line = again.line AND s.key = again.key
"""
NAMED_ITEMS = """
    SELECT payload->>'x' AS external_id, line FROM interchange_stagedrow WHERE batch_id = %s
"""


def check(batch: ImportBatch) -> int:
    """Take the bad rows out of the staging table and report them; returns how many."""
    if known.is_known(batch.mapping):
        return _said_again(batch)
    bad = _duplicates(batch)
    if batch.kind == ImportBatch.Kind.JUDGMENTS:
        bad |= _without_item(batch)
    keep(batch, [bad[line] for line in sorted(bad)])
    StagedRow.objects.filter(batch=batch, line__in=list(bad)).delete()
    return len(bad)


def _said_again(batch: ImportBatch) -> int:
    """Leave every item and every rater's verdict once; an id with other content is a bad row."""
    with connection.cursor() as cursor:
        cursor.execute(ANY_TWICE, [batch.pk])
        if not cursor.rowcount:
            return 0
        cursor.execute(AGAIN, [batch.pk])
        found = cursor.fetchall()
        cursor.execute(FORGET, [[f[0] for f in found], [f[1] for f in found], batch.pk])
    bad = {}
    counts = Counter(batch.left_out)
    for line, key, first, same in found:
        name, _, rater = key.partition(known.SEPARATOR)
        if same or rater:
            counts[known.SAME_AGAIN if same else known.JUDGED_TWICE] += 1
            continue
        reason = f"the id was used on line {first} already with other content; the first is taken"
        bad[line] = staging.problem(batch, line, "id", reason, name)
    batch.left_out = dict(counts)
    keep(batch, list(bad.values()))
    return len(bad)


def keep(batch: ImportBatch, problems: list[ImportProblem]) -> None:
    """Add to the report, which holds the first thousand."""
    room = max(0, staging.KEPT_PROBLEMS - batch.problems.count())
    ImportProblem.objects.bulk_create(problems[:room])


def stopped(batch: ImportBatch) -> str:
    """Why an import that was to stop at a bad row has stopped."""
    return (
        f"Nothing was imported: {_first(batch)}. Correct the file and import it again, "
        "or choose to skip bad rows."
    )


def nothing(batch: ImportBatch) -> str:
    """Why there was nothing to import."""
    if not batch.rows_read:
        return "The file holds no row."
    return (
        f"No row could be used, so the mapping or the file is probably the wrong one; "
        f"{_first(batch)}."
    )


def _first(batch: ImportBatch) -> str:
    bad = f"{batch.rows_bad:,} of {batch.rows_read:,} rows read so far are bad"
    first = batch.problems.filter(note=False).order_by("line", "pk").first()
    return bad if first is None else f"{bad}; the first is {sentence(first)}"


def sentence(problem: ImportProblem | ProblemRecord) -> str:
    """A problem in one line."""
    subject = f"line {problem.line}" + (f", {problem.field}" if problem.field else "")
    value = f" [{problem.value}]" if problem.value else ""
    return f"{subject}: {problem.reason}{value}"


def _duplicates(batch: ImportBatch) -> dict[int, ImportProblem]:
    with connection.cursor() as cursor:
        cursor.execute(ANY_TWICE, [batch.pk])
        if not cursor.rowcount:
            return {}
        cursor.execute(DUPLICATES, [batch.pk])
        found = cursor.fetchall()
    bad = {}
    for line, rows in groupby(found, key=lambda row: row[0]):
        _, key, first = next(rows)
        name, _, rater = key.partition(known.SEPARATOR)
        what = f"was judged by {rater!r}" if rater else "was used"
        reason = f"the id {what} on line {first} already; the first one is taken"
        bad[line] = staging.problem(batch, line, staging.id_column(batch), reason, name)
    return bad


def _without_item(batch: ImportBatch) -> dict[int, ImportProblem]:
    lines = items_bulk.missing_from(NAMED_ITEMS, [batch.pk], project_id=batch.project_id)
    reason = "the project has no item with this id"
    return {
        line: staging.problem(batch, line, staging.id_column(batch), reason, name)
        for line, name in lines
    }
