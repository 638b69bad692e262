from annotation.domain.types import AssignmentState, Role
from annotation.models import Assignment, AuditEvent, Invite, Item, Membership
from tests import make
from tests.conftest import Api


def membership(team, role):
    return Membership.objects.get(project=team.project, user=team.people[role])


def path(team, role):
    return f"{team.path}/members/{membership(team, role).pk}"


def test_admins_see_everybody_and_what_they_did(team):
    item = make.item(team.project)
    who = team.people[Role.ANNOTATOR]
    lease = make.assignment(item, who, state=AssignmentState.SUBMITTED)
    make.judgment(item, make.rater(team.project, who=who), assignment=lease)
    make.invite("t", project=team.project, role=Role.REVIEWER, email="new@example.org")
    make.invite("u", project=team.project, role=Role.REVIEWER, uses=1)

    seen = team.api(Role.ADMIN).read(f"{team.path}/members")

    judged = {m["user"]["id"]: m["judged"] for m in seen["members"]}
    assert len(judged) == 4
    assert judged[who.pk] == 1
    assert [i["email"] for i in seen["invites"]] == ["new@example.org"]
    assert "token" not in str(seen)


def test_a_role_can_be_changed_and_that_is_on_record(team):
    response = team.api(Role.ADMIN).call("patch", path(team, Role.ANNOTATOR), {"role": "reviewer"})

    assert response.status_code == 204
    assert membership(team, Role.ANNOTATOR).role == Role.REVIEWER
    event = AuditEvent.objects.get(kind="member.role_changed")
    assert event.data == {"from": "annotator", "to": "reviewer"}
    assert event.request_id == response["X-Request-Id"]


def test_a_lowered_role_holds_from_the_next_request(team):
    api = team.api(Role.RESEARCHER)
    assert api.call("get", f"{team.path}/items").status_code == 200

    team.api(Role.ADMIN).call("patch", path(team, Role.RESEARCHER), {"role": "annotator"})

    assert api.call("get", f"{team.path}/items").status_code == 403


def test_removal_frees_what_the_person_held(team):
    who = team.people[Role.ANNOTATOR]
    item = make.item(team.project)
    lease = make.assignment(item, who)

    assert team.api(Role.ADMIN).call("delete", path(team, Role.ANNOTATOR)).status_code == 204

    assert Assignment.objects.get(pk=lease.pk).state == AssignmentState.EXPIRED
    assert Item.objects.get(pk=item.pk).taken == 0
    assert Api(who).call("get", f"{team.path}/queue").status_code == 404


def test_the_last_admin_stays(team):
    api = team.api(Role.ADMIN)
    for method, body in (("delete", None), ("patch", {"role": "reviewer"})):
        response = api.call(method, path(team, Role.ADMIN), body)
        assert response.status_code == 409
        assert response.json()["code"] == "last_admin"

    make.member(team.project, Role.ADMIN)
    assert api.call("delete", path(team, Role.ADMIN)).status_code == 204


def test_a_disabled_admin_does_not_count_as_one_who_stays(team):
    other = make.member(team.project, Role.ADMIN)
    type(other).objects.filter(pk=other.pk).update(is_active=False)

    assert team.api(Role.ADMIN).call("delete", path(team, Role.ADMIN)).status_code == 409


def test_links_of_somebody_who_is_no_admin_any_more_end(team):
    other = make.member(team.project, Role.ADMIN)
    Api(other).call("post", f"{team.path}/invites", {"role": "admin"})
    member = Membership.objects.get(project=team.project, user=other)

    team.api(Role.ADMIN).call("patch", f"{team.path}/members/{member.pk}", {"role": "annotator"})

    assert Invite.objects.get().revoked_at is not None


def test_an_unknown_role_is_refused(team):
    response = team.api(Role.ADMIN).call("patch", path(team, Role.ANNOTATOR), {"role": "owner"})

    assert response.status_code == 400
    assert membership(team, Role.ANNOTATOR).role == Role.ANNOTATOR
