"""What raters disagree on is settled by somebody who did not judge it, and the label says so."""

import json
import uuid

import pytest
from django.db import DatabaseError, transaction

from annotation import events
from annotation.domain.types import ItemState, Role
from annotation.models import Adjudication, Item, Judgment, Label, Project
from annotation.services import labels
from tests import make


@pytest.fixture
def split(team):
    """Three items of three people: all agree, two to one, a vote each for three labels."""
    raters = [make.rater(team.project, name=f"person {n}") for n in range(3)]
    items = make.items(team.project, 3, state=ItemState.AWAITING_JUDGE)
    for item, said in zip(
        items, (("a", "a", "a"), ("a", "a", "b"), ("a", "b", "tie")), strict=True
    ):
        for rater, winner in zip(raters, said, strict=True):
            make.judgment(item, rater, winner, active_seconds=1.0 if winner == "b" else 9.0)
    labels.resolve(item_ids=[item.pk for item in items])
    return items


def settle(team, item, winner="b", *, role=Role.REVIEWER, **changes):
    body = {
        "answers": {"overall": {"winner": winner, "strength": {"a": -1, "b": 1}.get(winner, 0)}},
        "cause": "error",
        "confidence": 0.9,
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }
    path = f"{team.path}/adjudication/items/{item.pk}"
    return team.api(role).call("post", path, body)


def waiting(team, role=Role.REVIEWER, **query):
    rows = team.api(role).read(f"{team.path}/adjudication", **query)["rows"]
    return [row["item_id"] for row in rows]


def newest(item):
    return Label.objects.filter(item=item).order_by("-version").first()


def test_the_queue_shows_what_people_agree_on_least_first_and_nothing_they_agree_on(team, split):
    found = team.api(Role.REVIEWER).read(f"{team.path}/adjudication")

    assert [row["item_id"] for row in found["rows"]] == [split[2].pk, split[1].pk]
    worst, better = found["rows"]
    assert worst["alpha"] < better["alpha"] < 1
    assert worst["alphas"] == {"overall": worst["alpha"]}
    assert found["as_of"] is not None
    assert waiting(team, by="posterior") == [split[2].pk, split[1].pk, split[0].pk]


def test_an_item_shows_every_answer_and_no_name_no_model_and_no_kind(team, split):
    path = f"{team.path}/adjudication/items/{split[1].pk}"
    found = team.api(Role.REVIEWER).read(path)

    assert sorted(a["who"] for a in found["answers"]) == ["Rater A", "Rater B", "Rater C"]
    assert {a["judge"] for a in found["answers"]} == {None}
    assert sorted(a["answers"]["overall"]["winner"] for a in found["answers"]) == ["a", "a", "b"]
    assert [a["seconds"] for a in found["answers"] if a["fast"]] == [1.0]
    assert all(set(r) == {"key", "text"} for r in found["responses"])
    assert found["labels"][0]["status"] == "majority"
    named = team.api(Role.REVIEWER).read(path, names="true")
    assert {a["who"] for a in named["answers"]} == {"person 0", "person 1", "person 2"}


def test_an_item_is_shown_whole_and_no_file_says_who_made_it(team, split, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    make.media(team.project, "gemma.wav")
    item = split[1]
    said = [{"role": "user", "content": "And then?"}, {"role": "assistant", "content": "Rain."}]
    item.responses = [
        {"key": "a", "text": "gemma.wav", "model": "gemma"},
        {"key": "b", "text": "And then? Rain.", "model": "llama", "turns": said},
    ]
    item.context = {"persona": "a sailor"}
    item.save()

    found = team.api(Role.REVIEWER).read(f"{team.path}/adjudication/items/{item.pk}")
    sound, talk = found["responses"]
    assert (sound["text"], sound["media"]["kind"]) == ("", "audio")
    assert talk["turns"] == said
    assert found["context"] == {"persona": "a sailor"}
    assert not any(model in json.dumps(found) for model in ("gemma", "llama"))


def test_what_is_settled_makes_the_label_and_leaves_the_queue(team, split):
    assert settle(team, split[2], "tie", cause="taste").status_code == 201

    label = newest(split[2])
    assert (label.value["winner"], label.status, label.method) == (
        "tie", "adjudicated", "adjudicated",
    )  # fmt: skip
    assert (label.posterior, label.version, label.n_human) == (0.9, 2, 4)
    assert waiting(team) == [split[1].pk]
    found = team.api(Role.REVIEWER).read(f"{team.path}/adjudication")
    assert found["causes"]["taste"] == 1


@pytest.mark.parametrize("few", [0, 10**6])
def test_it_wins_over_later_votes_and_over_making_all_labels_anew(team, split, few, monkeypatch):
    settle(team, split[1], "b")
    monkeypatch.setattr(labels, "FEW", few)
    for _ in range(3):
        make.judgment(split[1], make.rater(team.project), "a")

    labels.resolve(item_ids=[item.pk for item in split])

    label = newest(split[1])
    assert (label.value["winner"], label.status, label.n_human) == ("b", "adjudicated", 7)
    assert newest(split[0]).status == "unanimous"


def test_an_items_judges_are_overruled_too(team, split):
    settle(team, split[0], "b")
    Item.objects.filter(pk=split[0].pk).update(state=ItemState.IMPORTED, label_source="any")

    labels.leave_to_judges(item_ids=[split[0].pk])

    assert newest(split[0]).value["winner"] == "b"


def test_settled_again_the_newest_holds_and_both_are_kept(team, split):
    settle(team, split[1], "b")
    settle(team, split[1], "tie")

    assert newest(split[1]).value["winner"] == "tie"
    assert Adjudication.objects.count() == 2
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Adjudication.objects.update(cause="taste")


def test_sent_twice_it_is_settled_once(team, split):
    key = str(uuid.uuid4())
    first, second = (settle(team, split[1], idempotency_key=key) for _ in range(2))

    assert first.json() == second.json()
    assert Judgment.objects.filter(purpose="settle").count() == 1
    assert settle(team, split[1], "a", idempotency_key=key).status_code == 422


def test_nobody_settles_what_they_judged_unless_the_project_allows_it(team, split):
    reviewer = make.rater(team.project, who=team.people[Role.REVIEWER])
    make.judgment(split[1], reviewer, "b")

    assert split[1].pk not in waiting(team)
    refused = settle(team, split[1])
    assert (refused.status_code, "somebody else settles it" in refused.json()["detail"]) == (
        403, True,
    )  # fmt: skip
    path = f"{team.path}/adjudication/items/{split[1].pk}"
    assert team.api(Role.REVIEWER).get(f"/api{path}").status_code == 403
    Project.objects.filter(pk=team.project.pk).update(adjudicate_own=True)
    assert settle(team, split[1]).status_code == 201


def test_an_adjudicators_answer_is_no_vote_beside_the_others(team, split):
    before = team.api(Role.RESEARCHER).read(f"{team.path}/quality")["questions"][0]["agreement"]
    settle(team, split[2], "a")

    after = team.api(Role.RESEARCHER).read(f"{team.path}/quality")["questions"][0]["agreement"]
    assert after == before


def test_what_the_guidelines_do_not_say_is_listed_for_whoever_writes_them(team, split):
    settle(team, split[1], cause="guideline_gap", note="Say whether greetings count.")
    settle(team, split[2], cause="taste", note="No gap.")

    [gap] = team.api(Role.REVIEWER).read(f"{team.path}/adjudication/gaps")["gaps"]
    assert (gap["note"], gap["guideline_version"]) == ("Say whether greetings count.", 1)


def test_whoever_listens_is_told_once_it_is_committed(
    team, split, django_capture_on_commit_callbacks
):
    told = []

    def hear(**facts):
        told.append((facts["item_id"], facts["cause"]))

    events.item_adjudicated.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            settle(team, split[1])
    finally:
        events.item_adjudicated.disconnect(hear)
    assert told == [(split[1].pk, "error")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answers": {}}, "answers"),
        ({"answers": {"colour": {"winner": "a"}}}, "answers"),
        ({"answers": {"overall": {"winner": "c"}}}, "answers"),
        ({"cause": "boredom"}, "cause"),
        ({"confidence": 1.5}, "confidence"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(team, split, changes, field):
    refused = settle(team, split[1], **changes)

    assert (refused.status_code, list(refused.json()["fields"])) == (400, [field])
    assert not Adjudication.objects.exists()


def test_what_is_settled_is_no_vote_in_any_figure_of_agreement(team, split):
    api = team.api(Role.RESEARCHER)
    before = api.read(f"{team.path}/quality")
    assert settle(team, split[1], "b").status_code == 201
    after = api.read(f"{team.path}/quality")

    assert before["questions"][0]["agreement"]["n"] > 0
    for name in ("agreement", "alpha", "ceiling", "n_votes", "n_people"):
        assert after["questions"][0][name] == before["questions"][0][name]
    assert [r["id"] for r in after["raters"]] == [r["id"] for r in before["raters"]]
