"""Budgets: never passed, whoever asks at once (I8)."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from annotation.errors import Invalid
from annotation.models import Project
from routing.models import Budget
from routing.services import budgets
from tests import make
from tests.routing import rows

USD, PEOPLE = Budget.Unit.USD, Budget.Unit.HUMAN_JUDGMENTS


def amounts(project: Project, unit: str = USD) -> tuple[float, float, float]:
    row = Budget.objects.get(project=project, unit=unit)
    return float(row.limit), float(row.spent), float(row.reserved)


@pytest.fixture
def project(db: None) -> Project:
    return make.project()


def set_limit(project: Project, limit: str | int, unit: str = USD) -> None:
    budgets.set_limit(project_id=project.pk, unit=unit, limit=Decimal(limit), actor_id=None)


def reserve(project: Project, amount: str | int, unit: str = USD) -> None:
    budgets.reserve(project_id=project.pk, unit=unit, amount=Decimal(amount))


def test_what_is_set_aside_becomes_what_is_spent(project):
    set_limit(project, 10)
    reserve(project, 4)
    assert amounts(project) == (10, 0, 4)

    budgets.settle(project_id=project.pk, unit=USD, reserved=Decimal(4), spent=Decimal(3))
    assert amounts(project) == (10, 3, 0)


def test_what_does_not_fit_is_refused_with_the_figures(project):
    set_limit(project, 10)
    reserve(project, 9)

    with pytest.raises(budgets.BudgetSpent, match=r"has \$1.0000 left"):
        reserve(project, 2)
    assert amounts(project) == (10, 0, 9)


def test_without_a_budget_people_are_free_and_judges_are_not(project):
    reserve(project, 5, PEOPLE)
    reserve(project, 0)
    with pytest.raises(budgets.BudgetSpent, match="No budget for judges is set"):
        reserve(project, "0.01")


def test_a_call_that_cost_more_than_foreseen_ends_at_the_limit(project):
    set_limit(project, 10)
    reserve(project, 10)
    budgets.settle(project_id=project.pk, unit=USD, reserved=Decimal(1), spent=Decimal(2))

    assert amounts(project) == (10, 1, 9)


def test_a_limit_below_what_is_used_is_refused(project):
    set_limit(project, 10)
    reserve(project, 4)

    with pytest.raises(budgets.BelowCommitted):
        set_limit(project, 3)
    set_limit(project, 4)
    assert amounts(project) == (4, 0, 4)


@pytest.mark.parametrize("limit", ["-1", "NaN", "Infinity", "1e12"])
def test_a_limit_that_is_no_amount_is_refused(project, limit):
    with pytest.raises(Invalid):
        set_limit(project, limit)


def test_judgments_are_counted_in_whole_numbers(project):
    with pytest.raises(Invalid):
        set_limit(project, "2.5", PEOPLE)


def test_the_database_itself_refuses_to_pass_the_limit(project):
    set_limit(project, 1)
    with pytest.raises(IntegrityError, match="budget_never_passed"), transaction.atomic():
        Budget.objects.update(spent=2)


def test_a_new_limit_for_people_begins_with_what_they_were_asked_for(project):
    rows.choose(project, "all_human")
    rows.waiting(project, 3)
    rows.judge(project)
    from routing.services import routing

    routing.route(project_id=project.pk)

    with pytest.raises(budgets.BelowCommitted):
        set_limit(project, 2, PEOPLE)
    set_limit(project, 5, PEOPLE)
    assert amounts(project, PEOPLE) == (5, 0, 3)


@pytest.mark.django_db(transaction=True)
def test_of_64_at_once_one_gets_the_last_place():
    project = make.project()
    rows.people_budget(project, 10, reserved=9)
    won: list[bool] = []
    barrier = Barrier(64)

    def ask() -> None:
        barrier.wait()
        try:
            won.append(budgets.fits(project_id=project.pk, unit=PEOPLE, amount=Decimal(1)))
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(won), won.count(True)) == (64, 1)
    assert amounts(project, PEOPLE) == (10, 0, 10)
