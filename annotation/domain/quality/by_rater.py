"""Each rater on one measure: how reliable, how consistent, and what pulls them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from annotation.domain.aggregation import AGGREGATORS, Pooled, Table
from annotation.domain.quality import behaviour, bias, intervals, steadiness
from annotation.domain.quality.ballots import Ballot, Bools, Floats, Ints, Person
from annotation.domain.quality.figure import Figure, shown
from annotation.domain.quality.measures import Measure
from annotation.domain.quality.steadiness import Steadiness

REPEATS = 300  # bootstraps a rater
ENOUGH_VOTES, ENOUGH_EACH = 3, 20  # votes an item, votes a rater: what a model of raters needs
MODELS = ("weighted_majority", "dawid_skene")
ALONE = "nobody else judged what they judged"
NO_SIDES = "which side a response stood on is known of none of their verdicts"
NO_PAIRS = "only comparisons have a winner that could be the longer one"


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """The latest comparisons with what was to be seen, in the order given.

    Args:
        rater: Positions in the list of raters, shape (n,), as all others.
        first_won: 1 the item's first response won, 0 the second, 1/2 a tie; nan: both bad.
        side: 1 the first response stood on the left, -1 on the right, 0 not known.
        longer: tanh of the difference in length, first minus second, over its standard deviation.
        marked: The same for marks of format: lists, bold, headings, code.
        label: What was said, as in the ballot.
    """

    rater: Ints
    first_won: Floats
    side: Ints
    longer: Floats
    marked: Floats
    label: Ints


@dataclass(frozen=True, slots=True)
class RaterFigures:
    """One rater on one measure."""

    rater_id: int
    n: int
    agreement: Figure  # with (other) people on the same units; n: pairs
    reliability: dict[str, Figure]  # by method: probability of the true label
    consistent: Figure  # the same again on what they judged twice
    left: Figure  # share of wins of the left response
    left_biased: bool
    longer: Figure  # log-odds that the (much) longer response gains; 0 is no pull
    marked: Figure
    ties: float | None
    longest_run: int
    steadiness: Steadiness  # of their agreement with people, over the weeks
    flags: tuple[str, ...]


def figures(
    ballot: Ballot, measure: Measure, raters: Sequence[Person], latest: Verdicts | None,
    *, rng: np.random.Generator,
) -> list[RaterFigures]:  # fmt: skip
    """The figures of everybody who voted.

    Args:
        ballot: Votes on the measure.
        measure: What was asked.
        raters: Whom the votes point to.
        latest: What bias is read from; None where the measure is no comparison.
        rng: Source of the bootstraps.
    """
    votes = np.bincount(ballot.rater, minlength=len(raters))
    judge = np.array([r.judge for r in raters], dtype=bool)
    people = ~judge[ballot.rater] if len(raters) else np.zeros(0, dtype=bool)
    alike, others = _beside(ballot, people)
    with_people = _with_people(ballot, alike, others, rng)
    steady = steadiness.of_raters(ballot, alike, others, n_raters=len(raters))
    reliability = {name: _reliability(ballot, people, raters, name) for name in MODELS}
    pulled = _pulls(latest, len(raters))
    patterns = _patterns(ballot, measure, latest, len(raters))
    found = []
    for r in np.flatnonzero(votes).tolist():
        side, longer, marked = pulled[0][r], pulled[1][r], pulled[2][r]
        flags = list(patterns[r].flags)
        if side and side.biased:
            flags.append(f"the left one wins {side.left.value or 0:.0%} of their verdicts")
        if steady[r].direction == "down" and steady[r].since is not None:
            since = datetime.fromtimestamp(steady[r].since or 0, UTC)
            flags.append(f"agrees with others less since the week of {since:%-d %B %Y}")
        found.append(
            RaterFigures(
                raters[r].id, int(votes[r]),
                with_people.get(r, Figure(None, why_not=ALONE)),
                {name: each[r] for name, each in reliability.items()},
                _consistent(ballot, r),
                side.left if side else Figure(None, why_not=NO_SIDES if latest else NO_PAIRS),
                bool(side and side.biased), longer, marked,
                patterns[r].ties, patterns[r].longest_run, steady[r], tuple(flags),
            )
        )  # fmt: skip
    return found


def _beside(ballot: Ballot, people: Bools) -> tuple[Ints, Ints]:
    """Of each vote: the (other) people's votes on its unit that say the same, and all of them."""
    counts = ballot.counts(people)
    others = counts.sum(axis=1)[ballot.unit] - people
    return counts[ballot.unit, ballot.label] - people, others


def _with_people(
    ballot: Ballot, alike: Ints, others: Ints, rng: np.random.Generator
) -> dict[int, Figure]:
    """Share of the (other) people's votes on the same units that say the same."""
    use = np.flatnonzero(others > 0)
    order = use[np.argsort(ballot.rater[use], kind="stable")]
    there, starts = np.unique(ballot.rater[order], return_index=True)
    found: dict[int, Figure] = {}
    if not len(order):
        return found
    for r, mine in zip(there.tolist(), np.split(order, starts[1:]), strict=True):
        _, row = np.unique(ballot.item[ballot.unit[mine]], return_inverse=True)
        hits, tries = (np.bincount(row, weights=x[mine]).astype(int) for x in (alike, others))
        n = int(tries.sum())
        bounds = intervals.bootstrap_share(hits, tries, rng=rng, repeats=REPEATS)
        found[r] = shown(int(hits.sum()) / n, bounds, n=n)
    return found


def _reliability(
    ballot: Ballot, people: Bools, raters: Sequence[Person], name: str
) -> list[Figure]:
    """Of each rater, by a model of the people; a judge's against what that says is true.

    Judges are not modelled: those that err alike are one rater in disguise, and mislead it.
    """
    n = np.bincount(ballot.rater, minlength=len(raters))
    why = _too_few(ballot, people, name)
    if why:
        return [Figure(None, n=int(m), why_not=why) for m in n.tolist()]
    who = ballot.rater[people]
    table = Table(
        ballot.unit[people], who, ballot.label[people], ballot.n_units, len(raters), ballot.n_labels
    )
    pooled = AGGREGATORS[name].pool(table)
    likely = _likely(ballot, people, pooled, len(raters), modelled=name == "dawid_skene")
    return [
        shown(
            float(likely[r] if rater.judge else pooled.reliability[r]), n=int(n[r]), why_not=ALONE
        )
        for r, rater in enumerate(raters)
    ]


def _too_few(ballot: Ballot, people: Bools, name: str) -> str:
    counts = ballot.counts(people).sum(axis=1)
    if not (counts >= 2).any():
        return "no item was judged by two people"
    if name != "dawid_skene":
        return ""
    per_unit = float(counts[counts > 0].mean())
    each = np.bincount(ballot.rater[people])
    per_rater = float(each[each > 0].mean())
    if per_unit < ENOUGH_VOTES or per_rater < ENOUGH_EACH:
        return (
            f"the model needs {ENOUGH_VOTES} votes an item and {ENOUGH_EACH} a person; "
            f"there are {per_unit:.1f} and {per_rater:.1f}"
        )
    return ""


def _likely(
    ballot: Ballot, people: Bools, pooled: Pooled, n_raters: int, *, modelled: bool
) -> Floats:
    """How likely each judge is right, by what people said; nan where they judged nothing of it.

    Args:
        modelled: By the posterior of what the judge said, else as people are weighed: the share of
            the people's votes that say the same, with one for and one against added.
    """
    counts = ballot.counts(people)
    votes = counts.sum(axis=1)
    use = ~people & (votes > 0)[ballot.unit]
    unit, label, rater = ballot.unit[use], ballot.label[use], ballot.rater[use]
    each = pooled.posterior[unit, label] if modelled else counts[unit, label] / votes[unit]
    n = np.bincount(rater, minlength=n_raters)
    total = np.bincount(rater, weights=each, minlength=n_raters)
    added = 0 if modelled else 1
    return np.where(n > 0, (total + added) / np.maximum(n + 2 * added, 1), np.nan)


def _consistent(ballot: Ballot, rater: int) -> Figure:
    n, same = ballot.repeats.get(rater, (0, 0))
    if not n:
        return Figure(None, why_not="they judged nothing twice")
    return shown(same / n, intervals.wilson(same, n), n=n)


Pulled = tuple[list[bias.Side | None], list[Figure], list[Figure]]


def _pulls(latest: Verdicts | None, n_raters: int) -> Pulled:
    """Side, length and format of each rater."""
    if latest is None or not n_raters:
        none = [Figure(None, why_not=NO_PAIRS)] * n_raters
        return [None] * n_raters, none, none
    placed = (latest.side != 0) & ~np.isnan(latest.first_won)
    left_won = np.where(latest.side > 0, latest.first_won, 1 - latest.first_won)
    known = np.bincount(latest.rater[placed], minlength=n_raters)
    sides = bias.sides(latest.rater[placed], left_won[placed], n_raters=n_raters)
    # Turned to the left where the side is known, so that the intercept is the pull of the side.
    turn = np.where(latest.side < 0, -1.0, 1.0)
    won = np.where(latest.side < 0, 1 - latest.first_won, latest.first_won)
    longer, marked = (
        bias.pulls(latest.rater, turn * x, won, n_raters=n_raters)
        for x in (latest.longer, latest.marked)
    )
    return (
        [side if n else None for side, n in zip(sides, known.tolist(), strict=True)],
        [p.slope for p in longer.raters],
        [p.slope for p in marked.raters],
    )


def _patterns(
    ballot: Ballot, measure: Measure, latest: Verdicts | None, n_raters: int
) -> list[behaviour.Pattern]:
    """Runs, ties and variety, by side where it is known."""
    tie = measure.labels.index("tie") if "tie" in measure.labels else -1
    size = len(measure.labels)
    if latest is None:
        return behaviour.patterns(
            ballot.rater, ballot.label, n_raters=n_raters, n_classes=size, tie=tie
        )
    turned = (latest.side < 0) & (latest.first_won != 0.5) & ~np.isnan(latest.first_won)
    a, b = measure.labels.index("a"), measure.labels.index("b")
    clicked = np.where(turned, a + b - latest.label, latest.label)
    return behaviour.patterns(latest.rater, clicked, n_raters=n_raters, n_classes=size, tie=tie)
