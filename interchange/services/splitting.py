"""Which split each item of a snapshot is in: no group, prompt or near-duplicate is in two."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from interchange.formats import near, splits

# Two prompts are one when they differ only in case, blanks and punctuation.
ITEMS = """
SELECT i.id, hashtextextended(coalesce(nullif(i.group_key, ''), i.external_id), 0),
    hashtextextended(
        lower(regexp_replace(i.prompt::text, '[^[:alnum:]]+', ' ', 'g')), 0)
FROM (
    SELECT DISTINCT item_id FROM interchange_snapshotrow
    WHERE snapshot_id = ANY(%(snapshots)s::bigint[])) m
JOIN annotation_item i ON i.id = m.item_id ORDER BY i.id
"""
# What a project says before every prompt would make all of them alike.
PROMPTS = """
SELECT i.id, coalesce((
    SELECT string_agg(m->>'content', E'\n') FROM jsonb_array_elements(i.prompt) m
    WHERE m->>'role' <> 'system'), '')
FROM annotation_item i WHERE i.id = ANY(%(items)s::bigint[]) ORDER BY i.id
"""
_WINDOW = 1000
Ints = NDArray[np.int64]


class Placed:
    """Item -> split."""

    def __init__(
        self, own: psycopg.Connection[Any], snapshot_ids: Sequence[int], params: Any
    ) -> None:
        """Place the items of stored memberships that are one dataset.

        A component of items that share a group or a prompt, or whose prompts are alike, goes by its
        oldest item, so that items added later move no other.
        """
        self.splits = splits.parse(params["split"])
        self.alike = 0  # pairs of different prompts that are kept together
        self.largest = 0  # items of the largest component
        if not self.splits:
            return
        found = own.execute(ITEMS, {"snapshots": list(snapshot_ids)}).fetchall()
        table = np.array(found, dtype=np.int64).reshape(-1, 3)
        self._ids = table[:, 0]
        # Snapshots from before there was this choice are built again as they were.
        least = params.get(near.THRESHOLD.key, 0.0)
        pairs = _alike(own, self._ids, table[:, 2], least) if least else _NONE
        self.alike = len(pairs)
        component = _components(table[:, 1], table[:, 2], pairs)
        _, first, which, size = np.unique(
            component, return_index=True, return_inverse=True, return_counts=True
        )
        self.largest = int(size.max(initial=0))
        seed = params["split_seed"]
        places = [splits.place(self.splits, seed, str(self._ids[n])) for n in first]
        self._split = np.array(places, dtype=np.int8)[which] if places else np.zeros(0, np.int8)
        counts = np.bincount(self._split, minlength=len(self.splits))
        self.items = {name: int(n) for (name, _), n in zip(self.splits, counts, strict=True)}

    def of(self, items: list[int]) -> list[int]:
        """The split of each item, by its number."""
        return [int(n) for n in self._split[np.searchsorted(self._ids, items)]]


_NONE: Ints = np.zeros((0, 2), np.int64)


def _alike(own: psycopg.Connection[Any], ids: Ints, prompt: Ints, least: float) -> Ints:
    """Pairs of positions in `ids` whose different prompts are alike, shape (n, 2)."""
    _, first = np.unique(prompt, return_index=True)
    first.sort()
    keys = [near.keys(list(_texts(own, ids[some]).values())) for some in _windows(first)]
    if not keys:
        return _NONE
    pairs = first[near.candidates(np.concatenate(keys))]
    kept = []
    for some in _windows(pairs):
        texts = _texts(own, np.unique(ids[some]))
        kept += [
            pair for pair in some if near.alike(*(texts[int(ids[one])] for one in pair)) >= least
        ]
    return np.array(kept, dtype=np.int64).reshape(-1, 2)


def _texts(own: psycopg.Connection[Any], ids: Ints) -> dict[int, str]:
    return dict(own.execute(PROMPTS, {"items": ids.tolist()}).fetchall())


def _windows(rows: Ints) -> list[Ints]:
    return [rows[n : n + _WINDOW] for n in range(0, len(rows), _WINDOW)]


def _components(group: Ints, prompt: Ints, pairs: Ints) -> Ints:
    """The component of each item, where a shared group or prompt and alike prompts connect."""
    groups, g = np.unique(group, return_inverse=True)
    prompts, p = np.unique(prompt, return_inverse=True)
    n = len(groups) + len(prompts)
    left = np.concatenate([g, p[pairs[:, 0]] + len(groups)])
    right = np.concatenate([p + len(groups), p[pairs[:, 1]] + len(groups)])
    edges = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(n, n))
    _, of = connected_components(edges, directed=False)
    return np.asarray(of[g], dtype=np.int64)
