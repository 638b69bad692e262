"""Parts of a project's items: by what came with them, such as their language or their source."""

from collections import Counter
from collections.abc import Mapping, Sequence

FEW, MANY = 2, 50  # values of a field that parts the items; more are names, not parts
SHOWN = 12  # values of a field, those of most items
FIELDS = 6
LEAST = 20  # items of a part


def fields(items: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """Which fields part these items, and into what.

    Args:
        items: What came with each.

    Returns:
        Field -> its values by how many items have them; fields that most items have come first.
    """
    counts: dict[str, Counter[str]] = {}
    for item in items:
        for key, value in item.items():
            counts.setdefault(key, Counter())[value] += 1
    parting = {
        key: [value for value, n in found.most_common(SHOWN) if n >= LEAST]
        for key, found in counts.items()
        if FEW <= len(found) <= MANY
    }
    order = sorted((key for key in parting if parting[key]), key=lambda k: (-counts[k].total(), k))
    return {key: parting[key] for key in order[:FIELDS]}
