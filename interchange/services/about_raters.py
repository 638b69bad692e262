"""What raters told about themselves, beside their judgments: as agreed to, and of no few people.

Read once, when an export is written, and kept in its manifest: whoever takes their consent back
changes nothing in what is frozen, and is in no export after it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from annotation.domain.quality import suppression
from annotation.selectors import surveys
from interchange.formats.base import Json
from interchange.formats.bundle import Losses
from interchange.formats.judgments_long import TOLD_COLUMN, told
from interchange.services.snapshots import Chunk

PART = "answers_of_too_few_raters"  # of formats.parts.WORDS
STORED = "interchange_snapshotrow WHERE snapshot_id = %(snapshot)s"
PICKED = "picked WHERE reason IS NULL"
RATERS = """
SELECT DISTINCT r.id, r.name FROM (SELECT judgment_id FROM {members}) m
JOIN annotation_judgment j ON j.id = m.judgment_id
JOIN annotation_rater r ON r.id = j.rater_id AND r.kind = 'human'
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What stands beside the raters of one export."""

    fields: list[str]
    minimum: int  # fewest people of a combination
    of: dict[str, list[str | None]]  # rater's name -> by field
    held_back: list[str]  # raters of whom something is blank though they told it

    def record(self) -> Json:
        """As the manifest keeps it."""
        return {
            "fields": self.fields, "min_group": self.minimum, "of": self.of,
            "held_back": self.held_back,
        }  # fmt: skip


def gather(
    own: psycopg.Connection[Any], project_id: int, params: Json, *, snapshot_id: int | None
) -> Told | None:
    """What may stand beside the raters of what was picked; None if it was not asked for.

    Args:
        own: The snapshot's transaction.
        project_id: Whose raters.
        params: Checked choices of the judgments one by one.
        snapshot_id: Whose stored membership; None for what was just picked (a preview).
    """
    fields = told(params)
    if not fields:
        return None
    query = RATERS.format(members=PICKED if snapshot_id is None else STORED)
    names: dict[int, str] = dict(sorted(own.execute(query, {"snapshot": snapshot_id}).fetchall()))
    minimum = surveys.min_group(project_id)
    allowed = surveys.for_export(project_id)
    values = {pk: [allowed.get(pk, {}).get(key) for key in fields] for pk in names}
    # Once more, among those in this export: of a group of many, few may have judged these items.
    kept = suppression.crossed(values, minimum=minimum)
    said = surveys.told(project_id)
    blank = [
        name
        for pk, name in names.items()
        if any(
            said.get(pk, {}).get(key) and not left
            for key, left in zip(fields, kept[pk], strict=True)
        )
    ]
    return Told(fields, minimum, {name: kept[pk] for pk, name in names.items()}, sorted(blank))


def kept(manifest: Json) -> Told | None:
    """What a finished export was written with."""
    found = manifest.get("about_raters")
    if not found:
        return None
    return Told(found["fields"], found["min_group"], found["of"], found["held_back"])


def beside(chunks: Iterator[Chunk], told: Told, losses: Losses) -> Iterator[Chunk]:
    """The rows with what their raters told; `losses` counts the rows where it is held back."""
    columns = [TOLD_COLUMN + key for key in told.fields]
    held_back = set(told.held_back)
    for chunk in chunks:
        for row in chunk.rows:
            row.update(zip(columns, told.of.get(row["rater"], []), strict=False))
            if row["rater"] in held_back:
                losses.without(PART)
        yield chunk
