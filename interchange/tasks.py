"""Celery's doors into the services, one line each."""

from celery import shared_task

from interchange.services import exports, imports


@shared_task
def run_import(job_id: int) -> None:
    """Read a file and add its items or judgments."""
    imports.run(job_id=job_id)


@shared_task
def run_export(job_id: int) -> None:
    """Write the files of an export."""
    exports.run(job_id=job_id)
