"""One question: how far its raters agree, how far anybody could, and on what they do not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality import agreement, chance, intervals, krippendorff
from annotation.domain.quality.ballots import Ballot, Bools, Floats, Ints, Person
from annotation.domain.quality.figure import Figure, shown
from annotation.domain.quality.measures import Measure

FEW = "no item was judged by two people"
NO_JUDGE = "no judge and two people or more judged the same item"
MOST_RATERS = 24  # of the matrix: more cells nobody reads
MOST_ITEMS = 50
DAY = 86_400.0
STEPS = (("day", DAY, 31), ("week", 7 * DAY, 30), ("month", 30 * DAY, 36))
MONDAY = 4 * DAY  # the first of 1970; steps of 7 days begin with one


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """A judge against the majority of people; n: units that both judged."""

    rater_id: int
    judge: str
    agreement: Figure
    kappa: Figure
    tie_recall: Figure  # of the majority's ties, the share that the judge saw
    tie_precision: Figure  # of the judge's ties, the share that the majority saw


@dataclass(frozen=True, slots=True)
class Step:
    """Agreement on what was judged last in one day, week or month."""

    since: float  # seconds since 1970
    people: Figure  # n: pairs of people
    judges: Figure  # against the majority of people; n: verdicts


@dataclass(frozen=True, slots=True)
class OverTime:
    """Agreement step by step, oldest first; or why it is not shown."""

    unit: str  # day | week | month
    steps: tuple[Step, ...]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """Two raters: how often they gave the same label."""

    a: int  # rater ids
    b: int
    agreement: float
    n: int  # units that both judged


@dataclass(frozen=True, slots=True)
class Matrix:
    """Each rater with each other one."""

    raters: tuple[Person, ...]
    cells: tuple[Cell, ...]  # those who judged something together, a before b
    left_out: int  # raters with fewer judgments than these
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A unit worth a look."""

    item_id: int
    part: str
    votes: dict[str, int]  # people's, by label
    agreement: float  # of pairs of people
    judges: dict[str, str]  # what each judge said


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """Everything about one measure."""

    key: str
    question: str
    title: str
    kind: str
    labels: tuple[str, ...]
    n_votes: int
    n_items: int  # judged by anybody
    n_people: int
    n_judges: int
    n_shared: int  # units judged by two people or more
    said: dict[str, int]  # people's votes, by label
    agreement: Figure  # share of pairs of people that said the same; n: pairs
    alpha: Figure  # Krippendorff's, nominal; n: units with two people
    alpha_ordinal: Figure
    ac1: Figure
    unanimous: Figure  # share of the units with two people or more
    ceiling: Figure  # a person against the majority of the other people; n: votes
    judges: tuple[JudgeFigures, ...]
    over_time: OverTime
    matrix: Matrix
    disagreed: tuple[Split, ...]  # people disagree, the worst first
    judge_differs: tuple[Split, ...]  # people are of one mind, a judge of another


def figures(
    ballot: Ballot, measure: Measure, raters: Sequence[Person], *, rng: np.random.Generator
) -> QuestionFigures:
    """All figures of a measure.

    Args:
        ballot: Its votes.
        measure: What was asked.
        raters: Whom `ballot.rater` points to.
        rng: Source of the bootstraps.
    """
    judge = np.array([r.judge for r in raters], dtype=bool)
    people = ~judge[ballot.rater] if len(raters) else np.zeros(0, dtype=bool)
    counts = ballot.counts(people)
    shared = counts.sum(axis=1) >= 2
    top = counts.max(axis=1, initial=0) == counts.sum(axis=1)
    hits, tries = ceiling(ballot, counts, people)
    look = _Look(ballot, measure, counts, raters, people)
    return QuestionFigures(
        key=measure.key, question=measure.question, title=measure.title, kind=measure.kind,
        labels=measure.labels,
        n_votes=len(ballot.unit), n_items=len(np.unique(ballot.item)),
        n_people=len(np.unique(ballot.rater[people])),
        n_judges=len(np.unique(ballot.rater[~people])),
        n_shared=int(shared.sum()),
        said=dict(zip(measure.labels, counts.sum(axis=0).tolist(), strict=True)),
        agreement=share(ballot, *agreement.pairs(counts), rng=rng, why_not=FEW),
        alpha=_alpha(counts, measure, rng),
        alpha_ordinal=_ordinal(counts, measure),
        ac1=_ac1(counts),
        unanimous=share(ballot, (shared & top).astype(int), shared.astype(int), rng=rng,
                         why_not=FEW),
        ceiling=share(ballot, hits, tries, rng=rng, why_not=FEW),
        judges=_judges(ballot, measure, counts, raters, judge),
        over_time=over_time(ballot, counts, people, rng=rng),
        matrix=matrix(ballot, raters),
        disagreed=look.disagreed(),
        judge_differs=look.judge_differs(),
    )  # fmt: skip


def ceiling(ballot: Ballot, counts: Ints, people: Bools) -> tuple[Ints, Ints]:
    """How often a person says what most of the other people say: no judge can be asked for more.

    Votes where the others are level, or there are none, are left out.

    Returns:
        (hits, votes) per unit, each of shape (n_units,).
    """
    unit, label = ballot.unit[people], ballot.label[people]
    rest = counts[unit]
    rest[np.arange(len(unit)), label] -= 1
    most = agreement.majority(rest)
    decided = most >= 0
    n = np.bincount(unit[decided], minlength=ballot.n_units)
    return np.bincount(unit[decided & (most == label)], minlength=ballot.n_units), n


def share(
    ballot: Ballot, hits: Ints, totals: Ints, *, rng: np.random.Generator, why_not: str
) -> Figure:
    """A share with the interval of drawing whole items."""
    n = int(totals.sum())
    if not n:
        return Figure(None, why_not=why_not)
    _, row = np.unique(ballot.item, return_inverse=True)
    by_item = [np.bincount(row, weights=x).astype(int) for x in (hits, totals)]
    return shown(
        int(hits.sum()) / n, intervals.bootstrap_share(*by_item, rng=rng), n=n
    )  # fmt: skip


def _alpha(counts: Ints, measure: Measure, rng: np.random.Generator) -> Figure:
    n = int((counts.sum(axis=1) >= 2).sum())
    # Several responses of an item are not independent, and the bootstrap draws units.
    bounds = None if measure.parts else krippendorff.interval(counts, rng=rng)
    return shown(krippendorff.alpha(counts), bounds, n=n, why_not=FEW)


def _ordinal(counts: Ints, measure: Measure) -> Figure:
    if not measure.ranked:
        return Figure(None, why_not="its labels have no order")
    ranked = counts[:, [measure.labels.index(name) for name in measure.ranked]]
    n = int((ranked.sum(axis=1) >= 2).sum())
    return shown(krippendorff.alpha(ranked, level="ordinal"), n=n, why_not=FEW)


def _ac1(counts: Ints) -> Figure:
    n = int((counts.sum(axis=1) >= 2).sum())
    if not n:
        return Figure(None, why_not=FEW)
    found = chance.gwet(counts)
    half = 1.96 * found.error
    return shown(found.value, (found.value - half, min(1.0, found.value + half)), n=n)


def said(ballot: Ballot, rater: int) -> Ints:
    """A rater's label of each unit, -1 where there is none."""
    mine = ballot.rater == rater
    labels = np.full(ballot.n_units, -1)
    labels[ballot.unit[mine]] = ballot.label[mine]
    return labels


def _judges(
    ballot: Ballot, measure: Measure, counts: Ints, raters: Sequence[Person], judge: Bools
) -> tuple[JudgeFigures, ...]:
    most = agreement.majority(counts)
    tie = measure.labels.index("tie") if "tie" in measure.labels else -2
    there = np.unique(ballot.rater)
    return tuple(
        _judge(raters[r], said(ballot, r), most, measure, tie) for r in there[judge[there]].tolist()
    )


def _judge(who: Person, own: Ints, most: Ints, measure: Measure, tie: int) -> JudgeFigures:
    both = (own >= 0) & (most >= 0)
    mine, theirs = own[both], most[both]
    n, ties = len(mine), int(((mine == tie) & (theirs == tie)).sum())
    why = "people decided none of the items it judged"
    kappa = Figure(None, why_not=why)
    if n:
        size = len(measure.labels)
        _, low, high = agreement.cohen_interval(mine, theirs, n_classes=size)
        kappa = shown(agreement.cohen_kappa(mine, theirs, n_classes=size), (low, high), n=n)
    return JudgeFigures(
        who.id, who.name,
        _wilson(int((mine == theirs).sum()), n, why), kappa,
        _wilson(ties, int((theirs == tie).sum()), "people called nothing a tie"),
        _wilson(ties, int((mine == tie).sum()), "it called nothing a tie"),
    )  # fmt: skip


def _wilson(hits: int, n: int, why_not: str) -> Figure:
    return shown(hits / n, intervals.wilson(hits, n), n=n) if n else Figure(None, why_not=why_not)


def over_time(ballot: Ballot, counts: Ints, people: Bools, *, rng: np.random.Generator) -> OverTime:
    """Agreement by when people judged a unit last."""
    last = np.zeros(ballot.n_units)
    np.maximum.at(last, ballot.unit[people], ballot.at[people])
    shared = counts.sum(axis=1) >= 2
    if not shared.any():
        return OverTime("day", (), FEW)
    first, until = float(last[shared].min()), float(last[shared].max())
    name, size, _ = next((s for s in STEPS if (until - first) / s[1] < s[2]), STEPS[-1])
    step = ((last - MONDAY) // size).astype(int)
    if len(np.unique(step[shared])) < 2:
        return OverTime(name, (), f"everything was judged within one {name}")
    agreeing, every = agreement.pairs(counts)
    hits, tries = _judge_hits(ballot, counts, people)
    found = []
    for at in np.unique(step[shared]).tolist():
        here = (step == at) & shared
        found.append(
            Step(
                at * size + MONDAY,
                share(ballot, agreeing * here, every * here, rng=rng, why_not=FEW),
                share(ballot, hits * here, tries * here, rng=rng, why_not=NO_JUDGE),
            )
        )
    return OverTime(name, tuple(found))


def _judge_hits(ballot: Ballot, counts: Ints, people: Bools) -> tuple[Ints, Ints]:
    """Judges' verdicts per unit that are the majority's, and all on units that have one."""
    most = agreement.majority(counts)
    unit, label = ballot.unit[~people], ballot.label[~people]
    decided = most[unit] >= 0
    hits = unit[decided & (most[unit] == label)]
    return (
        np.bincount(hits, minlength=ballot.n_units),
        np.bincount(unit[decided], minlength=ballot.n_units),
    )


def matrix(ballot: Ballot, raters: Sequence[Person]) -> Matrix:
    """The raters with the most votes, each with each other."""
    votes = np.bincount(ballot.rater, minlength=len(raters))
    there = np.flatnonzero(votes)
    if len(there) < 2:
        return Matrix((), (), 0, "there are not two raters")
    order = there[np.argsort(-votes[there], kind="stable")]
    shown_raters = np.sort(order[:MOST_RATERS])
    place = np.full(len(raters), -1)
    place[shown_raters] = np.arange(len(shown_raters))
    use = place[ballot.rater] >= 0
    same, both = agreement.matrix(
        ballot.unit[use], place[ballot.rater[use]], ballot.label[use], n_raters=len(shown_raters)
    )
    ids = [raters[r].id for r in shown_raters.tolist()]
    cells = tuple(
        Cell(ids[a], ids[b], int(same[a, b]) / int(both[a, b]), int(both[a, b]))
        for a in range(len(ids))
        for b in range(a + 1, len(ids))
        if both[a, b]
    )
    why = "" if cells else "no two raters judged the same item"
    people = tuple(raters[r] for r in shown_raters.tolist())
    return Matrix(people, cells, len(order) - len(people), why)


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """What the lists of items to look at are made from."""

    ballot: Ballot
    measure: Measure
    counts: Ints  # people's votes
    raters: Sequence[Person]
    people: Bools

    def disagreed(self) -> tuple[Split, ...]:
        """People disagree: the least agreement first; of equals those of more votes."""
        agreeing, every = agreement.pairs(self.counts)
        split = np.flatnonzero((every > 0) & (agreeing < every))
        alike = agreeing[split] / every[split]
        return self._splits(split[np.lexsort((split, -every[split], alike))][:MOST_ITEMS])

    def judge_differs(self) -> tuple[Split, ...]:
        """People are of one mind and judges of another: the most judges first."""
        n = self.counts.sum(axis=1)
        one_mind = (n >= 2) & (self.counts.max(axis=1, initial=0) == n)
        most = self.counts.argmax(axis=1)
        unit, label = self.ballot.unit[~self.people], self.ballot.label[~self.people]
        against = np.bincount(unit[label != most[unit]], minlength=len(n)) * one_mind
        found = np.flatnonzero(against)
        return self._splits(found[np.lexsort((found, -n[found], -against[found]))][:MOST_ITEMS])

    def _splits(self, units: NDArray[np.intp]) -> tuple[Split, ...]:
        ballot, labels = self.ballot, self.measure.labels
        agreeing, every = agreement.pairs(self.counts[units])
        alike: Floats = agreeing / np.maximum(every, 1)
        verdicts: dict[int, dict[str, str]] = {u: {} for u in units.tolist()}
        for at in np.flatnonzero(~self.people & np.isin(ballot.unit, units)).tolist():
            name = self.raters[ballot.rater[at]].name
            verdicts[int(ballot.unit[at])][name] = labels[ballot.label[at]]
        return tuple(
            Split(
                int(ballot.item[u]),
                ballot.part[u],
                {k: n for k, n in zip(labels, self.counts[u].tolist(), strict=True) if n},
                float(alike[at]),
                verdicts[u],
            )
            for at, u in enumerate(units.tolist())
        )
