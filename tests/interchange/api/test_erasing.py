"""Deleting a person's data: listed first, then done whole, and nothing of it half."""

import json
from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from annotation.domain.types import AssignmentState, ItemState, Role
from annotation.models import (
    Adjudication,
    Assignment,
    AuditEvent,
    Consent,
    Erasure,
    Item,
    Judgment,
    Label,
    Membership,
    Rater,
    User,
)
from annotation.services import audit, erasing, labels, surveys
from interchange.models import Snapshot, SnapshotRow
from tests import make
from tests.conftest import Team


@dataclass(frozen=True)
class World:
    team: Team
    ann: User
    items: list[Item]

    @property
    def project(self):
        return self.team.project

    @property
    def path(self):
        return self.team.path

    def api(self, role):
        return self.team.api(role)


@pytest.fixture
def world(team):
    """Ann makes the majority of three on one item, and leaves another of two undecided."""
    project = team.project
    ann = make.member(project, who=make.user("Ann Smith", email="ann@example.org"))
    raters = [
        make.rater(project, who=ann, name="Rater 1"),
        make.rater(project),
        make.rater(project),
    ]
    surveys.publish(
        project_id=project.pk,
        consent="For research.",
        fields=[
            {"key": "home", "title": "Home", "choices": [{"key": k, "title": k} for k in "ab"]}
        ],
        min_group=5,
        actor_id=None,
    )
    surveys.answer(project_id=project.pk, user_id=ann.pk, version=1, answers={"home": "a"})
    items = []
    for winners in ("aab", "ab"):
        item = make.item(project, need=len(winners), reserve=1)
        items.append(item)
        for rater, winner in zip(raters, winners, strict=False):
            user = rater.user or make.member(project)
            lease = make.assignment(item, user, state=AssignmentState.SUBMITTED, note="hm")
            make.judgment(item, rater, winner, assignment=lease)
        Item.objects.filter(pk=item.pk).update(counted=len(winners))
    labels.resolve(item_ids=[i.pk for i in items])
    return World(team, ann, items)


def path(world):
    member = Membership.objects.get(project=world.project, user=world.ann)
    return f"{world.path}/members/{member.pk}/erasure"


def winners(world):
    """The answer of each item's label in force."""
    return [
        Label.objects.filter(item=item).order_by("-version").first().value["winner"]
        for item in world.items
    ]


def erase(world, judgments, **changes):
    body = {"judgments": judgments, "person": "Ann Smith", **changes}
    return world.api(Role.ADMIN).call("post", path(world), body)


def names():
    """Every text in every table that says who Ann is."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT t::text FROM \"{table}\" t WHERE t::text ~* 'ann smith|ann@example'"
            )
            found += cursor.fetchall()
    return found


def test_the_effects_are_listed_and_nothing_is_done(world):
    before = (Judgment.objects.count(), Label.objects.count(), AuditEvent.objects.count())
    seen = world.api(Role.ADMIN).read(path(world), judgments="remove")

    assert (seen["done"], seen["person"], seen["judgments"], seen["items"]) == (
        False, "Ann Smith", 2, 2,
    )  # fmt: skip
    # a a b becomes a b, which is open; a b becomes b.
    assert (seen["labels"], seen["labels_changed"], seen["items_back"]) == (2, 2, 2)
    assert (seen["told"], seen["consents"], seen["notes"]) == (1, 1, 2)
    assert (seen["account"], seen["account_because"]) == ("goes", "This was their last project.")
    assert (Judgment.objects.count(), Label.objects.count(), AuditEvent.objects.count()) == before
    assert (winners(world), Erasure.objects.count()) == (["a", None], 0)


def test_judgments_that_go_take_their_places_and_their_weight_with_them(world):
    response = erase(world, "remove")

    assert response.status_code == 200, response.content
    assert winners(world) == [None, "b"]
    for item, (need, left) in zip(world.items, [(3, 2), (2, 1)], strict=True):
        item.refresh_from_db()
        assert (item.need, item.taken, item.counted) == (need, left, left)
        assert item.state == ItemState.AWAITING_HUMAN  # somebody is asked in their place
    assert not Rater.objects.filter(name="Rater 1").exists()
    assert not Assignment.objects.filter(annotator=world.ann).exists()
    assert names() == []


def test_judgments_that_stay_lead_to_nobody(world):
    assert erase(world, "keep").status_code == 200

    assert Judgment.objects.count() == 5
    assert winners(world) == ["a", None]
    [former] = Rater.objects.filter(name__startswith="Former rater")
    assert (former.user_id, former.import_key) == (None, "")
    leases = Assignment.objects.filter(judgments__rater=former)
    assert {lease.annotator_id for lease in leases}.isdisjoint({world.ann.pk})
    assert {lease.note for lease in leases} == {""}
    assert not Consent.objects.exists()
    world.ann.refresh_from_db()
    assert not world.ann.is_active
    assert names() == []


def test_what_is_kept_of_it_for_good_does_not_join_the_account_with_the_pseudonym(world):
    erase(world, "keep")

    former = Rater.objects.get(name__startswith="Former rater")
    event = AuditEvent.objects.get(kind="person.erased")
    done = Erasure.objects.get()
    assert event.subject == f"user:{world.ann.pk}"
    for kept in (event.data, done.effects):
        assert "rater_id" not in kept
        assert former.name not in json.dumps(kept)
    assert (done.user_id, done.rater_id) == (None, None)
    assert audit.broken_link() is None


def test_an_account_of_two_projects_stays_with_the_other(world):
    other = make.project()
    make.member(other, who=world.ann)

    seen = erase(world, "keep").json()

    assert (seen["account"], seen["account_because"]) == (
        "stays", "They are a member of 1 other projects.",
    )  # fmt: skip
    assert User.objects.get(pk=world.ann.pk).email == "ann@example.org"
    assert Membership.objects.filter(user=world.ann).count() == 1


def test_an_item_that_loses_its_only_verdict_has_no_answer_any_more(world):
    item = make.item(world.project)
    make.judgment(item, Rater.objects.get(name="Rater 1"), "a")
    Item.objects.filter(pk=item.pk).update(need=0)
    labels.resolve(item_ids=[item.pk])

    erase(world, "remove")

    label = Label.objects.filter(item=item).latest("version")
    assert (label.value["winner"], label.status, label.judgment_ids) == (None, "open", [])


def test_what_they_settled_goes_back_to_the_votes(world):
    settled = make.judgment(
        world.items[1], Rater.objects.get(name="Rater 1"), "a", purpose="settle", counted=False
    )
    Adjudication.objects.create(
        judgment=settled, item=world.items[1], project=world.project, cause="taste", confidence=0.9
    )
    labels.resolve(item_ids=[world.items[1].pk])
    assert winners(world)[1] == "a"

    erase(world, "remove")

    assert winners(world)[1] == "b"


def test_a_person_is_named_before_they_are_deleted(world):
    refused = erase(world, "keep", person="Bob")

    assert refused.status_code == 400
    assert "Ann Smith" in refused.json()["fields"]["person"][0]
    assert not Erasure.objects.exists()


def test_when_it_fails_on_the_way_nothing_of_it_is_done(world, monkeypatch):
    def fails(_):
        raise RuntimeError("the power is out")

    monkeypatch.setattr(erasing, "_account", fails)
    with pytest.raises(RuntimeError):
        erase(world, "remove")

    assert (Judgment.objects.count(), winners(world)) == (5, ["a", None])
    assert Membership.objects.filter(user=world.ann).exists()
    assert not Erasure.objects.exists()


def test_history_of_others_cannot_be_deleted_even_while_an_erasure_is_open(world):
    own = Rater.objects.get(name="Rater 1")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Judgment.objects.filter(rater=own).delete()
    Erasure.objects.create(project=world.project, judgments="remove", rater_id=own.pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Judgment.objects.exclude(rater=own).delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Judgment.objects.filter(rater=own).update(counted=False)


def test_the_last_admin_stays(world):
    admin = Membership.objects.get(project=world.project, role=Role.ADMIN)
    response = world.api(Role.ADMIN).call(
        "post", f"{world.path}/members/{admin.pk}/erasure",
        {"judgments": "keep", "person": admin.user.name},
    )  # fmt: skip

    assert response.json()["code"] == "last_admin"


def test_a_rater_of_a_file_goes_by_their_pseudonym_from_the_command_line(world):
    rater = make.rater(world.project, name="Rater 9")
    make.judgment(world.items[0], rater, "b")
    out = StringIO()
    call_command("forget", world.project.slug, "Rater 9", "--judgments", "remove", stdout=out)
    assert "1 judgments on 1 items, deleted." in out.getvalue()
    assert "Nothing is done yet" in out.getvalue()
    assert Rater.objects.filter(pk=rater.pk).exists()

    call_command(
        "forget", world.project.slug, "Rater 9", "--judgments", "remove", "--yes", stdout=StringIO()
    )

    assert not Rater.objects.filter(pk=rater.pk).exists()
    with pytest.raises(CommandError, match="neither the address of a member nor the pseudonym"):
        call_command("forget", world.project.slug, "Rater 9", stdout=StringIO())


def test_a_rater_is_not_answered_with_a_name(world):
    rater = Rater.objects.get(name="Rater 1")
    seen = world.api(Role.ADMIN).read(f"{world.path}/raters/{rater.pk}/erasure")

    assert seen["person"] == "Rater 1"
    assert "Smith" not in str(seen)


def test_exports_that_keep_their_judgments_are_listed_with_the_reason(world):
    rater = Rater.objects.get(name="Rater 1")
    label = Label.objects.filter(item=world.items[0]).latest("version")
    snapshot = Snapshot.objects.create(
        project=world.project, format="judgments", params={}, state="done", sha256="0" * 64,
        finished_at="2026-01-02T00:00:00Z",
    )  # fmt: skip
    for position, (judgment, labelled) in enumerate(
        [(j.pk, None) for j in Judgment.objects.order_by("pk")] + [(None, label.pk)], start=1
    ):
        item = Judgment.objects.get(pk=judgment).item if judgment else world.items[0]
        SnapshotRow.objects.create(
            snapshot=snapshot, position=position, item=item, judgment_id=judgment,
            label_id=labelled,
        )  # fmt: skip

    seen = world.api(Role.ADMIN).read(path(world))

    assert [(s["id"], s["rows"]) for s in seen["snapshots"]] == [(snapshot.pk, 3)]
    assert "hash of its bytes" in seen["snapshots_because"]
    assert (seen["uploads"], rater.judgments.count()) == ([], 2)


def test_a_judge_is_no_person(world):
    judge = make.rater(world.project, kind="judge", name="gpt")
    response = world.api(Role.ADMIN).call("get", f"{world.path}/raters/{judge.pk}/erasure")

    assert response.status_code == 400
    assert "no person" in response.json()["detail"]
