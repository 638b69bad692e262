"""Which split each item of a snapshot is in: no group and no prompt is in two."""

from typing import Any

import numpy as np
import psycopg
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from interchange.formats import splits

# Two prompts are one when they differ only in case, blanks and punctuation.
ITEMS = """
SELECT i.id, hashtextextended(coalesce(nullif(i.group_key, ''), i.external_id), 0),
    hashtextextended(
        lower(regexp_replace(i.prompt::text, '[^[:alnum:]]+', ' ', 'g')), 0)
FROM (SELECT DISTINCT item_id FROM interchange_snapshotrow WHERE snapshot_id = %(snapshot)s) m
JOIN annotation_item i ON i.id = m.item_id ORDER BY i.id
"""


class Placed:
    """Item -> split."""

    def __init__(self, own: psycopg.Connection[Any], snapshot_id: int, params: Any) -> None:
        """Place the items of a stored membership.

        A component of items that share a group or a prompt goes by its oldest item, so that items
        added later move no other.
        """
        self.splits = splits.parse(params["split"])
        if not self.splits:
            return
        found = own.execute(ITEMS, {"snapshot": snapshot_id}).fetchall()
        table = np.array(found, dtype=np.int64).reshape(-1, 3)
        self._ids, component = table[:, 0], _components(table[:, 1], table[:, 2])
        _, first, which = np.unique(component, return_index=True, return_inverse=True)
        seed = params["split_seed"]
        places = [splits.place(self.splits, seed, str(self._ids[n])) for n in first]
        self._split = np.array(places, dtype=np.int8)[which] if places else np.zeros(0, np.int8)
        counts = np.bincount(self._split, minlength=len(self.splits))
        self.items = {name: int(n) for (name, _), n in zip(self.splits, counts, strict=True)}

    def of(self, items: list[int]) -> list[int]:
        """The split of each item, by its number."""
        return [int(n) for n in self._split[np.searchsorted(self._ids, items)]]


def _components(group: Any, prompt: Any) -> Any:
    """The connected component of each item, where a shared group or prompt connects."""
    groups, g = np.unique(group, return_inverse=True)
    prompts, p = np.unique(prompt, return_inverse=True)
    n = len(groups) + len(prompts)
    edges = coo_array((np.ones(len(g), np.int8), (g, p + len(groups))), shape=(n, n))
    _, of = connected_components(edges, directed=False)
    return of[g]
