"""What each policy decides, and the audit coin around it."""

from annotation.domain.types import Route
from routing.policies import pipeline
from routing.policies.all_human import AllHuman
from routing.policies.all_judge import AllJudge
from routing.policies.base import Budget, Decision, NoState, Policy
from routing.policies.confidence import Confidence
from routing.policies.random_share import RandomShare
from routing.signals import SignalFrame
from tests.routing.frames import NAN, frame

H, J, B = Route.HUMAN, Route.JUDGE, Route.BOTH


def routes(policy: Policy, seen: SignalFrame, people: int | None = None) -> list[Route | None]:
    return [d.route for d in policy.decide(seen, NoState(), Budget(people))]


def test_confidence_sends_what_is_below_the_threshold_to_people():
    confidence = Confidence(threshold=0.8)
    seen = frame(0.5, 0.8, 0.79, 0.95, disagreement=0.5)

    assert routes(confidence, seen) == [H, J, H, J]
    [why] = confidence.decide(seen, NoState(), Budget())[0].reasons
    assert why == "Both judges gave different verdicts; confidence 0.50 is below 0.80."


def test_a_confidence_of_exactly_the_threshold_stays_with_the_judge():
    assert routes(Confidence(threshold=0.7), frame(0.7)) == [J]


def test_confidence_spends_a_small_budget_on_the_least_sure():
    assert routes(Confidence(threshold=0.8), frame(0.7, 0.5, 0.6), people=2) == [
        J,
        H,
        H,
    ]


def test_without_a_threshold_the_least_sure_share_goes_to_people():
    seen = frame(0.75, 0.5, 0.95, 0.6)
    assert routes(Confidence(threshold=None), seen, people=2) == [J, H, J, H]


def test_an_unknown_confidence_goes_to_people_first():
    confidence = Confidence()
    seen = frame(0.5, NAN, verdicts=0)

    assert routes(confidence, seen, people=1) == [J, H]
    assert (
        "No judge has given a verdict" in confidence.decide(seen, NoState(), Budget())[1].reasons[0]
    )


def test_random_follows_the_draws():
    seen = frame(*[NAN] * 4, draws=[0.1, 0.29, 0.3, 0.9])

    assert routes(RandomShare(share=0.3), seen) == [H, H, J, J]
    assert routes(RandomShare(share=0.3), seen, people=1) == [H, J, J, J]


def test_people_only_holds_what_the_budget_does_not_pay_for():
    assert routes(AllHuman(), frame(NAN, NAN, NAN), people=2) == [H, H, None]


def through(
    policy: Policy,
    seen: SignalFrame,
    coins: list[float],
    *,
    rate: float = 0.1,
    judge_active: bool = True,
    people: int | None = None,
) -> list[Decision]:
    terms = pipeline.Terms(rate, judge_active, Budget(people))
    return pipeline.decide(seen, policy, coins, terms)


def test_the_coin_makes_a_judges_item_an_audited_one():
    drawn, not_drawn = through(AllJudge(), frame(0.9, 0.9), [0.05, 0.1])

    assert (drawn.route, drawn.audited, drawn.propensity) == (B, True, 0.1)
    assert (not_drawn.route, not_drawn.audited, not_drawn.propensity) == (J, False, 0.1)


def test_the_coin_changes_nothing_where_the_policy_asks_people():
    [d] = through(Confidence(), frame(0.5), [0.0])
    assert (d.route, d.audited, d.propensity) == (H, False, 1.0)


def test_the_propensity_of_a_random_policy_is_the_true_mix():
    [d] = through(RandomShare(share=0.3), frame(0.9, draws=[0.9]), [0.9])
    assert d.propensity == 0.1 + 0.9 * 0.3


def test_audited_items_come_out_of_the_same_budget():
    confidence = Confidence(threshold=None)
    decisions = through(confidence, frame(0.5, 0.6, 0.9), [0.9, 0.9, 0.01], people=2)
    assert [d.route for d in decisions] == [H, J, B]


def test_an_audit_the_budget_does_not_pay_for_is_said():
    [d] = through(AllJudge(), frame(0.9), [0.01], people=0)
    assert d.route is J
    assert "Drawn for the audit, but the budget for people is used up." in d.reasons


def test_without_a_judge_people_are_asked_or_the_item_waits():
    first, second = through(
        AllJudge(),
        frame(NAN, NAN, verdicts=0),
        [0.9, 0.9],
        judge_active=False,
        people=1,
    )
    assert (first.route, second.route) == (H, None)
    assert "only people can" in first.reasons[0]


def test_confidence_hears_the_judge_first():
    [d] = through(Confidence(), frame(NAN, verdicts=0), [0.9])
    assert (d.route, d.score) == (J, None)
    assert "judge goes first" in d.reasons[0]


def test_draws_depend_on_seed_item_and_round_alone_and_are_uniform():
    coins = [pipeline.draws(7, item, 1)[0] for item in range(20_000)]

    assert pipeline.draws(7, 5, 1) == pipeline.draws(7, 5, 1)
    assert len({pipeline.draws(s, i, r) for s in (1, 2) for i in (1, 2) for r in (1, 2)}) == 8
    assert all(0 <= c < 1 for c in coins)
    # 5 standard errors of a share of .05 in 20,000.
    assert abs(sum(c < 0.05 for c in coins) / 20_000 - 0.05) < 0.008


def test_audited_share_is_the_rate():
    n = 4000
    coins = [pipeline.draws(1, i, 1)[0] for i in range(1, n + 1)]
    decisions = through(AllJudge(), frame(*[0.9] * n), coins, rate=0.05)
    assert abs(sum(d.audited for d in decisions) / n - 0.05) < 0.0175
