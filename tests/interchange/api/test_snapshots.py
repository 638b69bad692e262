"""Snapshots beside one another, kept apart from given texts, sent by link, broken and taken up."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from annotation.domain.types import ItemState, JobState, Role
from annotation.models import AuditEvent, Item, Job, Membership
from annotation.services import jobs, labels
from interchange.models import Snapshot, SnapshotRow
from interchange.services import exports
from tests import make
from tests.interchange.api.exporting import exported, labelled, start, work

pytestmark = pytest.mark.django_db(transaction=True)
RED = "How do I get red wine out of a white cotton shirt without bleach please"


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def researcher(team):
    return team.api(Role.RESEARCHER)


def changes(api, new, old, **query):
    return api.read(f"/exports/{new['id']}/changes/{old['id']}", **query)


def relabel(item, winner):
    for _ in range(3):
        make.judgment(item, make.rater(item.project), winner)
    labels.resolve(item_ids=[item.pk])


# --- two of them --------------------------------------------------------------------------------


def test_two_exports_are_compared_item_by_item(team, researcher):
    _kept, turned, lost, more = (labelled(team.project, "a") for _ in range(4))
    old = exported(researcher, team.project, min_agreement=0.5)
    relabel(turned, "b")
    relabel(more, "a")
    Item.objects.filter(pk=lost.pk).update(state=ItemState.DISCARDED)
    came = labelled(team.project, "b")
    new = exported(researcher, team.project)
    found = changes(researcher, new, old)

    assert found["counts"] == {"added": 1, "removed": 1, "relabelled": 1, "other_evidence": 1}
    kinds = {i["external_id"]: i["kind"] for i in found["items"]}
    assert kinds == {
        turned.external_id: "relabelled",
        lost.external_id: "removed",
        more.external_id: "other_evidence",
        came.external_id: "added",
    }
    one = next(i for i in found["items"] if i["kind"] == "relabelled")
    assert (one["before"]["overall"]["winner"], one["after"]["overall"]["winner"]) == ("a", "b")
    assert found["choices"] == [{"key": "min_agreement", "before": 0.5, "after": 0.0}]


def test_the_changed_items_are_paged_and_can_be_of_one_kind(team, researcher):
    old = exported(researcher, team.project)
    for _ in range(5):
        labelled(team.project, "a")
    new = exported(researcher, team.project)
    first = changes(researcher, new, old, limit=3, kind="added")
    rest = changes(researcher, new, old, limit=3, cursor=first["next"])

    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 2, None)
    assert changes(researcher, new, old, kind="removed")["items"] == []


def test_exports_of_two_projects_are_not_compared(team, researcher):
    mine = exported(researcher, team.project)
    other = make.project()
    theirs = Snapshot.objects.create(
        project=other, format="judgments", params={}, state="done", sha256="0" * 64
    )
    answer = researcher.get(f"/api/exports/{mine['id']}/changes/{theirs.pk}")
    assert answer.status_code == 404


# --- splits and given texts -----------------------------------------------------------------------


def test_nearly_the_same_prompts_are_never_in_two_splits(team, researcher):
    for n in range(40):
        text = f"{RED} {n}" if n % 4 == 0 else f"An own question number {n} about {n * 7} things"
        make.item(team.project, prompt=text)
    choices = {"split": "train:0.5,test:0.5", "provenance": "identity", "file_types": ["jsonl"]}

    def sides(**more):
        snapshot = exported(researcher, team.project, "trl-prompts", **choices, **more)
        home = exports.folder(snapshot["id"])
        return snapshot["manifest"], [
            RED in (home / f"trl-prompts-{name}.jsonl").read_text() for name in ("train", "test")
        ]

    manifest, near = sides()
    assert sorted(near) == [False, True]
    assert manifest["kept_together"]["largest"] == 10
    assert sides(near_duplicates=0.0)[1] == [True, True]  # the guard: apart without it


def test_a_split_is_seeded_and_does_not_move_when_data_grow(team, researcher):
    for n in range(30):
        make.item(team.project, prompt=f"An own question number {n}")

    def train(**more):
        snapshot = exported(
            researcher, team.project, "trl-prompts", split="train:0.5,test:0.5", **more
        )
        lines = (exports.folder(snapshot["id"]) / "trl-prompts-train.jsonl").read_text()
        return {json.loads(line)["meta_item_id"] for line in lines.splitlines()}

    before = train()
    for n in range(30):
        make.item(team.project, prompt=f"Another thing {n} of a different kind")
    assert train() & {*before} == before
    assert train(split_seed="2") != train()


def send(api, project, name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = api.post(
        f"/api/projects/{project.pk}/exports/texts", {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def test_items_that_say_what_given_texts_say_are_left_out_of_every_config(team, researcher):
    same = labelled(team.project, "a")
    Item.objects.filter(pk=same.pk).update(prompt=[{"role": "user", "content": RED}])
    quoting = labelled(team.project, "a")
    text = [{"key": "a", "text": f"You asked: {RED.upper()}!", "model": ""}, *quoting.responses[1:]]
    Item.objects.filter(pk=quoting.pk).update(responses=text)
    labelled(team.project, "b")
    line = json.dumps({"id": 1, "question": f"Tell me. {RED}? Thanks."}).encode()
    upload = send(researcher, team.project, "eval.jsonl", line)
    snapshot = exported(researcher, team.project, against=upload)
    left = {r["reason"]: r["n"] for r in snapshot["manifest"]["left_out"]}

    assert left == {"prompt_in_given_texts": 1, "response_in_given_texts": 1}
    against = snapshot["manifest"]["against"]
    assert (against["file"], against["texts"], against["left_out"]) == ("eval.jsonl", 1, 2)
    assert [c["rows"] for c in snapshot["manifest"]["configs"]] == [1, 1]
    card = (exports.folder(snapshot["id"]) / "README.md").read_text()
    assert "2 items have 13 words in a row in common with eval.jsonl" in card
    assert exported(researcher, team.project, against=upload, against_words=30)["rows"] == 3


def test_a_given_file_that_is_none_or_cannot_be_read_is_said_to_be_so(team, researcher):
    labelled(team.project, "a")
    for given in ("7", "../x", "9" * 30):
        answer = researcher.call(
            "post",
            f"{team.path}/exports",
            {"format": "trl-preference", "params": {"against": given}},
        )
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["against"])

    upload = send(researcher, team.project, "eval.jsonl", b'{"a": 1}\n{broken')
    snapshot = exported(researcher, team.project, against=upload)
    assert (snapshot["state"], "line 2" in snapshot["error"]) == ("failed", True)


# --- links ------------------------------------------------------------------------------------


def link(api, snapshot, name="trl-preference.jsonl", **body):
    return api.call("post", f"/exports/{snapshot['id']}/links", {"name": name, **body})


def path_of(answer):
    return "/api/downloads/" + answer.json()["url"].rpartition("/")[2]


def test_a_link_downloads_without_signing_in_until_it_is_over(team, researcher, api):
    labelled(team.project, "a")
    snapshot = exported(researcher, team.project)
    answer = link(researcher, snapshot, minutes=10)
    assert answer.status_code == 201
    got = api().get(path_of(answer))
    raw = (exports.folder(snapshot["id"]) / "trl-preference.jsonl").read_bytes()

    assert b"".join(got.streaming_content) == raw
    assert got["Content-Disposition"].startswith("attachment")
    event = AuditEvent.objects.get(kind="export.link_made")
    assert event.data["file"] == "trl-preference.jsonl"
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        late = api().get(path_of(answer))
    assert (late.status_code, late.json()["code"]) == (404, "link_expired")


def test_a_link_ends_with_the_rights_of_whoever_made_it(team, researcher, api):
    labelled(team.project, "a")
    answer = link(researcher, exported(researcher, team.project))
    Membership.objects.filter(user=team.people[Role.RESEARCHER]).update(role=Role.REVIEWER)

    assert api().get(path_of(answer)).status_code == 404


def test_a_link_that_was_changed_or_made_for_another_purpose_is_none(team, researcher, api):
    from django.core import signing

    labelled(team.project, "a")
    snapshot = exported(researcher, team.project)
    path = path_of(link(researcher, snapshot))
    forged = signing.dumps([snapshot["id"], "manifest.json", 1, 2**40], salt="other")

    for wrong in (path[:-1] + ("A" if path[-1] != "A" else "B"), f"/api/downloads/{forged}"):
        assert api().get(wrong).status_code == 404


def test_there_is_a_link_only_to_files_of_finished_exports(team, researcher):
    labelled(team.project, "a")
    snapshot = exported(researcher, team.project)
    assert link(researcher, snapshot, "../../secret").status_code == 404
    assert link(researcher, snapshot, minutes=10**6).status_code == 400
    waiting = start(researcher, team.project)
    assert link(researcher, {"id": waiting}).status_code == 404


# --- broken and taken up -------------------------------------------------------------------------


def test_an_export_cancelled_while_it_is_written_leaves_nothing(
    team, researcher, data_dir, monkeypatch
):
    labelled(team.project, "a")
    snapshot_id = start(researcher, team.project)

    def cancelled(*_, **__):
        answer = researcher.call("post", f"/exports/{snapshot_id}/cancel")
        assert answer.status_code == 204
        return {}

    monkeypatch.setattr("interchange.services.exports._describe", cancelled)
    work()

    assert Snapshot.objects.get().state == "cancelled"  # and no config stays beside it
    assert not SnapshotRow.objects.exists()
    assert not (data_dir / "exports" / str(snapshot_id)).exists()


def test_an_export_killed_after_its_files_were_written_is_written_once_more(
    team, researcher, monkeypatch
):
    labelled(team.project, "a")
    snapshot_id = start(researcher, team.project)

    class Killed(BaseException):
        pass

    def dies(*_):
        raise Killed

    with monkeypatch.context() as m:
        m.setattr("interchange.services.configs.finish", dies)
        with pytest.raises(Killed):
            work()
    assert not SnapshotRow.objects.exists()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work()

    snapshot = researcher.read(f"/exports/{snapshot_id}")
    assert (snapshot["state"], snapshot["rows"]) == ("done", 1)
    again = exports.rebuild(snapshot_id=snapshot_id, into=exports.folder(snapshot_id) / "..")
    assert [f.sha256 for f in again] == [f["sha256"] for f in snapshot["files"]]


def test_a_finished_export_is_not_written_again_by_a_job_that_comes_twice(team, researcher):
    labelled(team.project, "a")
    snapshot = exported(researcher, team.project)
    labelled(team.project, "b")
    before = (exports.folder(snapshot["id"]) / "manifest.json").stat().st_mtime_ns
    exports.write(Snapshot.objects.get(pk=snapshot["id"]))

    assert (exports.folder(snapshot["id"]) / "manifest.json").stat().st_mtime_ns == before
    assert researcher.read(f"/exports/{snapshot['id']}")["rows"] == 1


def test_an_export_whose_job_was_given_up_is_shown_as_failed(team, researcher):
    snapshot_id = start(researcher, team.project)
    Snapshot.objects.update(state="running")
    [(job_id, _)] = jobs.due(limit=1)
    Job.objects.filter(pk=job_id).update(state=JobState.DEAD, error="out of memory")

    snapshot = researcher.read(f"/exports/{snapshot_id}")
    assert (snapshot["state"], "out of memory" in snapshot["error"]) == ("failed", True)
