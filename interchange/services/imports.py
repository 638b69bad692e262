"""An import from start to end: staged, checked as a whole, then added in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import DiskFull

from annotation.errors import NotFound, Refusal
from annotation.services import audit, jobs
from interchange.errors import ImportFailed, TooLateToCancel, WrongMapping
from interchange.files.reader import Rows
from interchange.formats.problems import BadMapping
from interchange.models import ImportBatch, StagedRow
from interchange.services import alongside, checking, committing, staging, uploads
from interchange.services.adding import Added
from interchange.services.alongside import Alongside
from interchange.services.known import Known

State = ImportBatch.State
OPEN = (State.PENDING, State.STAGING)
ENDED = (State.COMMITTED, State.CHECKED, State.FAILED, State.CANCELLED)
ATTEMPTS = 5
# Of rows that a crash of the database would take anyway: what is read is read again then.
NOT_WAITED_FOR = "SET LOCAL synchronous_commit = off"
Tell = Callable[[int, int, int], None]


def _silent(rows: int, done: int, size: int) -> None:
    """Nobody is watching."""


@transaction.atomic
def start(
    *,
    project_id: int,
    upload_id: int,
    kind: str,
    mapping: dict[str, Any],
    on_error: str,
    dry_run: bool,
    actor_id: int | None,
) -> tuple[int, int]:
    """Write the batch and its job; returns both ids.

    Raises:
        NotFound: The project has no such upload.
        WrongMapping: The mapping does not fit; `fields` says which part.
    """
    upload = uploads.get(project_id=project_id, upload_id=upload_id)
    batch = ImportBatch(
        project_id=project_id,
        upload=upload,
        kind=kind,
        mapping=mapping,
        on_error=on_error,
        dry_run=dry_run,
        created_by_id=actor_id,
    )
    try:
        staging.how(batch)
    except BadMapping as e:
        part = f"mapping.{e.field}" if e.field else "mapping"
        raise WrongMapping(f"The mapping does not fit: {e}", fields={part: [str(e)]}) from e
    batch.save()
    job_id = jobs.enqueue(
        kind="import",
        key=f"import:{batch.pk}",
        args={"batch": batch.pk},
        project_id=project_id,
        max_attempts=ATTEMPTS,
    )
    return batch.pk, job_id


def run(*, job_id: int, tell: Tell = _silent) -> None:
    """Carry out an "import" job; one that was killed goes on where it was.

    Args:
        job_id: Of `start`.
        tell: Called with rows read, bytes read and the file's size, every few thousand rows.
    """
    with jobs.running(job_id) as job:
        if job is None:
            return
        batch = ImportBatch.objects.select_related("upload").get(pk=job.args["batch"])
        with _reported(batch, job):
            _carry_out(batch, job, tell)


@contextmanager
def _reported(batch: ImportBatch, job: jobs.JobRecord) -> Iterator[None]:
    """Write into the batch why it failed, when trying again would not help."""
    try:
        yield
    except jobs.LostJob:
        raise
    except Exception as e:
        sentence = _sentence(e)
        if sentence is None and job.attempts < ATTEMPTS:
            raise
        fail(batch, sentence or "It broke off at every attempt; the worker's log says why.")
        raise ImportFailed(batch.error) from e


def _sentence(error: Exception) -> str | None:
    if isinstance(error, Refusal | BadMapping):
        return str(error)
    if isinstance(error, OperationalError) and isinstance(error.__cause__, DiskFull):
        return "The disk of the database is full; make room and import again."
    return uploads.disk_trouble(error) if isinstance(error, OSError) else None


def cancel(*, project_id: int, batch_id: int, actor_id: int) -> None:
    """Stop an import; what was read of it is forgotten.

    Raises:
        NotFound: The project has no such import.
        TooLateToCancel: It has ended, or is being committed.
    """
    mine = ImportBatch.objects.filter(project_id=project_id, pk=batch_id)
    batch = mine.first()
    if batch is None:
        raise NotFound
    with transaction.atomic():
        won = mine.filter(state__in=OPEN).update(
            state=State.CANCELLED, finished_at=timezone.now(), error="Cancelled."
        )
        if not won:
            raise TooLateToCancel
        for job_id in jobs.open_of(kind="import", key=f"import:{batch_id}"):
            jobs.cancel(job_id)
        committing.drop_staged(batch)
        audit.record(
            kind="import.cancelled",
            project_id=project_id,
            actor_id=actor_id,
            subject=f"import:{batch_id}",
        )


def forget(batch_id: int) -> None:
    """Remove a check that has ended, with its file and its report."""
    batch = ImportBatch.objects.select_related("upload").get(pk=batch_id, state__in=ENDED)
    batch.delete()
    uploads.discard(batch.upload)


def fail(batch: ImportBatch, sentence: str) -> None:
    """Nothing was added, and this is why."""
    batch.error = sentence
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).exclude(state__in=ENDED).update(
            state=State.FAILED, error=sentence, finished_at=timezone.now()
        )
        committing.drop_staged(batch)


def _carry_out(batch: ImportBatch, job: jobs.JobRecord, tell: Tell) -> None:
    with alongside.of(batch) as beside:
        if batch.state in OPEN:
            _stage(batch, job, tell, beside)
            with transaction.atomic():
                bad = checking.check(batch)
                _advance(batch, rows_bad=batch.rows_bad + bad, left_out=batch.left_out)
            _verdict(batch)
        if batch.state == State.COMMITTING:
            # One transaction, in which no heartbeat would be seen: the lease must last for it all.
            jobs.heartbeat(job, lease_seconds=jobs.LEASE_SECONDS + batch.rows_read // 1000)
            if beside is None or not beside.commit(lambda done: _commit(batch, done)):
                with transaction.atomic():
                    _commit(batch)


def _stage(
    batch: ImportBatch, job: jobs.JobRecord, tell: Tell, beside: Alongside | None = None
) -> None:
    how = staging.how(batch)
    if batch.rows_read > batch.rows_bad and not StagedRow.objects.filter(batch=batch).exists():
        # The table is not in the database's log: after a crash of the database it is empty.
        _advance(batch, rows_read=0, rows_bad=0, bytes_read=0, left_out={})
        batch.problems.all().delete()
    take = beside.take if beside else None
    path = uploads.path_of(batch.upload)
    with Rows(path, max_bytes=settings.UPLOAD_MAX_BYTES) as rows:
        source = how.rows(rows.read(skip=batch.rows_read))
        while True:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(NOT_WAITED_FOR)
                chunk = staging.stage_chunk(batch, source, how, rows.taken, take)
                _advance(
                    batch,
                    rows_read=batch.rows_read + chunk.read,
                    rows_bad=batch.rows_bad + chunk.bad,
                    bytes_read=rows.bytes_read,
                    **_left_out(batch, how.known),
                )
                jobs.heartbeat(job, done=batch.bytes_read, total=batch.upload.size)
            if chunk.read == 0:
                return
            if chunk.bad and batch.on_error == ImportBatch.OnError.STOP and not batch.dry_run:
                raise ImportFailed(checking.stopped(batch))
            tell(batch.rows_read, batch.bytes_read, batch.upload.size)


def _left_out(batch: ImportBatch, known: Known | None) -> dict[str, Any]:
    if known is None:
        return {}
    counts = Counter(batch.left_out) + known.left
    known.left.clear()
    return {"left_out": dict(counts)}


def _advance(batch: ImportBatch, **progress: Any) -> None:
    """Note how far it is, in the transaction of the rows themselves."""
    progress.setdefault("state", State.STAGING)
    if progress["state"] in ENDED:
        progress["finished_at"] = timezone.now()
    won = ImportBatch.objects.filter(pk=batch.pk, state__in=OPEN).update(**progress)
    if not won:
        raise jobs.LostJob(f"import {batch.pk} was cancelled")
    for name, value in progress.items():
        setattr(batch, name, value)


def _verdict(batch: ImportBatch) -> None:
    """Whether to go on, now that every row has been read."""
    if batch.rows_bad and not batch.dry_run and batch.on_error == ImportBatch.OnError.STOP:
        raise ImportFailed(checking.stopped(batch))
    if batch.rows_bad == batch.rows_read and not batch.dry_run:
        raise ImportFailed(checking.nothing(batch))
    _advance(batch, state=State.CHECKED if batch.dry_run else State.COMMITTING)
    if batch.dry_run:
        committing.drop_staged(batch)


def _commit(batch: ImportBatch, added: Added | None = None) -> None:
    """Bring it in; call inside a transaction."""
    won = ImportBatch.objects.filter(pk=batch.pk, state=State.COMMITTING).update(
        state=State.COMMITTED, finished_at=timezone.now()
    )
    if not won:
        return
    done = committing.commit(batch, added)
    ImportBatch.objects.filter(pk=batch.pk).update(
        rows_added=done.added,
        rows_present=done.present,
        rows_differing=done.differing,
        judgments_added=done.judgments_added,
        judgments_present=done.judgments_present,
        left_out=batch.left_out,
    )
    checking.keep(batch, done.notes)
