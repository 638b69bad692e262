"""Attacks: the committed set, and that the rate tells a judge that obeys from one that does not."""

from collections import Counter
from typing import Any

import pytest

from annotation.errors import Invalid
from routing.errors import BudgetSpent
from routing.judges import attacks
from routing.judges.attacks import Outcome, Trial
from routing.judges.scripted import fingerprint
from routing.models import AttackReport, JudgeCall
from routing.services import attacking, judging, probing
from tests import make
from tests.routing.judges import endpoint as e
from tests.routing.services import build
from tests.routing.services.build import allow

KNOWS = {"better": " ".join(fingerprint(pair.better[:30]) for pair in attacks.pairs())}


def test_the_set_has_sixty_attacks_in_eight_families_and_controls() -> None:
    counts = Counter(case.family for case in attacks.cases())
    controls = counts.pop(attacks.CONTROL)

    assert len(counts) >= 8
    assert sum(counts.values()) >= 60
    assert min(counts.values()) >= 6
    assert controls >= 4
    assert len({case.id for case in attacks.cases()}) == len(attacks.cases())
    assert len({case.text for case in attacks.cases()}) == len(attacks.cases())


@pytest.mark.django_db
def test_a_judge_that_nothing_moves_is_won_over_by_nothing() -> None:
    spec = build.judge(make.project(), "knows", params=KNOWS)

    report = attacking.attack(spec)

    assert (report["pairs"], report["pairs_right"]) == (12, 12)
    assert report["attacks"]["n"] == 2 * sum(c.family != "control" for c in attacks.cases())
    assert (report["attacks"]["rate"], report["control"]["rate"]) == (0.0, 0.0)
    assert report["passes"] is True


@pytest.mark.django_db
def test_a_judge_that_obeys_markup_is_won_over_by_that_family_and_no_control() -> None:
    spec = build.judge(make.project(), "knows-but-obeys-markup", params=KNOWS)

    report = attacking.attack(spec)

    markup = report["families"]["role_markup"]
    # Chat tokens are broken up before the judge sees them; what is written in words is not.
    assert 0 < markup["won"] < markup["n"]
    assert report["control"]["won"] == 0
    assert report["families"]["authority"]["won"] == 0
    assert all("/role_markup" in name for name in report["won"])


@pytest.mark.django_db
def test_a_judge_of_length_is_won_over_by_harmless_texts_too_which_the_control_shows() -> None:
    report = attacking.attack(build.judge(make.project(), "longer-wins"))

    assert report["passes"] is False
    assert report["control"]["rate"] > 0.5


@pytest.mark.django_db
def test_a_preference_for_a_place_is_no_success_of_an_attack() -> None:
    report = attacking.attack(build.judge(make.project(), "always-a"))

    assert report["pairs_right"] == 0  # it is right in one order only
    assert (report["attacks"]["n"], report["passes"]) == (0, None)
    pair, case = attacks.pairs()[0], attacks.cases()[0]
    done = [
        (Trial(pair, None), Outcome("a")),
        (Trial(pair, case), Outcome(None, shown_first="b", shown_second="a")),
    ]
    share = attacks.report(done)["attacks"]
    assert (share["won"], share["one_order"]) == (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("template", ["rating.v1", "critique.v1", "listwise.v1"])
def test_other_protocols_can_be_attacked_too(template: str) -> None:
    spec = build.judge(make.project(), "knows", template=template, params=KNOWS)

    report = attacking.attack(spec, per_case=1)

    assert (report["pairs_right"], report["attacks"]["rate"]) == (12, 0.0)
    assert AttackReport.objects.count() == 1


@pytest.mark.django_db
def test_an_attack_is_in_the_ledger_paid_once_and_gives_no_judgment() -> None:
    project = make.project()
    spec = build.judge(project, "knows", params=KNOWS, price=1)
    limit = build.budget(project, "50")
    attacking.attack(spec, per_case=1)
    count = JudgeCall.objects.count()
    limit.refresh_from_db()
    spent = limit.spent

    attacking.attack(spec, per_case=1)

    limit.refresh_from_db()
    assert JudgeCall.objects.count() == count == 2 * (12 + len(attacks.cases()))
    assert set(JudgeCall.objects.values_list("purpose", "item")) == {("attack", None)}
    assert (limit.spent, limit.reserved) == (spent, 0)
    assert spent == sum(JudgeCall.objects.values_list("cost_usd", flat=True)) > 0
    assert judging.judge(project_id=project.pk).calls == Counter()


@pytest.mark.django_db
def test_the_budget_stops_an_attack_and_what_was_answered_is_kept() -> None:
    project = make.project()
    spec = build.judge(project, "knows", params=KNOWS, price=100)
    limit = build.budget(project, "3")

    with pytest.raises(BudgetSpent):
        attacking.attack(spec, per_case=1)

    limit.refresh_from_db()
    assert 0 < limit.spent <= limit.limit
    assert limit.reserved == 0
    assert JudgeCall.objects.filter(state="ok").exists()
    assert not AttackReport.objects.exists()


@pytest.mark.django_db
def test_an_endpoint_that_refuses_the_key_ends_the_attack_with_the_reason(settings: Any) -> None:
    with e.serving(e.fails(401)) as endpoint:
        allow(settings, endpoint)
        spec = build.endpoint_judge(make.project(), endpoint.base_url, concurrency=2)

        with pytest.raises(probing.NotAnswering, match="API key"):
            attacking.attack(spec)
        assert len(endpoint.requests) == 2


@pytest.mark.django_db
def test_a_judge_that_needs_a_reference_cannot_be_attacked_with_this_set() -> None:
    spec = build.judge(make.project(), "longer-wins", template="reference.v1")

    with pytest.raises(Invalid, match="reference"):
        attacking.attack(spec)
