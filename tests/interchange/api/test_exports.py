import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import connection

from annotation.domain.types import ItemState, Role
from annotation.models import Job, Membership
from annotation.services import labels
from interchange.models import Snapshot, SnapshotRow
from interchange.services import exports
from tests import make
from tests.interchange.api.exporting import (
    asks_everything,
    download,
    exported,
    labelled,
    start,
    work,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def researcher(team):
    return team.api(Role.RESEARCHER)


def test_an_export_is_written_by_the_worker_hashed_and_downloaded(team, researcher):
    first = labelled(team.project, "a", "a", "b")
    labelled(team.project, "b")
    snapshot = exported(researcher, team.project)

    assert (snapshot["state"], snapshot["rows"]) == ("done", 2)
    raw = download(researcher, snapshot, "trl-preference.jsonl")
    sizes = {f["name"]: (f["bytes"], f["sha256"]) for f in snapshot["files"]}
    assert sizes["trl-preference.jsonl"] == (len(raw), hashlib.sha256(raw).hexdigest())
    rows = [json.loads(line) for line in raw.splitlines()]
    assert rows[0]["meta_item_id"] == first.pk
    assert rows[0]["chosen"][0]["content"] == first.responses[0]["text"]
    assert (rows[0]["meta_n_human"], rows[0]["meta_agreement"]) == (3, pytest.approx(2 / 3))


def test_parquet_holds_the_same_rows_as_json_lines(team, researcher, data_dir):
    labelled(team.project, "a")
    labelled(team.project, "b")
    snapshot = exported(researcher, team.project)
    home = data_dir / "exports" / str(snapshot["id"])
    lines = (home / "trl-preference.jsonl").read_bytes().splitlines()

    assert pq.read_table(home / "trl-preference.parquet").to_pylist() == [
        json.loads(line) for line in lines
    ]


def test_everything_that_is_left_out_is_counted_under_a_name(team, researcher):
    project = team.project
    labelled(project, "a")
    labelled(project, "tie")
    labelled(project, "both_bad")
    labelled(project, "a", "b")
    labelled(project, "a", source="judge")
    make.item(project)
    labelled(project, "a").__class__.objects.filter(pk=labelled(project, "a").pk).update(
        state=ItemState.DISCARDED
    )
    manifest = exported(researcher, project)["manifest"]
    left = {r["reason"]: r["n"] for r in manifest["left_out"]}

    assert left == {
        "tie": 1,
        "both_bad": 1,
        "open": 1,
        "judge_not_trusted": 1,
        "not_labelled": 1,
        "discarded": 1,
    }
    assert manifest["rows"] + sum(left.values()) == manifest["considered"]


def test_an_untrusted_judges_labels_are_in_only_when_asked_for(team, researcher):
    labelled(team.project, "a", source="judge")

    assert exported(researcher, team.project)["rows"] == 0
    snapshot = exported(researcher, team.project, judge_labels="all")
    [row] = map(json.loads, download(researcher, snapshot, "trl-preference.jsonl").splitlines())
    assert (row["meta_source"], row["meta_n_llm"]) == ("llm", 1)


def test_the_same_snapshot_built_again_after_more_work_has_the_same_bytes(
    team, researcher, tmp_path
):
    for winner in "abab":
        labelled(team.project, winner)
    snapshot = exported(researcher, team.project)
    for item in [labelled(team.project, "a"), *team.project.items.all()]:
        make.judgment(item, make.rater(team.project), "b")
    labels.resolve(item_ids=[i.pk for i in team.project.items.all()])
    again = exports.rebuild(snapshot_id=snapshot["id"], into=Path(tmp_path))

    assert [f.sha256 for f in again] == [f["sha256"] for f in snapshot["files"]]
    assert exported(researcher, team.project)["sha256"] != snapshot["sha256"]


def test_a_verdict_committed_during_an_export_is_in_all_of_it_or_in_none(team, researcher):
    from interchange.formats import FORMATS
    from interchange.formats.choices import checked
    from interchange.services import membership, snapshots

    form = FORMATS["judgments"]
    item = labelled(team.project, "a")
    with snapshots.transaction() as own:
        cursor = own.cursor()
        before = membership.pick(
            cursor, project_id=team.project.pk, form=form, params=checked(form, {})
        )
        make.judgment(item, make.rater(team.project), "b")
        cursor.execute("SELECT count(*) FROM annotation_judgment")
        assert cursor.fetchall()[0][0] == before[""]


def test_the_long_form_has_every_judgment_but_those_superseded(team, researcher):
    item = labelled(team.project, "a", "b")
    rater = make.rater(team.project)
    old = make.judgment(item, rater, "a")
    make.judgment(item, rater, "tie", supersedes=old)
    make.judgment(item, make.rater(team.project), "b", counted=False)
    snapshot = exported(researcher, team.project, "judgments", file_types=["jsonl"])
    rows = [
        json.loads(line) for line in download(researcher, snapshot, "judgments.jsonl").splitlines()
    ]

    assert [r["overall_winner"] for r in rows] == ["a", "b", "tie", "b"]
    assert [r["meta_counted"] for r in rows] == [True, True, True, False]
    assert snapshot["manifest"]["left_out"] == [{"reason": "superseded", "n": 1}]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_judgments_of_every_type_on_any_number_of_responses_are_exported(team, researcher, count):
    answers = asks_everything(team.project)
    item = make.item(team.project, responses=count)
    make.judgment(item, make.rater(team.project), answers=answers)
    snapshot = exported(
        researcher, team.project, "judgments", file_types=["jsonl", "parquet", "csv"]
    )
    assert (snapshot["state"], snapshot["error"]) == ("done", "")
    [row] = map(json.loads, download(researcher, snapshot, "judgments.jsonl").splitlines())

    assert row["response_keys"] == list("abc")[:count]
    assert (row["response_b"] is None, row["other_responses"] is None) == (count < 2, count < 3)
    assert row["of_ranking_ranks"] == {"a": 2, "b": 1, "c": 2}
    assert row["of_critique_rewrite"] == "Yes."
    assert row["of_spans_spans"]["b"][0]["severity"] == "minor"
    assert download(researcher, snapshot, "judgments.csv").startswith(b"judgment_id,")


def test_a_preview_shows_the_first_rows_and_writes_nothing(team, researcher):
    for _ in range(7):
        labelled(team.project, "a")
    labelled(team.project, "tie")
    answer = researcher.call(
        "post",
        f"{team.path}/exports/preview",
        {"format": "trl-preference", "params": {"style": "text"}},
    ).json()

    assert (len(answer["rows"]), answer["total"]) == (5, 7)
    assert answer["left_out"] == [{"reason": "tie", "n": 1}]
    assert not Snapshot.objects.exists()


def test_a_bad_choice_is_refused_before_anything_starts(team, researcher):
    answer = researcher.call(
        "post",
        f"{team.path}/exports",
        {"format": "trl-preference", "params": {"question": "beauty"}},
    )

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["question"])
    assert not Job.objects.exists()


def test_whoever_lost_the_role_gets_no_export_not_even_one_that_was_waiting(team, researcher):
    labelled(team.project, "a")
    snapshot_id = start(researcher, team.project)
    Membership.objects.filter(user=team.people[Role.RESEARCHER]).update(role=Role.ANNOTATOR)
    work()

    snapshot = Snapshot.objects.get(pk=snapshot_id)
    assert (snapshot.state, "may no longer" in snapshot.error) == ("failed", True)
    assert researcher.get(f"/api/exports/{snapshot_id}").status_code == 403


def test_a_cancelled_export_leaves_no_file(team, researcher, data_dir):
    labelled(team.project, "a")
    snapshot_id = start(researcher, team.project)
    assert researcher.call("post", f"/exports/{snapshot_id}/cancel").status_code == 204
    work()

    assert Snapshot.objects.get(pk=snapshot_id).state == "cancelled"
    assert not (data_dir / "exports" / str(snapshot_id)).exists()
    assert researcher.call("post", f"/exports/{snapshot_id}/cancel").status_code == 409


def test_an_export_that_was_killed_starts_again_from_nothing(team, researcher, data_dir):
    labelled(team.project, "a")
    snapshot_id = start(researcher, team.project)
    half = data_dir / "exports" / str(snapshot_id)
    half.mkdir(parents=True)
    (half / "trl-preference.jsonl.part").write_text('{"prompt": ')
    Snapshot.objects.update(state="running")
    work()

    assert Snapshot.objects.get(beside=None).state == "done"
    assert not [p.name for p in half.iterdir() if p.name.endswith(".part")]
    held = Snapshot.objects.get(beside=None).configs.get()
    assert SnapshotRow.objects.filter(snapshot=snapshot_id).count() == 1
    assert SnapshotRow.objects.exclude(snapshot=snapshot_id).get().snapshot_id == held.pk


def test_an_unknown_file_name_is_not_found(team, researcher):
    labelled(team.project, "a")
    snapshot = exported(researcher, team.project)
    for name in ("other.jsonl", "..%2f..%2fkeys", "trl-preference.jsonl.part"):
        assert researcher.get(f"/api/exports/{snapshot['id']}/files/{name}").status_code == 404


def test_an_item_knows_the_exports_it_is_in(team, researcher):
    item = labelled(team.project, "a")
    snapshot = exported(researcher, team.project)
    files = team.api(Role.REVIEWER).read(f"/items/{item.pk}/files")

    assert files["origin"] is None
    assert [e["id"] for e in files["exports"]] == [snapshot["id"]]


def test_stored_membership_cannot_be_changed(team, researcher):
    labelled(team.project, "a")
    exported(researcher, team.project)
    with pytest.raises(Exception, match="append-only"):
        connection.cursor().execute("UPDATE interchange_snapshotrow SET label_id = 0")
