"""The job table: work that must end visibly, whatever happens to a worker or a message (I6)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging import getLogger
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from annotation import events
from annotation.domain.types import JobState
from annotation.errors import Refusal
from annotation.models import Job

log = getLogger(__name__)
NOTE = """
UPDATE annotation_job SET lease_until = now() + make_interval(secs => %s), done = %s, total = %s
WHERE id = %s AND token = %s AND state = 'running'
"""
OPEN = (JobState.PENDING, JobState.RUNNING)
LEASE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job granted to this process; `token` fences off a worker that lost its lease."""

    id: int
    kind: str
    project_id: int | None
    args: dict[str, Any]
    token: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever asked for a job is told of it."""

    job_id: int
    kind: str
    args: dict[str, Any]
    state: str
    done: int
    total: int | None
    error: str
    finished_at: datetime | None

    @property
    def open(self) -> bool:
        """It waits, or is under way."""
        return self.state in OPEN


class Later(Exception):
    """The work cannot be done now; try again at `not_before`."""

    def __init__(self, reason: str, *, not_before: datetime, counts: bool = True) -> None:
        super().__init__(reason)
        self.not_before = not_before
        self.counts = counts  # False: waiting was not the job's fault, the attempt is given back


class LostJob(Exception):
    """Somebody else owns the job now: whatever this worker still does must not count."""


def enqueue(
    *,
    kind: str,
    key: str,
    args: dict[str, Any] | None = None,
    project_id: int | None = None,
    not_before: datetime | None = None,
    max_attempts: int = 5,
) -> int:
    """Write the job row in the caller's transaction; what waits already is not asked for twice.

    Work that is running may be asked for once more: it is done again after.
    """
    job, _ = Job.objects.get_or_create(
        kind=kind,
        key=key,
        state=JobState.PENDING,
        defaults={
            "args": args or {},
            "project_id": project_id,
            "not_before": not_before or timezone.now(),
            "max_attempts": max_attempts,
        },
    )
    events.after_commit(events.job_enqueued, job_id=job.pk, kind=kind)
    return int(job.pk)


def claim(job_id: int, *, lease_seconds: int = LEASE_SECONDS) -> JobRecord | None:
    """Take the job if it is due and nobody holds it; a compare-and-set on its row."""
    due = (
        Q(pk=job_id, state__in=OPEN, not_before__lte=Now())
        & (Q(lease_until__isnull=True) | Q(lease_until__lt=Now()))
        & ~Exists(_twins().filter(state=JobState.RUNNING, lease_until__gte=Now()))
    )
    Job.objects.filter(due, attempts__gte=F("max_attempts")).update(
        state=JobState.DEAD,
        finished_at=Now(),
        error="The worker died at every attempt; the last one did not say why.",
    )
    won = Job.objects.filter(due).update(
        state=JobState.RUNNING,
        token=F("token") + 1,
        attempts=F("attempts") + 1,
        lease_until=Now() + timedelta(seconds=lease_seconds),
    )
    if not won:
        return None
    job = Job.objects.get(pk=job_id)
    return JobRecord(job.pk, job.kind, job.project_id, job.args, job.token, job.attempts)


def heartbeat(
    job: JobRecord,
    *,
    done: int | None = None,
    total: int | None = None,
    lease_seconds: int = LEASE_SECONDS,
) -> None:
    """Extend the lease and note the progress.

    Raises:
        LostJob: The lease went to another worker, or the job was cancelled.
    """
    changes: dict[str, Any] = {"lease_until": Now() + timedelta(seconds=lease_seconds)}
    if done is not None:
        changes["done"] = done
    if total is not None:
        changes["total"] = total
    _change(job, **changes)


def keep(job: JobRecord, *, args: dict[str, Any]) -> None:
    """Put something else in the place of its arguments, such as what was found.

    Raises:
        LostJob: As `heartbeat`.
    """
    _change(job, args=args)


@contextmanager
def noting(job: JobRecord) -> Iterator[Callable[[int, int], None]]:
    """Progress of work that is one long transaction: noted on a connection of its own.

    What it yields extends the lease, and raises LostJob as `heartbeat` does.
    """
    how = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    with psycopg.connect(**how, autocommit=True) as own:

        def note(done: int, total: int) -> None:
            given = (LEASE_SECONDS, done, total, job.id, job.token)
            if not own.execute(NOTE, given).rowcount:
                raise LostJob(f"job {job.id}")

        yield note


def finish(job: JobRecord) -> None:
    """The work is done."""
    _change(job, state=JobState.DONE, lease_until=None, finished_at=Now(), error="")


def fail(job: JobRecord, *, error: str) -> None:
    """The work cannot be done; trying again would not help."""
    _change(job, state=JobState.DEAD, lease_until=None, finished_at=Now(), error=error[:2000])


def retry(job: JobRecord, *, error: str, not_before: datetime, counts: bool = True) -> None:
    """Try again later; dead once the attempts are used up."""
    if counts and Job.objects.filter(pk=job.id, attempts__gte=F("max_attempts")).exists():
        fail(job, error=error)
    elif Job.objects.filter(pk=job.id).filter(Exists(_twins().filter(state=JobState.PENDING))):
        # The same work was asked for again meanwhile: that row goes on.
        _change(
            job, state=JobState.CANCELLED, lease_until=None, finished_at=Now(), error=error[:2000]
        )
    else:
        _change(
            job,
            state=JobState.PENDING,
            lease_until=None,
            not_before=not_before,
            error=error[:2000],
            attempts=F("attempts") if counts else F("attempts") - 1,
        )


def cancel(job_id: int) -> bool:
    """Stop an open job; a running worker notices at its next heartbeat."""
    return bool(
        Job.objects.filter(pk=job_id, state__in=OPEN).update(
            state=JobState.CANCELLED, finished_at=Now(), token=F("token") + 1
        )
    )


def due(*, limit: int) -> list[tuple[int, str]]:
    """Open jobs whose time has come and that nobody holds, oldest first."""
    rows = (
        Job.objects.filter(state__in=OPEN, not_before__lte=Now())
        .filter(Q(lease_until__isnull=True) | Q(lease_until__lt=Now()))
        .order_by("not_before")
        .values_list("pk", "kind")[:limit]
    )
    return list(rows)


def open_of(*, kind: str, key: str) -> list[int]:
    """The open job for some work, if any."""
    return list(Job.objects.filter(kind=kind, key=key, state__in=OPEN).values_list("pk", flat=True))


def open_args(*, kind: str) -> list[dict[str, Any]]:
    """What the jobs of this kind that wait or are under way were asked."""
    return list(Job.objects.filter(kind=kind, state__in=OPEN).values_list("args", flat=True))


def told(*, kind: str, key: str) -> Told | None:
    """The newest job for some work."""
    return next(map(_told, Job.objects.filter(kind=kind, key=key).order_by("-pk")[:1]), None)


def told_by_id(job_id: int, *, project_id: int) -> Told | None:
    """A job of a project."""
    if not 0 < job_id < 2**63:
        return None
    return next(map(_told, Job.objects.filter(pk=job_id, project_id=project_id)), None)


def drop(*, kind: str, begins: str) -> None:
    """Forget the jobs of a kind whose key begins so."""
    Job.objects.filter(kind=kind, key__startswith=begins).delete()


def last_error(*, kind: str, key: str) -> str:
    """Why the newest job for some work was given up; "" where it was not."""
    last = Job.objects.filter(kind=kind, key=key).order_by("-pk").first()
    return last.error if last and last.state == JobState.DEAD else ""


def known(*, kind: str, key: str, project_id: int) -> bool:
    """Whether such work was ever asked for in a project."""
    return Job.objects.filter(kind=kind, key=key, project_id=project_id).exists()


@contextmanager
def running(job_id: int, *, lease_seconds: int = LEASE_SECONDS) -> Iterator[JobRecord | None]:
    """Claim, yield the job (None when it is not ours), and end it in a final or a pending state."""
    job = claim(job_id, lease_seconds=lease_seconds)
    if job is None:
        yield None
        return
    try:
        yield job
        finish(job)
    except LostJob:
        log.warning("job %s was taken over or cancelled", job_id)
    except Later as later:
        retry(job, error=str(later), not_before=later.not_before, counts=later.counts)
    except Refusal as refusal:
        fail(job, error=str(refusal))
    except Exception as error:
        log.exception("job %s failed", job_id)
        wait = timedelta(seconds=min(300, 2**job.attempts))
        retry(job, error=f"{type(error).__name__}: {error}", not_before=timezone.now() + wait)


def _twins() -> QuerySet[Job]:
    """Other jobs for the same work, in a query over jobs."""
    return Job.objects.filter(kind=OuterRef("kind"), key=OuterRef("key")).exclude(pk=OuterRef("pk"))


def _told(job: Job) -> Told:
    return Told(
        job.pk, job.kind, job.args, job.state, job.done, job.total, job.error, job.finished_at
    )


def _change(job: JobRecord, **changes: Any) -> None:
    won = Job.objects.filter(pk=job.id, token=job.token, state=JobState.RUNNING).update(**changes)
    if not won:
        raise LostJob(f"job {job.id}")
