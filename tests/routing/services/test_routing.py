"""Routing: decisions and their work, in one transaction, repeatable."""

import hashlib
import json
import math
import struct

import pytest
from django.db import DatabaseError, transaction

from annotation import statements
from annotation.domain.types import ItemState
from annotation.models import Item, Job, Label, Project
from routing.errors import NoPolicy
from routing.models import Decision, RoutingConfig
from routing.policies import pipeline
from routing.services import routing
from routing.signals import SIGNALS
from tests import make
from tests.routing import rows
from tests.routing.rows import route, run_jobs, states


@pytest.fixture
def project(db: None) -> Project:
    return make.project(overlap=2)


def test_people_only_opens_items_for_as_many_as_the_project_wants(project):
    rows.waiting(project, 2)
    rows.choose(project, "all_human")

    assert route(project).human == 2
    assert (
        list(Item.objects.values_list("state", "need", "label_source"))
        == [("awaiting_human", 2, "human")] * 2
    )
    assert (
        list(Decision.objects.values_list("route", "propensity", "human_judgments"))
        == [("human", 1.0, 2)] * 2
    )


def test_judges_only_makes_one_job_for_the_judge(project):
    rows.waiting(project, 3)
    rows.judge(project)
    rows.choose(project, "all_judge", audit_rate=0.05)
    route(project)

    assert set(states(project)) <= {"awaiting_judge", "awaiting_human"}
    assert Job.objects.filter(kind="judge", project=project).count() == 1


def test_routing_twice_decides_once(project):
    rows.waiting(project, 2)
    rows.choose(project, "all_human")
    route(project)

    assert route(project).human == 0
    assert Decision.objects.count() == 2


def test_a_new_round_decides_on_all_but_the_discarded(project):
    first, gone = rows.waiting(project, 2)
    rows.choose(project, "all_human")
    route(project)
    Item.objects.filter(pk=gone.pk).update(state=ItemState.DISCARDED)

    assert route(project, scope="all").human == 1
    assert list(Decision.objects.filter(item=first).values_list("round", flat=True)) == [1, 2]


def test_a_paused_project_decides_nothing(project):
    rows.waiting(project)
    rows.choose(project, "all_human")
    Project.objects.update(state="paused")

    assert route(project).human == 0
    assert not Decision.objects.exists()


def test_a_project_without_policy_says_so(project):
    with pytest.raises(NoPolicy):
        route(project)


def test_without_a_judge_people_are_asked(project):
    rows.waiting(project)
    rows.choose(project, "all_judge")
    route(project)

    decision = Decision.objects.get()
    assert decision.route == "human"
    assert "No judge is active" in decision.reasons[0]


def test_imported_judgments_of_both_kinds_make_a_label_at_once(project):
    sure, unsure = rows.waiting(project, 2)
    for item, second in ((sure, "a"), (unsure, "b")):
        rows.verdict(item, "a", name="one")
        rows.verdict(item, second, name="two")
        for name in "xy":
            make.judgment(item, make.rater(project, name=f"{name}{item.pk}"), "b")
    rows.choose(project, "confidence", threshold=0.7)
    route(project)

    assert rows.routes(project) == ["judge", "human"]
    assert states(project) == ["resolved", "resolved"]
    labels = {label.item_id: label for label in Label.objects.all()}
    assert (labels[sure.pk].source, labels[sure.pk].value["winner"]) == ("llm", "a")
    assert (labels[unsure.pk].source, labels[unsure.pk].value["winner"]) == ("human", "b")


def test_a_new_policy_decides_the_same_as_if_it_had_been_the_first(project):
    items = rows.waiting(project, 40)
    for item in items:
        rows.verdict(item, confidence=0.5 + (item.pk % 5) / 10)
    rows.choose(project, "confidence", threshold=0.7)
    first = route(project)
    labels = Label.objects.count()
    rows.choose(project, "all_judge")
    route(project, scope="all")
    rows.choose(project, "confidence", threshold=0.7)

    assert route(project, scope="all") == first
    assert Decision.objects.filter(round=3).count() == 40
    assert Label.objects.count() >= labels


def test_a_decision_says_what_it_saw_and_never_changes(project):
    [item] = rows.waiting(project)
    rows.verdict(item, confidence=0.55)
    rows.choose(project, "confidence")
    route(project)

    decision = Decision.objects.get()
    assert decision.signals["judge_confidence"] == 0.55
    assert (decision.score, decision.threshold, decision.policy_version) == (0.45, 0.7, "1")
    assert decision.seed == RoutingConfig.objects.get().seed
    assert len(decision.signals_sha256) == 64
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.update(route="judge")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.all().delete()


def test_the_hash_of_a_decision_is_over_what_it_saw_to_the_last_bit(project):
    sure = [0.55, 0.75, 0.75, 0.75 + 1e-9]
    for item, confidence in zip(rows.waiting(project, 4), sure, strict=True):
        rows.verdict(item, confidence=confidence)
    rows.choose(project, "confidence")
    route(project)

    found = list(Decision.objects.order_by("item_id"))
    for decision, confidence in zip(found, sure, strict=True):
        keys = sorted(decision.signals)
        named = [["confidence", "1"], *([key, SIGNALS[key].version] for key in keys)]
        seen = decision.signals | {"judge_confidence": confidence}
        values = [math.nan if seen[key] is None else seen[key] for key in keys]
        packed = struct.pack(f"<{len(keys)}d", *values)
        hashed = hashlib.sha256(json.dumps(named, separators=(",", ":")).encode() + packed)
        assert decision.signals_sha256 == hashed.hexdigest()
    shown = [decision.signals["judge_confidence"] for decision in found]
    assert shown == [0.55, 0.75, 0.75, 0.75]  # six digits; the hash tells the last two apart
    assert len({decision.signals_sha256 for decision in found}) == 3


def test_what_a_decision_refers_to_exists_and_stays(project):
    [item] = rows.waiting(project)
    rows.choose(project, "all_human")
    route(project)
    decision = Decision.objects.get()

    decision.pk, decision.item_id = None, item.pk + 1
    with pytest.raises(DatabaseError, match="does not exist"), transaction.atomic():
        Decision.objects.bulk_create([decision])
    with pytest.raises(DatabaseError, match="has decisions"), transaction.atomic():
        statements.rows("DELETE FROM annotation_item", {})
    for change in (
        "UPDATE routing_routingconfig SET audit_rate = 1",
        "DELETE FROM routing_routingconfig",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            statements.rows(change, {})


def test_the_same_seed_gives_the_same_audit(project):
    items = rows.waiting(project, 60)
    for item in items:
        rows.verdict(item)
    config = rows.choose(project, "all_judge", audit_rate=0.5)
    route(project)

    drawn = {i.pk for i in items if pipeline.draws(config.seed, i.pk, 1)[0] < 0.5}
    audited = Decision.objects.filter(audited=True)
    assert {d.item_id for d in audited} == drawn
    assert set(Decision.objects.values_list("propensity", flat=True)) == {0.5}
    assert {d.route for d in audited} <= {"both"}


def test_imported_items_whose_message_was_lost_are_found_by_the_sweep(project):
    rows.waiting(project, 2)
    rows.choose(project, "all_human")

    routing.sweep()
    run_jobs()
    assert states(project) == ["awaiting_human"] * 2
