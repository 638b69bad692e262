"""The decisions of a whole batch, column by column: a million of them are a few arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any, Self, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotation.domain.types import Route
from routing.policies.base import Decision
from routing.signals import Floats, SignalFrame

ROUTES: tuple[Route, ...] = tuple(Route)
NOBODY = -1
HUMAN, JUDGE, BOTH = (ROUTES.index(route) for route in (Route.HUMAN, Route.JUDGE, Route.BOTH))

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Why:
    """One sentence about some rows, written out only where somebody reads it.

    Args:
        rows: Which rows it is about, ascending.
        template: For `str.format`, {0} being the first of `values`; without values it is the
            sentence itself.
        values: Each of the shape of `rows`.
    """

    rows: Rows
    template: str
    values: tuple[NDArray[Any], ...] = ()

    def sentences(self) -> Iterator[str]:
        """One per row."""
        if not self.values:
            return repeat(self.template, len(self.rows))
        if len(self.values) == 1 and self.values[0].dtype.kind == "f":
            # Many rows share a number, and so the sentence, which is then one object.
            numbers, at = np.unique(self.values[0], return_inverse=True)
            said = [self.template.format(number) for number in numbers.tolist()]
            return map(said.__getitem__, at.tolist())
        return map(self.template.format, *(column.tolist() for column in self.values))

    def moved(self, to: Rows) -> "Why":
        """The same sentence where row r has become row `to[r]`; negative: it is no more."""
        rows = to[self.rows]
        order = np.argsort(rows, kind="stable")
        order = order[rows[order] >= 0]
        return Why(rows[order], self.template, tuple(column[order] for column in self.values))


def why(where: NDArray[np.bool_], template: str, *values: NDArray[Any]) -> Why:
    """A sentence about the rows where `where` holds; `values` have a value for every row."""
    rows = np.flatnonzero(where)
    return Why(rows, template, tuple(column[rows] for column in values))


@dataclass(frozen=True, slots=True, eq=False)
class Decisions(Sequence[Decision]):
    """Who is asked about each item of a batch, and why; as a sequence, one `Decision` per item.

    Args:
        item_ids: Shape (n_items,), each once; so are all the arrays below.
        routes: Index into ROUTES; NOBODY where nobody can be asked for now.
        propensity: A policy's own chance of asking people, [0, 1]; `pipeline` adds the coin's.
        why: A row's reasons are the sentences about it, in this order.
        score: Probability that the judge would be wrong; NaN = not known.
        threshold: NaN = none.
        audited: The coin, not the policy, asked people.
        people: How many people are asked; 0 = as many as the project asks per item.
        seen: The signals the decisions rest on, in the same order.
    """

    item_ids: NDArray[np.int64]
    routes: NDArray[np.int8]
    propensity: Floats
    why: tuple[Why, ...]
    score: Floats
    threshold: Floats
    audited: NDArray[np.bool_]
    people: NDArray[np.int16]
    seen: SignalFrame | None = None

    @classmethod
    def make(
        cls,
        item_ids: Sequence[int] | NDArray[np.int64],
        routes: ArrayLike,
        *,
        propensity: ArrayLike,
        why: Sequence[Why],
        score: ArrayLike = np.nan,
        threshold: float | None = None,
        audited: ArrayLike = False,
        people: ArrayLike = 0,
    ) -> Self:
        """Decisions of these columns; a single value holds for every item."""
        n = len(item_ids)
        return cls(
            item_ids=np.asarray(item_ids, dtype=np.int64),
            routes=_column(routes, n, np.int8),
            propensity=_column(propensity, n, float),
            why=tuple(why),
            score=_column(score, n, float),
            threshold=_column(np.nan if threshold is None else threshold, n, float),
            audited=_column(audited, n, bool),
            people=_column(people, n, np.int16),
        )

    @classmethod
    def of(cls, made: Sequence[Decision]) -> "Decisions":
        """The same decisions as columns, whatever a policy has answered with."""
        if isinstance(made, Decisions):
            return made
        most = max((len(d.reasons) for d in made), default=0)
        layers = []
        for n in range(most):
            rows = np.array([row for row, d in enumerate(made) if len(d.reasons) > n], np.intp)
            layers.append(Why(rows, "{0}", (_texts([made[row].reasons[n] for row in rows]),)))
        columns = cls.make(
            [d.item_id for d in made],
            [NOBODY if d.route is None else ROUTES.index(d.route) for d in made],
            propensity=[d.propensity for d in made],
            why=layers,
            score=[np.nan if d.score is None else d.score for d in made],
            audited=[d.audited for d in made],
            people=[d.people or 0 for d in made],
        )
        threshold = [np.nan if d.threshold is None else d.threshold for d in made]
        return replace(columns, threshold=np.array(threshold, dtype=float))

    @classmethod
    def merged(
        cls, item_ids: NDArray[np.int64], parts: Sequence[tuple[Rows, "Decisions"]]
    ) -> "Decisions":
        """One batch of several, each with the rows it goes to; together they fill every row."""
        n = len(item_ids)
        whole = cls.make(item_ids, NOBODY, propensity=0.0, why=())
        layers: list[Why] = []
        for rows, part in parts:
            for name in ("routes", "propensity", "score", "threshold", "audited", "people"):
                getattr(whole, name)[rows] = getattr(part, name)
            layers += [layer.moved(rows) for layer in part.why]
        assert sum(len(rows) for rows, _ in parts) == n
        return replace(whole, why=tuple(layers))

    def __len__(self) -> int:
        return len(self.item_ids)

    @overload
    def __getitem__(self, at: int) -> Decision: ...
    @overload
    def __getitem__(self, at: slice) -> "Decisions": ...
    def __getitem__(self, at: int | slice) -> "Decision | Decisions":
        """One decision, or those of a slice."""
        rows = np.arange(len(self))[at]
        return self.take(rows) if isinstance(at, slice) else next(iter(self.take(rows[None])))

    def __iter__(self) -> Iterator[Decision]:
        """One `Decision` per item, in order."""
        seen = self.seen
        columns = zip(
            self.item_ids.tolist(),
            self.routes.tolist(),
            self.propensity.tolist(),
            self.reasons(),
            optional(self.score),
            optional(self.threshold),
            self.audited.tolist(),
            self.people.tolist(),
            strict=True,
        )
        for row, (
            item_id, route, propensity, reasons, score, threshold, audited, people
        ) in enumerate(columns):  # fmt: skip
            yield Decision(
                item_id=item_id,
                route=None if route == NOBODY else ROUTES[route],
                propensity=propensity,
                reasons=tuple(reasons),
                score=score,
                threshold=threshold,
                audited=audited,
                people=people or None,
                signals={} if seen is None else seen.seen(row),
            )

    def take(self, rows: Sequence[int] | Rows) -> "Decisions":
        """The decisions of these rows, in the order given."""
        at = np.asarray(rows, dtype=np.intp)
        to = np.full(len(self), -1, dtype=np.intp)
        to[at] = np.arange(len(at))
        return Decisions(
            item_ids=self.item_ids[at],
            routes=self.routes[at],
            propensity=self.propensity[at],
            why=tuple(_within(layer, at).moved(to) for layer in self.why),
            score=self.score[at],
            threshold=self.threshold[at],
            audited=self.audited[at],
            people=self.people[at],
            seen=None if self.seen is None else self.seen.take(at),
        )

    def reasons(self) -> list[list[str]]:
        """The sentences of each row, the most important first."""
        said: list[list[str]] = [[] for _ in range(len(self))]
        for layer in self.why:
            for row, sentence in zip(layer.rows.tolist(), layer.sentences(), strict=True):
                said[row].append(sentence)
        return said


def optional(column: Floats) -> list[float | None]:
    """NaN as None."""
    return [None if value != value else value for value in column.tolist()]  # noqa: PLR0124


def _within(layer: Why, at: Rows) -> Why:
    """What of a layer may be about the rows from the first to the last taken: a small part."""
    if not len(at):
        return Why(layer.rows[:0], layer.template, tuple(c[:0] for c in layer.values))
    low, high = np.searchsorted(layer.rows, [at.min(), at.max() + 1])
    return Why(layer.rows[low:high], layer.template, tuple(c[low:high] for c in layer.values))


def _column(values: ArrayLike, n: int, dtype: Any) -> NDArray[Any]:
    return np.array(np.broadcast_to(np.asarray(values, dtype=dtype), (n,)))


def said(sentences: Sequence[str]) -> Why:
    """A sentence of its own for each row."""
    return Why(np.arange(len(sentences)), "{0}", (_texts(sentences),))


def _texts(values: Sequence[str]) -> NDArray[Any]:
    texts = np.empty(len(values), dtype=object)
    texts[:] = values
    return texts
