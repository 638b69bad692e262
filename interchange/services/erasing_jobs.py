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


def look(
    *, project_id: int, judgments: str, member_id: int | None = None, rater_id: int | None = None
) -> Json | Told:
    """What deleting somebody's data would do, or how far the worker is that finds out.

    Args:
        project_id: Whose person.
        judgments: "keep" or "remove".
        member_id: A member; or
        rater_id: A rater.

    Raises:
        As `annotation.services.erasing.erase`.
    """
    if people.count(project_id=project_id, member_id=member_id, rater_id=rater_id) <= LARGE:
        return erasing.preview(
            project_id=project_id, judgments=judgments, member_id=member_id, rater_id=rater_id
        ).row()
    # Or there is no such person.
    people.name_of(project_id=project_id, member_id=member_id, rater_id=rater_id)
    key = f"{_key(project_id, member_id, rater_id)}:{judgments}"
    last = jobs.told(kind=LIST, key=key)
    if last is None or not (last.open or _fresh(last)):
        args = {
            "project_id": project_id, "judgments": judgments, "member_id": member_id,
            "rater_id": rater_id,
        }  # fmt: skip
        with transaction.atomic():
            jobs.enqueue(kind=LIST, key=key, args=args, project_id=project_id, max_attempts=2)
        last = jobs.told(kind=LIST, key=key)
        assert last is not None
    found: Json | Told = last.args.get("found", last)
    return found


def do(
    *,
    project_id: int,
    judgments: str,
    person: str,
    actor_id: int | None,
    member_id: int | None = None,
    rater_id: int | None = None,
) -> Json | Told:
    """Delete it, or have a worker do it where there is much.

    Raises:
        Invalid: `person` is not what they are called.
        As `annotation.services.erasing.erase`.
    """
    given: Json = {
        "project_id": project_id, "judgments": judgments, "person": person, "actor_id": actor_id,
        "member_id": member_id, "rater_id": rater_id,
    }  # fmt: skip
    if people.count(project_id=project_id, member_id=member_id, rater_id=rater_id) <= LARGE:
        with transaction.atomic():
            done = erasing.erase(**given)
            _forget_lists(project_id, member_id, rater_id)
        return done.row()
    erasing.check_name(project_id=project_id, person=person, member_id=member_id, rater_id=rater_id)
    key = _key(project_id, member_id, rater_id)
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
    # One transaction, whatever it takes: whole or not at all. The row of the job is part of it, so
    # that it stops saying who it was about, and so that nobody begins it again.
    with jobs.noting(job) as note, transaction.atomic():
        erasing.erase(**job.args, note=note)
        _forget_lists(job.args["project_id"], job.args["member_id"], job.args["rater_id"])
        jobs.keep(job, args={})


def _forget_lists(project_id: int, member_id: int | None, rater_id: int | None) -> None:
    jobs.drop(kind=LIST, begins=f"{_key(project_id, member_id, rater_id)}:")


def _fresh(job: Told) -> bool:
    return job.finished_at is not None and job.finished_at > timezone.now() - FRESH


def _key(project_id: int, member_id: int | None, rater_id: int | None) -> str:
    who = f"rater:{rater_id}" if member_id is None else f"member:{member_id}"
    return f"{project_id}:{who}"
