import pytest

from annotation.domain.types import Role
from annotation.models import Acknowledgement, AuditEvent, Guideline, Membership, Project
from tests import make
from tests.conftest import Api

NEW = {
    "name": "Short stories",
    "overlap": 2,
    "questions": [{"key": "best", "type": "comparison", "title": "Best"}],
}


def test_the_list_holds_ones_own_projects_and_no_others(team):
    make.project(name="Somebody else's")
    make.items(team.project, 2)
    make.item(team.project, state="resolved", need=0)
    make.item(team.project, state="discarded", need=0)
    make.assignment(make.item(team.project), team.people[Role.ANNOTATOR])

    (row,) = team.api(Role.ANNOTATOR).read("/projects")["results"]

    assert row["name"] == team.project.name
    assert (row["items_total"], row["items_resolved"], row["my_open"]) == (4, 1, 1)
    assert row["role"] == "annotator"


def test_the_list_comes_in_pages(db):
    who = make.user()
    made = [make.project() for _ in range(5)]
    for project in made:
        make.member(project, who=who)
    api, seen, cursor = Api(who), [], None
    while True:
        page = api.read("/projects", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [p["id"] for p in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == [p.pk for p in made]


def test_an_admin_makes_a_project_and_is_its_admin(team):
    response = team.api(Role.ADMIN).call("post", "/projects", {**NEW, "guideline": "Be *fair*."})

    assert response.status_code == 201
    made = response.json()
    assert (made["slug"], made["role"], made["overlap"]) == ("short-stories", "admin", 2)
    assert made["guideline"]["version"] == 1
    assert made["questions"]["questions"][0]["options"]["points"] == 7
    assert Membership.objects.get(project_id=made["id"]).user == team.people[Role.ADMIN]


def test_staff_may_make_the_first_project(db):
    assert Api(make.user(is_staff=True)).call("post", "/projects", NEW).status_code == 201


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.REVIEWER, Role.RESEARCHER])
def test_others_may_not_make_projects(team, role):
    assert team.api(role).call("post", "/projects", NEW).status_code == 403
    assert Project.objects.count() == 1


def test_two_projects_of_one_name_get_two_slugs_and_a_taken_slug_is_refused(team):
    api = team.api(Role.ADMIN)
    slugs = [api.call("post", "/projects", NEW).json()["slug"] for _ in range(2)]

    assert slugs == ["short-stories", "short-stories-2"]
    refused = api.call("post", "/projects", {**NEW, "slug": "short-stories"})
    assert refused.status_code == 400
    assert "slug" in refused.json()["fields"]


def test_settings_are_changed_and_on_record(team):
    response = team.api(Role.ADMIN).call(
        "patch", team.path, {"state": "paused", "overlap": 3, "language": "ar"}
    )

    assert response.status_code == 200
    team.project.refresh_from_db()
    assert (team.project.state, team.project.overlap, team.project.language) == ("paused", 3, "ar")
    assert AuditEvent.objects.get(kind="project.changed").data["overlap"] == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"overlap": 0}, "overlap"),
        ({"overlap": 10**9}, "overlap"),
        ({"lease_seconds": 1}, "lease_seconds"),
        ({"state": "gone"}, "state"),
        ({"language": "<script>"}, "language"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"slug": "other"}, "slug"),
        ({"simulated": True}, "simulated"),
        ({"id": 99}, "id"),
        ({"created_at": "2020-01-01"}, "created_at"),
        ({"role": "admin"}, "role"),
    ],
)
def test_what_does_not_fit_or_is_not_theirs_to_change_is_refused(team, change, field):
    before = Project.objects.filter(pk=team.project.pk).values().get()

    response = team.api(Role.ADMIN).call("patch", team.path, change)

    assert response.status_code == 400
    assert field in response.json()["fields"]
    assert Project.objects.filter(pk=team.project.pk).values().get() == before


def test_new_guidelines_must_be_read_before_the_next_item(team):
    make.item(team.project)
    annotator = team.api(Role.ANNOTATOR)

    made = team.api(Role.ADMIN).call("post", f"{team.path}/guidelines", {"text": "Now stricter."})
    assert (made.status_code, made.json()["version"]) == (201, 2)
    claim = annotator.call("post", f"{team.path}/queue/claim", {"count": 1}).json()
    assert claim["status"] == "acknowledge"

    old = annotator.call("post", f"{team.path}/guidelines/1/acknowledge", {})
    assert (old.status_code, old.json()["code"]) == (409, "outdated")
    assert annotator.call("post", f"{team.path}/guidelines/3/acknowledge", {}).status_code == 404
    for _ in range(2):  # a second click changes nothing
        new = annotator.call("post", f"{team.path}/guidelines/2/acknowledge", {})
        assert new.status_code == 204
    claim = annotator.call("post", f"{team.path}/queue/claim", {"count": 1}).json()
    assert claim["status"] == "ok"
    assert (
        Acknowledgement.objects.filter(
            guideline=Guideline.objects.get(project=team.project, version=2)
        ).count()
        == 1
    )


def test_new_questions_are_a_new_version(team):
    asked = [make.comparison("style"), make.text("why")]

    response = team.api(Role.ADMIN).call("post", f"{team.path}/questions", {"questions": asked})

    assert response.status_code == 201
    assert response.json() == {"version": 2, "questions": asked}
    assert team.api(Role.ANNOTATOR).read(team.path)["questions"]["version"] == 2


@pytest.mark.parametrize(
    "questions",
    [
        [],
        "overall",
        [{"key": "overall"}],
        [{"key": "Über", "type": "comparison", "title": "x"}],
        [{"key": "a", "type": "rating9", "title": "x"}],
        [{"key": "a", "type": ["comparison"], "title": "x"}],
        [{"key": "a", "type": "comparison", "title": "x", "options": []}],
        [{"key": "a", "type": "comparison", "title": "x", "options": {"points": [7]}}],
        [{"key": "a", "type": "comparison", "title": "x", "options": {"points": 4}}],
        [{"key": "a", "type": "comparison", "title": "x", "options": {"colour": 1}}],
        [{"key": "a", "type": "comparison", "title": "x", "extra": 1}],
        [make.comparison("a"), make.comparison("a")],
        [make.text("why")],
        [make.comparison(f"q{n}") for n in range(21)],
    ],
)
def test_questions_that_do_not_fit_are_refused(team, questions):
    response = team.api(Role.ADMIN).call("post", f"{team.path}/questions", {"questions": questions})

    assert response.status_code == 400
    assert response.json()["code"] == "invalid"
    assert team.project.question_sets.count() == 1


def test_the_question_at_fault_is_named_with_what_is_wrong_in_it(team):
    endless = {**make.text("why"), "options": {"max_length": 0}}
    asked = {"questions": [make.comparison("style"), endless]}

    response = team.api(Role.ADMIN).call("post", f"{team.path}/questions", asked)

    [(field, [why])] = response.json()["fields"].items()
    assert field == "questions.why"
    assert why == "The longest text (max_length) has between 1 and 20000 characters."
    assert response.json()["detail"].startswith("Question 'why': ")
