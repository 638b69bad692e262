"""Around the policy: hard rules, the audit coin, the budget. Pure; the draws come in."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotation.domain.types import Route
from routing.policies.base import SPENT, Budget, Decision, Policy
from routing.signals import SignalFrame

LOOKS = "judge_confidence"  # a policy that needs it has to hear the judge first
JUDGE_FIRST = "The judge goes first; people are asked if it is unsure."


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every item of a batch."""

    audit_rate: float  # (0, 1]
    judge_active: bool
    budget: Budget


def draws(seed: int, item_id: int, round_: int) -> tuple[float, float]:
    """The item's audit coin and its draw for policies that toss, both uniform in [0, 1).

    From a hash, so that they depend on nothing else, on any machine and in any order.
    """
    digest = hashlib.blake2b(f"{seed}:{item_id}:{round_}".encode(), digest_size=16).digest()
    coin, toss = (int.from_bytes(half) >> 11 for half in (digest[:8], digest[8:]))
    return coin / 2**53, toss / 2**53


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


def settle_for(decision: Decision, *, judge_can: bool) -> Decision:
    """What becomes of an item for which people were chosen when the budget is gone after all."""
    if decision.audited:
        route: Route | None = Route.JUDGE
    else:
        route = Route.JUDGE if judge_can else None
    why = f"People were wanted, but {SPENT}" + (": the judge." if route else ".")
    return replace(decision, route=route, audited=False, reasons=(*decision.reasons, why))


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
    made = policy.decide(part, policy.fit(part.take([])), budget)
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
