"""When X, enqueue Y; nothing else."""

from typing import Any

from django.dispatch import receiver

from annotation import events, tasks


@receiver(events.job_enqueued)
def wake_a_worker(*, job_id: int, kind: str, **_: Any) -> None:
    """A job row was committed: tell a worker."""
    tasks.wake(job_id, kind)
