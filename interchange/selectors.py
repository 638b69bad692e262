"""Imports as pages and commands see them."""

from dataclasses import dataclass
from datetime import datetime

from annotation.errors import NotFound
from interchange.models import ImportBatch, ImportedItem, ImportProblem

ENDED = frozenset(
    {
        ImportBatch.State.COMMITTED,
        ImportBatch.State.CHECKED,
        ImportBatch.State.FAILED,
        ImportBatch.State.CANCELLED,
    }
)


@dataclass(frozen=True, slots=True)
class ProblemRecord:
    """One line of an import's report."""

    line: int
    field: str
    reason: str
    value: str
    note: bool  # the row is fine all the same


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import and how far it is."""

    id: int
    project_id: int
    kind: str
    file: str
    state: str
    rows_read: int
    rows_added: int
    rows_present: int
    rows_differing: int
    rows_bad: int
    bytes_read: int
    size: int
    error: str
    dry_run: bool
    on_error: str
    created_at: datetime
    finished_at: datetime | None
    created_by: str | None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in ENDED


def imports(*, project_id: int, before: int | None = None, limit: int = 50) -> list[ImportRecord]:
    """The project's imports, newest first."""
    rows = ImportBatch.objects.filter(project_id=project_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_record(b) for b in rows.select_related("upload", "created_by").order_by("-pk")[:limit]]


def import_(batch_id: int) -> ImportRecord:
    """One import.

    Raises:
        NotFound: There is none of that number.
    """
    batch = ImportBatch.objects.select_related("upload", "created_by").filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    return _record(batch)


def problems(batch_id: int, *, limit: int = 1000) -> list[ProblemRecord]:
    """The report of an import, bad rows before notes, in the order of the file."""
    rows = ImportProblem.objects.filter(batch_id=batch_id).order_by("note", "line", "pk")
    return [ProblemRecord(p.line, p.field, p.reason, p.value, p.note) for p in rows[:limit]]


def origin(item_id: int) -> dict[str, int] | None:
    """Which import and line an item came from: {"batch", "line"}."""
    row = ImportedItem.objects.filter(item_id=item_id).first()
    return {"batch": row.batch_id, "line": row.line} if row else None


def _record(batch: ImportBatch) -> ImportRecord:
    return ImportRecord(
        id=batch.pk,
        project_id=batch.project_id,
        kind=batch.kind,
        file=batch.upload.name,
        state=batch.state,
        rows_read=batch.rows_read,
        rows_added=batch.rows_added,
        rows_present=batch.rows_present,
        rows_differing=batch.rows_differing,
        rows_bad=batch.rows_bad,
        bytes_read=batch.bytes_read,
        size=batch.upload.size,
        error=batch.error,
        dry_run=batch.dry_run,
        on_error=batch.on_error,
        created_at=batch.created_at,
        finished_at=batch.finished_at,
        created_by=batch.created_by.name if batch.created_by else None,
    )
