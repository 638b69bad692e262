"""Training before real work: feedback, pass mark, attempts, and what an admin sees of it."""

import pytest

from annotation.domain.types import Role
from annotation.models import Assignment, Item, Judgment, Qualification
from tests import make
from tests.annotation.api.test_bench import claim, submit
from tests.annotation.api.test_gold import rules, side_of

RIGHT, WRONG = side_of("Answer a"), side_of("Answer b")


@pytest.fixture
def annotator(team):
    return team.api(Role.ANNOTATOR)


def train(api, project, answers):
    """Answer so many training items; what was said after each."""
    told = []
    for answer in answers:
        [leased] = claim(api, project)["assignments"]
        assert leased["training"]
        told.append(submit(api, leased, answer(leased)).json()["feedback"])
    return told


def test_training_comes_before_real_work_with_feedback_after_each(team, annotator):
    make.items(team.project, 2)
    make.known(team.project, 3, training=True, explanation="Because it is shorter.")
    rules(team.project, training_items=3)

    told = train(annotator, team.project, [RIGHT, WRONG, RIGHT])

    assert [t["right"] for t in told] == [True, False, True]
    assert [t["questions"] for t in told] == [{"overall": t["right"]} for t in told]
    assert {t["explanation"] for t in told} == {"Because it is shorter."}
    assert [(t["answered"], t["of"], t["passed"]) for t in told] == [
        (1, 3, None),
        (2, 3, None),
        (3, 3, True),  # without a pass mark it is enough to have answered them all
    ]
    work = claim(annotator, team.project)["assignments"][0]
    assert not work["training"]
    assert submit(annotator, work).json()["feedback"] is None


def test_the_expected_answer_is_told_as_it_was_displayed(team, annotator):
    make.item(team.project)
    make.known(team.project, 1, training=True)
    rules(team.project, training_items=1)
    [leased] = claim(annotator, team.project)["assignments"]

    told = submit(annotator, leased, WRONG(leased)).json()["feedback"]

    assert told["expected"]["overall"]["side"] == RIGHT(leased)["overall"]["side"]


def test_one_item_at_a_time_so_that_each_is_learnt_from(team, annotator):
    make.items(team.project, 5)
    make.known(team.project, 3, training=True)
    rules(team.project, training_items=3)

    first = claim(annotator, team.project, 3)["assignments"]
    more = claim(annotator, team.project, 2, holding=[first[0]["id"]])

    assert len(first) == 1
    assert (more["status"], more["assignments"]) == ("ok", [])


def test_who_fails_takes_another_attempt_and_then_waits_for_an_admin(team, annotator):
    make.items(team.project, 2)
    make.known(team.project, 2, training=True)
    rules(team.project, training_items=2, pass_mark=0.75, attempts=2)

    first = train(annotator, team.project, [RIGHT, WRONG])
    second = train(annotator, team.project, [WRONG, WRONG])

    assert (first[-1]["passed"], first[-1]["again"]) == (False, True)
    assert (second[-1]["passed"], second[-1]["again"]) == (False, False)
    assert claim(annotator, team.project)["status"] == "unqualified"
    assert not Judgment.objects.filter(purpose="work").exists()

    admin = team.api(Role.ADMIN)
    members = admin.read(f"{team.path}/members")["members"]
    [mine] = [m for m in members if m["user"]["id"] == team.people[Role.ANNOTATOR].pk]
    assert [(a["right"], a["asked"], a["passed"]) for a in mine["attempts"]] == [
        (1, 2, False),
        (0, 2, False),
    ]
    let_in = admin.call("post", f"{team.path}/members/{mine['id']}/let-in")
    assert let_in.status_code == 204
    assert not claim(annotator, team.project)["assignments"][0]["training"]


def test_the_pass_mark_is_reached_exactly(team, annotator):
    make.item(team.project)
    make.known(team.project, 4, training=True)
    rules(team.project, training_items=4, pass_mark=0.75)

    told = train(annotator, team.project, [RIGHT, RIGHT, WRONG, RIGHT])

    assert told[-1]["passed"]
    assert Qualification.objects.get().right == 3


def test_a_skipped_training_item_counts_as_asked_and_not_right(team, annotator):
    make.item(team.project)
    make.known(team.project, 2, training=True)
    rules(team.project, training_items=2, pass_mark=1.0)
    train(annotator, team.project, [RIGHT])
    [leased] = claim(annotator, team.project)["assignments"]
    body = {"lease_token": leased["lease_token"], "reason": "too_hard"}
    annotator.call("post", f"/assignments/{leased['id']}/skip", body)

    assert claim(annotator, team.project)["status"] == "unqualified"
    assert (Qualification.objects.get().right, Qualification.objects.get().asked) == (1, 2)


def test_the_same_answer_sent_again_is_told_the_same(team, annotator):
    make.item(team.project)
    make.known(team.project, 1, training=True)
    rules(team.project, training_items=1, pass_mark=1.0)
    [leased] = claim(annotator, team.project)["assignments"]
    key = "00000000-0000-4000-8000-000000000009"

    once = submit(annotator, leased, RIGHT(leased), idempotency_key=key).json()
    again = submit(annotator, leased, RIGHT(leased), idempotency_key=key).json()

    assert again["replayed"]
    assert again["feedback"] == once["feedback"]


def test_what_was_shown_cannot_be_answered_anew(team, annotator):
    make.item(team.project)
    make.known(team.project, 1, training=True)
    rules(team.project, training_items=1)
    train(annotator, team.project, [WRONG])

    late = annotator.call("post", f"/assignments/{Assignment.objects.get().pk}/reopen")

    assert late.status_code == 409


def test_without_training_items_nobody_is_kept_waiting(team, annotator):
    make.item(team.project)
    rules(team.project, training_items=5, pass_mark=0.8)

    assert not claim(annotator, team.project)["assignments"][0]["training"]


def test_training_takes_no_place_and_makes_no_label(team, annotator):
    known = make.known(team.project, 2, training=True)
    make.item(team.project)
    rules(team.project, training_items=2)
    train(annotator, team.project, [RIGHT, RIGHT])

    ids = [item.pk for item in known]
    assert set(Item.objects.filter(pk__in=ids).values_list("taken", "counted")) == {(0, 0)}
    assert not Item.objects.filter(pk__in=ids, labels__isnull=False).exists()


# Repeats


def test_a_repeat_comes_later_once_with_the_sides_swapped_and_looks_like_any_other(team, annotator):
    make.items(team.project, 40)
    rules(team.project, repeat_rate=0.5, repeat_after=3)
    order, shown = [], {}
    while got := claim(annotator, team.project)["assignments"]:
        [leased] = got
        given = Assignment.objects.get(pk=leased["id"])
        order.append((given.item_id, given.purpose))
        shown.setdefault(given.item_id, []).append([side["text"] for side in leased["sides"]])
        assert submit(annotator, leased, RIGHT(leased)).json()["counted"]

    repeats = [item for item, purpose in order if purpose == "repeat"]
    assert repeats
    assert len(repeats) == len(set(repeats))
    for item in repeats:
        first, again = [n for n, (each, _) in enumerate(order) if each == item]
        assert again - first > 3
        assert shown[item][1] == shown[item][0][::-1]
    assert set(Item.objects.values_list("taken", "counted")) == {(1, 1)}

    rater_id = Judgment.objects.first().rater_id
    [figures] = team.api(Role.RESEARCHER).read(f"{team.path}/raters/{rater_id}")["figures"][
        "questions"
    ]
    assert (figures["consistent"]["value"], figures["consistent"]["n"]) == (1.0, len(repeats))
    assert figures["n"] == 40  # a repeat is compared, not counted once more


def test_who_follows_the_side_contradicts_themselves(team, annotator):
    make.items(team.project, 40)
    rules(team.project, repeat_rate=0.5, repeat_after=1)
    while got := claim(annotator, team.project)["assignments"]:
        submit(annotator, got[0])  # always the left one

    rater_id = Judgment.objects.first().rater_id
    [figures] = team.api(Role.RESEARCHER).read(f"{team.path}/raters/{rater_id}")["figures"][
        "questions"
    ]
    assert figures["consistent"]["value"] == 0.0
    assert figures["consistent"]["n"] > 5


# Quotas


def test_a_quota_ends_the_work_and_says_so(team, annotator):
    make.items(team.project, 10)
    rules(team.project, quota_total=4)

    first = claim(annotator, team.project, 3)["assignments"]
    second = claim(annotator, team.project, 3, holding=[a["id"] for a in first])["assignments"]
    for leased in [*first, *second]:
        submit(annotator, leased)

    assert (len(first), len(second)) == (3, 1)
    assert claim(annotator, team.project)["status"] == "quota"
    assert not Assignment.objects.filter(state="open").exists()
