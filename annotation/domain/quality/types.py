"""Types of raters, found in their verdicts alone: a mixture of crowds, each with its own answers.

Every person belongs to one type; a type has its own share of each label on each unit, drawn towards
everybody's where few of it have judged. As many types are said to be there as foretell held-out
verdicts of people better than one crowd does: one, mostly. A type is a habit of answering, no cause
and no fault, and says nothing of who these people are.

Source: Dawid & Skene's EM with raters for items, after PAL (arXiv 2406.08469): raters as mixtures
of a few prototypes, here without a model of the texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.domain.quality import agreement
from annotation.domain.quality.ballots import Ballot, Floats, Ints, Person
from annotation.domain.quality.by_question import share
from annotation.domain.quality.figure import Figure, shown
from annotation.domain.quality.measures import Measure

MOST_TYPES = 4
ENOUGH_PEOPLE, ENOUGH_EACH, ENOUGH_SHARED = 20, 20, 4  # people; votes each; people a unit
MOST_VOTES = 200_000
HELD_OUT = 0.2
STARTS, ROUNDS = 4, 40
PULL = 2.0  # votes that everybody's answers are worth in a type's
MOST_ITEMS = 30
ALONE = "no two of them judged the same item"


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a type."""

    rater_id: int
    name: str
    sure: float  # that they belong to it


@dataclass(frozen=True, slots=True)
class Type:
    """One of them, the largest first."""

    people: int
    within: Figure  # share of pairs of its people that said the same
    labels: dict[str, float]  # share of its verdicts
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """A unit on which the types part."""

    item_id: int
    part: str
    apart: float  # largest distance of two types' shares (total variation), [0, 1]
    shares: tuple[dict[str, float], ...]  # by type
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Types:
    """What was found on a measure."""

    # By number of types from two up: gain in foretelling a held-out verdict over one crowd, in
    # nats; its interval by person; n: people
    gains: tuple[Figure, ...]
    types: tuple[Type, ...]  # () : one crowd
    between: Figure  # people of different types: share of pairs that said the same
    telling: tuple[Telling, ...]
    n_people: int
    n_votes: int
    why_not: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Votes:
    """Votes of people who judged enough, on units that enough of them judged."""

    unit: Ints
    rater: Ints  # rows of `people`
    label: Ints
    n_units: int
    n_labels: int
    people: Ints  # positions in the list of raters

    def only(self, which: Ints) -> "_Votes":
        return _Votes(
            self.unit[which], self.rater[which], self.label[which], self.n_units, self.n_labels,
            self.people,
        )  # fmt: skip


def find(
    ballot: Ballot, measure: Measure, raters: Sequence[Person], *, rng: np.random.Generator
) -> Types:
    """The types of people in these votes.

    Args:
        ballot: The votes.
        measure: What was asked.
        raters: Whom `ballot.rater` points to.
        rng: Source of the starts and of what is held out.
    """
    votes = _enough(ballot, measure, raters)
    if len(votes.people) < ENOUGH_PEOPLE:
        why = (
            f"types need {ENOUGH_PEOPLE} people with {ENOUGH_EACH} verdicts each on items that "
            f"{ENOUGH_SHARED} of them judged; there are {len(votes.people)}"
        )
        none = Figure(None, why_not=why)
        return Types((), (), none, (), len(votes.people), len(votes.unit), why)
    held = rng.random(len(votes.unit)) < HELD_OUT
    kept, tried = votes.only(np.flatnonzero(~held)), votes.only(np.flatnonzero(held))
    crowd = _foretold(tried, *_fit(kept, 1, rng))
    gains = tuple(
        _gain(tried, _foretold(tried, *_fit(kept, k, rng)) - crowd)
        for k in range(2, MOST_TYPES + 1)
    )
    k = _how_many(gains)
    if k == 1:
        one = Figure(None, why_not="one crowd foretells verdicts as well as types do")
        return Types(gains, (), one, (), len(votes.people), len(votes.unit))
    belongs, _, _ = _fit(votes, k, rng)
    own, sure = belongs.argmax(axis=1), belongs.max(axis=1)
    members = [
        [
            Member(raters[r].id, raters[r].name, float(sure[row]))
            for row, r in enumerate(votes.people.tolist())
            if own[row] == t
        ]
        for t in range(k)
    ]
    # A type that nobody is most likely of is none.
    members = sorted((some for some in members if some), key=len, reverse=True)
    place = {raters[r].id: r for r in votes.people.tolist()}
    of = np.full(len(raters), -1)
    for t, some in enumerate(members):
        of[[place[one.rater_id] for one in some]] = t
    counts = [ballot.counts(of[ballot.rater] == t) for t in range(len(members))]
    types = tuple(
        _type(ballot, measure, counts[t], tuple(some), rng) for t, some in enumerate(members)
    )
    return Types(
        gains, types, _between(ballot, counts, rng), _telling(ballot, measure, counts),
        len(votes.people), len(votes.unit),
    )  # fmt: skip


def _enough(ballot: Ballot, measure: Measure, raters: Sequence[Person]) -> _Votes:
    judge = np.array([r.judge for r in raters], dtype=bool)
    use = ~judge[ballot.rater] if len(raters) else np.zeros(0, dtype=bool)
    for _ in range(5):  # taking out a person may leave a unit with too few, and the other way round
        shared = np.bincount(ballot.unit[use], minlength=ballot.n_units) >= ENOUGH_SHARED
        use = use & shared[ballot.unit]
        each = np.bincount(ballot.rater[use], minlength=len(raters)) >= ENOUGH_EACH
        use = use & each[ballot.rater]
    at = np.flatnonzero(use)
    if len(at) > MOST_VOTES:
        times = np.bincount(ballot.unit[at], minlength=ballot.n_units)
        order = np.argsort(-times, kind="stable")
        most = order[np.cumsum(times[order]) <= MOST_VOTES]
        at = at[np.isin(ballot.unit[at], most)]
    people, rater = np.unique(ballot.rater[at], return_inverse=True)
    _, unit = np.unique(ballot.unit[at], return_inverse=True)
    n_units = int(unit.max(initial=-1)) + 1
    return _Votes(unit, rater, ballot.label[at], n_units, len(measure.labels), people)


def _fit(votes: _Votes, k: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """(belongs (n_people, k), answers (k, n_units, n_labels), log-likelihood) of the best start."""
    starts = 1 if k == 1 else STARTS
    found = [_climb(votes, k, rng) for _ in range(starts)]
    return max(found, key=lambda fit: float(fit[2]))


def _climb(votes: _Votes, k: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    n_people, cells = len(votes.people), votes.n_units * votes.n_labels
    cell = votes.unit * votes.n_labels + votes.label
    all_votes = np.bincount(cell, minlength=cells).reshape(votes.n_units, votes.n_labels)
    usual = (all_votes.sum(axis=0) + 1) / (all_votes.sum() + votes.n_labels)
    base = (all_votes + usual) / (all_votes.sum(axis=1, keepdims=True) + 1)
    belongs = rng.dirichlet(np.ones(k), size=n_people)
    before = -np.inf
    for _ in range(ROUNDS):
        answers = np.stack(
            [np.bincount(cell, weights=belongs[votes.rater, t], minlength=cells) for t in range(k)]
        ).reshape(k, votes.n_units, votes.n_labels)
        answers = (answers + PULL * base) / (answers.sum(axis=2, keepdims=True) + PULL)
        size = (belongs.sum(axis=0) + 1) / (n_people + k)
        log = np.log(answers).reshape(k, cells)[:, cell]
        score = np.stack(
            [np.bincount(votes.rater, weights=log[t], minlength=n_people) for t in range(k)], axis=1
        ) + np.log(size)
        top = score.max(axis=1, keepdims=True)
        weight = np.exp(score - top)
        total = weight.sum(axis=1, keepdims=True)
        belongs = weight / total
        now = float((top + np.log(total)).sum())
        if now - before < 1e-6 * abs(now):
            break
        before = now
    return belongs, np.asarray(answers, dtype=float), np.array(now)


def _foretold(tried: _Votes, belongs: Floats, answers: Floats, _: Floats) -> Floats:
    """Log of the probability that each held-out vote was given, shape (n_votes,)."""
    each = answers[:, tried.unit, tried.label]  # (k, n_votes)
    return np.asarray(np.log((belongs[tried.rater].T * each).sum(axis=0)))


def _gain(tried: _Votes, more: Floats) -> Figure:
    """Mean gain a vote; the interval by person, whose votes are alike."""
    n = len(more)
    value = float(more.mean()) if n else float("nan")
    there = np.unique(tried.rater)
    pull = np.bincount(tried.rater, weights=more - value, minlength=len(tried.people))[there]
    half = 1.96 * float(np.sqrt(len(there) / max(1, len(there) - 1) * (pull**2).sum())) / max(1, n)
    return shown(value, (value - half, value + half), n=len(there))


def _how_many(gains: Sequence[Figure]) -> int:
    """The fewest types within one standard error of the best; one where none is clearly better."""
    best = max(gains, key=lambda gain: gain.value or 0.0)
    if best.value is None or best.low is None or best.low <= 0:
        return 1
    enough = best.value - (best.value - best.low) / 1.96
    return 2 + next(n for n, gain in enumerate(gains) if (gain.value or 0.0) >= enough)


def _type(
    ballot: Ballot, measure: Measure, counts: Ints, members: tuple[Member, ...],
    rng: np.random.Generator,
) -> Type:  # fmt: skip
    said = counts.sum(axis=0)
    labels = dict(zip(measure.labels, (said / max(1, int(said.sum()))).tolist(), strict=True))
    within = share(ballot, *agreement.pairs(counts), rng=rng, why_not=ALONE)
    return Type(len(members), within, labels, members)


def _between(ballot: Ballot, counts: list[Ints], rng: np.random.Generator) -> Figure:
    every = np.sum(counts, axis=0)
    own = np.sum([c**2 for c in counts], axis=0)
    same = (every**2 - own).sum(axis=1) // 2
    both = (every.sum(axis=1) ** 2 - sum(c.sum(axis=1) ** 2 for c in counts)) // 2
    return share(ballot, same, both, rng=rng, why_not=ALONE)


def _telling(ballot: Ballot, measure: Measure, counts: list[Ints]) -> tuple[Telling, ...]:
    """The units on which types of three people or more are farthest apart."""
    table = np.stack(counts)  # (types, units, labels)
    n = table.sum(axis=2)
    shares = table / np.maximum(n, 1)[:, :, None]
    apart = np.zeros(ballot.n_units)
    for a in range(len(counts)):
        for b in range(a):
            both = (n[a] >= 3) & (n[b] >= 3)
            apart = np.maximum(apart, both * np.abs(shares[a] - shares[b]).sum(axis=1) / 2)
    found = np.flatnonzero(apart > 0)
    order = found[np.lexsort((found, -n.sum(axis=0)[found], -apart[found]))][:MOST_ITEMS]
    return tuple(
        Telling(
            int(ballot.item[u]), ballot.part[u], float(apart[u]),
            tuple(
                {label: x for label, x in zip(measure.labels, row.tolist(), strict=True) if x}
                for row in shares[:, u]
            ),
            tuple(n[:, u].tolist()),
        )
        for u in order.tolist()
    )  # fmt: skip
