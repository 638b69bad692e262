"""meta_contested: items on which self-consistent raters part ways, tagged and kept.

Asked of the judgments a row rests on, which never change, and of the raters that were consistent
when the snapshot was written, which its manifest keeps: the same bytes for ever. Without the choice
nothing is read.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from annotation.domain.quality import contested
from interchange.formats.base import Columns, Format, Json
from interchange.formats.bundle import ItemFormat
from interchange.formats.choices import CONSISTENT, CONTESTED
from interchange.services import aggregating
from interchange.services.snapshots import Chunk

COLUMN = "meta_contested"
# People: what they said when an item came again unseen, against what they said at first.
AGAIN = """
SELECT again.rater_id,
    again.answers->%(question)s->>'winner' = first.answers->%(question)s->>'winner'
FROM annotation_judgment again
JOIN annotation_judgment first ON first.item_id = again.item_id
    AND first.rater_id = again.rater_id AND first.purpose = 'work'
WHERE again.project_id = %(project)s AND again.purpose = 'repeat'
    AND again.answers->%(question)s ? 'winner' AND first.answers->%(question)s ? 'winner'
    AND NOT EXISTS (
        SELECT FROM annotation_judgment s WHERE s.supersedes_id IN (again.id, first.id))
"""
# Judges: what they said of both orders of an item.
TURNED = """
SELECT r.id, min(v.winner) = max(v.winner)
FROM annotation_rater r
JOIN routing_judgecall k ON k.spec_id = r.judge_spec_id AND k.purpose = 'work'
JOIN routing_verdict v ON v.call_id = k.id AND v.state = 'ok'
WHERE r.project_id = %(project)s AND r.kind = 'judge'
GROUP BY r.id, k.item_id HAVING count(DISTINCT k."order") > 1
"""
# Behind a label stand the judgments it was made of; elsewhere those that count.
OF_LABELS = """
SELECT m.item_id, j.answers->%(question)s->>'winner'
FROM (SELECT label_id, item_id FROM {members}) m JOIN {labels} l ON l.id = m.label_id
CROSS JOIN LATERAL jsonb_array_elements_text(l.judgment_ids) evidence(id)
JOIN annotation_judgment j ON j.id = evidence.id::bigint
WHERE j.rater_id = ANY(%(raters)s::bigint[]) AND j.answers->%(question)s ? 'winner'
"""
OF_JUDGMENTS = """
SELECT m.item_id, j.answers->%(question)s->>'winner'
FROM (SELECT judgment_id, item_id FROM {members}) m
JOIN annotation_judgment j ON j.id = m.judgment_id
WHERE j.rater_id = ANY(%(raters)s::bigint[]) AND j.answers->%(question)s ? 'winner'
    AND j.counted AND j.purpose = 'work' AND NOT j.answers->%(question)s ? 'pair'
"""
STORED = "interchange_snapshotrow WHERE snapshot_id = %(snapshot)s"
PICKED = "picked WHERE reason IS NULL"


@dataclass(frozen=True, slots=True)
class Among:
    """Whose votes are looked at, and from where on an item is contested."""

    question: str
    bits: float
    raters: list[int]  # ids

    def record(self) -> Json:
        """As the manifest keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Flags:
    """Of the items that are known to be contested or not; ascending."""

    items: NDArray[np.int64]
    contested: NDArray[np.bool_]

    def of(self, items: list[int]) -> list[bool | None]:
        """Of each item; None where too few consistent raters voted."""
        if not len(self.items):
            return [None] * len(items)
        at = np.searchsorted(self.items, items).clip(max=len(self.items) - 1)
        known = self.items[at] == np.asarray(items, np.int64)
        return [
            bool(flag) if found else None
            for flag, found in zip(self.contested[at], known, strict=True)
        ]


def columns(params: Json) -> Columns:
    """The column, if it was asked for."""
    return {COLUMN: "boolean"} if params.get(CONTESTED.key) else {}


def among(
    own: psycopg.Connection[Any], *, project_id: int, question: str, params: Json
) -> Among | None:
    """Whose votes are looked at as of now; None if it was not asked for.

    Args:
        own: The snapshot's transaction.
        project_id: Whose raters.
        question: The comparison.
        params: Checked choices.
    """
    if not params.get(CONTESTED.key):
        return None
    given = {"project": project_id, "question": question}
    seen = [row for sql in (AGAIN, TURNED) for row in own.execute(sql, given).fetchall()]
    raters = contested.self_consistent(
        np.array([rater for rater, _ in seen], np.int64),
        np.array([bool(same) for _, same in seen], np.bool_),
        least=params[CONSISTENT.key],
    )
    return Among(question, params[CONTESTED.key], raters)


def kept(manifest: Json) -> Among | None:
    """What a finished export was written with."""
    found = manifest.get("contested")
    return Among(**found) if found else None


def flags(
    own: psycopg.Connection[Any],
    among: Among,
    *,
    form: Format | ItemFormat,
    params: Json,
    snapshot_id: int | None,
) -> Flags:
    """Which items of a stored membership are contested, or of what was just picked (None)."""
    labels = aggregating.stored(form, params, snapshot=snapshot_id is not None)
    query = (OF_LABELS if form.unit == "label" else OF_JUDGMENTS).format(
        members=PICKED if snapshot_id is None else STORED, labels=labels
    )
    given = {"question": among.question, "raters": among.raters, "snapshot": snapshot_id}
    votes = own.execute(query, given).fetchall() if among.raters else []
    # Two judgments of a rater on one item are in the membership only where one was corrected.
    names = sorted({winner for _, winner in votes if winner})
    votes = [(item, names.index(winner)) for item, winner in votes if winner]
    table = np.array(votes, np.int64).reshape(-1, 2)
    return Flags(*contested.contested(table[:, 0], table[:, 1], bits=among.bits))


def beside(chunks: Iterator[Chunk], flags: Flags) -> Iterator[Chunk]:
    """The rows with the flag of their item."""
    for chunk in chunks:
        for row, flag in zip(chunk.rows, flags.of(chunk.items), strict=True):
            row[COLUMN] = flag
        yield chunk
