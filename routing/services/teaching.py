"""Has a worker train a judge on people's labels; what came of it stays with the job."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from annotation.services import jobs
from routing.models import JudgeSpec
from routing.services import making, training

KIND, BACKEND = "train_judge", "trained"


@dataclass(frozen=True, slots=True)
class Training:
    """How far the newest training is, and what came of it.

    Args:
        done: Items looked through so far; `total`: of how many.
        judge: Id of the judge that was made; None: none was.
        said: What it learnt, and from what, in a sentence.
        error: Why none was made.
        at: When it ended.
        needed: Labels of people without which nothing is trained.
    """

    running: bool = False
    done: int = 0
    total: int | None = None
    judge: int | None = None
    said: str = ""
    error: str = ""
    at: datetime | None = None
    needed: int = training.FEWEST


def start(*, project_id: int, actor_id: int | None) -> int:
    """Have a worker train; returns the job."""
    key = _key(project_id)
    return jobs.enqueue(kind=KIND, key=key, args={"actor": actor_id}, project_id=project_id)


def newest(project_id: int) -> Training:
    """What the newest training came to."""
    told = jobs.told(kind=KIND, key=_key(project_id))
    if told is None:
        return Training()
    return Training(
        running=told.open,
        done=told.done,
        total=told.total,
        judge=told.args.get("judge"),
        said=told.args.get("said", ""),
        error="" if told.open else told.error,
        at=told.finished_at,
    )


def run(*, job_id: int) -> None:
    """Carry out a "train_judge" job: a judge that is trained already gets its next version.

    Raises nothing: too few labels, or that nothing new was learnt, is what the job says.
    """
    with jobs.running(job_id) as job:
        # A worker that died after it made the judge leaves the judge's id: it is made once.
        if job is None or job.project_id is None or "judge" in job.args:
            return

        def beat(done: int, total: int) -> None:
            jobs.heartbeat(job, done=done, total=total)

        lesson = training.learn(project_id=job.project_id, beat=beat)
        before = (
            JudgeSpec.objects.filter(project_id=job.project_id, backend=BACKEND, active=True)
            .order_by("-pk")
            .first()
        )
        with transaction.atomic():
            spec = making.create(
                project_id=job.project_id,
                actor_id=job.args["actor"],
                new=training.judge(lesson, name=before.name if before else BACKEND),
                replaces=before.pk if before else None,
            )
            jobs.keep(job, args=job.args | {"judge": spec.pk, "said": lesson.said()})


def _key(project_id: int) -> str:
    return f"project:{project_id}"
