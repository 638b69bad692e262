import re
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.api import serializers_quality as s
from annotation.domain.types import RaterKind, Role
from annotation.selectors import figures
from annotation.services import figures as kept
from tests import make
from tests.conftest import Api


def quality(team):
    return team.api(Role.RESEARCHER).read(f"{team.path}/quality")


def test_an_empty_project_shows_its_questions_and_no_number(team):
    seen = quality(team)

    (question,) = seen["questions"]
    assert question["agreement"] == {
        "value": None,
        "low": None,
        "high": None,
        "n": 0,
        "why_not": "no item was judged by two people",
    }
    assert (seen["raters"], question["disagreed"], question["matrix"]["cells"]) == ([], [], [])
    assert seen["models"][0]["boards"][0]["why_not"]


@pytest.fixture
def judged(team):
    """Two people over two weeks: of one mind in the first, not in the second; a judge beside."""
    ann, bob = make.rater(team.project, name="Ann"), make.rater(team.project, name="Bob")
    judge = make.rater(team.project, kind=RaterKind.JUDGE, name="gpt")
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for day, second in [(0, "a"), (0, "a"), (40, "a"), (40, "b")]:
        item = make.item(team.project)
        at = start + timedelta(days=day)
        make.judgment(item, ann, "a", created_at=at, active_seconds=20)
        make.judgment(item, bob, second, created_at=at, active_seconds=30)
        make.judgment(item, judge, "a", created_at=at)
    return team


def test_agreement_is_shown_over_time(judged):
    (question,) = quality(judged)["questions"]

    over_time = question["over_time"]
    assert over_time["unit"] == "week"
    assert [step["people"]["value"] for step in over_time["steps"]] == [1.0, 0.5]
    assert [step["judges"]["n"] for step in over_time["steps"]] == [2, 1]
    assert over_time["steps"][0]["since"].startswith("2026-03-02")  # a Monday


def test_what_is_sent_is_what_the_contract_says(judged):
    seen = quality(judged)
    rater = judged.api(Role.RESEARCHER).read(f"{judged.path}/raters/{seen['raters'][0]['id']}")

    # A field that the contract does not name, or that is not sent, differs.
    for sent, contract in ((seen, s.QualityOut), (rater, s.RaterOut)):
        assert set(contract(sent).data) == set(sent)
    assert set(s.QuestionFiguresOut(seen["questions"][0]).data) == set(seen["questions"][0])
    assert set(s.QualityRaterOut(seen["raters"][0]).data) == set(seen["raters"][0])
    assert set(s.RaterQuestionOut(rater["figures"]["questions"][0]).data) == set(
        rater["figures"]["questions"][0]
    )


def test_a_rater_stands_beside_the_middle_of_all_people(judged):
    ann = next(r for r in quality(judged)["raters"] if r["name"] == "Ann")

    seen = judged.api(Role.RESEARCHER).read(f"{judged.path}/raters/{ann['id']}")

    assert (seen["name"], seen["kind"], seen["people"]) == ("Ann", "human", 2)
    assert seen["figures"]["speed"]["median_seconds"] == 20
    assert seen["figures"]["questions"][0]["agreement"]["value"] == 0.75
    assert seen["typical"]["overall"]["agreement"] == 0.75
    assert seen["titles"] == {"overall": "Overall"}


def test_a_rater_of_another_project_is_not_found_and_one_without_judgments_has_no_figures(team):
    elsewhere = make.rater(make.project())
    idle = make.rater(team.project)
    api = team.api(Role.RESEARCHER)

    assert api.call("get", f"{team.path}/raters/{elsewhere.pk}").status_code == 404
    assert api.read(f"{team.path}/raters/{idle.pk}")["figures"] is None


def test_a_big_projects_page_reads_what_the_sweep_kept_and_no_judgment(judged, monkeypatch):
    monkeypatch.setattr(figures, "QUICK_JUDGMENTS", 2)
    assert quality(judged)["as_of"] is None
    kept.refresh()
    api = judged.api(Role.RESEARCHER)

    with CaptureQueriesContext(connection) as caught:
        seen = api.read(f"{judged.path}/quality")

    assert seen["as_of"] is not None
    assert seen["questions"][0]["agreement"]["value"] == 0.75
    assert not any("answers" in query["sql"] for query in caught)


PAGES = (
    "overview", "quality", "drivers", "groups", "principles", "adjudication", "gold", "members",
    "labelling", "routing", "judges",
)  # fmt: skip
OF_JSON = re.compile(r"->|#>|@>|jsonb_(?!object_agg)")  # an aggregate makes some, and reads none


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_a_big_project_looks_into_answers_or_texts(judged, monkeypatch, page):
    """What is in JSON is read by the sweep; a page of a million judgments must not."""
    monkeypatch.setattr(figures, "QUICK_JUDGMENTS", 2)
    kept.refresh()
    api, seen = judged.api(Role.ADMIN), []
    execute = psycopg.Cursor.execute

    def noted(cursor, query, *args, **kwargs):
        seen.append(query.decode() if isinstance(query, bytes) else str(query))
        return execute(cursor, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    api.read(f"{judged.path}/{page}")

    assert seen  # statements of our own go by the same way as Django's
    assert [query for query in seen if OF_JSON.search(query)] == []


def test_the_number_of_queries_does_not_grow_with_the_rows(team):
    counts = []
    for n in (2, 10, 30):
        for item in make.items(team.project, n):
            make.judgment(item, make.rater(team.project))
            make.judgment(item, make.rater(team.project), "b")
        cache.clear()
        with CaptureQueriesContext(connection) as caught:
            quality(team)
        counts.append(len(caught))

    assert len(set(counts)) == 1, counts


@pytest.mark.django_db(transaction=True)
def test_figures_are_thought_about_outside_of_any_transaction(monkeypatch):
    monkeypatch.setattr(figures, "QUICK_JUDGMENTS", 0)
    project = make.project()
    make.judgment(make.item(project), make.rater(project))
    seen = []

    def count(project_id):
        seen.append(connection.in_atomic_block)
        return {}

    assert kept.refresh({"quality": count}) == 1
    assert seen == [False]
    assert kept.refresh({"quality": count}) == 0  # the lock is given back, and nothing changed


def test_models_are_ranked_on_each_part_of_the_items_too(team):
    """In one part the first model wins three of four, in the other it loses as many."""
    rater = make.rater(team.project)
    for part, often in (("en", "a"), ("de", "b")):
        for n in range(40):
            item = make.item(team.project, metadata={"language": part, "row": str(n)})
            item.responses = [
                {"key": key, "text": f"{key} {'x' * (n % 7)}", "model": model}
                for key, model in (("a", "one"), ("b", "two"))
            ]
            item.save()
            make.judgment(item, rater, often if n % 4 else "ab"[often == "a"])

    [standings] = quality(team)["models"]
    assert [board["places"][0]["strength"]["value"] for board in standings["boards"]] == [
        pytest.approx(0, abs=1e-6)
    ]
    # A field of forty values for forty items is a name, and parts nothing.
    assert [(x["field"], x["value"]) for x in standings["segments"]] == [
        ("language", "en"), ("language", "de"),
    ]  # fmt: skip
    won = {x["value"]: x["boards"][0]["places"][0]["model"] for x in standings["segments"]}
    assert won == {"en": "one", "de": "two"}
    strength = standings["segments"][1]["boards"][0]["places"][0]["strength"]
    # Three to one: half of log 3 above the mean of both.
    assert strength["value"] == pytest.approx(0.5493, abs=1e-3)
    assert strength["low"] < strength["value"] < strength["high"]


def test_circles_are_found_among_the_responses_to_one_prompt(team):
    """Each person is of one mind, and together they go round: Condorcet's three voters."""
    orders = ("xyz", "yzx", "zxy")
    raters = [make.rater(team.project) for _ in orders]
    for left, right in ("xy", "yz", "zx"):
        item = make.item(team.project, group_key="one prompt")
        item.responses = [
            {"key": key, "text": text, "model": ""}
            for key, text in zip("ab", (left, right), strict=True)
        ]
        item.save()
        for rater, order in zip(raters, orders, strict=True):
            make.judgment(item, rater, "a" if order.index(left) < order.index(right) else "b")

    [standings] = quality(team)["models"]
    together, each = standings["circles"]["together"], standings["circles"]["each"]
    assert (together["groups"], together["circular_groups"], together["circular"]) == (1, 1, 1)
    assert (each["groups"], each["circular_groups"], each["circular"]) == (3, 0, 0)


def test_ratings_that_contradict_the_preference_are_counted_by_rater_and_for_all(db):
    """Of three pairs one is rated against the preference, one alike, one with it."""
    rating = {
        "key": "quality", "type": "rating", "title": "Quality", "help": "", "required": True,
        "when": None, "options": {"scales": [{"key": "q", "title": "Overall", "points": [
            {"value": n, "text": str(n)} for n in range(1, 6)]}]},
    }  # fmt: skip
    project = make.project(questions=[make.comparison(), rating])
    ann = make.rater(project, name="Ann")
    judge = make.rater(project, kind=RaterKind.JUDGE, name="gpt")
    for first, second in ((5, 1), (3, 3), (1, 4)):
        item = make.item(project)
        ratings = {"ratings": {"a": {"q": first}, "b": {"q": second}}}
        preferred = {"winner": "a", "strength": -1}
        make.judgment(item, ann, answers={"overall": preferred, "quality": ratings})
        make.judgment(item, judge, "b")
    api = Api(make.member(project, Role.RESEARCHER))

    [both] = api.read(f"/projects/{project.pk}/quality")["protocols"]
    assert (both["rated"], both["preferred"]) == ("Quality: Overall", "Overall")
    assert (both["people"]["contradicts"]["value"], both["people"]["contradicts"]["n"]) == (0.5, 2)
    assert both["people"]["differs"]["value"] == pytest.approx(2 / 3)
    assert both["people"]["rating_ties"]["value"] == pytest.approx(1 / 3)
    assert both["judges"]["differs"]["value"] is None  # it rated nothing
    [own] = api.read(f"/projects/{project.pk}/raters/{ann.pk}")["figures"]["protocols"]
    assert own["contradicts"]["value"] == 0.5


def test_a_rater_who_begins_to_differ_is_told_of_with_the_week_it_began_in(team):
    ann, bob, cleo = (make.rater(team.project, name=name) for name in ("Ann", "Bob", "Cleo"))
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
    for week in range(8):
        for _ in range(6):
            item, at = make.item(team.project), start + timedelta(weeks=week)
            make.judgment(item, ann, "a", created_at=at)
            make.judgment(item, bob, "a" if week < 5 else "b", created_at=at)
            make.judgment(item, cleo, "a", created_at=at)
    api = team.api(Role.RESEARCHER)

    seen = {
        r["name"]: api.read(f"{team.path}/raters/{r['id']}")["figures"]
        for r in quality(team)["raters"]
    }

    began = {"weeks": 8, "direction": "down", "since": "2026-04-06T00:00:00+00:00", "why_not": ""}
    assert seen["Bob"]["questions"][0]["steadiness"] == began
    text = "agrees with others less since the week of 6 April 2026"
    assert {"question": "overall", "text": text} in seen["Bob"]["flags"]
