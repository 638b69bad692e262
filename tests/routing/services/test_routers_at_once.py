"""Several routers at once: nothing is decided twice, and one budget is kept to."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from annotation.models import Item, Judgment, Label
from routing.models import Decision
from routing.policies.columns import HUMAN
from routing.services import deciding, planning, routing
from routing.services.deciding import Outcome
from tests import make
from tests.routing import rows
from tests.routing.rows import route, spent


@pytest.mark.django_db(transaction=True)
def test_workers_that_route_at_once_decide_once_and_keep_to_the_budget():
    project = make.project()
    items = rows.waiting(project, 40)
    for item in items:
        rows.verdict(item, confidence=0.5)
    rows.people_budget(project, 13)
    rows.choose(project, "confidence", threshold=0.7)
    barrier = Barrier(6)
    errors: list[Exception] = []

    def work() -> None:
        barrier.wait()
        try:
            route(project)
        except Exception as error:  # noqa: BLE001  (shown by the assertion)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Decision.objects.count() == 40
    assert rows.routes(project).count("human") == 13
    assert sum(spent(project)) == 13


@pytest.mark.django_db(transaction=True)
def test_two_routers_at_once_each_with_two_writers_decide_nothing_twice(monkeypatch):
    """Chunks of both meet on the same items, in their own transactions on their own connections."""
    monkeypatch.setattr(deciding, "CHUNK", 7)
    project = make.project(overlap=2)
    items = rows.waiting(project, 90)
    for item in items[::2]:
        rows.verdict(item, confidence=0.5 + (item.pk % 5) / 10)
    rows.judge(project)
    rows.choose(project, "confidence", audit_rate=0.2)
    barrier = Barrier(2)
    done: list[Outcome] = []
    errors: list[Exception] = []

    def work() -> None:
        barrier.wait()
        try:
            done.append(route(project))
        except Exception as error:  # noqa: BLE001  (shown by the assertion)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Decision.objects.count() == 90
    assert sum(one.human + one.judge + one.both + one.held for one in done) == 90
    needs = dict(Item.objects.filter(project=project).values_list("pk", "need"))
    people = set(Decision.objects.filter(human_judgments=2).values_list("item_id", flat=True))
    assert {pk for pk, need in needs.items() if need == 2} == people
    # A label is of the judge only where the judge was asked alone and has answered.
    labelled = set(Label.objects.values_list("item_id", flat=True))
    judged = {item.pk for item in items[::2]}
    assert labelled == judged - people


@pytest.mark.django_db(transaction=True)
def test_two_routers_with_two_writers_each_keep_to_one_budget(monkeypatch):
    """Each plans with all of the budget in view; whoever comes too late writes what still fits."""
    monkeypatch.setattr(deciding, "CHUNK", 7)
    project = make.project()
    for item in rows.waiting(project, 60):
        rows.verdict(item, confidence=0.5)
    rows.judge(project)
    rows.people_budget(project, 31)
    rows.choose(project, "confidence", threshold=0.7)
    setting = planning.setting(project.pk)
    ids = planning.all_ids(project.pk)
    # The same budget seen twice: two halves of the items, each planned as if it were alone.
    plans = [planning.plan(setting, ids[:30]), planning.plan(setting, ids[30:])]
    barrier = Barrier(2)
    errors: list[Exception] = []

    def work(plan: planning.Plan) -> None:
        barrier.wait()
        try:
            deciding.write(setting, plan, states=planning.ROUTABLE)
        except Exception as error:  # noqa: BLE001  (shown by the assertion)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=[plan]) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert [p.decisions.routes.tolist().count(HUMAN) for p in plans] == [30, 30]
    assert rows.routes(project).count("human") == 31
    assert rows.routes(project).count("judge") == 29
    assert spent(project) == (0, 31)


@pytest.mark.django_db(transaction=True)
def test_parts_that_are_escalated_at_once_share_the_last_places():
    """Each worker plans with the whole budget in view; only one can have it."""
    project = make.project()
    items = rows.waiting(project, 20)
    rows.people_budget(project, 5)
    rows.judge(project)
    rows.choose(project, "all_judge")
    route(project)
    barrier = Barrier(4)
    errors: list[Exception] = []

    def work(part: list[int]) -> None:
        barrier.wait()
        try:
            routing.escalate(item_ids=part, reason="refused")
        except Exception as error:  # noqa: BLE001  (shown by the assertion)
            errors.append(error)
        finally:
            connection.close()

    parts = [[i.pk for i in items[n::4]] for n in range(4)]
    threads = [Thread(target=work, args=[part]) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert rows.routes(project).count("human") == 5
    assert spent(project) == (0, 5)
    assert Judgment.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_new_rounds_asked_for_at_once_leave_each_items_rounds_in_order():
    project = make.project()
    for item in rows.waiting(project, 30):
        rows.verdict(item)
    rows.choose(project, "all_judge")
    route(project)
    barrier = Barrier(4)
    errors: list[Exception] = []

    def work() -> None:
        barrier.wait()
        try:
            route(project, scope="all")
        except Exception as error:  # noqa: BLE001  (shown by the assertion)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    last = max(Decision.objects.values_list("round", flat=True))
    assert Decision.objects.count() == 30 * last


@pytest.mark.django_db
def test_of_two_plans_for_one_round_only_the_first_is_written():
    """The second saw the items before the first decided on them: it leaves them, and says so."""
    project = make.project()
    for item in rows.waiting(project, 4):
        rows.verdict(item)
    rows.choose(project, "all_judge")
    setting, ids = planning.setting(project.pk), planning.all_ids(project.pk)
    plans = [planning.plan(setting, ids), planning.plan(setting, ids)]

    done = [deciding.write(setting, plan, states=planning.ROUTABLE) for plan in plans]

    assert [one.judge + one.both for one in done] == [4, 0]
    assert list(Decision.objects.values_list("round", flat=True)) == [1] * 4
