"""Which groups may be shown at all: none that is small, and none that lets one be subtracted."""

from collections.abc import Mapping


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
