"""Labels made for one export: by the method, and from the judgments, that its choices name.

The labels of a project stay as they are. What was made is kept with the snapshot, so that it is
built again from what was believed then, whatever a method would say later.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import psycopg
from numpy.typing import NDArray

from annotation.domain import questions as q
from annotation.domain.aggregation import AGGREGATORS, Table, tally
from annotation.selectors import versions
from interchange.formats.base import Format, Json
from interchange.formats.bundle import ItemFormat
from interchange.formats.choices import IN_FORCE, makes_labels, names

VOTES = """
SELECT j.item_id, j.id, j.rater_id, r.kind = 'judge',
    r.kind = 'human' OR coalesce(r.judge_spec_id = ANY(%(trusted)s::bigint[]), false),
    j.confidence, j.answers->%(question)s->>'winner',
    (j.answers->%(question)s->>'strength')::float8
FROM annotation_judgment j
JOIN annotation_rater r ON r.id = j.rater_id
JOIN annotation_item i ON i.id = j.item_id
WHERE j.project_id = %(project)s AND j.counted AND j.answers ? %(question)s::text
    AND NOT j.answers->%(question)s ? 'pair'
    AND i.state NOT IN ('discarded', 'reference') AND r.name <> ALL(%(without)s::text[])
    AND NOT EXISTS (SELECT FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.item_id, j.id
"""
TRUSTED = """
SELECT spec_id FROM (
    SELECT DISTINCT ON (spec_id) spec_id, status FROM routing_judgetrust
    ORDER BY spec_id, id DESC) newest
WHERE status = 'trusted'
"""
# Who settled an item saw all votes: what they said stands, whatever the method.
SETTLED = """
SELECT item_id, value::text, posterior, method, method_version, status, source, n_human, n_judge,
    agreement, judgment_ids::text
FROM (
    SELECT DISTINCT ON (item_id) * FROM annotation_label
    WHERE project_id = %(project)s AND question = %(question)s
    ORDER BY item_id, version DESC) newest
WHERE status = 'adjudicated'
"""
TABLE = """
CREATE TEMP TABLE made_label (
    id bigint, item_id bigint, question text, value jsonb, posterior float8, method text,
    method_version text, status text, source text, n_human int, n_judge int, agreement float8,
    judgment_ids jsonb) ON COMMIT DROP
"""
COLUMNS = (
    "id, item_id, question, value, posterior, method, method_version, status, source, n_human, "
    "n_judge, agreement, judgment_ids"
)
COPY = f"COPY made_label ({COLUMNS}) FROM STDIN"
KEEP = f"""
INSERT INTO interchange_madelabel (snapshot_id, {COLUMNS})
SELECT %(snapshot)s, {COLUMNS} FROM made_label
WHERE id IN (SELECT label_id FROM picked WHERE reason IS NULL)
"""
# The same columns as the table of labels has, where they are looked for.
MADE = f"""
(SELECT {COLUMNS}, %(project)s::bigint AS project_id, 1 AS version, NULL::bigint AS fit_id
 FROM made_label)
"""
STORED = f"""
(SELECT {COLUMNS}, NULL::bigint AS fit_id FROM interchange_madelabel
 WHERE snapshot_id = %(snapshot)s)
"""
IN_FORCE_TABLE = "annotation_label"
_READ = 20_000


def make(
    own: psycopg.Connection[Any], *, project_id: int, form: Format | ItemFormat, params: Json
) -> str:
    """Make the labels that the choices want; returns where labels are then to be read.

    Args:
        own: The snapshot's transaction.
        project_id: The project.
        form: The format; many are made of no labels at all.
        params: Its checked choices.
    """
    if not makes_labels(form, params):
        return IN_FORCE_TABLE
    own.execute("DROP TABLE IF EXISTS made_label")
    own.execute(TABLE)
    given = {"project": project_id, "question": params["question"]}
    settled = [] if params["judgments_from"] == "judge" else own.execute(SETTLED, given).fetchall()
    categories = _categories(project_id, params["question"])
    votes = _votes(own, {**given, "without": names(params["without_raters"])}, categories)
    with own.cursor().copy(COPY) as copy:
        kept = {row[0] for row in settled}
        for row in _labels(votes, params, categories, kept):
            copy.write_row(row)
        for item_id, *rest in settled:
            copy.write_row(_row(item_id, params["question"], *rest))
    own.execute("CREATE UNIQUE INDEX ON made_label (id)")
    own.execute("ANALYZE made_label")
    return MADE


def keep(own: psycopg.Connection[Any], snapshot_id: int, labels: str) -> None:
    """Store the labels that were picked, if they were made for this export."""
    if labels == MADE:
        own.execute(KEEP, {"snapshot": snapshot_id})


def stored(form: Format | ItemFormat, params: Json, *, snapshot: bool) -> str:
    """Where the labels of a snapshot are, or of what was just picked (a preview)."""
    if not makes_labels(form, params):
        return IN_FORCE_TABLE
    return STORED if snapshot else "(SELECT *, NULL::bigint AS fit_id FROM made_label)"


@dataclass(frozen=True, slots=True, eq=False)
class _Votes:
    """Columns of one length, in the order of items and judgments."""

    item: NDArray[np.int64]
    judgment: NDArray[np.int64]
    rater: NDArray[np.int64]
    judge: NDArray[np.bool_]
    trusted: NDArray[np.bool_]  # people are
    confidence: NDArray[np.float64]
    category: NDArray[np.int64]
    strength: NDArray[np.float64]

    def some(self, which: NDArray[np.bool_]) -> "_Votes":
        return _Votes(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def _categories(project_id: int, question: str) -> list[str]:
    """What can be answered."""
    asked = versions.questions_of_every_version(project_id)  # the newest first
    newest = next(one for one in asked if one["key"] == question)
    [parsed] = q.parse([newest])
    return q.QUESTIONS[parsed.type].categories(parsed)


def _votes(own: psycopg.Connection[Any], given: Json, categories: list[str]) -> _Votes:
    code = {name: n for n, name in enumerate(categories)}
    given["trusted"] = [pk for (pk,) in own.execute(TRUSTED).fetchall()]
    kinds = (np.int64, np.int64, np.int64, bool, bool, float, np.int64, float)
    pieces: list[list[NDArray[Any]]] = [[np.zeros(0, kind)] for kind in kinds]
    with own.cursor(name="votes") as cursor:
        cursor.execute(VOTES, given)
        while read := cursor.fetchmany(_READ):
            # What the question does not offer any more is no vote, as for labels in force.
            rows = [row for row in read if row[6] in code]
            columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
            columns[6] = tuple(code[winner] for winner in columns[6])
            for piece, column, kind in zip(pieces, columns, kinds, strict=True):
                piece.append(np.array(column, dtype=kind))  # None becomes NaN
    return _Votes(*(np.concatenate(piece) for piece in pieces))


def _labels(
    votes: _Votes, params: Json, categories: list[str], settled: set[int]
) -> Iterator[tuple[Any, ...]]:
    """Rows of the table of what was made.

    An item that nobody judged whose verdicts are wanted has the label of the others, counted: the
    choices then leave it out under their own reason.
    """
    by, judges = params["judgments_from"], params["judge_labels"]
    wanted = {"all": np.ones(len(votes.judge), bool), "human": ~votes.judge, "judge": votes.judge}
    welcome = ~votes.judge | (votes.trusted if judges == "trusted" else judges == "all")
    first = wanted[by] & welcome
    rest = ~np.isin(votes.item, votes.item[first])
    for some, method in (
        (votes.some(first), params["aggregation"]),
        (votes.some(rest), "majority"),
    ):
        yield from _made(some, method, params["question"], categories, settled)


def _made(
    votes: _Votes, method: str, question: str, categories: list[str], settled: set[int]
) -> Iterator[tuple[Any, ...]]:
    if not len(votes.item):
        return
    items, at = np.unique(votes.item, return_inverse=True)
    cast = tally.Votes(at, votes.category, votes.strength, votes.confidence)
    found = _tally(cast, votes, method, len(items), len(categories))
    ends = np.cumsum(found.votes).tolist()
    n_judge = np.bincount(at, votes.judge, len(items)).astype(int).tolist()
    judgments = votes.judgment.tolist()
    for n, (item_id, end, count, llm) in enumerate(
        zip(items.tolist(), ends, found.votes.tolist(), n_judge, strict=True)
    ):
        if item_id in settled:
            continue
        category, strength = int(found.category[n]), float(found.strength[n])
        value = {
            "winner": categories[category] if category >= 0 else None,
            "strength": None if np.isnan(strength) else strength,
        }
        yield _row(
            item_id,
            question,
            orjson.dumps(value).decode(),
            None if category < 0 else float(found.posterior[n]),
            method,
            AGGREGATORS[method].version,
            tally.STATUS[int(found.status[n])],
            "human" if not llm else "llm" if llm == count else "both",
            count - llm,
            llm,
            float(found.agreement[n]),
            orjson.dumps(judgments[end - count : end]).decode(),
        )


def _tally(cast: tally.Votes, votes: _Votes, method: str, n_items: int, k: int) -> tally.Tally:
    if method == "majority":
        return tally.majority(cast, n_items=n_items, n_categories=k)
    raters, rater = np.unique(votes.rater, return_inverse=True)
    table = Table(cast.item, rater, cast.category, n_items, len(raters), k)
    return tally.weighed(cast, AGGREGATORS[method].pool(table).posterior)


def _row(item_id: int, question: str, *rest: Any) -> tuple[Any, ...]:
    """With a number that says what it is: the same label has it in every export."""
    digest = hashlib.sha256(orjson.dumps([item_id, question, *rest])).digest()
    # Below 0: no label in force has such a number.
    return (-1 - (int.from_bytes(digest[:8], "big") >> 1), item_id, question, *rest)


__all__ = ["IN_FORCE", "keep", "make", "stored"]
