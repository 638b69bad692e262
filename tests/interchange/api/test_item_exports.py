"""Formats whose rows are made from whole items: all of them, through HTTP."""

import json
from pathlib import Path

import pytest

from annotation.domain.types import ItemState, RaterKind, Role
from annotation.services import labels
from interchange.formats import WRITERS
from interchange.services import exports
from tests import make
from tests.interchange.api.exporting import (
    ANSWERS,
    asks_everything,
    download,
    exported,
    labelled,
)

pytestmark = pytest.mark.django_db(transaction=True)
# Made from trees, ties, scores that differ, or scales that this project does not have.
NONE_HERE = {"step-pairs", "helpsteer2", "ultrafeedback", "neutral", "reward-conditioned"}


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def researcher(team):
    return team.api(Role.RESEARCHER)


@pytest.fixture
def full(team):
    """Items of one, two and three responses with an answer of every type, labelled."""
    answers = asks_everything(team.project)
    for count in (1, 2, 3):
        keys = list("abc")[:count]
        item = make.item(
            team.project,
            responses=count,
            context={"topic": "sky"},
            need=0,
            state=ItemState.RESOLVED,
            label_source="human",
        )
        for rater in (make.rater(team.project), make.rater(team.project, kind=RaterKind.JUDGE)):
            given = {**answers, "of_ranking": {"ranks": dict(zip(keys, (2, 1, 2), strict=False))}}
            given["of_pick"] = {"picked": keys[:1], "of": keys}
            given["of_rating"] = {"ratings": {k: {"quality": 4} for k in keys}}
            given["of_thumbs"] = {"thumbs": dict.fromkeys(keys, "up")}
            given["of_spans"] = {
                "spans": {"a": [{"start": 0, "end": 2, "category": "wrong", "severity": "major"}]},
                "missing": {"a": ["the colour"]},
            }
            make.judgment(item, rater, answers=given, active_seconds=2.5, confidence=0.5)
        labels.resolve(item_ids=[item.pk])
    return team.project


def files_of(api, snapshot):
    return {f["name"]: download(api, snapshot, f["name"]) for f in snapshot["files"]}


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_format_is_exported_in_every_kind_of_file_and_read_back(full, researcher, name):
    form = next(f for f in researcher.read("/formats") if f["key"] == name)
    kinds = next(p["choices"] for p in form["params"] if p["key"] == "file_types")
    snapshot = (
        exported(researcher, full, name, file_types=kinds, judge_labels="all")
        if any(p["key"] == "judge_labels" for p in form["params"])
        else exported(researcher, full, name, file_types=kinds)
    )
    assert (snapshot["state"], snapshot["error"]) == ("done", "")

    files = files_of(researcher, snapshot)
    assert {n.rpartition(".")[2] for n in files} == set(kinds)
    manifest = snapshot["manifest"]
    assert manifest["rows"] or manifest["left_out"], "rows, or a reason why there are none"
    assert (manifest["rows"] == 0) == (name in NONE_HERE)


def test_an_items_rows_rest_on_its_judgments_and_the_losses_are_counted(full, researcher):
    snapshot = exported(researcher, full, "spans", judgments_from="human")
    rows = [json.loads(x) for x in files_of(researcher, snapshot)["spans.jsonl"].splitlines()]

    assert [len(r["spans"]) for r in rows][:2] == [1, 1]
    assert rows[0]["spans"][0]["severity"] == 2  # the second of the question's severities
    assert rows[0]["missing"][0]["text"] == "the colour"
    left = {r["reason"]: r["n"] for r in snapshot["manifest"]["left_out"]}
    assert left["by_judge"] == 3
    without = {r["part"]: r["n"] for r in snapshot["manifest"]["without"]}
    assert (without["context"], without["ranking"]) == (3, 3)
    assert (snapshot["manifest"]["considered"], snapshot["manifest"]["considered_unit"]) == (
        3,
        "items",
    )


def test_rankings_picks_and_rewrites_become_pairs(full, researcher):
    pairs = {
        source: exported(researcher, full, "trl-pairs", pairs_from=source)["rows"]
        for source in ("rankings", "picks", "rewrites")
    }
    # Two raters: b over a (2 responses), b over a and c (3); a over the others; one rewrite each.
    assert pairs == {"rankings": 2 * (1 + 2), "picks": 2 * (1 + 2), "rewrites": 2 * 3}


def test_an_untrusted_judges_label_is_in_no_format_unless_asked_for(team, researcher):
    labelled(team.project, "a", source="judge")
    snapshot = exported(researcher, team.project, "hh-rlhf")
    assert snapshot["manifest"]["left_out"] == [{"reason": "judge_not_trusted", "n": 1}]

    assert exported(researcher, team.project, "hh-rlhf", judge_labels="all")["rows"] == 1


@pytest.mark.parametrize("window", [1, 2, 500])
def test_an_item_is_whole_wherever_a_window_ends(full, researcher, monkeypatch, window):
    monkeypatch.setattr("interchange.services.snapshots.CHUNK", window)
    snapshot = exported(researcher, full, "annotated-pairs")
    [content] = files_of(researcher, snapshot).values()
    [comparison] = json.loads(content)["comparisons"]

    assert len(comparison["annotations"]) == 2


def test_the_same_snapshot_built_again_after_more_work_has_the_same_bytes(
    full, researcher, tmp_path
):
    snapshot = exported(researcher, full, "listwise", split="train:0.5,test:0.5")
    # Its files hang on the order of the fields of objects, which the database does not keep.
    nested = exported(researcher, full, "helpsteer3", file_types=["jsonl", "parquet", "arrow"])
    for item in full.items.all():
        make.judgment(item, make.rater(full), answers={"of_choice": ANSWERS["choice"]})
    labelled(full, "a")
    for one in (snapshot, nested):
        again = exports.rebuild(snapshot_id=one["id"], into=Path(tmp_path))
        assert [f.sha256 for f in again] == [f["sha256"] for f in one["files"]]


def test_no_group_and_no_prompt_is_in_two_splits(team, researcher):
    for n in range(60):
        prompt = f"Question {n // 3}?" if n % 2 else f"question {n // 3} !"
        make.item(team.project, prompt=prompt, group_key=f"g{n // 2}")
    choices = {"split": "train:0.6, test:0.4", "provenance": "identity"}
    snapshot = exported(researcher, team.project, "trl-prompts", file_types=["jsonl"], **choices)
    files = files_of(researcher, snapshot)
    sides = []
    for name in ("trl-prompts-train.jsonl", "trl-prompts-test.jsonl"):
        rows = [json.loads(line) for line in files[name].splitlines()]
        words = {r["prompt"][0]["content"].rstrip(" ?!").lower() for r in rows}
        sides.append((words, {r["meta_prompt_group"] for r in rows}))

    assert all(words for words, _ in sides)
    assert not sides[0][0] & sides[1][0]
    assert not sides[0][1] & sides[1][1]
    splits = snapshot["manifest"]["splits"]
    assert sum(s["items"] for s in splits) == 60
    assert [s["name"] for s in splits] == ["train", "test"]


@pytest.mark.parametrize("given", ["train", "train:0.5", "a:0.5,a:0.5", "a:2"])
def test_splits_that_cannot_be_are_refused(team, researcher, given):
    answer = researcher.call(
        "post",
        f"{team.path}/exports",
        {"format": "trl-prompts", "params": {"split": given}},
    )
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["split"])


def test_a_preview_of_items_says_how_many_it_looked_at(full, researcher):
    answer = researcher.call(
        "post",
        f"/projects/{full.pk}/exports/preview",
        {"format": "trl-unpaired", "params": {"label_from": "thumbs"}},
    ).json()

    assert (answer["total"], answer["looked_at"], answer["row_count"]) == (3, 3, 6)
    assert (len(answer["rows"]), answer["rows"][0]["label"]) == (5, True)
    assert {r["part"] for r in answer["without"]} >= {"context", "spans"}
