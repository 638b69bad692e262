from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotation import events
from annotation.domain.types import JobState
from annotation.errors import Invalid
from annotation.models import Job
from annotation.services import jobs

pytestmark = pytest.mark.django_db


def state():
    return Job.objects.get().state


def enqueue(**fields):
    return jobs.enqueue(kind="label", key="k", **fields)


def test_the_same_waiting_work_is_one_job():
    assert enqueue() == enqueue()


def test_work_asked_for_while_it_runs_is_done_again_after_and_not_beside_it():
    first = enqueue()
    with jobs.running(first):
        second = enqueue()
        assert second != first
        assert jobs.claim(second) is None

    assert jobs.claim(second) is not None


def test_work_put_off_while_it_was_asked_for_again_leaves_one_job():
    first = enqueue()
    with jobs.running(first):
        second = enqueue()
        raise jobs.Later("busy", not_before=timezone.now())

    assert [j.pk for j in Job.objects.filter(state=JobState.PENDING)] == [second]


def test_a_job_is_announced_after_commit(django_capture_on_commit_callbacks):
    heard = []
    events.job_enqueued.connect(lambda **facts: heard.append(facts["kind"]), weak=False)
    with django_capture_on_commit_callbacks(execute=True):
        enqueue()
        assert heard == []

    assert "label" in heard


def test_two_workers_cannot_both_take_a_job():
    job_id = enqueue()

    assert jobs.claim(job_id) is not None
    assert jobs.claim(job_id) is None


def test_a_job_whose_worker_died_is_due_again_and_the_old_worker_is_fenced_off():
    job_id = enqueue()
    old = jobs.claim(job_id)
    assert old is not None
    assert jobs.due(limit=10) == []
    Job.objects.update(lease_until=timezone.now() - timedelta(hours=1))
    assert jobs.due(limit=10) == [(job_id, "label")]
    assert jobs.claim(job_id) is not None

    with pytest.raises(jobs.LostJob):
        jobs.finish(old)
    assert state() == JobState.RUNNING


def test_a_poison_job_dies_after_its_last_attempt():
    job_id = enqueue(max_attempts=2)
    for _ in range(2):
        assert jobs.claim(job_id) is not None
        Job.objects.update(lease_until=timezone.now() - timedelta(hours=1))

    assert jobs.claim(job_id) is None
    assert state() == JobState.DEAD
    assert "died" in Job.objects.get().error


def test_an_unexpected_error_is_retried_later_and_kept_in_words():
    job_id = enqueue()
    with jobs.running(job_id):
        raise RuntimeError("the disk is on fire")

    job = Job.objects.get()
    assert (job.state, job.error) == (JobState.PENDING, "RuntimeError: the disk is on fire")
    assert job.not_before > timezone.now()


def test_a_refusal_ends_the_job_with_its_sentence():
    with jobs.running(enqueue()):
        raise Invalid("Line 3 is no JSON.")

    job = Job.objects.get()
    assert (job.state, job.error) == (JobState.DEAD, "Line 3 is no JSON.")


def test_waiting_that_was_nobodys_fault_gives_the_attempt_back():
    with jobs.running(enqueue(max_attempts=1)):
        raise jobs.Later("429", not_before=timezone.now() - timedelta(hours=1), counts=False)

    job = Job.objects.get()
    assert (job.state, job.attempts) == (JobState.PENDING, 0)


def test_a_cancelled_job_stops_its_worker_at_the_next_heartbeat():
    job_id = enqueue()
    with jobs.running(job_id) as job:
        assert jobs.cancel(job_id)
        with pytest.raises(jobs.LostJob):
            jobs.heartbeat(job, done=1)
        raise jobs.LostJob

    assert state() == JobState.CANCELLED


def test_a_failure_inside_the_callers_transaction_leaves_no_job():
    def twice():
        enqueue()
        Job.objects.create(kind="label", key="k")

    with pytest.raises(IntegrityError), transaction.atomic():
        twice()

    assert not Job.objects.exists()
