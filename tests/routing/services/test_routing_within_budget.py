"""Routing within what people may be asked: a budget binds items to each other."""

import pytest

from annotation.domain.types import AssignmentState
from annotation.models import Item, Job, Project
from routing.services import routing
from tests import make
from tests.routing import rows
from tests.routing.rows import route, spent, states


@pytest.fixture
def project(db: None) -> Project:
    return make.project(overlap=2)


def test_the_budget_binds_the_items_to_each_other(project):
    items = rows.waiting(project, 3)
    for item, confidence in zip(items, (0.6, 0.5, 0.55), strict=True):
        rows.verdict(item, confidence=confidence)
    rows.people_budget(project, 5)  # two items at two judgments each
    rows.choose(project, "confidence", threshold=None)
    route(project)

    assert rows.routes(project) == ["judge", "human", "human"]
    assert spent(project) == (0, 4)


def test_people_only_holds_what_the_budget_does_not_pay_for(project):
    rows.waiting(project, 3)
    rows.people_budget(project, 4)
    rows.choose(project, "all_human")

    assert route(project).held == 1
    assert states(project) == ["awaiting_human", "awaiting_human", "imported"]
    routing.sweep()
    assert not Job.objects.filter(kind="route").exists()  # nothing it could do


def test_a_new_round_neither_pays_twice_nor_loses_what_was_done(project):
    who = make.member(project)
    item, other = rows.waiting(project, 2)
    rows.judge(project)
    rows.people_budget(project, 4)
    rows.choose(project, "all_human")
    route(project)
    item.refresh_from_db()
    lease = make.assignment(item, who)
    route(project, scope="all")
    assert spent(project) == (0, 4)

    rows.choose(project, "all_judge")
    route(project, scope="all")
    lease.refresh_from_db()
    item.refresh_from_db()
    assert (lease.state, item.taken) == (AssignmentState.OPEN, 1)
    assert rows.routes(project) == ["judge", "judge"]
    assert spent(project) == (0, 1)  # the open lease alone
    assert other.taken == 0


def test_the_budget_shows_what_people_have_given(project):
    item, _ = rows.waiting(project, 2)
    rows.people_budget(project, 10)
    rows.choose(project, "all_human")
    route(project)
    Item.objects.filter(pk=item.pk).update(taken=2, counted=1)
    routing.sweep()

    assert spent(project) == (1, 3)


def test_escalation_keeps_to_the_budget(project):
    items = rows.waiting(project, 3)
    rows.judge(project)
    rows.people_budget(project, 2)
    rows.choose(project, "all_judge")
    route(project)

    assert routing.escalate(item_ids=[i.pk for i in items], reason="refused") == 1
    assert states(project) == ["awaiting_human", "awaiting_judge", "awaiting_judge"]
