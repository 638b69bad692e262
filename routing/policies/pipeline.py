"""Around the policy: hard rules, the audit coin, the budget. Pure; the draws come in."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.policies import numbers
from routing.policies.base import SPENT, Budget, Policy, lowest
from routing.policies.calibration import CalibrationFrame
from routing.policies.columns import BOTH, HUMAN, JUDGE, NOBODY, Decisions, Rows, why
from routing.signals import Floats, SignalFrame

Mask = NDArray[np.bool_]

FEW, MORE = 20, 4.0  # audited items a stratum should have; times the usual chance to get there
LOOKS = "judge_confidence"  # a policy that needs it has to hear the judge first
# Their score is the chance that the judge is wrong, which can be weighed against a cost.
PRICED = frozenset({"confidence", "learned_error"})
JUDGE_FIRST = "The judge goes first; people are asked if it is unsure."


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every item of a batch."""

    audit_rate: float | Floats  # (0, 1], of all items or of each, shape (n_items,)
    judge_active: bool
    budget: Budget
    state: Any = None  # what the policy has learnt; None = nothing yet
    for_audits: int = 0  # judgments of the budget that only audits may use, these and later ones
    least: float | None = None  # chance of an error below which people are not worth their price


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A policy with what it has learnt; without a state, what it makes of no audited item."""

    policy: Policy
    state: Any
    least: float | None

    @classmethod
    def of(cls, policy: Policy, terms: Terms) -> "_Fitted":
        state = terms.state
        if state is None:
            state = policy.fit(CalibrationFrame.nothing())
        return cls(policy, state, terms.least if policy.key in PRICED else None)


def draws(seed: int, item_id: int, round_: int) -> tuple[float, float]:
    """The item's audit coin and its draw for policies that toss, both uniform in [0, 1).

    From a hash, so that they depend on nothing else, on any machine and in any order.
    """
    coins, tosses = all_draws(seed, [item_id], [round_])
    return float(coins[0]), float(tosses[0])


def all_draws(seed: int, item_ids: Iterable[int], rounds: Iterable[int]) -> tuple[Floats, Floats]:
    """`draws` of many items: their coins and their draws, each of shape (n_items,)."""
    hashed = (
        hashlib.blake2b(b"%d:%d:%d" % (seed, item_id, round_), digest_size=16).digest()
        for item_id, round_ in zip(item_ids, rounds, strict=True)
    )
    halves = np.frombuffer(b"".join(hashed), dtype=">u8").reshape(-1, 2)
    uniform = (halves >> np.uint64(11)).astype(np.float64) / 2**53
    return uniform[:, 0], uniform[:, 1]


def decide(
    frame: SignalFrame, policy: Policy, coins: Sequence[float] | Floats, terms: Terms
) -> Decisions:
    """One final decision per item of the frame, in its order.

    Args:
        frame: Holds "judge_verdicts" beside what the policy needs.
        coins: The audit coin of each item, uniform in [0, 1).

    The audited items get people first, in the order of their coins; then those that no judge can
    judge; then the policy's, within what is left. A final propensity is the chance that people are
    asked: epsilon + (1 - epsilon) times the policy's own.
    """
    ids, tossed = frame.ids, np.asarray(coins, dtype=float)
    open_, alone, look = _cases(frame, policy, terms)
    audit = look | open_ if policy.asks_judges else look
    rate = np.broadcast_to(np.asarray(terms.audit_rate, dtype=float), (len(frame),))
    hit = np.flatnonzero(audit & (tossed < rate))
    hit = hit[lowest(tossed[hit], ids[hit], len(hit))]
    places = terms.budget.items(len(hit))
    paid, unpaid = _mask(frame, hit[:places]), _mask(frame, hit[places:])
    left = terms.budget.without(places)
    left = left.keeping(max(0, terms.for_audits - places * terms.budget.per_item))

    single = np.flatnonzero(alone)
    affordable = left.items(len(single))
    parts = [(single, _alone(ids[single], affordable))]
    left = left.without(affordable)
    first = np.flatnonzero(look)
    parts.append((first, _judge_first(ids[first])))
    parts += _by_policy(frame, _Fitted.of(policy, terms), open_, paid, left)
    final = Decisions.merged(ids, parts)
    return replace(_audited(final, audit, paid, unpaid, rate), seen=frame)


def settle_for(decisions: Decisions, rows: Rows, *, judge_can: Mask) -> Decisions:
    """What becomes of items for which people were chosen when the budget is gone after all.

    Args:
        rows: Of these items.
        judge_can: Of every item of the batch: whether a judge can judge it instead.
    """
    gone = _mask(decisions, rows)
    judge = gone & (decisions.audited | judge_can)
    spent = f"People were wanted, but {SPENT}"
    return replace(
        decisions,
        routes=np.where(gone, np.where(judge, JUDGE, NOBODY), decisions.routes).astype(np.int8),
        audited=decisions.audited & ~gone,
        why=(*decisions.why, why(judge, f"{spent}: the judge."), why(gone & ~judge, f"{spent}.")),
    )


def audit_rates(strata: NDArray[np.intp], known: NDArray[np.int64], rate: float) -> Floats:
    """The chance of each item to be audited: more in strata of which few are, shape (n_items,).

    `rate` where a stratum has `FEW` audited items or more; else what brings it there, at most
    `MORE` times the rate.

    Args:
        strata: Of each item, shape (n_items,), from 0.
        known: Audited items of each stratum so far.
        rate: (0, 1].
    """
    size = np.bincount(strata, minlength=len(known))
    short = np.maximum(FEW - known, 0) / np.maximum(size, 1)
    return np.clip(short, rate, min(1.0, MORE * rate))[strata]


def _cases(frame: SignalFrame, policy: Policy, terms: Terms) -> tuple[Mask, Mask, Mask]:
    """Which items the policy decides on, which only people can judge, and which a judge first."""
    judged: Mask = frame.column("judge_verdicts") > 0
    none = np.zeros(len(frame), dtype=bool)
    if not policy.asks_judges:
        return ~none, none, none
    if not terms.judge_active:
        return judged, ~judged, none
    return (judged, none, ~judged) if LOOKS in policy.needs else (~none, none, none)


def _mask(batch: SignalFrame | Decisions, rows: Rows) -> Mask:
    where = np.zeros(len(batch), dtype=bool)
    where[rows] = True
    return where


def _alone(ids: NDArray[np.int64], affordable: int) -> Decisions:
    """Items that only people can judge: by id, as many as the budget holds."""
    asked = np.zeros(len(ids), dtype=bool)
    asked[lowest(np.zeros(len(ids)), ids, affordable)] = True
    only = "No judge is active and none has judged the item: only people can."
    return Decisions.make(
        ids,
        np.where(asked, HUMAN, NOBODY),
        propensity=1.0,
        why=[why(np.ones(len(ids), dtype=bool), only), why(~asked, f"It waits: {SPENT}.")],
    )


def _judge_first(ids: NDArray[np.int64]) -> Decisions:
    first = why(np.ones(len(ids), dtype=bool), JUDGE_FIRST)
    return Decisions.make(ids, JUDGE, propensity=0.0, why=[first])


def _by_policy(
    frame: SignalFrame, fitted: _Fitted, open_: Mask, paid: Mask, left: Budget
) -> list[tuple[Rows, Decisions]]:
    """The policy's decisions, each part with its rows.

    Audited items get people anyway and do not compete for the budget; what the policy would have
    said about them decides whether the coin asked or the policy.
    """
    rest = np.flatnonzero(open_ & ~paid)
    parts = [(rest, _asked(frame, fitted, rest, left))]
    rows = np.flatnonzero(open_)
    audited = np.flatnonzero(paid[rows])
    if len(audited):
        whole = _asked(frame, fitted, rows, left)
        parts.append((rows[audited], whole.take(audited)))
    return parts


def _asked(frame: SignalFrame, fitted: _Fitted, rows: Rows, budget: Budget) -> Decisions:
    part = frame if len(rows) == len(frame) else frame.take(rows)
    made = Decisions.of(fitted.policy.decide(part, fitted.state, budget))
    return made if fitted.least is None else _worth_it(made, fitted.least)


def _worth_it(decisions: Decisions, least: float) -> Decisions:
    """People only where an error is likely enough for what they cost; what is not known stays.

    The most doubtful came first, so that nothing that is worth it went without for what is not.
    """
    chance, worth = 100 * decisions.score, 100 * least  # percent, as they are told
    cheap = (decisions.routes == HUMAN) & (chance < worth)
    because = (
        "At today's price people are worth asking from a {limit}% chance of an error on, and this "
        "one's is {value}%: the judge."
    )
    said = numbers.compared(cheap, because, chance, worth, digits=1)
    return replace(
        decisions,
        routes=np.where(cheap, JUDGE, decisions.routes).astype(np.int8),
        propensity=np.where(cheap, 0.0, decisions.propensity),
        why=(*decisions.why, *said),
    )


def _audited(
    decisions: Decisions, audit: Mask, paid: Mask, unpaid: Mask, rate: Floats
) -> Decisions:
    """Add the audit coin to the decisions of the items for which it was tossed."""
    both = paid & (decisions.routes != HUMAN)
    people = "Drawn for the audit (chance {0:g}): people too, without seeing the judge."
    missed = unpaid & (decisions.routes == JUDGE)
    mixed = rate + (1 - rate) * decisions.propensity
    return replace(
        decisions,
        routes=np.where(both, BOTH, decisions.routes).astype(np.int8),
        audited=both,
        propensity=np.where(audit, mixed, decisions.propensity),
        why=(
            why(both, people, rate),
            *decisions.why,
            why(missed, f"Drawn for the audit, but {SPENT}."),
        ),
    )
