"""Deleting the data of a person with many judgments: a worker lists and does it, whole or not."""

import threading

import pytest
from django.db import connection

from annotation.domain.types import ItemState, Role
from annotation.models import Item, Job, Judgment, Label, Rater
from annotation.services import erasing, jobs, labels
from interchange.services import erasing_jobs
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def little_is_much(monkeypatch):
    monkeypatch.setattr(erasing_jobs, "LARGE", 2)
    monkeypatch.setattr(erasing, "CHUNK", 1)


@pytest.fixture
def ann(team):
    """Ann tips two of three items, and agrees on the third."""
    who = make.member(team.project, who=make.user("Ann Smith", email="ann@example.org"))
    raters = [make.rater(team.project, who=who), make.rater(team.project), make.rater(team.project)]
    items = make.items(team.project, 3, state=ItemState.RESOLVED, need=0)
    for item, said in zip(items, (("a", "a", "b"), ("b", "b", "a"), ("a", "a", "a")), strict=True):
        for rater, winner in zip(raters, said, strict=True):
            make.judgment(item, rater, winner)
    labels.resolve(item_ids=[item.pk for item in items])
    return raters[0]


@pytest.fixture
def path(team, ann):
    return f"{team.path}/members/{ann.user.memberships.get().pk}/erasure"


def work(kind):
    for job_id, found in jobs.due(limit=10):
        if found == kind:
            erasing_jobs.run(job_id=job_id)


def ask(team, path, **changes):
    body = {"judgments": "remove", "person": "Ann Smith", **changes}
    return team.api(Role.ADMIN).call("post", path, body)


def everything():
    return [list(m.objects.order_by("pk").values_list()) for m in (Rater, Judgment, Label, Item)]


@pytest.mark.parametrize("judgments", ["keep", "remove"])
def test_the_list_of_a_worker_is_the_list_of_a_request_and_nothing_is_done(
    team, path, judgments, monkeypatch
):
    api, before = team.api(Role.ADMIN), everything()
    first = api.get(f"/api{path}", {"judgments": judgments})
    assert first.status_code == 202
    assert first.json()["state"] == "pending"

    work("list_erasure")
    found = api.read(path, judgments=judgments)
    assert everything() == before
    monkeypatch.setattr(erasing_jobs, "LARGE", 1000)
    assert found == api.read(path, judgments=judgments)
    assert (found["judgments"], found["labels_changed"]) == (3, 0 if judgments == "keep" else 2)
    job = api.read(f"{team.path}/erasures/{first.json()['job_id']}")
    assert (job["state"], job["error"]) == ("done", "")


def test_asking_again_while_a_worker_is_at_it_begins_nothing_twice(team, path):
    api = team.api(Role.ADMIN)
    one, two = (api.get(f"/api{path}").json()["job_id"] for _ in range(2))

    assert one == two
    work("list_erasure")
    assert api.read(path)["person"] == "Ann Smith"
    assert Job.objects.filter(kind="list_erasure").count() == 1


def test_a_worker_deletes_it_and_its_job_says_no_more_who_it_was(team, path, ann):
    team.api(Role.ADMIN).get(f"/api{path}")
    work("list_erasure")
    assert ask(team, path, person="Ann").status_code == 400
    assert Job.objects.filter(kind="erase").count() == 0

    asked = ask(team, path)
    assert asked.status_code == 202
    assert Rater.objects.filter(pk=ann.pk).exists()
    work("erase")

    job = team.api(Role.ADMIN).read(f"{team.path}/erasures/{asked.json()['job_id']}")
    assert (job["state"], job["done"], job["total"]) == ("done", 3, 3)
    assert not Rater.objects.filter(pk=ann.pk).exists()
    assert Judgment.objects.count() == 6
    made = Label.objects.filter(version=2).order_by("item")
    assert list(made.values_list("value__winner", flat=True)) == [None, None, "a"]
    assert "Ann" not in str(list(Job.objects.values()))
    assert not Job.objects.filter(kind="list_erasure").exists()


def test_a_worker_that_fails_half_way_has_deleted_nothing(team, path, monkeypatch):
    before, seen = everything(), []

    def breaks(*, item_ids):
        seen.append(item_ids)
        if len(seen) == 2:
            raise RuntimeError("the disk is full")
        return 0

    ask(team, path)
    monkeypatch.setattr(labels, "retract", breaks)
    work("erase")

    assert len(seen) == 2
    assert everything() == before
    assert Job.objects.get(kind="erase").state == "pending"  # tried again later
    monkeypatch.undo()
    Job.objects.update(not_before="2020-01-01T00:00:00Z")
    work("erase")
    assert Judgment.objects.count() == 6


def test_what_is_deleted_and_what_the_job_said_of_whom_go_together(team, path, monkeypatch):
    before = everything()

    def breaks(*_, **__):
        raise RuntimeError("the disk is full")

    ask(team, path)
    monkeypatch.setattr(jobs, "keep", breaks)
    work("erase")

    assert everything() == before


def test_one_that_is_stopped_on_the_way_has_deleted_nothing(team, path, monkeypatch):
    before, resolve = everything(), labels.resolve
    ask(team, path)
    [job] = Job.objects.filter(kind="erase")

    def cancel():
        jobs.cancel(job.pk)
        connection.close()

    def resolved_while_somebody_cancels(*, item_ids):
        # On another connection, as somebody else's request has one.
        other = threading.Thread(target=cancel)
        other.start()
        other.join()
        return resolve(item_ids=item_ids)

    monkeypatch.setattr(labels, "resolve", resolved_while_somebody_cancels)
    work("erase")

    assert everything() == before
    assert Job.objects.get(pk=job.pk).state == "cancelled"


def test_a_job_of_another_kind_is_no_erasure(team):
    other = jobs.enqueue(kind="relabel", key="x", project_id=team.project.pk)
    answer = team.api(Role.ADMIN).get(f"/api{team.path}/erasures/{other}")
    assert answer.status_code == 404
