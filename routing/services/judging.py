"""Judges what waits in a project: the doors for the worker, the sweep and the command line."""

from collections.abc import Callable

from django.db import transaction

from annotation.selectors import items
from annotation.services import jobs
from routing.judges.base import CallFailed
from routing.models import JudgeCall
from routing.services import calls, endings, probing, runs, undecided, verdicts, waiting
from routing.services.asking import Run
from routing.services.flights import Report

LEASE_SECONDS = 900  # longer than the longest deadline of a call


def enqueue(*, project_id: int) -> int:
    """Have a worker judge what waits in a project."""
    return jobs.enqueue(kind="judge", key=f"project:{project_id}", project_id=project_id)


def run(*, job_id: int) -> None:
    """Carry out a "judge" job."""
    with jobs.running(job_id, lease_seconds=LEASE_SECONDS) as job:
        if job is None or job.project_id is None:
            return

        def beat(report: Report) -> None:
            jobs.heartbeat(job, done=report.judged, lease_seconds=LEASE_SECONDS)

        report = judge(project_id=job.project_id, beat=beat)
        if report.again_at is not None:
            why = " ".join(report.stopped.values()) or "Some calls failed and are made again."
            raise jobs.Later(why, not_before=report.again_at, counts=False)


def change_run(*, project_id: int, action: str, actor_id: int | None) -> None:
    """Pause, resume or cancel the judging of a project; see `runs.change`."""
    runs.change(project_id=project_id, action=action, actor_id=actor_id)
    if action != "pause":
        enqueue(project_id=project_id)


def sweep() -> None:
    """Settle the calls of dead workers, then wake workers for projects where items wait."""
    for call in calls.stale():
        if call.purpose != JudgeCall.Purpose.WORK or call.item_id is None:
            probing.settle_lost(call)
            continue
        lost = "worker_lost" if call.state == JudgeCall.State.SENT else "never_sent"
        [item] = items.records([call.item_id])
        with transaction.atomic():
            calls.lock(call.spec, [call.item_id])
            if endings.finish(call, call.spec, CallFailed(lost), None) is not None:
                verdicts.settle(call.spec, item, verdicts.asked(call.spec))
    for project_id in waiting.projects():
        enqueue(project_id=project_id)


def judge(
    *,
    project_id: int,
    spec_ids: set[int] | None = None,
    limit: int | None = None,
    beat: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Ask the project's judges about what waits; items that none can judge go to people.

    Args:
        spec_ids: Only these judges; None for all that are active.
        limit: At most so many items.
        beat: Called now and then; what it raises stops the run, once the calls that are out are in.
    """
    asking = Run(project_id, beat)
    if not waiting.is_open(project_id) or not runs.begin(project_id):
        return asking.report
    if runs.is_cancelling(project_id):
        undecided.give_up(project_id, asking.report)
    else:
        try:
            asking.open(spec_ids)
            asking.go(limit)
        finally:
            asking.close()
    runs.end(project_id)
    return asking.report
