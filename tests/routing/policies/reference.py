"""The same decisions item by item, in plain Python: what the columns are compared with."""

from collections.abc import Sequence
from dataclasses import replace
from math import isnan

from annotation.domain.types import Route
from routing.policies.all_human import AllHuman
from routing.policies.all_judge import AllJudge
from routing.policies.base import SPENT, Budget, Decision, Policy, first
from routing.policies.confidence import Confidence
from routing.policies.numbers import ALIKE, apart
from routing.policies.pipeline import JUDGE_FIRST, LOOKS, Terms
from routing.policies.random_share import RandomShare
from routing.signals import SignalFrame


def decide(
    frame: SignalFrame, policy: Policy, coins: Sequence[float], terms: Terms
) -> list[Decision]:
    """One final decision per item of the frame, in its order.

    Args:
        frame: Holds "judge_verdicts" beside what the policy needs.
        coins: The audit coin of each item, uniform in [0, 1).

    The audited items get people first, in the order of their coins; then those that no judge can
    judge; then the policy's, within what is left. A final propensity is the chance that people are
    asked: epsilon + (1 - epsilon) times the policy's own.
    """
    verdicts = frame.column("judge_verdicts")
    rows: dict[str, list[int]] = {"alone": [], "look": [], "open": []}
    for row in range(len(frame)):
        rows[_case(bool(verdicts[row] > 0), policy, terms)].append(row)

    audit = rows["look"] + (rows["open"] if policy.asks_judges else [])
    hit = [row for row in audit if coins[row] < terms.audit_rate]
    hit.sort(key=lambda row: (coins[row], frame.item_ids[row]))
    paid = set(hit[: terms.budget.items(len(hit))])
    unpaid = set(hit) - paid
    left = terms.budget.without(len(paid))

    final: dict[int, Decision] = {}
    by_id = sorted(rows["alone"], key=lambda r: frame.item_ids[r])
    places = left.items(len(by_id))
    for n, row in enumerate(by_id):
        final[row] = _alone(frame.item_ids[row], n < places)
    left = left.without(places)

    for row in rows["look"]:
        final[row] = Decision(frame.item_ids[row], Route.JUDGE, 0.0, (JUDGE_FIRST,))
    final |= _by_policy(frame, policy, rows["open"], paid, left)
    for row in audit:
        final[row] = _tossed(final[row], row in paid, row in unpaid, terms.audit_rate)
    return [replace(final[row], signals=frame.seen(row)) for row in range(len(frame))]


def _case(judged: bool, policy: Policy, terms: Terms) -> str:
    if judged or not policy.asks_judges:
        return "open"
    if not terms.judge_active:
        return "alone"
    return "look" if LOOKS in policy.needs else "open"


def _alone(item_id: int, affordable: bool) -> Decision:
    why = "No judge is active and none has judged the item: only people can."
    if affordable:
        return Decision(item_id, Route.HUMAN, 1.0, (why,))
    return Decision(item_id, None, 1.0, (why, f"It waits: {SPENT}."))


def _by_policy(
    frame: SignalFrame, policy: Policy, rows: Sequence[int], paid: set[int], left: Budget
) -> dict[int, Decision]:
    """The policy's decisions.

    Audited items get people anyway and do not compete for the budget; what the policy would have
    said about them decides whether the coin asked or the policy.
    """
    rest = [row for row in rows if row not in paid]
    final = _asked(frame, policy, rest, left)
    audited = [row for row in rows if row in paid]
    if audited:
        whole = _asked(frame, policy, rows, left)
        final |= {row: whole[row] for row in audited}
    return final


def _asked(
    frame: SignalFrame, policy: Policy, rows: Sequence[int], budget: Budget
) -> dict[int, Decision]:
    part = frame.take(rows)
    made = by_policy(policy, part, budget)
    return dict(zip(rows, made, strict=True))


def _tossed(decision: Decision, paid: bool, unpaid: bool, rate: float) -> Decision:
    """Add the audit coin to the policy's decision."""
    propensity = rate + (1 - rate) * decision.propensity
    if paid and decision.route is not Route.HUMAN:
        why = f"Drawn for the audit (chance {rate:g}): people too, without seeing the judge."
        return replace(
            decision,
            route=Route.BOTH,
            audited=True,
            propensity=propensity,
            reasons=(why, *decision.reasons),
        )
    reasons = decision.reasons
    if unpaid and decision.route is Route.JUDGE:
        reasons = (*reasons, f"Drawn for the audit, but {SPENT}.")
    return replace(decision, propensity=propensity, reasons=reasons)


def by_policy(policy: Policy, frame: SignalFrame, budget: Budget) -> list[Decision]:
    """What each policy says of each item."""
    if isinstance(policy, Confidence):
        return _confidence(policy, frame, budget)
    if isinstance(policy, RandomShare):
        return _random(policy, frame, budget)
    if isinstance(policy, AllHuman):
        asked = first([(0.0, i) for i in frame.item_ids], budget.items(len(frame)))
        people = Decision(0, Route.HUMAN, 1.0, ("The policy asks people about every item.",))
        held = Decision(0, None, 1.0, (f"Waits for people: {SPENT}.",))
        return [replace(people if i in asked else held, item_id=i) for i in frame.item_ids]
    assert isinstance(policy, AllJudge)
    reasons = ("The policy asks the judge about every item.",)
    return [Decision(item_id, Route.JUDGE, 0.0, reasons) for item_id in frame.item_ids]


def _confidence(self: Confidence, frame: SignalFrame, budget: Budget) -> list[Decision]:
    doubts = (1 - frame.column("judge_confidence")).tolist()
    limit = 0.0 if self.threshold is None else 1 - self.threshold
    wanted = [
        (-2.0 if isnan(doubt) else -doubt, item_id)
        for doubt, item_id in zip(doubts, frame.item_ids, strict=True)
        if isnan(doubt) or self.threshold is None or _above(doubt, limit)
    ]
    asked = first(wanted, budget.items(len(wanted)))
    unsure = {item_id for _, item_id in wanted}
    verdicts = frame.column("judge_verdicts").tolist()
    differ = frame.column("judge_disagreement").tolist()
    return [
        _decision(
            self,
            item_id,
            doubt,
            wanted=item_id in unsure,
            asked=item_id in asked,
            said=_said(verdicts[row], differ[row]),
        )
        for row, (item_id, doubt) in enumerate(zip(frame.item_ids, doubts, strict=True))
    ]


def _decision(
    self: Confidence, item_id: int, doubt: float, *, wanted: bool, asked: bool, said: str
) -> Decision:
    known = not isnan(doubt)
    why = _compared(self, 1 - doubt, wanted=wanted, asked=asked, said=said)
    reasons = [why if known else "No judge has given a verdict, so nothing vouches for one."]
    if wanted and not asked:
        reasons.append(f"People were wanted, but {SPENT}: the judge.")
    return Decision(
        item_id=item_id,
        route=Route.HUMAN if asked else Route.JUDGE,
        propensity=float(asked),
        reasons=tuple(reasons),
        score=round(doubt, 6) if known else None,
        threshold=self.threshold,
    )


def _compared(self: Confidence, confidence: float, *, wanted: bool, asked: bool, said: str) -> str:
    if self.threshold is None:
        rank = "among" if asked else "not among"
        return f"{said}; confidence {confidence:.2f} is {rank} the lowest the budget holds."
    side = "below" if wanted else "not below"
    value, limit = apart(confidence, self.threshold, 2, ALIKE)
    return f"{said}; confidence {value} is {side} {limit}."


def _above(doubt: float, limit: float) -> bool:
    # 1 - 0.7 and 1 - confidence are rounded differently: equal to nine digits is equal.
    return doubt - limit > 1e-9


def _said(verdicts: float, disagreement: float) -> str:
    n = 0 if isnan(verdicts) else int(verdicts)
    if n < 2 or isnan(disagreement):
        return "The judge gave its verdict"
    if disagreement == 0:
        return "Both judges agree" if n == 2 else f"All {n} verdicts agree"
    return "Both judges gave different verdicts" if n == 2 else f"The {n} verdicts differ"


def _random(self: RandomShare, frame: SignalFrame, budget: Budget) -> list[Decision]:
    draws = dict(zip(frame.item_ids, frame.draws.tolist(), strict=True))
    drawn = [(draw, item_id) for item_id, draw in draws.items() if draw < self.share]
    asked = first(drawn, budget.items(len(drawn)))
    return [_drawn(self, item_id, draws[item_id], item_id in asked) for item_id in draws]


def _drawn(self: RandomShare, item_id: int, draw: float, asked: bool) -> Decision:
    value, limit = apart(draw, self.share, 3)
    if asked:
        route, why = Route.HUMAN, f"Drawn for people ({value} is below {limit})."
    elif draw < self.share:
        route, why = Route.JUDGE, f"Drawn for people, but {SPENT}: the judge."
    else:
        route = Route.JUDGE
        why = f"Not drawn for people ({value} is not below {limit})."
    return Decision(item_id, route, self.share, (why,), threshold=self.share)
