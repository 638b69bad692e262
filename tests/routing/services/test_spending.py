"""People are paid from an amount of money or minutes: a hard limit, spread over days."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from annotation.domain.types import RaterKind
from annotation.errors import Invalid
from annotation.models import Project
from routing.errors import BelowCommitted
from routing.models import Budget, Decision, Spending
from routing.services import budgets, paces, routing, spending
from routing.services.spending import Terms
from tests import make
from tests.routing import rows


@pytest.fixture
def project(db: None) -> Project:
    return make.project(overlap=1)


def pay(project: Project, amount: str, unit: str = "usd", **how: Any) -> paces.Pace:
    if unit == "usd":
        how.setdefault("usd_per_judgment", Decimal("0.30"))
    terms = Terms(unit, Decimal(amount), **how)
    return spending.choose(project_id=project.pk, actor_id=None, terms=terms)


def limit(project: Project) -> int:
    return int(Budget.objects.get(project=project, unit="human_judgments").limit)


def timed(project: Project, count: int, seconds: float) -> None:
    """Judgments of the bench that took so long."""
    person = make.rater(project, kind=RaterKind.HUMAN)
    for item in make.items(project, count):
        make.judgment(item, person, source="bench", active_seconds=seconds)


def later(project: Project, days: float) -> None:
    """Some days go by."""
    row = Spending.objects.get(project=project)
    row.begins -= timedelta(days=days)
    row.save()
    budgets.recount(project.pk)


def test_money_buys_as_many_judgments_as_it_pays_for_and_not_one_more(project):
    rows.waiting(project, 10)
    rows.choose(project, "all_human")
    pay(project, "0.90")  # three times .30, to the last cent

    routing.route(project_id=project.pk)

    assert rows.routes(project).count("human") == 3
    assert rows.routes(project).count(None) == 7


def test_an_hours_pay_is_by_the_minutes_that_were_measured(project):
    timed(project, paces.FEWEST, seconds=90)
    pace = pay(project, "10", usd_per_judgment=Decimal("0.10"), usd_per_hour=Decimal(12))

    # 12 $/h for a minute and a half is .30, and .10 for the judgment: .40 of 10 $.
    assert (pace.minutes, pace.timed, pace.assumed) == (1.5, paces.FEWEST, False)
    assert pace.cost == pytest.approx(0.4)
    assert (pace.judgments, limit(project)) == (25, 25)


def test_minutes_buy_judgments_as_fast_as_people_are(project):
    assert pay(project, "30", "minutes").judgments == 30  # a minute each, as long as none is timed
    timed(project, paces.FEWEST, seconds=120)
    budgets.recount(project.pk)

    assert limit(project) == 15


def test_a_page_left_open_is_no_work(project):
    timed(project, paces.FEWEST, seconds=10**6)
    assert paces.ASSUMED_MINUTES < pay(project, "600", "minutes").minutes == 60


def test_the_amount_is_released_day_by_day_and_more_at_first_if_wanted(project):
    pay(project, "10", "minutes", days=5)
    assert limit(project) == 2
    later(project, 1)
    assert limit(project) == 4
    later(project, 10)
    assert limit(project) == 10

    pay(project, "10", "minutes", days=5, front=1.0)
    assert Spending.objects.get(project=project).begins < timezone.now() - timedelta(days=10)
    later(project, -11)  # as if it began today: 1.8, 1.4, 1, .6, .2 fifths
    assert limit(project) == 3


def test_items_that_wait_for_a_later_day_are_routed_then(project):
    rows.waiting(project, 4)
    rows.choose(project, "all_human")
    pay(project, "4", "minutes", days=2)
    routing.route(project_id=project.pk)
    assert rows.routes(project).count("human") == 2
    later(project, 1)
    routing.route(project_id=project.pk)

    assert rows.routes(project).count("human") == 4


@pytest.mark.parametrize(("audit_rate", "asked"), [(1e-9, 5), (1.0, 10)])
def test_the_reserve_is_for_audits_alone(project, audit_rate, asked):
    for item in rows.waiting(project, 40):
        rows.verdict(item, confidence=0.5)
    rows.choose(project, "confidence", audit_rate=audit_rate, threshold=0.7)
    pay(project, "10", "minutes", reserve=0.5)

    routing.route(project_id=project.pk)

    routes = rows.routes(project)
    assert routes.count("human") + routes.count("both") == asked


def test_what_audits_have_used_of_the_reserve_is_not_kept_twice(project):
    for item in rows.waiting(project, 40):
        rows.verdict(item, confidence=0.9)
    rows.choose(project, "confidence", audit_rate=1.0, threshold=0.7)
    pay(project, "10", "minutes", reserve=0.5)
    routing.route(project_id=project.pk)
    assert rows.routes(project).count("both") == 10
    pay(project, "20", "minutes", reserve=0.5)  # ten for audits, and ten have been

    for item in rows.waiting(project, 20):
        rows.verdict(item, confidence=0.5)
    rows.choose(project, "confidence", audit_rate=1e-9, threshold=0.7)
    routing.route(project_id=project.pk)
    assert rows.routes(project).count("human") == 10


def test_recalculating_never_takes_back_what_people_were_asked_for(project):
    rows.waiting(project, 10)
    rows.choose(project, "all_human")
    pay(project, "10", "minutes")
    routing.route(project_id=project.pk)
    timed(project, paces.FEWEST, seconds=600)  # they turn out ten times as slow
    budgets.recount(project.pk)

    row = Budget.objects.get(project=project, unit="human_judgments")
    assert (int(row.limit), int(row.spent + row.reserved)) == (10, 10)


def test_less_than_is_asked_for_already_is_refused_with_what_would_do(project):
    rows.waiting(project, 5)
    rows.choose(project, "all_human")
    routing.route(project_id=project.pk)

    with pytest.raises(BelowCommitted, match=r"at least 1\.50 usd"):
        pay(project, "1.20")
    assert not Spending.objects.exists()


def test_a_plain_number_takes_the_place_of_an_amount(project):
    pay(project, "10", "minutes")
    budgets.set_limit(
        project_id=project.pk, unit="human_judgments", limit=Decimal(3), actor_id=None
    )
    budgets.recount(project.pk)

    assert (limit(project), Spending.objects.count()) == (3, 0)


def test_nothing_buys_nothing(project):
    rows.waiting(project, 2)
    rows.choose(project, "all_human")
    assert pay(project, "0").judgments == 0
    routing.route(project_id=project.pk)
    assert rows.routes(project) == [None, None]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"unit": "euro"}, "unit"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"usd_per_judgment": Decimal(0)}, "usd_per_judgment"),
        ({"days": 0}, "days"),
        ({"front": 1.5}, "front"),
        ({"reserve": 1.0}, "reserve"),
        ({"reserve": float("nan")}, "reserve"),
        ({"worth": Decimal(0)}, "worth"),
    ],
)
def test_terms_that_cannot_be_are_refused_by_field(project, terms, field):
    usual = {"unit": "usd", "amount": Decimal(5), "usd_per_judgment": Decimal("0.1")}
    with pytest.raises(Invalid) as refused:
        spending.choose(project_id=project.pk, actor_id=None, terms=Terms(**{**usual, **terms}))
    assert list(refused.value.fields) == [field]


def doubtful(project: Project, *doubts: float) -> None:
    """Items with a judge's verdict, so sure that this is its own chance to be wrong."""
    for doubt in doubts:
        [item] = rows.waiting(project)
        rows.verdict(item, confidence=1 - doubt)


def price(project: Project) -> float:
    return Spending.objects.get(project=project).price


def hours_go_by(project: Project, hours: float) -> None:
    row = Spending.objects.get(project=project)
    row.begins -= timedelta(hours=hours)
    row.priced_at -= timedelta(hours=hours)
    row.save()
    budgets.recount(project.pk)


def test_people_are_asked_only_where_an_error_is_likely_enough_for_their_price(project):
    doubtful(project, 0.05, 0.15, 0.25, 0.45)
    rows.choose(project, "confidence", threshold=0.9)
    # .30 a judgment against a right label worth 1.50: from a chance of .2 on, at face value.
    assert pay(project, "30", worth=Decimal("1.50")).least == pytest.approx(0.2)

    routing.route(project_id=project.pk)

    assert rows.routes(project) == ["judge", "judge", "human", "human"]
    spared = Decision.objects.get(score=0.15)
    assert spared.reasons[-1] == (
        "At today's price people are worth asking from a 20.0% chance of an error on, and this "
        "one's is 15.0%: the judge."
    )
    assert spared.propensity < 1e-6  # the coin alone


def test_the_price_rises_while_spending_is_ahead_of_plan_and_fewer_are_asked(project):
    rows.choose(project, "confidence", threshold=0.9)
    pay(project, "30", days=10, worth=Decimal("1.50"))  # ten judgments a day
    doubtful(project, *[0.45] * 10)
    routing.route(project_id=project.pk)
    hours_go_by(project, 6)

    # 3 $ spent where .75 were due, of 3 a day: .75 of a day ahead in each of six hours.
    assert price(project) == pytest.approx(1 + 6 * 0.1 * 0.75, abs=0.01)
    doubtful(project, 0.25, 0.35)
    hours_go_by(project, 18)  # the next day's money is there, and the plan has caught up
    routing.route(project_id=project.pk)
    # .20 at face value is .29 at the price of 1.45.
    assert rows.routes(project)[-2:] == ["judge", "human"]


def test_the_price_falls_to_nothing_while_nobody_is_asked(project):
    pay(project, "30", days=10, worth=Decimal("1.50"))
    for _ in range(3):
        hours_go_by(project, 24)
    assert price(project) == 0
    assert paces.of(project.pk).least == 0  # type: ignore[union-attr]


def test_without_a_worth_there_is_no_price(project):
    pace = pay(project, "30", days=10)
    hours_go_by(project, 48)
    assert (pace.least, price(project)) == (None, 1)


def test_the_audit_does_not_look_at_the_price(project):
    doubtful(project, 0.05)
    rows.choose(project, "confidence", audit_rate=1.0, threshold=0.9)
    pay(project, "30", worth=Decimal("1.50"))
    routing.route(project_id=project.pk)
    assert rows.routes(project) == ["both"]
