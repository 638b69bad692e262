"""Signals of items, computed once by a worker and kept: deciding reads numbers, not texts.

What is kept is valid while the extractors are the same and, where they read verdicts, while the
judges have said nothing more. Both are compared with the rows themselves whenever it is read.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation import statements
from annotation.domain.types import ItemRecord, Json, JudgmentRecord, RaterKind
from annotation.selectors import items, judgments
from routing import selectors
from routing.judges import minilm
from routing.services.batches import Beat, batches
from routing.signals import SIGNALS, Floats, frame

# Rows in id order: two workers that fill the same items wait for each other, and never in a ring.
KEEP = """
INSERT INTO routing_itemsignals (item_id, part, version, evidence, "values")
SELECT item_id, %(part)s, %(version)s, evidence, kept
FROM unnest(%(items)s::bigint[], %(evidence)s::int[], %(values)s::bytea[])
    AS given(item_id, evidence, kept) ORDER BY item_id
ON CONFLICT (item_id, part) DO UPDATE SET version = excluded.version,
    evidence = excluded.evidence, "values" = excluded."values"
"""
KEPT = """
SELECT string_agg(int8send(item_id) || int4send(evidence) || "values", NULL)
FROM routing_itemsignals
WHERE part = %(part)s AND version = %(version)s AND item_id = ANY(%(items)s::bigint[])
"""


MODEL, MODEL_VERSION = "minilm", minilm.NAME


@dataclass(frozen=True, slots=True)
class Part:
    """Signals that are computed from the same rows, and so become invalid together."""

    name: str
    keys: tuple[str, ...]
    reads_text: bool
    reads_verdicts: bool

    @property
    def version(self) -> str:
        """Changes whenever one of the signals would give other numbers."""
        named = ",".join(f"{key}:{SIGNALS[key].version}" for key in self.keys)
        return hashlib.blake2b(named.encode(), digest_size=8).hexdigest()


def _part(name: str, reads_text: bool, reads_verdicts: bool) -> Part:
    keys = tuple(
        sorted(
            key
            for key, signal in SIGNALS.items()
            if (signal.reads_text, signal.reads_verdicts) == (reads_text, reads_verdicts)
        )
    )
    return Part(name, keys, reads_text, reads_verdicts)


PARTS = (
    _part("text", True, False),
    _part("verdicts", False, True),
    _part("both", True, True),
    _part("given", False, False),
)


def fill(*, item_ids: Sequence[int], keys: Collection[str], beat: Beat = lambda *_: None) -> int:
    """Compute and keep what is missing of these signals; returns for how many items it was.

    Committed batch by batch: what was done before a worker died is not done again.
    """
    done = filled = 0
    for ids in batches(item_ids):
        filled += max((_read(part, ids, keep=True)[1] for part in _parts(keys)), default=0)
        done += len(ids)
        beat(done, len(item_ids))
    return filled


def read(
    item_ids: Sequence[int], keys: Collection[str], *, keep: bool = False
) -> dict[str, Floats]:
    """These signals of these items, by key, each of shape (n_items,); what is missing is computed.

    Args:
        item_ids: A batch, in id order.
        keys: Keys of SIGNALS.
        keep: Also keep what had to be computed.
    """
    found: dict[str, Floats] = {}
    for part in _parts(keys):
        values = _read(part, item_ids, keep=keep)[0]
        found |= {key: values[:, n] for n, key in enumerate(part.keys) if key in keys}
    return found


def _parts(keys: Collection[str]) -> list[Part]:
    return [part for part in PARTS if not set(part.keys).isdisjoint(keys)]


def _read(part: Part, ids: Sequence[int], *, keep: bool) -> tuple[Floats, int]:
    """The part's values, shape (n_items, n_keys), and how many rows had to be computed."""
    if not part.reads_text and not part.reads_verdicts:
        return _given(part, ids), 0
    # Counted before verdicts are read: one that comes in between is noticed the next time.
    counts = (
        judgments.counts_by_judges(ids) if part.reads_verdicts else np.zeros(len(ids), np.int64)
    )
    values, valid = _kept(part, ids, counts)
    if not part.reads_text and (silent := counts == 0).any():
        values[silent] = _compute(part, [0], counts[:0])  # without verdicts all items are alike
        valid |= silent
    rows = np.flatnonzero(~valid)
    if len(rows):
        missing = [ids[row] for row in rows.tolist()]
        values[rows] = _compute(part, missing, counts[rows])
        if keep:
            _keep(part, missing, counts[rows], values[rows])
    return values, len(rows)


def extras(ids: Sequence[int]) -> dict[int, Json]:
    """What signals read beside texts and verdicts, by item: tags, and what the model says."""
    found: dict[int, Json] = {pk: {"tags": tags} for pk, tags in selectors.tags(ids).items()}
    for pk, cosine in model_cosines(ids).items():
        found.setdefault(pk, {})["minilm"] = cosine
    return found


def model_cosines(ids: Sequence[int]) -> dict[int, float]:
    """What `embedding` has kept of these items."""
    found, _, values = _rows(MODEL, MODEL_VERSION, ids, 1)
    return dict(zip(found.tolist(), values[:, 0].tolist(), strict=True))


def keep_cosines(ids: Sequence[int], values: Floats) -> None:
    """Keep what the model says of these items, in id order."""
    given = {
        "part": MODEL,
        "version": MODEL_VERSION,
        "items": statements.array(ids),
        "evidence": statements.array(0 for _ in ids),
        "values": [value.tobytes() for value in values.astype("<f8")],
    }
    statements.rows(KEEP, given)


def _given(part: Part, ids: Sequence[int]) -> Floats:
    """Read from where it is kept; items without any are alike: not known."""
    values = np.full((len(ids), len(part.keys)), np.nan)
    found = extras(ids)
    if not found:
        return values
    rows = [row for row, item_id in enumerate(ids) if item_id in found]
    bare = [_bare(ids[row], found[ids[row]]) for row in rows]
    made = frame(bare, {}, keys=part.keys, draws=np.zeros(len(rows)))
    values[rows] = np.column_stack([made.columns[key] for key in part.keys])
    return values


def _kept(
    part: Part, ids: Sequence[int], counts: NDArray[np.int64]
) -> tuple[Floats, NDArray[np.bool_]]:
    """What is kept, shape (n_items, n_keys), and where it is valid."""
    found, evidence, kept = _rows(part.name, part.version, ids, len(part.keys))
    values = np.full((len(ids), len(part.keys)), np.nan)
    valid = np.zeros(len(ids), dtype=bool)
    at = np.searchsorted(np.asarray(ids, dtype=np.int64), found)
    values[at], valid[at] = kept, evidence == counts[at]
    return values, valid


def _rows(
    part: str, version: str, ids: Sequence[int], n_keys: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
    """Items with something kept, how many judgments it rests on, and its (n_rows, n_keys)."""
    asked = {"part": part, "version": version, "items": statements.array(ids)}
    [(packed,)] = statements.rows(KEPT, asked, binary=True)
    found, evidence, kept = statements.columns(
        packed, item_id="i8", evidence="i4", kept=f"V{8 * n_keys}"
    )
    return found, evidence, np.frombuffer(kept.tobytes(), "<f8").reshape(len(found), n_keys)


def _keep(part: Part, ids: Sequence[int], counts: NDArray[np.int64], values: Floats) -> None:
    given = {
        "part": part.name,
        "version": part.version,
        "items": statements.array(ids),
        "evidence": statements.array(counts.tolist()),
        "values": [row.tobytes() for row in values.astype("<f8")],
    }
    statements.rows(KEEP, given)


def _compute(part: Part, ids: Sequence[int], counts: NDArray[np.int64]) -> Floats:
    """Shape (n_items, n_keys). Reads texts and verdicts only of items that need them."""
    found = items.records(ids) if part.reads_text else [_bare(item_id) for item_id in ids]
    judged = _judged([ids[row] for row in np.flatnonzero(counts).tolist()])
    made = frame(found, judged, keys=part.keys, draws=np.zeros(len(found)))
    return np.column_stack([made.columns[key] for key in part.keys])


def _bare(item_id: int, metadata: Json | None = None) -> ItemRecord:
    return ItemRecord(
        item_id, 0, external_id="", prompt=[], responses=[], metadata=metadata or {}
    )  # fmt: skip


def _judged(ids: Sequence[int]) -> dict[int, list[JudgmentRecord]]:
    return {
        item_id: [r for r in records if r.rater_kind is RaterKind.JUDGE]
        for item_id, records in judgments.of_items(ids).items()
    }
