"""What `manage.py quality` says, which is what the pages show."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from annotation.domain.types import RaterKind
from annotation.models import Item
from tests import make


def run(*args):
    out = StringIO()
    call_command("quality", *args, stdout=out)
    return out.getvalue()


def figures(project):
    return json.loads(run(project.slug, "--json"), parse_constant=pytest.fail)


@pytest.fixture
def judged(db):
    """Three people and a judge on four items: twelve pairs of people, of which ten agree."""
    project = make.project(slug="poems")
    people = [make.rater(project, name=f"Rater {n}") for n in (1, 2, 3)]
    judge = make.rater(project, kind=RaterKind.JUDGE, name="gpt")
    for votes, verdict in [("aaa", "a"), ("aab", "b"), ("bbb", "b"), ("bbb", "tie")]:
        item = make.item(project)
        for rater, vote in zip(people, votes, strict=True):
            make.judgment(item, rater, vote)
        make.judgment(item, judge, verdict)
    return project


def test_agreement_of_people_and_of_judges_with_the_ceiling(judged):
    (found,) = figures(judged)["questions"]

    assert found["agreement"]["value"] == pytest.approx(10 / 12)
    assert found["unanimous"]["value"] == 0.75
    # Of "aab" only the b stands against a majority of others; the two a's see one a and one b.
    assert (found["ceiling"]["value"], found["ceiling"]["n"]) == (pytest.approx(9 / 10), 10)
    (gpt,) = found["judges"]
    assert (gpt["agreement"]["value"], gpt["agreement"]["n"]) == (0.5, 4)
    assert gpt["tie_recall"]["why_not"] == "people called nothing a tie"
    assert gpt["tie_precision"]["value"] == 0
    names = {r["id"]: r["name"] for r in found["matrix"]["raters"]}
    cells = {(names[c["a"]], names[c["b"]]): c["agreement"] for c in found["matrix"]["cells"]}
    assert cells["Rater 1", "Rater 2"] == 1
    assert cells["Rater 2", "Rater 3"] == 0.75


def test_items_worth_a_look_are_those_that_people_or_a_judge_see_differently(judged):
    (found,) = figures(judged)["questions"]

    (split,) = found["disagreed"]
    assert split["votes"] == {"a": 2, "b": 1}
    assert split["judges"] == {"gpt": "b"}
    (alone,) = found["judge_differs"]
    assert (alone["votes"], alone["judges"]) == ({"b": 3}, {"gpt": "tie"})
    assert alone["external_id"]


def test_raters_have_figures_or_the_reason_why_not(judged):
    found = figures(judged)
    by_name = {r["name"]: r for r in found["raters"]}

    third = by_name["Rater 3"]["questions"][0]
    assert (third["agreement"]["value"], third["agreement"]["n"]) == (0.75, 8)
    assert third["reliability"]["dawid_skene"]["why_not"].startswith("the model needs 3 votes")
    assert third["reliability"]["weighted_majority"]["value"] < 1
    assert third["consistent"]["why_not"] == "they judged nothing twice"
    assert by_name["Rater 3"]["gold"]["why_not"]
    assert by_name["gpt"]["questions"][0]["left"]["why_not"]  # its sides are no habit of its own
    assert found["typical"]["overall"]["agreement"] == pytest.approx(7 / 8)
    # Of the people who judged its four: all, one, all and none said what it said; one for and one
    # against added.
    gpt = by_name["gpt"]["questions"][0]["reliability"]
    assert gpt["weighted_majority"]["value"] == pytest.approx((1 + 1 / 3 + 1 + 0 + 1) / (4 + 2))


def test_what_a_rater_said_last_counts_and_twice_the_same_is_consistent(db):
    project = make.project()
    item = make.item(project)
    ann, bob = make.rater(project, name="Ann"), make.rater(project, name="Bob")
    first = make.judgment(item, ann, "a")
    make.judgment(item, ann, "b", supersedes=first)
    make.judgment(item, bob, "a")
    make.judgment(item, bob, "b")

    found = figures(project)

    assert found["questions"][0]["agreement"]["value"] == 1
    consistent = {r["name"]: r["questions"][0]["consistent"] for r in found["raters"]}
    assert (consistent["Bob"]["value"], consistent["Bob"]["n"]) == (0, 1)
    # To think better of it is no second judgment.
    assert consistent["Ann"]["why_not"] == "they judged nothing twice"


def test_somebody_who_always_takes_the_left_is_named(db):
    project = make.project()
    leaning, fair = make.rater(project, name="Leaning"), make.rater(project, name="Fair")
    for n, item in enumerate(make.items(project, 40)):
        order = ["a", "b"] if n % 2 else ["b", "a"]
        make.judgment(item, leaning, order[0], presented_order=order)
        make.judgment(item, fair, "a", presented_order=order)

    found = {r["name"]: r for r in figures(project)["raters"]}

    assert found["Leaning"]["questions"][0]["left"]["value"] == 1
    assert found["Leaning"]["questions"][0]["left_biased"]
    assert not found["Fair"]["questions"][0]["left_biased"]
    assert any("left" in flag["text"] for flag in found["Leaning"]["flags"])


def test_sides_that_no_file_tells_are_not_taken_for_a_habit(db):
    project = make.project()
    rater = make.rater(project)
    for item in make.items(project, 40):
        make.judgment(item, rater, "a", presented_order=[])

    (found,) = figures(project)["raters"]

    assert found["questions"][0]["left"]["why_not"]
    assert not found["questions"][0]["left_biased"]


def test_models_are_ranked_once_each_has_won_and_lost(db):
    project = make.project()
    ann, bob = make.rater(project), make.rater(project)
    for winner in "aaab":
        item = make.item(project)
        make.judgment(item, ann, winner)
    unlinked = figures(project)["models"][0]["boards"][0]
    (strong, weak) = unlinked["places"]
    assert (strong["model"], strong["win_rate"]) == ("model-a", 0.75)
    # log-odds of three wins of four, half above and half below the mean
    assert strong["strength"]["value"] == pytest.approx(0.5 * 1.0986, abs=1e-3)
    assert weak["strength"]["value"] == pytest.approx(-0.5 * 1.0986, abs=1e-3)

    third = [{"key": k, "text": "x", "model": m} for k, m in (("a", "new"), ("b", "model-b"))]
    item = make.item(project)
    Item.objects.filter(pk=item.pk).update(responses=third)
    make.judgment(item, bob, "a")

    (board,) = figures(project)["models"][0]["boards"]
    assert board["places"] == []
    assert "new never lost" in board["why_not"]


def test_ratings_agree_scale_by_scale_in_their_order(db):
    points = [{"value": n, "text": str(n)} for n in (1, 2, 3)]
    scales = [{"key": k, "title": k.capitalize(), "points": points} for k in ("clear", "true")]
    rating = {**make.comparison("quality"), "type": "rating", "options": {"scales": scales}}
    project = make.project(questions=[rating])
    raters = [make.rater(project), make.rater(project)]
    for pair in [(1, 1), (2, 3), (3, 3)]:
        item = make.item(project)
        for rater, value in zip(raters, pair, strict=True):
            given = {k: {"clear": value, "true": 2} for k in "ab"}
            make.judgment(item, rater, answers={"quality": {"ratings": given}})

    clear, true = figures(project)["questions"]

    assert (clear["key"], clear["n_shared"]) == ("quality.clear", 6)
    assert clear["agreement"]["value"] == pytest.approx(2 / 3)
    assert clear["alpha_ordinal"]["value"] > clear["alpha"]["value"]
    assert true["agreement"]["value"] == 1


@pytest.mark.parametrize("votes", [[], ["a"], ["tie"], ["tie", "tie"]])
def test_too_few_judgments_give_reasons_and_never_nan(db, votes):
    project = make.project(slug="poems")
    item = make.item(project)
    for vote in votes:
        make.judgment(item, make.rater(project), vote)

    (found,) = figures(project)["questions"]
    words = run("poems")

    if len(votes) < 2:
        assert found["agreement"]["why_not"] == "no item was judged by two people"
        assert found["ceiling"]["value"] is None
        assert "cannot be computed: no item was judged by two people" in words
    assert "nan" not in words.lower()
