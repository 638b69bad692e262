"""A person is called one and the same in all of a project, and cannot be found in another."""

import json

import pytest

from annotation.domain.types import AssignmentState, Role
from annotation.models import Project
from annotation.selectors import pseudonyms
from annotation.services import raters
from tests import make
from tests.interchange.api.exporting import download, exported

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def known_as(project, who):
    """What the person is called from their first judgment on."""
    rater_id = raters.for_user(project_id=project.pk, user_id=who.pk)
    return project.raters.get(pk=rater_id)


def test_the_same_name_stands_on_every_page_and_in_every_export(team):
    rater = known_as(team.project, team.people[Role.ANNOTATOR])
    other = known_as(team.project, team.people[Role.REVIEWER])
    item = make.item(team.project, need=0)
    make.judgment(item, rater, "a")
    make.judgment(item, other, "b")
    api = team.api(Role.RESEARCHER)

    seen = {
        "item": [j["rater"] for j in api.read(f"/items/{item.pk}")["judgments"]],
        "quality": [r["name"] for r in api.read(f"{team.path}/quality")["raters"]],
        "rater": [api.read(f"{team.path}/raters/{r.pk}")["name"] for r in (rater, other)],
        "matrix": [
            r["name"] for r in api.read(f"{team.path}/quality")["questions"][0]["matrix"]["raters"]
        ],
    }
    snapshot = exported(api, team.project, "judgments")
    rows = [json.loads(line) for line in download(api, snapshot, "judgments.jsonl").splitlines()]
    seen["export"] = [row["rater"] for row in rows]
    assert {where: set(names) for where, names in seen.items()} == {
        where: {rater.name, other.name} for where in seen
    }
    assert all(who.name not in str(seen) for who in team.people.values())


def test_a_name_tells_neither_the_account_nor_who_came_first_nor_the_person_elsewhere(team):
    ann = team.people[Role.ANNOTATOR]
    here = known_as(team.project, ann).name
    other = make.project(pseudonym_key="cd" * 32)
    make.member(other, who=ann)

    assert known_as(other, ann).name.split()[1] != here.split()[1]
    assert here.split()[0] == "Rater"
    assert set(here.split()[1]) <= set("0123456789abcdef")
    # Of the project's key, not of the account's number or of the order they came in.
    third = make.project(pseudonym_key=Project.objects.get(pk=team.project.pk).pseudonym_key)
    make.member(third, who=ann)
    assert known_as(third, ann).name != here


def test_the_key_of_the_project_takes_part(team):
    ann = team.people[Role.ANNOTATOR]
    here = known_as(team.project, ann)
    name = here.name
    here.delete()
    assert known_as(team.project, ann).name == name  # the same again

    Project.objects.filter(pk=team.project.pk).update(pseudonym_key="ef" * 32)
    team.project.raters.all().delete()
    assert known_as(team.project, ann).name != name


def test_who_has_judged_nothing_yet_is_called_what_they_will_be_called(team):
    ann = team.people[Role.ANNOTATOR]
    item = make.item(team.project)
    make.assignment(item, ann, state=AssignmentState.SKIPPED, reason="unsafe")

    [lease] = team.api(Role.REVIEWER).read(f"/items/{item.pk}")["assignments"]
    assert lease["annotator"] == known_as(team.project, ann).name


def test_two_people_whose_digits_begin_alike_have_names_of_their_own(team, monkeypatch):
    digits = {"ann": "abcdef" + "0" * 58, "ben": "abcdef" + "1" * 58}
    monkeypatch.setattr(pseudonyms, "of_names", lambda _, names: {n: digits[n] for n in names})
    raters.imported(project_id=team.project.pk, kind="human", names=["ann", "ben"])

    names = team.project.raters.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Rater abcdef", "Rater abcdef1"]
