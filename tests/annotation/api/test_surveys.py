"""What people may tell about themselves: asked, told, taken back; shown only in large groups."""

import pytest
from django.db import IntegrityError, connection, transaction

from annotation.api import serializers_groups as s
from annotation.domain.types import Role
from annotation.models import AnnotatorProfile, Consent, Figures, Project, Survey
from annotation.services import figures as kept
from annotation.services import raters, surveys
from tests import make

FIELD = {
    "key": "home",
    "title": "Where did you grow up?",
    "help": "",
    "choices": [{"key": "town", "title": "In a town"}, {"key": "land", "title": "In the country"}],
}
SURVEY = {"consent": "For research on **disagreement**.", "fields": [FIELD], "min_group": 5}


def ask(team, **changes):
    response = team.api(Role.ADMIN).call("put", f"{team.path}/survey", {**SURVEY, **changes})
    assert response.status_code == 200, response.content
    return response.json()


def tell(team, answers, *, version=1, role=Role.ANNOTATOR):
    body = {"version": version, "answers": answers}
    return team.api(role).call("put", f"{team.path}/about-me", body)


def mine(team):
    return team.api(Role.ANNOTATOR).read(f"{team.path}/about-me")


def test_a_person_agrees_tells_what_they_like_and_takes_it_back(team):
    ask(team)
    assert mine(team)["agreed_at"] is None

    assert tell(team, {"home": None}).status_code == 200  # prefer not to say
    seen = mine(team)
    assert seen["agreed_at"] is not None
    assert seen["answers"] == {"home": None}

    assert team.api(Role.ANNOTATOR).call("delete", f"{team.path}/about-me").status_code == 204
    assert (mine(team)["agreed_at"], mine(team)["answers"]) == (None, {})
    assert not AnnotatorProfile.objects.exists()
    log = Consent.objects.order_by("pk").values_list("given", "survey__version")
    assert list(log) == [(True, 1), (False, 1)]


def test_no_answer_is_needed_and_a_wrong_one_is_named(team):
    ask(team)

    assert tell(team, {}).status_code == 200
    refused = tell(team, {"home": "moon"}).json()
    assert refused["fields"] == {"answers.home": ["Choose one of: town, land."]}
    assert "answers.age" in tell(team, {"age": "7"}).json()["fields"]


def test_a_new_text_is_agreed_to_anew_and_the_old_answers_are_shown_to_nobody_meanwhile(team):
    ask(team)
    tell(team, {"home": "town"})
    assert ask(team)["version"] == 1  # nothing has changed
    assert ask(team, consent="And for sale.")["version"] == 2

    seen = mine(team)
    assert (seen["agreed_at"], seen["changed"], seen["answers"]) == (None, True, {"home": "town"})
    assert tell(team, {"home": "town"}, version=1).json()["code"] == "outdated"
    assert team.api(Role.ADMIN).read(f"{team.path}/survey")["agreed"] == 0
    assert tell(team, {"home": "town"}, version=2).status_code == 200
    assert team.api(Role.ADMIN).read(f"{team.path}/survey")["agreed"] == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consent": " "}, "consent"),
        ({"fields": [{**FIELD, "choices": FIELD["choices"][:1]}]}, "fields"),
        ({"fields": [FIELD, FIELD]}, "fields"),
        ({"min_group": 2}, "min_group"),
    ],
)
def test_a_survey_that_cannot_be_is_refused_in_words(team, changes, field):
    response = team.api(Role.ADMIN).call("put", f"{team.path}/survey", {**SURVEY, **changes})

    assert response.status_code == 400
    assert field in response.json()["fields"]
    assert not Survey.objects.exists()


def test_the_database_itself_keeps_groups_from_being_tiny_and_versions_from_being_edited(team):
    ask(team)
    with pytest.raises(IntegrityError, match="project_groups_not_too_small"), transaction.atomic():
        Project.objects.update(min_group=2)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Survey.objects.update(consent="x")


def test_a_project_that_asks_nothing_takes_no_answers(team):
    assert tell(team, {}).status_code == 404
    ask(team)
    ask(team, fields=[])
    assert tell(team, {}, version=2).status_code == 404


# Groups


@pytest.fixture
def crowd(team):
    """Six people from towns who always say a, five from the country who always say b."""
    ask(team)
    survey = Survey.objects.get()
    items = make.items(team.project, 3, need=0, reserve=0)
    for n in range(11):
        rater = make.rater(team.project)
        surveys.keep(survey=survey, told={rater.pk: {"home": "town" if n < 6 else "land"}})
        for item in items:
            make.judgment(item, rater, "a" if n < 6 else "b")
    return team


def groups(team):
    return team.api(Role.RESEARCHER).read(f"{team.path}/groups")


def test_groups_stand_beside_each_other_with_the_items_that_split_them(crowd):
    seen = groups(crowd)
    [question] = seen["questions"]
    [field] = question["fields"]

    assert [(g["title"], g["people"]) for g in field["groups"]] == [
        ("In a town", 6),
        ("In the country", 5),
    ]
    assert [g["within"]["value"] for g in field["groups"]] == [1, 1]
    assert field["between"][0]["agreement"]["value"] == 0
    assert field["contrast"]["value"] == 1
    assert field["p"] < 0.05
    assert len(field["parted"]) == 3
    assert field["parted"][0]["shares"]["land"]["a"] == 0.2  # nobody: at most all but one
    assert set(s.GroupsOut(seen).data) == set(seen)
    assert set(s.GroupingOut(field).data) == set(field)
    assert set(s.TypesOut(question["types"]).data) == set(question["types"])


def test_a_group_that_falls_below_the_smallest_size_is_gone_at_once(crowd):
    AnnotatorProfile.objects.filter(attributes={"home": "land"}).latest("pk").delete()
    [field] = groups(crowd)["questions"][0]["fields"]

    assert field["groups"] == []  # four, and with them the six: they could be subtracted
    assert field["why_not"].startswith("fewer than two groups have 5 people")
    assert "land" not in str(field["parted"])


def test_what_was_told_under_an_older_text_is_in_no_group(crowd):
    ask(crowd, consent="Another text.")
    [field] = groups(crowd)["questions"][0]["fields"]

    assert field["groups"] == []
    assert field["why_not"] == "nobody who judged has told it"


def test_an_admin_may_ask_for_larger_groups_and_kept_figures_are_dropped(crowd, monkeypatch):
    monkeypatch.setattr("annotation.selectors.figures.QUICK_JUDGMENTS", 10)
    assert kept.refresh({"groups": kept.FIGURES["groups"]}) == 1
    assert len(groups(crowd)["questions"][0]["fields"][0]["groups"]) == 2

    ask(crowd, min_group=6)

    assert not Figures.objects.filter(name="groups").exists()
    assert groups(crowd)["as_of"] is None  # counted again first


def test_withdrawing_drops_the_kept_figures_of_a_big_project(crowd, monkeypatch):
    tell(crowd, {"home": "town"})
    monkeypatch.setattr("annotation.selectors.figures.QUICK_JUDGMENTS", 10)
    kept.refresh({"groups": kept.FIGURES["groups"]})

    crowd.api(Role.ANNOTATOR).call("delete", f"{crowd.path}/about-me")

    assert not Figures.objects.filter(name="groups").exists()


def test_what_people_told_leaves_the_server_nowhere_but_in_groups(crowd):
    """Not under a rater, not in the list of members, for no role."""
    tell(crowd, {"home": "land"})
    rater = AnnotatorProfile.objects.earliest("pk").rater_id
    for path in ("/members", f"/raters/{rater}", "/quality", "/overview", "/survey"):
        answer = crowd.api(Role.ADMIN).read(f"{crowd.path}{path}")
        if path == "/survey":
            del answer["fields"]
        assert "land" not in str(answer)


# Pseudonyms


def test_the_same_name_in_two_projects_is_not_the_same_key(team, db):
    def keys(project):
        raters.imported(project_id=project.pk, kind="human", names=["Ann Smith"])
        return project.raters.get(import_key__gt="").import_key

    key, other = keys(team.project), keys(make.project(pseudonym_key="ab" * 32))
    assert key != other
    # Another key of the project makes another pseudonym of the same name: it does take part.
    Project.objects.filter(pk=team.project.pk).update(pseudonym_key="cd" * 32)
    [again] = raters.imported(
        project_id=team.project.pk, kind="human", names=["Ann Smith"]
    ).values()
    assert team.project.raters.get(pk=again).import_key != key
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM annotation_rater WHERE name LIKE '%%Smith%%'")
        assert cursor.fetchone() == (0,)
