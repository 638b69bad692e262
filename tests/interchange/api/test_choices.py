"""What an export's choices change: whose judgments, how they become labels, which items."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotation.domain.types import ItemState, RaterKind, Role
from annotation.models import Label
from annotation.services import labels
from interchange.models import MadeLabel
from interchange.services import exports
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


@pytest.fixture
def raters(team):
    """Three people and a judge, by name."""
    people = {name: make.rater(team.project, name=name) for name in ("Ann", "Ben", "Cid")}
    return {**people, "judge": make.rater(team.project, kind=RaterKind.JUDGE, name="judge")}


def judged(project, raters, source="human", **verdicts):
    """An item with each rater's verdict, labelled as the project does."""
    item = make.item(project, need=0, state=ItemState.RESOLVED, label_source=source)
    for name, winner in verdicts.items():
        make.judgment(item, raters[name], winner)
    labels.resolve(item_ids=[item.pk])
    return item


def rows_of(api, project, form="trl-preference", **params):
    snapshot = exported(api, project, form, file_types=["jsonl"], beside=[], **params)
    assert snapshot["error"] == ""
    lines = download(api, snapshot, f"{form}.jsonl").splitlines()
    return snapshot, [json.loads(line) for line in lines]


def left_out(snapshot):
    return {one["reason"]: one["n"] for one in snapshot["manifest"]["left_out"]}


def preview(api, project, form="trl-preference", **params):
    return api.call(
        "post", f"/projects/{project.pk}/exports/preview", {"format": form, "params": params}
    )


def chosen(item, row):
    return "ab"[[r["text"] for r in item.responses].index(row["chosen"][0]["content"])]


def test_people_and_judges_vote_together_or_either_alone_without_touching_the_labels(
    team, researcher, raters
):
    item = judged(team.project, raters, Ann="a", Ben="a", judge="b")
    of_judge = judged(team.project, raters, source="judge", Cid="a", judge="b")
    before = list(Label.objects.values())
    both, people, judges = (
        rows_of(
            researcher, team.project, aggregation="majority", judge_labels="all", judgments_from=by
        )
        for by in ("all", "human", "judge")
    )

    assert [(r["meta_source"], r["meta_n_human"], r["meta_n_llm"]) for r in both[1]] == [
        ("both", 2, 1)
    ]
    assert left_out(both[0]) == {"open": 1}  # one for a, one for b
    assert [chosen(i, r) for i, r in zip((item, of_judge), people[1], strict=True)] == ["a", "a"]
    assert [chosen(i, r) for i, r in zip((item, of_judge), judges[1], strict=True)] == ["b", "b"]
    assert {r["meta_source"] for r in people[1]} == {"human"}
    assert list(Label.objects.values()) == before


def test_a_judge_that_nobody_trusts_has_no_vote_and_its_items_are_left_out_by_that_name(
    team, researcher, raters
):
    item = judged(team.project, raters, Ann="a", judge="b")
    judged(team.project, raters, source="judge", judge="b")
    snapshot, [row] = rows_of(researcher, team.project, aggregation="majority")

    assert (chosen(item, row), row["meta_source"], row["meta_n_llm"]) == ("a", "human", 0)
    assert left_out(snapshot) == {"judge_not_trusted": 1}


def test_dawid_and_skene_follow_the_rater_who_agrees_with_the_others(team, researcher, raters):
    for winner in "ab" * 6:
        judged(team.project, raters, Ann=winner, Ben=winner, Cid="a")
    torn = judged(team.project, raters, Ann="b", Cid="a")
    counted, _ = rows_of(researcher, team.project, aggregation="majority")
    weighed, rows = rows_of(researcher, team.project, aggregation="dawid_skene")

    assert left_out(counted) == {"open": 1}
    [row] = [r for r in rows if r["meta_item_id"] == torn.pk]
    assert (chosen(torn, row), row["meta_method"]) == ("b", "dawid_skene")
    assert row["meta_posterior"] > 0.5
    assert weighed["rows"] == 13


def test_what_somebody_settled_stays_settled(team, researcher, raters):
    item = judged(team.project, raters, Ann="a", Ben="a")
    make.label(item, "b", status="adjudicated", version=9)
    _, [row] = rows_of(researcher, team.project, aggregation="majority")

    assert (chosen(item, row), row["meta_status"]) == ("b", "adjudicated")


def test_a_rater_can_be_left_out_where_labels_are_made_anew(team, researcher, raters):
    item = judged(team.project, raters, Ann="a", Ben="b", Cid="b")
    anew = {"aggregation": "majority", "without_raters": "Ben, Cid"}
    _, [row] = rows_of(researcher, team.project, **anew)
    snapshot, verdicts = rows_of(researcher, team.project, "judgments", without_raters="Ben")
    _, [soft] = rows_of(researcher, team.project, "soft", without_raters="Ben")

    assert (chosen(item, row), row["meta_n_human"]) == ("a", 1)
    assert [r["rater"] for r in verdicts] == ["Ann", "Cid"]
    assert left_out(snapshot) == {"rater_left_out": 1}
    assert (soft["p_a"], soft["n"]) == (0.5, 2)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"without_raters": "Ben"}, "aggregation"),
        ({"without_raters": "Nobody", "aggregation": "majority"}, "without_raters"),
        ({"where": "colour"}, "where"),
        ({"where": "metadata.=x"}, "where"),
        ({"aggregation": "coin"}, "aggregation"),
    ],
)
def test_choices_that_cannot_be_are_named(team, researcher, raters, params, field):
    answer = preview(researcher, team.project, **params)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_labels_that_rest_on_few_judgments_can_be_left_out(team, researcher, raters):
    judged(team.project, raters, Ann="a", Ben="a")
    judged(team.project, raters, Ann="a")
    snapshot, rows = rows_of(researcher, team.project, min_judgments=2)
    pairs, _ = rows_of(researcher, team.project, "hh-rlhf", min_judgments=2)

    assert [r["meta_n_human"] for r in rows] == [2]
    assert left_out(snapshot) == left_out(pairs) == {"too_few_judgments": 1}


@pytest.mark.parametrize("form", ["trl-preference", "judgments", "hh-rlhf"])
def test_only_the_items_of_a_selection_are_exported(team, researcher, raters, form):
    for app, language in (("mail", "en"), ("chat", "en"), ("mail", "es"), (None, "en")):
        item = judged(team.project, raters, Ann="a")
        metadata = {"app": app} if app else {}
        type(item).objects.filter(pk=item.pk).update(
            metadata=metadata, context={"language": language}
        )
    mail, _ = rows_of(researcher, team.project, form, where="language=en, metadata.app=mail|web")

    assert mail["rows"] == 1
    assert left_out(mail) == {"outside_the_selection": 3}
    none, _ = rows_of(researcher, team.project, form, where="group=nowhere")
    assert none["rows"] == 0


def test_judgments_beside_the_ordinary_ones_are_in_when_asked_for_and_marked(
    team, researcher, raters
):
    item = judged(team.project, raters, Ann="a")
    old = make.judgment(item, raters["Ben"], "a")
    make.judgment(item, raters["Ben"], "b", supersedes=old)
    make.judgment(item, raters["Cid"], "b", counted=False)
    known = make.known(team.project, 1)[0]
    make.judgment(known, raters["Ann"], "a", purpose="gold", counted=False)
    usual, rows = rows_of(researcher, team.project, "judgments")
    everything = ["surplus", "superseded", "gold"]
    full, marked = rows_of(researcher, team.project, "judgments", also=everything)
    strict, _ = rows_of(researcher, team.project, "judgments", also=[])

    assert (usual["rows"], left_out(usual)) == (3, {"reference": 1, "superseded": 1})
    assert (strict["rows"], left_out(strict)) == (
        2, {"reference": 1, "superseded": 1, "surplus": 1},
    )  # fmt: skip
    assert (full["rows"], left_out(full)) == (5, {})
    assert [(r["meta_purpose"], r["meta_supersedes"]) for r in marked] == [
        ("work", None), ("work", None), ("work", old.pk), ("work", None), ("gold", None),
    ]  # fmt: skip
    assert "meta_purpose" not in rows[0]


@pytest.mark.parametrize(
    ("provenance", "columns"),
    [("none", set()), ("identity", {"meta_item_id", "meta_external_id", "meta_prompt_group"})],
)
def test_the_columns_of_provenance_are_a_choice_of_pairs_too(
    team, researcher, raters, provenance, columns
):
    judged(team.project, raters, Ann="a")
    _, [row] = rows_of(researcher, team.project, provenance=provenance)

    assert set(row) == {"prompt", "chosen", "rejected"} | columns


def test_made_labels_are_built_again_after_more_work_with_the_same_bytes_and_compared(
    team, researcher, raters, tmp_path
):
    items = [judged(team.project, raters, Ann="a", Ben=winner, judge="b") for winner in "abab"]
    params = {"aggregation": "dawid_skene", "judge_labels": "all", "ties": "neutral"}
    first, _ = rows_of(researcher, team.project, **params)
    same, _ = rows_of(researcher, team.project, **params)
    for item in items:
        make.judgment(item, raters["Cid"], "b")
    more, _ = rows_of(researcher, team.project, **params)
    again = exports.rebuild(snapshot_id=first["id"], into=Path(tmp_path))

    assert [f.sha256 for f in again] == [f["sha256"] for f in first["files"]]
    assert first["manifest"]["snapshot"] == same["manifest"]["snapshot"]
    assert MadeLabel.objects.filter(snapshot_id=first["id"]).count() == first["rows"] > 0
    unchanged = researcher.read(f"/exports/{same['id']}/changes/{first['id']}")
    changed = researcher.read(f"/exports/{more['id']}/changes/{first['id']}")
    assert not any(unchanged["counts"].values())
    assert changed["counts"]["relabelled"] + changed["counts"]["other_evidence"] == len(items)


def test_a_preview_holds_every_choice_also_texts_to_keep_apart_from(team, researcher, raters):
    for n in range(3):
        item = judged(team.project, raters, Ann="a", judge="b")
        said = [{"role": "user", "content": f"Please tell me all about the number {n} today."}]
        type(item).objects.filter(pk=item.pk).update(prompt=said)
    texts = SimpleUploadedFile("eval.txt", b"please tell me all about the number 1 today\n")
    sent = researcher.post(f"/api{team.path}/exports/texts", {"file": texts}).json()
    apart = preview(researcher, team.project, against=str(sent["id"]), against_words=9).json()
    narrow = preview(
        researcher, team.project, "hh-rlhf", aggregation="majority", judgments_from="judge",
        judge_labels="all", provenance="identity",
    ).json()  # fmt: skip

    assert apart["apart"] == {"looked_at": 3, "left_out": 1}
    assert (apart["total"], len(apart["rows"])) == (2, 2)
    assert {"reason": "prompt_in_given_texts", "n": 1} in apart["left_out"]
    assert narrow["row_count"] == 3
    assert "meta_source" not in narrow["rows"][0]


# --- both orders ----------------------------------------------------------------------------------


def said_in_both_orders(item, spec, *winners):
    """The judge's calls on an item, and what was read out of each."""
    for order, winner in enumerate(winners):
        call = JudgeCall.objects.create(
            item=item, project_id=item.project_id, spec_id=spec.pk, order=order, attempt=1,
            state="ok", cache_key=f"{item.pk}:{order}", reserved_usd=0, expects={},
        )  # fmt: skip
        Verdict.objects.create(call=call, parser_version="1", state="ok", winner=winner)


@pytest.mark.parametrize("form", ["trl-preference", "trl-pairs", "judgments"])
def test_verdicts_that_changed_with_the_order_can_be_left_out(team, researcher, form):
    new = NewSpec("both", "scripted", "always-a", Decimal(0), Decimal(0))
    spec = making.create(project_id=team.project.pk, actor_id=None, new=new)
    judge = make.rater(team.project, kind=RaterKind.JUDGE, judge_spec_id=spec.pk, name="both")
    same, changed, silent = (
        judged(team.project, {"judge": judge}, "judge", judge="a") for _ in range(3)
    )
    said_in_both_orders(same, spec, "a", "a")
    said_in_both_orders(changed, spec, "a", "b")
    choices = {"judge_labels": "all"} if form != "judgments" else {}
    _, rows = rows_of(researcher, team.project, form, **choices)
    told = {row["meta_external_id"]: row["meta_order_consistent"] for row in rows}
    assert told == {same.external_id: True, changed.external_id: False, silent.external_id: False}

    snapshot, rows = rows_of(researcher, team.project, form, orders="consistent", **choices)
    assert [row["meta_external_id"] for row in rows] == [same.external_id]
    assert left_out(snapshot)["changed_with_order"] == 2
