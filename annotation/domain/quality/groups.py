"""Groups of people: do they agree with their own more than with others, and on what do they part?

Groups are what people said of themselves, so only those are shown that `suppression` lets through,
and on a single item no share says for sure what anybody said. A group is never a filter of quality.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import special

from annotation.domain.quality import agreement, intervals, suppression
from annotation.domain.quality.ballots import Ballot, Bools, Floats, Ints, Person
from annotation.domain.quality.by_question import share
from annotation.domain.quality.figure import Figure, shown
from annotation.domain.quality.measures import Measure

PERMUTATIONS = 999
MOST_RATERS = 1_500  # of the permutations: those with the most votes
MOST_ITEMS = 50
Q = 0.05  # false discoveries among the items that are said to split the groups
LEAST_EXPECTED = 1.0  # votes a cell: below, the test of an item is not to be trusted
DEALS = 50  # permutations multiplied at once
ALONE = "no two people of one group judged the same item, or no two of different ones"
NOBODY = "no two people of it judged the same item"
NO_BETWEEN = "no two people of different groups judged the same item"


@dataclass(frozen=True, slots=True)
class WithJudge:
    """A judge against the majority of a group; n: units that both judged."""

    judge: str
    agreement: Figure


@dataclass(frozen=True, slots=True)
class Group:
    """A group that may be shown."""

    key: str
    title: str
    people: int
    votes: int
    within: Figure  # share of pairs of its people that said the same; n: pairs
    others: Figure  # the same of its people and those of the other groups shown
    judges: tuple[WithJudge, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Two groups: how often a person of one says what a person of the other says."""

    a: str
    b: str
    agreement: Figure


@dataclass(frozen=True, slots=True)
class Parted:
    """A unit that splits the groups."""

    item_id: int
    part: str
    p: float  # adjusted for having looked at all of them (Benjamini–Yekutieli)
    apart: float  # Cramér's V, [0, 1]
    # Group -> label -> share, between one vote and all but one: of nobody can it be told for sure
    shares: dict[str, dict[str, float]]
    people: dict[str, int]


@dataclass(frozen=True, slots=True)
class Grouping:
    """One field of the survey on one measure."""

    field: str
    title: str
    groups: tuple[Group, ...]
    hidden: int  # groups that are too small, or would tell of one that is
    untold: int | None  # people of no group or of a hidden one; None where they are few
    between: tuple[Between, ...]
    # Within minus between: does one's group say more than anybody's?; p by dealing groups anew
    contrast: Figure
    p: float | None
    parted: tuple[Parted, ...]
    n_tested: int  # units with people enough of two groups
    why_not: str = ""


def grouping(
    ballot: Ballot, measure: Measure, raters: Sequence[Person], *, field: str, title: str,
    choices: Mapping[str, str], told: Mapping[int, str], minimum: int, rng: np.random.Generator,
) -> Grouping:  # fmt: skip
    """Everything about one field.

    Args:
        ballot: The votes.
        measure: What was asked.
        raters: Whom `ballot.rater` points to.
        field: Key of the field.
        title: Its title.
        choices: Group -> title, in order.
        told: Rater id -> group; people who told nothing are not in it.
        minimum: Fewest people of a group.
        rng: Source of the bootstraps and permutations.
    """
    there = np.unique(ballot.rater)
    voters = [r for r in there.tolist() if not raters[r].judge]
    sizes = dict.fromkeys(choices, 0)
    for r in voters:
        if (own := told.get(raters[r].id)) in sizes:
            sizes[str(own)] += 1
    visible = suppression.shown(sizes, minimum=minimum, every=len(voters))
    names = [key for key in choices if key in visible]
    hidden = sum(1 for key, n in sizes.items() if n and key not in visible)
    rest = len(voters) - sum(sizes[key] for key in names)
    if len(names) < 2:
        return _nothing(field, title, hidden, minimum, told=bool(told))
    place = {key: n for n, key in enumerate(names)}
    group = np.full(len(raters), -1)
    for r in voters:
        group[r] = place.get(told.get(raters[r].id, ""), -1)
    of = group[ballot.rater]
    counts = [ballot.counts(of == n) for n in range(len(names))]
    split = _Split(ballot, measure, raters, names, group, counts)
    contrast, p = split.contrast(rng)
    parted, tested = split.parted(minimum)
    return Grouping(
        field=field,
        title=title,
        groups=tuple(
            split.described(n, choices[key], sizes[key], rng) for n, key in enumerate(names)
        ),
        hidden=hidden,
        untold=rest,
        between=tuple(
            Between(names[a], names[b], split.between([a], [b], rng))
            for a, b in combinations(range(len(names)), 2)
        ),
        contrast=contrast,
        p=p,
        parted=parted,
        n_tested=tested,
    )


def _nothing(field: str, title: str, hidden: int, minimum: int, *, told: bool) -> Grouping:
    why = (
        f"fewer than two groups have {minimum} people or more who judged and told"
        if told
        else "nobody who judged has told it"
    )
    none = Figure(None, why_not=why)
    return Grouping(field, title, (), hidden, None, (), none, None, (), 0, why)


@dataclass(frozen=True, slots=True, eq=False)
class _Split:
    """Votes of the people of each group that is shown."""

    ballot: Ballot
    measure: Measure
    raters: Sequence[Person]
    names: list[str]
    group: Ints  # of each rater, -1 for none that is shown
    counts: list[Ints]  # by group: votes per unit and label

    def described(self, n: int, title: str, people: int, rng: np.random.Generator) -> Group:
        """One of them."""
        others = [m for m in range(len(self.names)) if m != n]
        within = share(self.ballot, *agreement.pairs(self.counts[n]), rng=rng, why_not=NOBODY)
        between = self.between([n], others, rng)
        votes = int(self.counts[n].sum())
        return Group(self.names[n], title, people, votes, within, between, self._judges(n))

    def between(self, some: list[int], others: list[int], rng: np.random.Generator) -> Figure:
        """Agreement of people of some groups with those of others."""
        one, two = (np.sum([self.counts[n] for n in which], axis=0) for which in (some, others))
        same, both = (one * two).sum(axis=1), one.sum(axis=1) * two.sum(axis=1)
        return share(self.ballot, same, both, rng=rng, why_not=NO_BETWEEN)

    def _judges(self, n: int) -> tuple[WithJudge, ...]:
        most = agreement.majority(self.counts[n])
        found = []
        for r in np.unique(self.ballot.rater).tolist():
            if not self.raters[r].judge:
                continue
            mine = self.ballot.rater == r
            unit, label = self.ballot.unit[mine], self.ballot.label[mine]
            decided = most[unit] >= 0
            hits, tries = int((decided & (most[unit] == label)).sum()), int(decided.sum())
            figure = (
                shown(hits / tries, intervals.wilson(hits, tries), n=tries)
                if tries
                else Figure(None, why_not="the group decided none of the items it judged")
            )
            found.append(WithJudge(self.raters[r].name, figure))
        return tuple(found)

    def contrast(self, rng: np.random.Generator) -> tuple[Figure, float | None]:
        """Agreement within groups minus between them, and how often chance does as well.

        Groups are dealt anew to the same people: how much each judged and how they differ stays.
        """
        here = np.flatnonzero(self.group >= 0)
        votes = np.bincount(self.ballot.rater, minlength=len(self.raters))
        if len(here) > MOST_RATERS:
            here = np.sort(here[np.argsort(-votes[here], kind="stable")[:MOST_RATERS]])
        place = np.full(len(self.raters), -1)
        place[here] = np.arange(len(here))
        use = place[self.ballot.rater] >= 0
        same, both = agreement.matrix(
            self.ballot.unit[use], place[self.ballot.rater[use]], self.ballot.label[use],
            n_raters=len(here),
        )  # fmt: skip
        tables: tuple[Floats, Floats] = same.astype(float), both.astype(float)
        for table in tables:
            np.fill_diagonal(table, 0)
        group = self.group[here]
        [value] = _contrasts(tables, group[None], len(self.names))
        if not np.isfinite(value):
            return Figure(None, why_not=ALONE), None
        deals = np.stack([rng.permutation(group) for _ in range(PERMUTATIONS)])
        dealt = np.concatenate(
            [
                _contrasts(tables, deals[n : n + DEALS], len(self.names))
                for n in range(0, len(deals), DEALS)
            ]
        )
        # The groups as they are count as one of the deals, so p is never 0; sums of whole numbers,
        # divided last: as good as equal is as good as.
        as_far = 1 + int((dealt >= value - 1e-12).sum())
        return shown(float(value), n=int(both.sum()) // 2), as_far / (PERMUTATIONS + 1)

    def parted(self, minimum: int) -> tuple[tuple[Parted, ...], int]:
        """The units that split the groups, and how many were looked at."""
        table = np.stack(self.counts, axis=1)  # (units, groups, labels)
        large = table.sum(axis=2) >= minimum
        tried, p, apart = [], [], []
        for u in np.flatnonzero(large.sum(axis=1) >= 2).tolist():
            found = _chi_squared(table[u][large[u]])
            if found is not None:
                tried.append(u)
                p.append(found[0])
                apart.append(found[1])
        adjusted = intervals.discoveries(np.array(p, dtype=float), dependent=True)
        far = np.array(apart, dtype=float)
        sure = np.flatnonzero(adjusted < Q)
        order = sure[np.lexsort((np.array(tried, dtype=int)[sure], -far[sure], adjusted[sure]))]
        return tuple(
            self._unit(tried[n], float(adjusted[n]), float(far[n]), table, large)
            for n in order[:MOST_ITEMS].tolist()
        ), len(tried)

    def _unit(self, u: int, p: float, apart: float, table: Ints, large: Bools) -> Parted:
        shares, people = {}, {}
        for n in np.flatnonzero(large[u]).tolist():
            of, every = table[u, n], int(table[u, n].sum())
            # Who judged an item, and what each said, stands on its page under pseudonyms: a group
            # of one mind would tell who belongs to it.
            shares[self.names[n]] = {
                label: min(max(int(k), 1), every - 1) / every
                for label, k in zip(self.measure.labels, of.tolist(), strict=True)
                if table[u, :, self.measure.labels.index(label)].any()
            }
            people[self.names[n]] = every
        return Parted(
            int(self.ballot.item[u]), self.ballot.part[u], p, apart, shares, people
        )  # fmt: skip


def _contrasts(tables: tuple[Floats, Floats], groups: Ints, n_groups: int) -> Floats:
    """Share of agreeing pairs within groups minus that between them; nan without either.

    Args:
        tables: Of each two raters, on how many units they agreed, and both judged; shape (r, r),
            the diagonal 0.
        groups: Group of each rater in each of some deals, shape (n_deals, r).
        n_groups: Number of groups.

    Returns:
        Shape (n_deals,).
    """
    member = (groups[:, None, :] == np.arange(n_groups)[:, None]).astype(float)
    flat = member.reshape(-1, groups.shape[1])
    inside, pairs_inside = (
        ((flat @ table) * flat).reshape(member.shape).sum(axis=(1, 2)) for table in tables
    )
    outside, pairs_outside = tables[0].sum() - inside, tables[1].sum() - pairs_inside
    with np.errstate(divide="ignore", invalid="ignore"):
        found = inside / pairs_inside - outside / pairs_outside
    return np.asarray(np.where((pairs_inside > 0) & (pairs_outside > 0), found, np.nan))


def _chi_squared(table: Ints) -> tuple[float, float] | None:
    """(p, Cramér's V) of whether groups (rows) say different things (columns).

    Returns:
        None where labels or groups are fewer than two, or a cell expects too few votes.

    Source: the "N - 1" form, E. S. Pearson (1947), Biometrika 34; Campbell (2007), Stat. Med. 26:
        steadier for few votes than the usual one, so long as every cell expects one.
    """
    used = table[:, table.sum(axis=0) > 0]
    rows, columns = used.shape
    n = int(used.sum())
    if min(rows, columns) < 2:
        return None
    expected: Floats = np.outer(used.sum(axis=1), used.sum(axis=0)) / n
    if expected.min() < LEAST_EXPECTED:
        return None
    squared = float(((used - expected) ** 2 / expected).sum())
    freedom = (rows - 1) * (columns - 1)
    p = float(special.chdtrc(freedom, squared * (n - 1) / n))
    return p, float(np.sqrt(squared / (n * (min(rows, columns) - 1))))
