"""Celery's doors into the services, one line each."""

from celery import shared_task

from interchange.services import erasing_jobs, exports, imports, replays, uploads


@shared_task
def run_import(job_id: int) -> None:
    """Read a file and add its items or judgments."""
    imports.run(job_id=job_id)


@shared_task
def run_export(job_id: int) -> None:
    """Write the files of an export."""
    exports.run(job_id=job_id)


@shared_task
def run_erasing(job_id: int) -> None:
    """List or delete the data of a person with many judgments."""
    erasing_jobs.run(job_id=job_id)


@shared_task
def run_replay(job_id: int) -> None:
    """Replay policies over a labelled file."""
    replays.run(job_id=job_id)


@shared_task
def forget_files() -> None:
    """Forget files that were sent and never used."""
    uploads.sweep()
