"""Jobs as pages see them."""

from annotation.domain.types import JobState
from annotation.models import Job


def progress(*, kind: str, key: str) -> dict[str, int | None] | None:
    """How far the newest job for some work is: {"done", "total"}, or None."""
    job = Job.objects.filter(kind=kind, key=key).order_by("-pk").first()
    return {"done": job.done, "total": job.total} if job else None


def given_up(*, kind: str, key: str) -> str | None:
    """Why the newest job for some work was given up, or None when it was not."""
    job = Job.objects.filter(kind=kind, key=key).order_by("-pk").first()
    return job.error if job and job.state == JobState.DEAD else None
