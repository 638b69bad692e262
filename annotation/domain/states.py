"""Which state an item may move to; `services.items.move` is the only writer."""

from annotation.domain.types import ItemState as S

MOVES: dict[S, frozenset[S]] = {
    S.IMPORTED: frozenset(
        {S.AWAITING_JUDGE, S.AWAITING_HUMAN, S.RESOLVED, S.REFERENCE, S.DISCARDED}
    ),
    S.AWAITING_JUDGE: frozenset({S.AWAITING_HUMAN, S.RESOLVED, S.REFERENCE, S.DISCARDED}),
    S.AWAITING_HUMAN: frozenset({S.AWAITING_JUDGE, S.RESOLVED, S.REFERENCE, S.DISCARDED}),
    # New evidence or a new policy may ask somebody again.
    S.RESOLVED: frozenset({S.AWAITING_HUMAN, S.AWAITING_JUDGE, S.DISCARDED}),
    # Where its known answer is taken back, people judge it like any other.
    S.REFERENCE: frozenset({S.AWAITING_HUMAN, S.DISCARDED}),
    S.DISCARDED: frozenset(),
}


# Nobody is asked for a label of these, and no label of theirs is exported.
OUTSIDE = frozenset({S.REFERENCE, S.DISCARDED})


def can_move(old: S, new: S) -> bool:
    """Whether an item may go from one state to the other."""
    return new in MOVES[old]
