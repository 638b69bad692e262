"""Celery's doors into the services, one line each."""

from celery import current_app, shared_task
from django.conf import settings

from annotation.services import figures, jobs, labels, leases, relabelling


def wake(job_id: int, kind: str) -> None:
    """Send the message that makes a worker look at the job row."""
    # retry=False: with the broker down the sweep does it later; the request must not wait.
    current_app.send_task(settings.JOB_TASKS[kind], [job_id], retry=False)


@shared_task
def wake_due_jobs() -> None:
    """Sweep: jobs whose message was lost, whose worker died, or whose time has come."""
    for job_id, kind in jobs.due(limit=500):
        wake(job_id, kind)


@shared_task
def end_leases() -> None:
    """Sweep: leases that ran out go back to the queue."""
    leases.end()


@shared_task
def refresh_figures() -> None:
    """Sweep: figures of big projects that have changed are counted again."""
    figures.refresh()


@shared_task
def run_label(job_id: int) -> None:
    """Recompute the labels of some items."""
    labels.run(job_id=job_id)


@shared_task
def run_relabel(job_id: int) -> None:
    """Weigh a project's raters again and bring all its labels up to date."""
    relabelling.run(job_id=job_id)


@shared_task
def refit_raters() -> None:
    """Sweep: raters are weighed again where much was judged since."""
    relabelling.sweep()
