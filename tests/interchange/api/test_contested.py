"""meta_contested: raters who say the same again part ways over an item."""

import json
from decimal import Decimal

import pytest

from annotation.domain.types import ItemState, RaterKind, Role
from annotation.services import labels
from interchange.models import Snapshot
from interchange.services import contested, exports
from routing.judges.spec import NewSpec
from routing.models import JudgeCall, Verdict
from routing.services import making
from tests import make
from tests.interchange.api.exporting import download, exported

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def researcher(team):
    return team.api(Role.RESEARCHER)


def judged(project, **verdicts):
    """An item with the verdicts of raters by name, labelled by their majority."""
    item = make.item(project, need=0, state=ItemState.RESOLVED, label_source="any")
    for name, winner in verdicts.items():
        make.judgment(item, named(project, name), winner)
    labels.resolve(item_ids=[item.pk])
    return item


def named(project, name):
    return project.raters.filter(name=name).first() or make.rater(project, name=name)


def seen_twice(project, name, *again):
    """Items of which the rater said "a" at first, and this when they came again."""
    for winner in again:
        item = judged(project, **{name: "a"})
        make.judgment(item, named(project, name), winner, purpose="repeat", counted=False)


def flags(api, project, form, **params):
    snapshot = exported(
        api, project, form, file_types=["jsonl"], beside=[], contested=0.9, **params
    )
    assert snapshot["error"] == ""
    rows = [json.loads(line) for line in download(api, snapshot, f"{form}.jsonl").splitlines()]
    return snapshot, {row["meta_external_id"]: row["meta_contested"] for row in rows}


@pytest.fixture
def items(team):
    """Ann and Ben say the same again, Cid does not, of Dan nobody knows."""
    for name, again in {"Ann": "aaaaa", "Ben": "aaaab", "Cid": "aabbb", "Dan": "aaaa"}.items():
        seen_twice(team.project, name, *again)
    made = {
        True: judged(team.project, Ann="a", Ben="b", Dan="b"),
        False: judged(team.project, Ann="a", Ben="a", Cid="b"),
        None: judged(team.project, Ann="b", Cid="a", Dan="b"),
    }
    return {item.external_id: flag for flag, item in made.items()}


@pytest.mark.parametrize(
    ("form", "params"),
    [
        ("trl-preference", {}),
        ("trl-preference", {"aggregation": "majority"}),
        ("soft", {}),
        ("judgments", {}),
        ("hh-rlhf", {"provenance": "identity"}),
    ],
)
def test_only_self_consistent_raters_make_an_item_contested(team, researcher, items, form, params):
    _, told = flags(researcher, team.project, form, **params)

    assert {name: flag for name, flag in told.items() if name in items} == items
    assert {flag for name, flag in told.items() if name not in items} == {None}  # one rater each


def test_who_counts_as_consistent_is_a_choice(team, researcher, items):
    _, told = flags(researcher, team.project, "judgments", consistent_from=0.4)

    # Cid said the same two times of five: now they differ from Ann and Ben, 2:1 is .918 bits.
    assert [told[name] for name in items] == [True, True, True]


def test_a_judge_is_consistent_that_said_the_same_in_both_orders(team, researcher, items):
    new = NewSpec("both", "scripted", "always-a", Decimal(0), Decimal(0))
    spec = making.create(project_id=team.project.pk, actor_id=None, new=new)
    make.rater(team.project, kind=RaterKind.JUDGE, judge_spec_id=spec.pk, name="both")
    disputed = judged(team.project, Ann="a", both="b", Dan="a")
    assert flags(researcher, team.project, "judgments")[1][disputed.external_id] is None

    for _ in range(contested.contested.FEWEST_AGAIN):
        item = judged(team.project, both="a")
        for order in range(2):
            call = JudgeCall.objects.create(
                item=item, project_id=item.project_id, spec_id=spec.pk, order=order, attempt=1,
                state="ok", cache_key=f"{item.pk}:{order}", reserved_usd=0, expects={},
            )  # fmt: skip
            Verdict.objects.create(call=call, parser_version="1", state="ok", winner="a")
    assert flags(researcher, team.project, "judgments")[1][disputed.external_id] is True


def test_the_flags_of_a_snapshot_stay_whatever_raters_do_afterwards(
    team, researcher, items, tmp_path
):
    snapshot, _ = flags(researcher, team.project, "judgments")
    seen_twice(team.project, "Ann", *"bbbbb")  # not consistent any more
    [first] = snapshot["files"]
    again = exports.rebuild(snapshot_id=snapshot["id"], into=tmp_path)

    assert [file.sha256 for file in again] == [first["sha256"]]
    assert flags(researcher, team.project, "judgments")[1] != items
    kept = Snapshot.objects.get(pk=snapshot["id"]).manifest["contested"]
    assert (kept["question"], kept["bits"], len(kept["raters"])) == ("overall", 0.9, 2)


def test_without_the_choice_there_is_no_column_and_nothing_is_read(
    team, researcher, items, monkeypatch
):
    monkeypatch.setattr(contested, "flags", lambda *_, **__: pytest.fail("asked"))
    snapshot = exported(researcher, team.project, "judgments", file_types=["jsonl"])
    lines = download(researcher, snapshot, "judgments.jsonl").splitlines()

    assert "meta_contested" not in json.loads(lines[0])
    assert snapshot["manifest"]["contested"] is None


def test_a_preview_shows_it_and_refuses_more_bits_than_four_answers_have(team, researcher, items):
    url = f"{team.path}/exports/preview"
    asked = {"format": "judgments", "params": {"contested": 0.9}}
    rows = researcher.call("post", url, asked).json()["rows"]
    assert {row["meta_contested"] for row in rows} == {None}  # the first ones were seen by one
    refused = researcher.call("post", url, {**asked, "params": {"contested": 2.1}})
    assert refused.status_code == 400
    assert "from 0 to 2" in refused.content.decode()
