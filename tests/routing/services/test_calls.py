"""The ledger and the budget under load."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from annotation.selectors import items
from routing.errors import BudgetSpent
from routing.models import Budget, JudgeCall
from routing.services import calls, costs, slots, verdicts
from tests.routing.services import build


@pytest.mark.django_db(transaction=True)
def test_sixty_four_reservations_at_once_never_pass_the_budget() -> None:
    waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(64)])
    spec = build.judge(waiting[0].project, price=1000)
    question = verdicts.asked(spec)
    records = items.records([item.pk for item in waiting])
    prompts = {r.id: verdicts.prompt(spec, r, question, slots.Slot(r.id, 0, 0)) for r in records}
    one = max(costs.worst_case(spec, p.messages) for p in prompts.values())
    limit = build.budget(spec.project, str(one * 20))

    def reserve(item_id: int) -> str:
        try:
            work = slots.Next(slots.Slot(item_id, 0, 0), 1)
            return "reserved" if calls.reserve(spec, work, prompts[item_id]) else "taken"
        except BudgetSpent:
            return "spent"
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        counts = Counter(pool.map(reserve, prompts))

    limit.refresh_from_db()
    rows = JudgeCall.objects.all()
    assert counts == {"reserved": rows.count(), "spent": 64 - rows.count()}
    assert 20 <= rows.count() <= 22
    assert limit.reserved == sum(row.reserved_usd for row in rows) <= limit.limit


@pytest.mark.django_db(transaction=True)
def test_of_many_that_want_one_slot_one_gets_it_and_pays() -> None:
    [item] = build.waiting()
    spec = build.judge(item.project, price=1000)
    limit = build.budget(spec.project, "1000")
    slot = slots.Slot(item.pk, 0, 0)
    [record] = items.records([item.pk])
    prompt = verdicts.prompt(spec, record, verdicts.asked(spec), slot)

    def reserve(_: Any) -> bool:
        try:
            return calls.reserve(spec, slots.Next(slot, 1), prompt) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        won = sum(pool.map(reserve, range(8)))

    limit.refresh_from_db()
    assert (won, JudgeCall.objects.count()) == (1, 1)
    assert limit.reserved == costs.worst_case(spec, prompt.messages)


@pytest.mark.django_db
def test_a_charged_judge_needs_a_budget_and_a_free_one_does_not() -> None:
    [item] = build.waiting()
    slot = slots.Slot(item.pk, 0, 0)
    [record] = items.records([item.pk])
    for name, price, works in (("longer-wins", 0, True), ("always-a", 1, False)):
        spec = build.judge(item.project, name, price=price)
        prompt = verdicts.prompt(spec, record, verdicts.asked(spec), slot)
        try:
            assert bool(calls.reserve(spec, slots.Next(slot, 1), prompt)) is works
        except BudgetSpent:
            assert not works
    assert not Budget.objects.exists()
    assert JudgeCall.objects.get().reserved_usd == Decimal(0)
