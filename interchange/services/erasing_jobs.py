"""Deleting the data of people with many judgments: listed, and done, by a worker."""

from datetime import timedelta

import orjson
from django.db import transaction
from django.utils import timezone

from annotation.domain.types import Json
from annotation.errors import NotFound
from annotation.services import erasing as people
from annotation.services import jobs
from annotation.services.jobs import Told
from interchange.services import erasing

LARGE = 2_000  # judgments: more take longer than a request should
FRESH = timedelta(minutes=10)  # what a list says is still taken as true
LIST, DO = "list_erasure", "erase"


def look(*, project_id: int, judgments: str, **whom: int | None) -> Json | Told:
    """What deleting somebody's data would do, or how far the worker is that finds out.

    Args:
        project_id: Whose person.
        judgments: "keep" or "remove".
        whom: `member_id` or `rater_id`.

    Raises:
        As `annotation.services.erasing.erase`.
    """
    if people.count(project_id=project_id, **_both(whom)) <= LARGE:
        return erasing.preview(project_id=project_id, judgments=judgments, **whom).row()
    people.name_of(project_id=project_id, **_both(whom))  # or there is no such person
    key = f"{_key(project_id, whom)}:{judgments}"
    last = jobs.told(kind=LIST, key=key)
    if last is None or not (last.open or _fresh(last)):
        args = {"project_id": project_id, "judgments": judgments, **whom}
        with transaction.atomic():
            jobs.enqueue(kind=LIST, key=key, args=args, project_id=project_id, max_attempts=2)
        last = jobs.told(kind=LIST, key=key)
        assert last is not None
    found: Json | Told = last.args.get("found", last)
    return found


def do(
    *, project_id: int, judgments: str, person: str, actor_id: int | None, **whom: int | None
) -> Json | Told:
    """Delete it, or have a worker do it where there is much.

    Raises:
        Invalid: `person` is not what they are called.
        As `annotation.services.erasing.erase`.
    """
    given: Json = {
        "project_id": project_id, "judgments": judgments, "person": person, "actor_id": actor_id,
        **whom,
    }  # fmt: skip
    if people.count(project_id=project_id, **_both(whom)) <= LARGE:
        with transaction.atomic():
            done = erasing.erase(**given)
            _forget_lists(project_id, whom)
        return done.row()
    erasing.check_name(project_id=project_id, person=person, **_both(whom))
    key = _key(project_id, whom)
    with transaction.atomic():
        jobs.enqueue(kind=DO, key=key, args=given, project_id=project_id, max_attempts=3)
    asked = jobs.told(kind=DO, key=key)
    assert asked is not None
    return asked


def progress(*, project_id: int, job_id: int) -> Told:
    """How far a worker is.

    Raises:
        NotFound: This project has no such job.
    """
    found = jobs.told_by_id(job_id, project_id=project_id)
    if found is None or found.kind not in {LIST, DO}:
        raise NotFound
    return found


def run(*, job_id: int) -> None:
    """Carry out a "list_erasure" or an "erase" job."""
    with jobs.running(job_id) as job:
        if job is None or "project_id" not in job.args:  # done before the worker died
            return
        if job.kind == LIST:
            _list(job)
        else:
            _erase(job)


def _list(job: jobs.JobRecord) -> None:
    def note(done: int, total: int) -> None:
        jobs.heartbeat(job, done=done, total=total)

    found = erasing.preview(**job.args, note=note)
    jobs.keep(job, args={"found": orjson.loads(orjson.dumps(found.row()))})


def _erase(job: jobs.JobRecord) -> None:
    whom = {name: job.args[name] for name in ("member_id", "rater_id") if name in job.args}
    # One transaction, whatever it takes: whole or not at all. The row of the job is part of it, so
    # that it stops saying who it was about, and so that nobody begins it again.
    with jobs.noting(job) as note, transaction.atomic():
        erasing.erase(**job.args, note=note)
        _forget_lists(job.args["project_id"], whom)
        jobs.keep(job, args={})


def _forget_lists(project_id: int, whom: dict[str, int | None]) -> None:
    jobs.drop(kind=LIST, begins=f"{_key(project_id, whom)}:")


def _fresh(job: Told) -> bool:
    return job.finished_at is not None and job.finished_at > timezone.now() - FRESH


def _key(project_id: int, whom: dict[str, int | None]) -> str:
    [(name, pk)] = [(name, pk) for name, pk in whom.items() if pk is not None]
    return f"{project_id}:{name}:{pk}"


def _both(whom: dict[str, int | None]) -> dict[str, int | None]:
    return {"member_id": None, "rater_id": None, **whom}
