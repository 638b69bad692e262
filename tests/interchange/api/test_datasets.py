"""An export as a dataset: configs from one moment, and the card beside them."""

import json
import struct
from pathlib import Path

import pytest
import yaml

from annotation.domain.types import ItemState, Role
from annotation.models import Guideline, Item, Project
from annotation.services import labels
from interchange import cards
from interchange.cards.croissant import RAI
from interchange.models import Snapshot
from interchange.services import exports
from tests import make
from tests.interchange.api.exporting import exported, labelled

pytestmark = pytest.mark.django_db(transaction=True)
SPLIT = "train:0.5,test:0.5"


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def researcher(team):
    return team.api(Role.RESEARCHER)


@pytest.fixture
def full(team):
    """Enough labels of people and judges that figures can be told."""
    long = "A long answer.\n\n- with\n- **points**"
    for n in range(24):
        texts = (long, f"Short {n}") if n % 2 else (f"Short {n}", long)
        responses = [
            {"key": k, "text": t, "model": m} for k, t, m in zip("ab", texts, "xy", strict=True)
        ]
        item = make.item(
            team.project,
            prompt=f"Question {n}?",
            need=0,
            state=ItemState.RESOLVED,
            label_source="human",
        )
        Item.objects.filter(pk=item.pk).update(responses=responses)
        for _ in range(2):
            make.judgment(item, make.rater(team.project), "a" if n % 2 else "b")
        labels.resolve(item_ids=[item.pk])
    labelled(team.project, "tie")
    labelled(team.project, "a", source="judge")
    return team.project


def folder(snapshot):
    return exports.folder(snapshot["id"])


def rows(snapshot, name):
    return [json.loads(line) for line in (folder(snapshot) / name).read_bytes().splitlines()]


def header(snapshot):
    return yaml.safe_load((folder(snapshot) / "README.md").read_text().split("---\n")[1])


def test_a_preference_dataset_comes_with_its_judgments_in_the_same_splits(full, researcher):
    snapshot = exported(researcher, full, split=SPLIT)
    configs = {c["format"]: c for c in snapshot["manifest"]["configs"]}

    assert list(configs) == ["trl-preference", "judgments"]
    assert configs["judgments"]["rows"] == 24 * 2 + 2
    where = {
        row["meta_item_id"]: name
        for name in ("train", "test")
        for row in rows(snapshot, f"trl-preference-{name}.jsonl")
    }
    for name in ("train", "test"):
        judged = {row["meta_item_id"] for row in rows(snapshot, f"judgments-{name}.jsonl")}
        assert {where[item] for item in judged & set(where)} == {name}


def test_ties_that_are_kept_stand_in_a_config_of_their_own(full, researcher):
    snapshot = exported(researcher, full, ties="neutral")

    assert {"reason": "tie", "n": 1} in snapshot["manifest"]["left_out"]
    assert rows(snapshot, "neutral.jsonl")[0]["p_tie"] == 1.0
    assert not [r for r in rows(snapshot, "trl-preference.jsonl") if "p_tie" in r]


def test_all_configs_built_again_after_more_work_have_the_same_bytes(full, researcher, tmp_path):
    snapshot = exported(researcher, full, ties="neutral", split=SPLIT)
    for item in full.items.all():
        make.judgment(item, make.rater(full), "tie")
    labels.resolve(item_ids=[i.pk for i in full.items.all()])
    again = exports.rebuild(snapshot_id=snapshot["id"], into=Path(tmp_path))

    assert [(f.name, f.sha256) for f in again] == [
        (f["name"], f["sha256"]) for f in snapshot["files"]
    ]
    assert len(again) == 3 * 2 * 2


def test_the_card_made_again_from_the_manifest_has_the_same_bytes(full, researcher):
    snapshot = exported(researcher, full)
    manifest = Snapshot.objects.get(pk=snapshot["id"]).manifest
    made = cards.files({k: v for k, v in manifest.items() if k != "card"})

    assert {f["name"] for f in snapshot["card"]} == set(made)
    for name, content in made.items():
        assert (folder(snapshot) / name).read_bytes() == content


def test_the_card_can_be_downloaded_and_begins_as_a_hub_reads_it(full, researcher):
    snapshot = exported(researcher, full, split=SPLIT, licence="cc-by-4.0", beside=["soft"])
    url = next(f["url"] for f in snapshot["card"] if f["name"] == "README.md")
    assert b"".join(researcher.get(url).streaming_content).startswith(b"---\n")

    found = header(snapshot)
    assert (found["license"], found["language"], found["size_categories"]) == (
        "cc-by-4.0",
        ["en"],
        ["n<1K"],
    )
    assert [c["config_name"] for c in found["configs"]] == ["trl-preference", "soft"]
    train = found["configs"][0]["data_files"][0]
    assert train == {"split": "train", "path": "trl-preference-train.parquet"}
    info = found["dataset_info"][0]
    assert sum(s["num_examples"] for s in info["splits"]) == snapshot["rows"]


def test_the_card_says_how_it_was_made_and_what_it_rewards(full, researcher):
    text = (folder(exported(researcher, full, min_agreement=0.5)) / "README.md").read_text()

    for said in (
        "| min\\_agreement | 0.5 |",
        "| judge not trusted | 1 |",
        "Pick the better answer.",
        "two people agree",
        "This is the first snapshot in this format.",
        "What they explain together is not known",
    ):
        assert said in text, said
    # In every pair the long response won: tau is 1 for its length, and its format.
    assert "| Length in words | 1.00 (1.00 to 1.00, n = 24) |" in text


def test_the_card_says_what_changed_since_the_last_snapshot(full, researcher):
    exported(researcher, full)
    labelled(full, "a")
    snapshot = exported(researcher, full, min_agreement=0.6)
    text = (folder(snapshot) / "README.md").read_text()

    assert "1 items came. 24 rows then, 25 now." in text
    assert "| min\\_agreement | 0.0 | 0.6 |" in text


def test_words_of_other_people_stay_words_on_the_card(team, researcher):
    project = team.project
    Project.objects.filter(pk=project.pk).update(
        description="A | b\n# Not a heading <script>alert(1)</script>"
    )
    text = "```\nnot the end\n```\n---\nlicense: mine"
    Guideline.objects.create(project=project, version=2, text=text)
    labelled(project, "a")
    snapshot = exported(researcher, project)
    text = (folder(snapshot) / "README.md").read_text()

    assert header(snapshot)["license"] == "unknown"
    assert "<script>" not in text
    assert "\n# Not a heading" not in text
    assert "````text\n```\nnot the end" in text


def test_croissant_describes_every_file_and_answers_every_responsible_ai_field(full, researcher):
    snapshot = exported(researcher, full, split=SPLIT, file_types=["jsonl", "arrow", "csv"])
    document = json.loads((folder(snapshot) / "croissant.json").read_bytes())
    told = {f["contentUrl"]: f["sha256"] for f in document["distribution"]}

    assert told == {f["name"]: f["sha256"] for f in snapshot["files"]}
    assert all(document[f"rai:{key}"] not in ("", None) for key in RAI)
    assert "alpha" in document["rai:dataAnnotationAnalysis"][0]
    assert [r["@id"] for r in document["recordSet"]][:2] == [
        "trl-preference/train",
        "trl-preference/test",
    ]


def test_plots_are_pictures_with_something_in_them(full, researcher):
    snapshot = exported(researcher, full)
    plots = [f["name"] for f in snapshot["card"] if f["name"].endswith(".png")]

    assert {"plot-labels.png", "plot-agreement.png", "plot-rewards.png"} <= set(plots)
    for name in plots:
        raw = (folder(snapshot) / name).read_bytes()
        assert raw[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">I", raw[16:20])[0] == 1440


def test_a_project_in_which_nothing_was_judged_has_a_card_too(team, researcher):
    make.item(team.project)
    snapshot = exported(researcher, team.project, "trl-prompts", beside=["judgments"])

    assert (snapshot["state"], snapshot["error"]) == ("done", "")
    assert [c["config_name"] for c in header(snapshot)["configs"]] == ["trl-prompts"]


def test_a_card_that_contradicts_the_files_fails_the_export(full, researcher, monkeypatch):
    monkeypatch.setattr("interchange.cards.croissant._file", lambda file: {"@id": file["name"]})
    snapshot = exported(researcher, full)

    assert (snapshot["state"], "does not describe" in snapshot["error"]) == ("failed", True)
    assert not folder(snapshot).exists()
    assert not Snapshot.objects.exclude(beside=None).exists()
