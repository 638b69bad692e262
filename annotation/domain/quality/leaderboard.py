"""Which model wins: Bradley–Terry over verdicts on pairs of models."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.domain.aggregation import bradley_terry as bt
from annotation.domain.aggregation.comparisons import Comparisons, of_wins
from annotation.domain.quality.ballots import Bools, Floats, Ints
from annotation.domain.quality.figure import Figure, shown


@dataclass(frozen=True, slots=True, eq=False)
class Duels:
    """Verdicts between two models.

    Args:
        first: Position of the model of the first response; n: shape (n,), as all others.
        second: Of the second one.
        won: 1 the first won, 0 the second, 1/2 a tie.
        rater: Who said so.
        side: 1 the first stood on the left, -1 on the right, 0 not known.
        longer: First minus second, see by_rater.Verdicts.
        marked: The same in marks of format.
    """

    first: Ints
    second: Ints
    won: Floats
    rater: Ints
    side: Ints
    longer: Floats
    marked: Floats


@dataclass(frozen=True, slots=True)
class Place:
    """A model's strength in log-odds against the mean of all."""

    model: str
    strength: Figure  # n: verdicts it took part in
    controlled: Figure  # with length, format and side taken out
    win_rate: float  # ties are half


@dataclass(frozen=True, slots=True)
class Board:
    """The models by strength, or why there is no order."""

    who: str  # people | judges
    places: tuple[Place, ...]
    n: int
    length: Figure  # log-odds of the much longer response
    style: Figure  # of the one with many more marks of format
    side: Figure  # of standing on the left
    why_not: str = ""


def board(duels: Duels, models: Sequence[str], *, who: str, which: Bools) -> Board:
    """The leaderboard of some of the verdicts.

    Args:
        duels: All verdicts.
        models: Whom `first` and `second` point to.
        who: Name of this board.
        which: The verdicts it is made of, shape (n,).
    """
    use = which & (duels.first != duels.second) & ~np.isnan(duels.won)
    n = int(use.sum())
    there = np.unique(np.concatenate([duels.first[use], duels.second[use]]))
    names = [models[m] for m in there.tolist()]
    if len(there) < 2:
        return _none(who, n, "there are no verdicts between two models that are named")
    turn = np.where(duels.side[use] < 0, True, False)
    one, two = (np.searchsorted(there, column[use]) for column in (duels.first, duels.second))
    left, right = np.where(turn, two, one), np.where(turn, one, two)
    won = np.where(turn, 1 - duels.won[use], duels.won[use])
    table = Comparisons(left, right, won, len(there))
    if not (linked := of_wins(table)).whole:
        return _none(who, n, linked.sentence(names))
    raters = duels.rater[use]
    plain = bt.fit(table, clusters=raters if len(np.unique(raters)) > 1 else None)
    if plain.scores is None:
        return _none(who, n, plain.why_not)
    controlled, length, style, side = _controlled(table, duels, use, turn)
    rate = _win_rates(table)
    met = np.bincount(np.concatenate([left, right]), minlength=len(there))
    places = [
        Place(name, figure, controlled[m], float(rate[m]))
        for m, (name, figure) in enumerate(zip(names, _figures(plain, met), strict=True))
    ]
    places.sort(key=lambda place: (-(place.strength.value or 0), place.model))
    return Board(who, tuple(places), n, length, style, side)


def _none(who: str, n: int, why: str) -> Board:
    none = Figure(None, why_not=why)
    return Board(who, (), n, none, none, none, why)


def _figures(found: bt.Strengths, met: Ints) -> list[Figure]:
    assert found.scores is not None
    return [
        shown(float(score), (float(low), float(high)), n=int(n))
        for score, (low, high), n in zip(
            found.scores, found.intervals().tolist(), met.tolist(), strict=True
        )
    ]


def _controlled(
    table: Comparisons, duels: Duels, use: Bools, turn: Bools
) -> tuple[list[Figure], Figure, Figure, Figure]:
    """Strengths with length, format and side taken out, and what these are worth."""
    n_options = table.n_options
    sign = np.where(turn, -1, 1)
    measured = {"length": sign * np.nan_to_num(duels.longer[use]),
                "format": sign * np.nan_to_num(duels.marked[use])}  # fmt: skip
    varied = {name: column for name, column in measured.items() if np.ptp(column)}
    placed = bool((duels.side[use] != 0).all())
    alike = {
        name: Figure(None, why_not=f"the responses do not differ in {name}") for name in measured
    }
    unknown = Figure(None, why_not="which side a response stood on is not known of all verdicts")
    if not varied:
        return [alike["length"]] * n_options, alike["length"], alike["format"], unknown
    found = bt.fit(table, side=placed, controls=np.column_stack(list(varied.values())))
    if found.scores is None:
        none = Figure(None, why_not=found.why_not)
        return [none] * n_options, none, none, none
    n = len(table.won)
    effects = [
        shown(float(e), (float(e - 1.96 * s), float(e + 1.96 * s)), n=n)
        for e, s in zip(found.effects, found.effect_errors, strict=True)
    ]
    worth = alike | dict(zip(varied, effects[len(effects) - len(varied) :], strict=True))
    met = np.bincount(np.concatenate([table.left, table.right]), minlength=n_options)
    side = effects[0] if placed else unknown
    return _figures(found, met), worth["length"], worth["format"], side


def _win_rates(table: Comparisons) -> Floats:
    size = table.n_options
    wins = np.bincount(table.left, weights=table.won, minlength=size)
    wins += np.bincount(table.right, weights=1 - table.won, minlength=size)
    met = np.bincount(np.concatenate([table.left, table.right]), minlength=size)
    return np.asarray(wins / np.maximum(met, 1))
