"""Which groups may be shown at all: none that is small, and none that lets one be subtracted."""

from collections import Counter
from collections.abc import Mapping, Sequence


def shown(sizes: Mapping[str, int], *, minimum: int, every: int) -> set[str]:
    """The groups that may be shown.

    A group of fewer than `minimum` people is not. What is left when the shown ones are taken from
    everybody could still be read off: people who said nothing, and hidden groups. So long as these
    are some, but fewer than `minimum`, the smallest group that is shown is hidden with them
    (complementary suppression).

    Args:
        sizes: Group -> people in it.
        minimum: Fewest people of a group.
        every: All people, those of no group among them.

    Returns:
        Keys of `sizes`; of equals the one that comes first in the alphabet is hidden first, so
        that the same groups are hidden on every page.
    """
    kept = {key: n for key, n in sizes.items() if n >= minimum}
    while kept and 0 < every - sum(kept.values()) < minimum:
        del kept[min(kept, key=lambda key: (kept[key], key))]
    return set(kept)


def crossed(
    values: Mapping[int, Sequence[str | None]], *, minimum: int
) -> dict[int, list[str | None]]:
    """What may stand beside each person so that no combination of it is of few people.

    Field by field: people who are alike in all fields before are divided by the next one, where
    groups that `shown` hides, and people who told nothing, have none in it and in all after it.
    So of every combination that is left, blanks included, there are `minimum` people or none.

    Args:
        values: Person -> their choice in each field, None where they told none.
        minimum: Fewest people of a combination.

    Returns:
        The same people, the same fields.
    """
    found: dict[int, list[str | None]] = {
        person: [None] * len(row) for person, row in values.items()
    }
    alike = [list(values)] if values else []
    for field in range(max((len(row) for row in values.values()), default=0)):
        divided: list[list[int]] = []
        for people in alike:
            told = {person: choice for person in people if (choice := values[person][field])}
            kept = shown(Counter(told.values()), minimum=minimum, every=len(people))
            for choice in sorted(kept):
                divided.append([person for person, own in told.items() if own == choice])
                for person in divided[-1]:
                    found[person][field] = choice
        alike = divided
    return found
