"""What an aggregator takes and gives."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
LEVEL = 1e-9  # posteriors closer than this differ by rounding only


@dataclass(frozen=True, slots=True)
class Vote:
    """One rater's vote on one question of one item."""

    judgment_id: int
    category: str
    strength: int | None = None
    confidence: float | None = None  # a judge's own, [0.5, 1]
    rater_id: int = 0


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What the votes amount to."""

    category: str | None  # None: open, the votes do not decide
    strength: float | None  # mean over the winning votes that gave one
    posterior: float | None  # probability of the category, None when open
    agreement: float  # share of votes for the category (of the largest, when open)
    status: (
        str  # unanimous | majority | weighed (against the count, by what raters are worth) | open
    )


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """All votes on one question, as columns of one length; missing votes are just not there."""

    items: Ints  # values in [0, n_items)
    raters: Ints  # values in [0, n_raters)
    labels: Ints  # values in [0, n_classes)
    n_items: int
    n_raters: int
    n_classes: int

    def __post_init__(self) -> None:
        if not len(self.items) == len(self.raters) == len(self.labels):
            raise ValueError("items, raters and labels must be of one length")
        if not len(self.items):
            raise ValueError("There is no vote to make labels from.")
        for name, column, size in (
            ("item", self.items, self.n_items),
            ("rater", self.raters, self.n_raters),
            ("label", self.labels, self.n_classes),
        ):
            if column.min() < 0 or column.max() >= size:
                raise ValueError(f"A vote's {name} is outside of the {size} there are.")

    def counts(self) -> Ints:
        """Votes per item and label, shape (n_items, n_classes)."""
        cells = self.items * self.n_classes + self.labels
        found = np.bincount(cells, minlength=self.n_items * self.n_classes)
        return found.reshape(self.n_items, self.n_classes)


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """What the votes of many raters on many items amount to.

    An item without votes has the prior as its posterior, and no label.
    """

    posterior: Floats  # shape (n_items, n_classes), rows sum to 1
    labels: Ints  # the likeliest of each item; -1 where two are level or nobody voted
    prior: Floats  # share of each label, shape (n_classes,)
    reliability: Floats  # of each rater: probability of the true label; nan: unknown
    said: Floats | None = None  # P(rater says column | truth is row): (n_raters, n_classes²)
    log_likelihood: float | None = None
    rounds: int = 0
    converged: bool = True
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What a method has learnt of raters from all votes: enough to label an item by itself.

    Args:
        prior: Share of each label, shape (n_classes,).
        rates: What a rater is like, shape (n_raters, n_numbers); each method says what they are.
        stranger: The same of a rater nothing is known of: the mean over all votes.
    """

    prior: Floats
    rates: Floats
    stranger: Floats

    def of(self, table: Table) -> Floats:
        """The rates of a table's raters; those beyond the ones learnt of are strangers."""
        more = table.n_raters - len(self.rates)
        return np.concatenate([self.rates, np.repeat(self.stranger[None], max(0, more), axis=0)])


def learnt(table: Table, prior: Floats, rates: Floats) -> Learnt:
    """Rates with those of a stranger: of the rater behind a vote drawn at random."""
    n = np.bincount(table.raters, minlength=table.n_raters)
    flat = rates.reshape(table.n_raters, -1)
    return Learnt(prior, flat, (n @ np.where(n[:, None] > 0, flat, 0)) / n.sum())


class Aggregator(Protocol):
    """One method; `version` changes whenever its results would."""

    @property
    def key(self) -> str:
        """Its name in the registry."""

    @property
    def version(self) -> str:
        """The version of its results."""

    def pool(self, table: Table) -> Pooled:
        """The labels of all items, and what each rater is worth.

        The order of items, raters and votes changes nothing; a table without votes cannot be made.
        """

    def learn(self, table: Table, found: Pooled) -> Learnt | None:
        """What labels one more item as `pool` would; None when nothing was learnt of raters."""

    def score(self, table: Table, known: Learnt) -> Floats:
        """Posterior of each item from its own votes and what is known of their raters.

        An item's posterior does not depend on the other items of the table.

        Returns:
            Shape (n_items, n_classes); the prior for an item without votes.
        """


def pick(posterior: Floats, counts: Ints) -> Ints:
    """The likeliest label of each item; -1 where the two likeliest are level or nobody voted."""
    best = posterior.argmax(axis=1)
    if posterior.shape[1] > 1:
        second, first = np.partition(posterior, -2, axis=1)[:, -2:].T
        best = np.where(first - second <= LEVEL, -1, best)
    return np.where(counts.sum(axis=1) > 0, best, -1)
