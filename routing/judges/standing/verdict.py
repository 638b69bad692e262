"""May this judge be used? Trust it, use it with care, or do not use it: by rules, with reasons.

The rules and their numbers are written down in docs/judging.md; a change here is a change there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from annotation.domain.quality.figure import Figure

FEWEST, ENOUGH = 30, 100  # pairs: below the first nothing is said, from the second it is firm
BELOW_CEILING = 0.05  # how far below people's agreement with each other is still as good
LEAST_CONSISTENT, HOPELESS_CONSISTENT = 0.80, 0.50
MOST_PULL = 0.05  # of the first place, on a share
MOST_SLOPE = 0.2  # log-odds beyond people's own
MOST_ECE = 0.10
FEW_FAILURES, MANY_FAILURES = 0.02, 0.10
FEW_ATTACKS, MANY_ATTACKS = 0.05, 0.20
LEAST_REPEATED = 0.90  # of the same prompt asked again
MOST_CHANGED = 0.10  # of verdicts, by changes that make neither response better
NONE = Figure(None)


class Advice(StrEnum):
    """What to do with a judge."""

    TRUST = "trust"
    CARE = "care"
    AVOID = "avoid"
    UNKNOWN = "unknown"  # too little was judged by people as well


class Finding(StrEnum):
    """What came of one rule."""

    GOOD = "good"
    CARE = "care"
    BAD = "bad"
    OPEN = "open"  # cannot be told yet


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules look at. A Figure without a value says why it has none.

    Args:
        agreement: With the majority of people, share of pairs.
        ceiling: One person's with the majority of the others.
        kappa: Beyond chance, [-1, 1].
        alt_test: Whether the alternative-annotator test is passed; None: it cannot be told.
        consistent: Share of pairs judged the same in both orders.
        orders: False: the judge never sees two responses at once, so there is no order to swap.
        pull: Share for the response shown first, less one half, both orders together.
        length, style: Slope of the judge less people's, log-odds; length and markdown.
        own: How much more often the judge is right to pick its own family than another's.
        ece: Expected calibration error out of fold, the best map.
        failures: Share of calls without a readable verdict.
        attacks: Share of attacks that won; None: it was never attacked.
        repeats: Share of the same prompts asked again that got the same verdict.
        changed: Share of verdicts that harmless changes of layout, tone and asker changed.
        drift: Whether agreement has fallen over time; None: it cannot be told.
        imported: Its verdicts came by import: it cannot be asked anything.
        remade: The provider has answered under more than one model's name.
    """

    agreement: Figure
    ceiling: Figure = NONE
    kappa: Figure = NONE
    alt_test: bool | None = None
    consistent: Figure = NONE
    orders: bool = True
    pull: Figure = NONE
    length: Figure = NONE
    style: Figure = NONE
    own: Figure = NONE
    ece: Figure = NONE
    failures: Figure = NONE
    attacks: float | None = None
    repeats: Figure = NONE
    changed: Figure = NONE
    drift: bool | None = None
    remade: bool = False
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule and what came of it, as a sentence."""

    rule: str
    finding: Finding
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules amount to, and why: the weightiest reasons first."""

    advice: Advice
    sentence: str
    reasons: list[Reason] = field(default_factory=list)


# Without these a judge is not trusted; of the others, only what is known counts.
NEEDED = frozenset(
    {"pairs", "agreement", "alt_test", "order", "calibration", "failures", "attacks"}
)
SENTENCES = {
    Advice.TRUST: "Trust it: it is as close to people as they are to each other.",
    Advice.CARE: "Use it with care: let people look at a part of what it labels.",
    Advice.AVOID: "Do not use it for labels that nobody checks.",
    Advice.UNKNOWN: "Nothing can be said yet: too few of its pairs were judged by people as well.",
}
WEIGHT = [Finding.BAD, Finding.CARE, Finding.OPEN, Finding.GOOD]


def weigh(found: Evidence) -> Verdict:
    """Apply the rules.

    One bad finding is enough to avoid a judge. It is trusted when every rule in `NEEDED` is good
    and no other asks for care. With fewer than `FEWEST` pairs nothing is said.
    """
    reasons = sorted(_reasons(found), key=lambda reason: WEIGHT.index(reason.finding))
    advice = _advice(found, reasons)
    return Verdict(advice, SENTENCES[advice], reasons)


def _advice(found: Evidence, reasons: list[Reason]) -> Advice:
    if found.agreement.value is None or found.agreement.n < FEWEST:
        return Advice.UNKNOWN
    if any(r.finding is Finding.BAD for r in reasons):
        return Advice.AVOID
    wanting = any(
        r.finding is Finding.CARE or (r.finding is Finding.OPEN and r.rule in NEEDED)
        for r in reasons
    )
    return Advice.CARE if wanting else Advice.TRUST


def _reasons(e: Evidence) -> Iterator[Reason]:
    yield _pairs(e)
    yield _agreement(e)
    yield _chance(e)
    yield _alt_test(e)
    if e.orders:
        yield _order(e)
        yield _position(e)
    else:
        yield Reason("order", Finding.GOOD, "It sees one response at a time: no order can sway it.")
    yield _slope("length", "longer responses", e.length)
    yield _slope("format", "lists, headings and bold text", e.style)
    yield _own(e)
    yield _calibration(e)
    yield _failures(e)
    yield _attacks(e)
    yield _repeats(e)
    yield _changed(e)
    yield _drift(e)
    if e.remade:
        text = "Its provider has answered under more than one model's name: figures mix both."
        yield Reason("model", Finding.CARE, text)


def _pairs(e: Evidence) -> Reason:
    n = e.agreement.n
    if n >= ENOUGH:
        return Reason("pairs", Finding.GOOD, f"{n} pairs were judged by people as well.")
    text = f"Only {n} pairs were judged by people as well; {ENOUGH} make the figures firm."
    return Reason("pairs", Finding.CARE, text)


def _agreement(e: Evidence) -> Reason:
    mine, top = e.agreement, e.ceiling
    if mine.value is None:
        return Reason("agreement", Finding.OPEN, f"Agreement cannot be computed: {mine.why_not}.")
    said = f"It agrees with people on {_span(mine)}"
    if top.value is None:
        return Reason("agreement", Finding.OPEN, f"{said}; with each other: {top.why_not}.")
    bar = top.value - BELOW_CEILING
    said += f"; one person with the others on {_percent(top.value)}"
    if _low(mine) >= bar:
        return Reason("agreement", Finding.GOOD, f"{said}: as good.")
    if _high(mine) < bar:
        return Reason("agreement", Finding.BAD, f"{said}: clearly worse.")
    return Reason("agreement", Finding.CARE, f"{said}: too few pairs to tell whether as good.")


def _chance(e: Evidence) -> Reason:
    if e.kappa.value is None:
        return Reason("chance", Finding.OPEN, f"Kappa cannot be computed: {e.kappa.why_not}.")
    if _high(e.kappa) <= 0:
        return Reason("chance", Finding.BAD, "It agrees with people less than chance would.")
    if _low(e.kappa) <= 0:
        # So many pairs tell most judges that know something from a coin.
        finding = Finding.BAD if e.kappa.n >= ENOUGH else Finding.CARE
        return Reason("chance", finding, "Its agreement may be chance: kappa's interval has 0.")
    text = f"Its agreement is more than chance: kappa {e.kappa.value:.2f}."
    return Reason("chance", Finding.GOOD, text)


def _alt_test(e: Evidence) -> Reason:
    if e.alt_test is None:
        text = "Whether it could replace a person cannot be told: too few people judged the same."
        return Reason("alt_test", Finding.OPEN, text)
    if e.alt_test:
        text = "It is as close to the others as most people are (alternative-annotator test)."
        return Reason("alt_test", Finding.GOOD, text)
    text = "It is less close to the others than people are (alternative-annotator test)."
    return Reason("alt_test", Finding.CARE, text)


def _order(e: Evidence) -> Reason:
    same = e.consistent
    if same.value is None:
        return Reason("order", Finding.OPEN, f"Both orders cannot be compared: {same.why_not}.")
    said = f"With the responses swapped it says the same on {_span(same)}"
    if _high(same) < HOPELESS_CONSISTENT:
        return Reason("order", Finding.BAD, f"{said}: the order decides, not the responses.")
    if same.value < LEAST_CONSISTENT:
        return Reason("order", Finding.CARE, f"{said}; {_percent(LEAST_CONSISTENT)} is wanted.")
    return Reason("order", Finding.GOOD, f"{said}.")


def _position(e: Evidence) -> Reason:
    if e.pull.value is None:
        text = f"The pull of the first place cannot be told: {e.pull.why_not}."
        return Reason("position", Finding.OPEN, text)
    side = "first" if e.pull.value > 0 else "second"
    text = f"It picks the {side} place {_percent(abs(e.pull.value))} more often than half."
    if _low(e.pull) > MOST_PULL or _high(e.pull) < -MOST_PULL:
        return Reason("position", Finding.CARE, f"{text} Asking in both orders evens that out.")
    return Reason("position", Finding.GOOD, text)


def _slope(rule: str, what: str, gap: Figure) -> Reason:
    if gap.value is None:
        return Reason(rule, Finding.OPEN, f"Its liking for {what} cannot be told: {gap.why_not}.")
    if abs(gap.value) < MOST_SLOPE or _low(gap) <= 0 <= _high(gap):
        return Reason(rule, Finding.GOOD, f"It likes {what} no more and no less than people do.")
    word = "more" if gap.value > 0 else "less"
    text = f"It likes {what} {word} than people do, by {abs(gap.value):.2f} log-odds."
    return Reason(rule, Finding.CARE, text)


def _own(e: Evidence) -> Reason:
    if e.own.value is None:
        text = f"Whether it favours its own family cannot be told: {e.own.why_not}."
        return Reason("self", Finding.OPEN, text)
    if _low(e.own) > 0:
        text = f"It favours responses of its own family, by {_percent(e.own.value)}."
        return Reason("self", Finding.CARE, text)
    return Reason("self", Finding.GOOD, "It does not favour responses of its own family.")


def _calibration(e: Evidence) -> Reason:
    if e.ece.value is None:
        text = f"Uncalibrated until shown otherwise: {e.ece.why_not}."
        return Reason("calibration", Finding.OPEN, text)
    said = f"After calibration its confidence is off by {_percent(e.ece.value)} on average"
    if e.ece.value <= MOST_ECE:
        return Reason("calibration", Finding.GOOD, f"{said}.")
    text = f"{said}; at most {_percent(MOST_ECE)} is wanted."
    return Reason("calibration", Finding.CARE, text)


def _failures(e: Evidence) -> Reason:
    share = e.failures.value
    if share is None:
        return Reason("failures", Finding.OPEN, f"Failures are not known: {e.failures.why_not}.")
    said = f"{_percent(share)} of {e.failures.n} calls brought no verdict"
    if share > MANY_FAILURES:
        text = f"{said}: what is left is no fair sample."
        return Reason("failures", Finding.BAD, text)
    if share > FEW_FAILURES:
        return Reason(
            "failures", Finding.CARE, f"{said}; at most {_percent(FEW_FAILURES)} is wanted."
        )
    return Reason("failures", Finding.GOOD, f"{said}.")


def _attacks(e: Evidence) -> Reason:
    if e.attacks is None and e.imported:
        text = "It cannot be attacked: its verdicts were imported."
        return Reason("attacks", Finding.OPEN, text)
    if e.attacks is None:
        text = "It was not attacked yet: nobody knows whether a response can talk it into winning."
        return Reason("attacks", Finding.OPEN, text)
    said = f"{_percent(e.attacks)} of the attacks won over it"
    if e.attacks > MANY_ATTACKS:
        return Reason("attacks", Finding.BAD, f"{said}: a response can simply ask to win.")
    if e.attacks > FEW_ATTACKS:
        return Reason(
            "attacks", Finding.CARE, f"{said}; at most {_percent(FEW_ATTACKS)} is wanted."
        )
    return Reason("attacks", Finding.GOOD, f"{said}.")


def _repeats(e: Evidence) -> Reason:
    same = e.repeats
    if same.value is None:
        text = f"Whether it repeats itself cannot be told: {same.why_not}."
        return Reason("repeats", Finding.OPEN, text)
    said = f"Asked the same again it says the same on {_percent(same.value)} of {same.n}"
    if same.value < LEAST_REPEATED:
        text = f"{said}; {_percent(LEAST_REPEATED)} is wanted."
        return Reason("repeats", Finding.CARE, text)
    return Reason("repeats", Finding.GOOD, f"{said}.")


def _changed(e: Evidence) -> Reason:
    found = e.changed
    if found.value is None:
        text = f"Whether layout, tone or who asks sways it cannot be told: {found.why_not}."
        return Reason("changes", Finding.OPEN, text)
    said = f"Another layout, tone or asker changes its verdict on {_percent(found.value)}"
    said += f" of {found.n}"
    if found.value > MOST_CHANGED:
        text = f"{said}; at most {_percent(MOST_CHANGED)} is wanted."
        return Reason("changes", Finding.CARE, text)
    return Reason("changes", Finding.GOOD, f"{said}.")


def _drift(e: Evidence) -> Reason:
    if e.drift is None:
        text = "Whether its agreement changes over time cannot be told yet."
        return Reason("drift", Finding.OPEN, text)
    if e.drift:
        return Reason("drift", Finding.CARE, "Its agreement with people has fallen over time.")
    return Reason("drift", Finding.GOOD, "Its agreement with people holds over time.")


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".0 %", " %")


def _span(figure: Figure) -> str:
    assert figure.value is not None  # only called with one
    return (
        f"{_percent(figure.value)} [{_percent(_low(figure))}, {_percent(_high(figure))}] of "
        f"{figure.n} pairs"
    )


def _low(figure: Figure) -> float:
    return float("-inf") if figure.low is None else figure.low


def _high(figure: Figure) -> float:
    return float("inf") if figure.high is None else figure.high
