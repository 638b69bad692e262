"""Jobs as pages see them."""

from annotation.models import Job


def progress(*, kind: str, key: str) -> dict[str, int | None] | None:
    """How far the newest job for some work is: {"done", "total"}, or None."""
    job = Job.objects.filter(kind=kind, key=key).order_by("-pk").first()
    return {"done": job.done, "total": job.total} if job else None
