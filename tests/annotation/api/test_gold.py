"""Known answers: set, mixed in unseen, kept apart from labels, and counted for each rater."""

import json
from itertools import count as numbers

import pytest

from annotation.domain.types import ItemState, Role
from annotation.models import Adjudication, Assignment, Gold, Item, Judgment, Label
from annotation.services import labels
from tests import make
from tests.annotation.api.test_bench import LEFT, claim, submit
from tests.conftest import Api

EXPECTED = {"overall": {"winner": "a", "strength": -1}}


@pytest.fixture
def admin(team):
    return team.api(Role.ADMIN)


@pytest.fixture
def annotator(team):
    return team.api(Role.ANNOTATOR)


def rules(project, **given):
    project.rules = given
    project.save(update_fields=["rules"])


def work(api, project, answer=lambda leased: LEFT):
    """Judge until nothing comes any more; how many that were."""
    for n in numbers():
        got = claim(api, project)
        if not got["assignments"]:
            return n
        [leased] = got["assignments"]
        assert submit(api, leased, answer(leased)).status_code == 201
    return None


def side_of(text):
    """Which side holds the response that begins so."""

    def answer(leased):
        [side] = [s["side"] for s in leased["sides"] if s["text"].startswith(text)]
        return {"overall": {"side": side, "strength": 1}}

    return answer


# Setting answers


def test_an_admin_makes_an_answer_known_and_the_item_leaves_the_queue(team, admin, annotator):
    item = make.item(team.project)

    put = admin.call("put", f"/items/{item.pk}/gold", {"answers": EXPECTED, "explanation": "Sky."})

    assert put.status_code == 200, put.content
    assert admin.read(f"/items/{item.pk}/gold")["answers"] == EXPECTED
    assert claim(annotator, team.project)["status"] == "done"


def test_an_item_people_have_begun_stays_with_them(team, admin, annotator):
    item = make.item(team.project, need=2)
    submit(annotator, claim(annotator, team.project)["assignments"][0])

    admin.call("put", f"/items/{item.pk}/gold", {"answers": EXPECTED})

    item.refresh_from_db()
    assert (item.state, item.need) == (ItemState.AWAITING_HUMAN, 2)


def test_an_answer_taken_back_makes_the_item_work_again(team, admin, annotator):
    [item] = make.known(team.project, 1)

    assert admin.call("delete", f"/items/{item.pk}/gold").status_code == 204

    [leased] = claim(annotator, team.project)["assignments"]
    assert submit(annotator, leased).json()["counted"]
    assert Label.objects.get().value["winner"] in "ab"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Say what the right answer is"),
        ({"nothing": {"winner": "a"}}, "There is no question 'nothing'"),
        ({"overall": {"winner": "c"}}, "Say which response is better"),
        ({"why": {"text": "because"}}, "neither right nor wrong"),
    ],
)
def test_an_answer_that_cannot_be_known_is_refused_in_words(db, answers, sentence):
    project = make.project(questions=[make.comparison(), make.text()])
    admin = make.member(project, Role.ADMIN)
    item = make.item(project)
    refused = Api(admin).call("put", f"/items/{item.pk}/gold", {"answers": answers})

    assert refused.status_code == 400
    assert sentence in refused.content.decode()
    assert not Gold.objects.exists()


def test_an_upload_takes_what_fits_and_says_what_does_not(team, admin):
    item, other = make.items(team.project, 2)
    rows = [
        {"item": item.external_id, "answers": EXPECTED, "explanation": "Why.", "training": True},
        {"item": "nobody", "answers": EXPECTED},
        {"item": other.external_id, "answers": {"overall": {"winner": "x"}}},
        "not a row",
    ]

    done = admin.call("post", f"{team.path}/gold", {"rows": rows}).json()

    assert (done["added"], done["changed"]) == (1, 0)
    assert [r["row"] for r in done["refused"]] == [2, 3, 4]
    assert "no item 'nobody'" in done["refused"][0]["why"]
    listed = admin.read(f"{team.path}/gold")
    assert [(r["external_id"], r["training"]) for r in listed["results"]] == [
        (item.external_id, True)
    ]


def test_what_everybody_agreed_on_is_proposed_and_an_admin_confirms(team, admin):
    people = [make.member(team.project) for _ in range(3)]
    agreed, split = make.items(team.project, 2, need=3)
    for n, who in enumerate(people):
        differs = n == 2

        def answer(leased, differs=differs):
            other = differs and split.responses[0]["text"] in str(leased)
            return side_of("Answer b" if other else "Answer a")(leased)

        assert work(Api(who), team.project, answer) == 2
    [proposed] = admin.read(f"{team.path}/gold/proposals")["results"]

    assert (proposed["external_id"], proposed["people"]) == (agreed.external_id, 3)
    assert proposed["answers"]["overall"]["winner"] == "a"
    confirmed = admin.call("post", f"{team.path}/gold/proposals", {"item_ids": [agreed.pk]})
    assert confirmed.json() == {"confirmed": 1}
    assert admin.read(f"{team.path}/gold/proposals")["results"] == []
    assert Gold.objects.get().origin == "unanimous"
    agreed.refresh_from_db()
    assert agreed.state == ItemState.RESOLVED  # its label stays what it was


def test_what_somebody_settled_and_was_sure_of_is_proposed_too(team, admin):
    rater = make.rater(team.project)
    for confidence, winner in ((0.9, "b"), (0.5, "a")):
        item = make.item(team.project, state=ItemState.RESOLVED, need=0, reserve=0)
        make.judgment(item, rater, "a")
        settled = make.judgment(
            item, make.rater(team.project), winner, purpose="settle", counted=False
        )
        Adjudication.objects.create(
            judgment=settled,
            item=item,
            project=team.project,
            cause="error",
            confidence=confidence,
        )
        labels.resolve(item_ids=[item.pk])
    [proposed] = admin.read(f"{team.path}/gold/proposals")["results"]

    assert proposed["settled"] is True
    assert proposed["answers"]["overall"]["winner"] == "b"  # the adjudicator's, not the rater's
    admin.call("post", f"{team.path}/gold/proposals", {"item_ids": [proposed["item_id"]]})
    assert Gold.objects.get().origin == "settled"


def test_an_item_of_another_project_cannot_be_confirmed(team, admin):
    foreign = make.item(make.project(), state=ItemState.RESOLVED)

    refused = admin.call("post", f"{team.path}/gold/proposals", {"item_ids": [foreign.pk]})

    assert refused.status_code == 404


def test_rules_that_cannot_hold_are_refused_by_name(team, admin):
    refused = admin.call("put", f"{team.path}/rules", {"gold_rate": 0.8})
    both = admin.call("put", f"{team.path}/rules", {"gold_rate": 0.4, "repeat_rate": 0.3})
    kept = admin.call("put", f"{team.path}/rules", {"gold_rate": 0.1, "quota_day": 40})

    assert "gold_rate" in refused.json()["fields"]
    assert "repeat_rate" in both.json()["fields"]
    assert (kept.json()["gold_rate"], kept.json()["quota_day"]) == (0.1, 40)
    team.project.refresh_from_db()
    assert team.project.rules == {"gold_rate": 0.1, "quota_day": 40}


# Mixing in


def test_known_items_come_between_others_once_each_and_take_no_place(team, annotator):
    make.items(team.project, 30)
    known = make.known(team.project, 3)
    rules(team.project, gold_rate=0.5)

    judged = work(annotator, team.project)

    given = Assignment.objects.filter(purpose="gold")
    assert judged == 30 + given.count()
    assert 1 <= given.count() <= 3
    assert set(
        Item.objects.filter(pk__in=[i.pk for i in known]).values_list("taken", flat=True)
    ) == {0}
    assert not Judgment.objects.filter(purpose="gold", counted=True).exists()
    assert not Label.objects.filter(item__in=known).exists()
    assert Label.objects.count() == 30


def test_nothing_known_comes_when_there_is_no_work(team, annotator):
    make.known(team.project, 3)
    rules(team.project, gold_rate=0.5)

    assert [claim(annotator, team.project)["status"] for _ in range(12)] == ["done"] * 12


def test_gold_looks_like_any_other_item_before_and_after(team, annotator):
    """Same keys, same kinds of values, same answer to the verdict, and no number of the item."""
    make.items(team.project, 30)
    make.known(team.project, 4)
    rules(team.project, gold_rate=0.5)
    shapes, sent = {}, {}
    while True:
        got = claim(annotator, team.project)
        if not got["assignments"]:
            break
        [leased] = got["assignments"]
        purpose = Assignment.objects.get(pk=leased["id"]).purpose
        said = submit(annotator, leased).json()
        shapes.setdefault(purpose, set()).add(shape(leased))
        sent.setdefault(purpose, set()).add(shape(said))
        assert said["counted"]
        assert said["feedback"] is None
        assert not {"item_id", "purpose", "gold"} & set(leased)
        assert not leased["training"]

    assert set(shapes) == {"work", "gold"}
    assert shapes["gold"] == shapes["work"]
    assert sent["gold"] == sent["work"]
    reopened = {
        given.purpose: annotator.call("post", f"/assignments/{given.pk}/reopen")
        for given in Assignment.objects.order_by("purpose", "pk").distinct("purpose")
    }
    assert {answer.status_code for answer in reopened.values()} == {200}
    assert shape(reopened["gold"].json()) == shape(reopened["work"].json())


def test_a_lease_on_gold_that_ends_gives_no_place_back(team, annotator):
    make.items(team.project, 30)  # so many draws that one of them is gold
    make.known(team.project, 6)
    rules(team.project, gold_rate=0.5)
    for _ in range(12):
        for leased in claim(annotator, team.project, 3)["assignments"]:
            body = {"lease_token": leased["lease_token"], "reason": "other"}
            action = "return" if leased["id"] % 2 else "skip"
            body = body if action == "skip" else {"lease_token": leased["lease_token"]}
            assert (
                annotator.call("post", f"/assignments/{leased['id']}/{action}", body).status_code
                == 200
            )

    assert Assignment.objects.filter(purpose="gold").exists()
    assert set(Item.objects.values_list("taken", flat=True)) == {0}


# Accuracy


def test_accuracy_of_each_rater_is_shown_with_its_interval_and_a_flag(team, annotator):
    make.items(team.project, 40)
    make.known(team.project, 12)
    rules(team.project, gold_rate=0.5)
    work(annotator, team.project, side_of("Answer b"))
    asked = Judgment.objects.filter(purpose="gold").count()
    rater_id = Judgment.objects.filter(purpose="gold").first().rater_id

    page = team.api(Role.RESEARCHER).read(f"{team.path}/raters/{rater_id}")["figures"]

    assert (page["gold"]["value"], page["gold"]["n"]) == (0.0, asked)
    assert page["gold"]["low"] == 0.0
    assert 0 < page["gold"]["high"] < 0.6
    assert f"right on 0 of {asked} items whose answer is known" in json.dumps(page["flags"])
    assert sum(q["n"] for q in page["questions"]) == 40  # gold is kept out of everything else


def test_a_strength_off_is_right_and_the_other_side_is_wrong(team, annotator):
    make.items(team.project, 40)
    make.known(team.project, 12)
    rules(team.project, gold_rate=0.5)

    def strongly(leased):
        side = side_of("Answer a")(leased)["overall"]["side"]
        return {"overall": {"side": side, "strength": 3}}

    work(annotator, team.project, strongly)
    rater_id = Judgment.objects.filter(purpose="gold").first().rater_id

    figure = team.api(Role.RESEARCHER).read(f"{team.path}/raters/{rater_id}")["figures"]["gold"]
    assert (figure["value"], figure["high"]) == (1.0, 1.0)


def shape(value):
    """Keys and kinds of values, whatever they hold."""
    if isinstance(value, dict):
        return tuple((key, shape(inner)) for key, inner in sorted(value.items()))
    if isinstance(value, list):
        return tuple(shape(inner) for inner in value)
    return type(value).__name__
