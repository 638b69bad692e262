"""Imports and exports as pages and commands see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce

from annotation.errors import NotFound
from annotation.selectors import jobs
from interchange.models import ImportBatch, ImportedRun, ImportProblem, Snapshot, SnapshotRow

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
    judgments_added: int
    judgments_present: int
    left_out: list[dict[str, Any]]  # [{"reason", "n"}]
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


def origin_of(item_id: int) -> dict[str, Any] | None:
    """The import, file and line an item came from; None: from no file."""
    runs = ImportedRun.objects.select_related("batch__upload").order_by("-first_item")
    run = runs.filter(first_item__lte=item_id).first()
    if run is None or item_id >= run.first_item + run.items:
        return None
    line = run.first_line + item_id - run.first_item
    return {"import_id": run.batch_id, "line": line, "file": run.batch.upload.name}


def files_of(item_id: int) -> dict[str, Any]:
    """Where an item came from and which finished exports it is in."""
    held = SnapshotRow.objects.filter(item_id=item_id).values("snapshot")
    # A config stands in the export of its dataset.
    whole = Snapshot.objects.filter(pk__in=held).values_list(Coalesce("beside", "pk"), flat=True)
    return {
        "origin": origin_of(item_id),
        "exports": list(
            Snapshot.objects.filter(pk__in=whole, state=Snapshot.State.DONE)
            .order_by("pk")
            .values("id", "format", "finished_at")
        ),
    }


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
        judgments_added=batch.judgments_added,
        judgments_present=batch.judgments_present,
        left_out=[{"reason": reason, "n": n} for reason, n in sorted(batch.left_out.items())],
        bytes_read=batch.bytes_read,
        size=batch.upload.size,
        error=batch.error,
        dry_run=batch.dry_run,
        on_error=batch.on_error,
        created_at=batch.created_at,
        finished_at=batch.finished_at,
        created_by=batch.created_by.name if batch.created_by else None,
    )


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """An export and how far it is."""

    id: int
    project_id: int
    format: str
    params: dict[str, Any]
    state: str
    rows: int
    files: list[dict[str, Any]]
    card: list[dict[str, Any]]  # README, Croissant, plots, manifest
    manifest: dict[str, Any]
    sha256: str
    error: str
    job: dict[str, int | None] | None
    created_at: datetime
    finished_at: datetime | None
    created_by: str | None


def snapshots(*, project_id: int, before: int | None, limit: int) -> list[SnapshotRecord]:
    """Exports of a project, newest first, from before an id."""
    rows = Snapshot.objects.filter(project_id=project_id, beside=None).select_related("created_by")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_snapshot(row) for row in rows.order_by("-pk")[:limit]]


def snapshot(snapshot_id: int) -> SnapshotRecord:
    """One export.

    Raises:
        NotFound: There is none of that number.
    """
    rows = Snapshot.objects.select_related("created_by").filter(pk=snapshot_id, beside=None)
    row = rows.first()
    if row is None:
        raise NotFound
    return _snapshot(row)


def snapshot_project(snapshot_id: int) -> int | None:
    """The project of an export, or None; for the check of rights."""
    rows = Snapshot.objects.filter(pk=snapshot_id, beside=None)
    return rows.values_list("project_id", flat=True).first()


def _snapshot(row: Snapshot) -> SnapshotRecord:
    running = row.state in (Snapshot.State.PENDING, Snapshot.State.RUNNING)
    # A worker that is killed each time cannot say itself that the export has failed.
    dead = jobs.given_up(kind="export", key=str(row.pk)) if running else None
    return SnapshotRecord(
        id=row.pk,
        project_id=row.project_id,
        format=row.format,
        params=row.params,
        state=row.state if dead is None else Snapshot.State.FAILED,
        rows=row.rows,
        files=_linked(row.pk, row.files),
        card=_linked(row.pk, row.manifest.get("card", [])),
        manifest=row.manifest,
        sha256=row.sha256,
        error=row.error if dead is None else f"It was tried several times in vain: {dead}",
        job=jobs.progress(kind="export", key=str(row.pk)) if running else None,
        created_at=row.created_at,
        finished_at=row.finished_at,
        created_by=row.created_by.name if row.created_by else None,
    )


def _linked(snapshot_id: int, files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**f, "url": f"/api/exports/{snapshot_id}/files/{f['name']}"} for f in files]
