"""Votes of a project as columns: each judgment in force is read once, in windows of ids."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from annotation import statements
from annotation.domain.quality import ballots
from annotation.domain.quality.ballots import Ballot, Person
from annotation.domain.quality.measures import Measure
from annotation.models import Rater

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
WINDOW = 50_000
KEPT_ANSWERS = 100_000  # different answers whose meaning is remembered
# Side, length, format and speed are read from the texts of this many judgments, the latest.
LATEST = 200_000
LETTERS = 6.0  # characters a word, with the space

VOTES = """
SELECT j.id, j.item_id, j.rater_id, extract(epoch FROM j.created_at)::float8,
    (j.answers -> %(question)s::text)::text, j.purpose = 'repeat'
FROM annotation_judgment j
WHERE j.project_id = %(project)s AND j.id > %(after)s AND j.purpose IN ('work', 'repeat')
    AND j.answers ? %(question)s::text
    AND j.rater_id = ANY(%(raters)s::bigint[]) {counted}
    AND NOT EXISTS (SELECT FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.id LIMIT %(window)s
"""
SINCE = """
SELECT id FROM annotation_judgment WHERE project_id = %(project)s
ORDER BY id DESC OFFSET %(latest)s LIMIT 1
"""
# Lists, bold, headings and code are counted by what is left when their marks are taken out.
TEXTS = """
SELECT i.id, i.responses -> 0 ->> 'key', i.responses -> 0 ->> 'model', i.responses -> 1 ->> 'model',
    length(a.t), length(b.t), a.m, b.m,
    length(i.prompt::text)
        + (SELECT sum(length(r ->> 'text')) FROM jsonb_array_elements(i.responses) r),
    i.group_key, hashtextextended(a.t, 0), hashtextextended(b.t, 0),
    (SELECT jsonb_object_agg(m.key, m.value) FROM jsonb_each_text(i.metadata) m
        WHERE length(m.value) <= 60)::text
FROM annotation_item i
CROSS JOIN LATERAL (SELECT {marks}, t FROM (SELECT i.responses -> 0 ->> 'text' AS t) x) a
CROSS JOIN LATERAL (SELECT {marks}, t FROM (SELECT i.responses -> 1 ->> 'text' AS t) x) b
WHERE i.id = ANY(%(items)s::bigint[]) ORDER BY i.id
""".replace(
    "{marks}",
    r"""(length(t) - length(replace(t, '**', ''))) / 4.0
    + (length(t) - length(replace(replace(t, E'\n- ', ''), E'\n* ', ''))) / 3.0
    + (length(t) - length(replace(t, E'\n#', ''))) / 2.0
    + (length(t) - length(replace(t, '```', ''))) / 6.0 AS m""",
)
SHOWN = """
SELECT j.id, j.presented_order ->> 0, j.active_seconds, r.kind = 'judge'
FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
WHERE j.project_id = %(project)s AND j.id > %(after)s AND j.purpose IN ('work', 'repeat')
    AND NOT EXISTS (SELECT FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.id LIMIT %(window)s
"""


@dataclass(frozen=True, slots=True, eq=False)
class Raw:
    """Votes oldest judgment first, repeats before all others; see ballots.cast for the columns."""

    judgment: Ints
    item: Ints
    part: Ints
    parts: list[str]
    rater: Ints
    label: Ints
    at: Floats

    def ballot(self, measure: Measure) -> Ballot:
        """At most one vote of a rater on a unit."""
        return ballots.cast(
            item=self.item, part=self.part, parts=self.parts, rater=self.rater, label=self.label,
            at=self.at, n_labels=len(measure.labels),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What was to be seen at the latest judgments, in their order; columns of one length.

    Args:
        judgment: Ids, ascending.
        left: Key of the response on the left; "" where the sides are not known.
        seconds: Active time, nan where none was kept.
    """

    judgment: Ints
    left: list[str]
    seconds: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """What the first two responses of items look like.

    Args:
        item: Ids, ascending; all others have its length.
        key: Of the first response.
        models: Of the first two.
        longer: Characters of the first minus those of the second.
        marked: The same in marks of format.
        words: To be read in all, about.
        group: Of prompts that belong together; "" of none.
        said: A number for the text of each of the two, equal where the texts are.
        metadata: Short values of what came with the item, as JSON; items share few of them.
    """

    item: Ints
    key: list[str]
    models: list[tuple[str, str]]
    longer: Floats
    marked: Floats
    words: Floats
    group: list[str]
    said: list[tuple[int, int]]
    metadata: list[str]


def raters(project_id: int) -> list[Person]:
    """Everybody who may have judged, by id."""
    rows = Rater.objects.filter(project_id=project_id).order_by("pk")
    return [Person(r.pk, r.name, r.kind == "judge", r.simulated) for r in rows]


def votes(
    project_id: int,
    question: str,
    measures: list[Measure],
    who: list[Person],
    *,
    counted: bool = False,
) -> list[Raw]:
    """The votes of these raters on each measure of a question, by one pass over the judgments.

    Args:
        project_id: The project.
        question: The key of the question.
        measures: What is read of an answer.
        who: The raters, by id.
        counted: Leave out what came after an item was full.
    """
    place = np.array([r.id for r in who], dtype=np.int64)
    code = _Codes(measures)
    heads: list[tuple[int, int, int, float]] = []
    said: list[list[list[tuple[int, int]]]] = []
    again: list[bool] = []
    raters = statements.array(place.tolist())
    given = {"project": project_id, "question": question, "raters": raters}
    sql = VOTES.format(counted="AND j.counted" if counted else "")
    for judgment, item, rater, at, answer, repeat in _windows(sql, given):
        heads.append((judgment, item, rater, at))
        said.append(code[answer])
        again.append(repeat)
    judgment, item, rater = (
        np.array([head[n] for head in heads], dtype=np.int64) for n in range(3)
    )
    at = np.array([head[3] for head in heads], dtype=float)
    found = []
    for n in range(len(measures)):
        times = np.array([len(votes[n]) for votes in said], dtype=np.int64)
        pairs = np.array([p for votes in said for p in votes[n]], dtype=np.int64).reshape(-1, 2)
        row = np.repeat(np.arange(len(said)), times)
        # What counts stands; a repeat is only compared with it, and so goes before it.
        order = np.argsort(~np.array(again, dtype=bool)[row], kind="stable")
        row, pairs = row[order], pairs[order]
        found.append(
            Raw(
                judgment[row], item[row], pairs[:, 0], code.parts,
                np.searchsorted(place, rater[row]), pairs[:, 1], at[row],
            )
        )  # fmt: skip
    return found


def shown(project_id: int) -> Shown:
    """The latest judgments' sides and times; a judge's sides are its protocol's, not its choice."""
    since = statements.row(SINCE, {"project": project_id, "latest": LATEST})
    rows = list(_windows(SHOWN, {"project": project_id}, after=since[0] if since else 0))
    return Shown(
        np.array([row[0] for row in rows], dtype=np.int64),
        ["" if row[3] else row[1] or "" for row in rows],
        np.array([row[2] for row in rows], dtype=float),
    )


def texts(item_ids: Ints) -> Texts:
    """Lengths, marks and models of these items; ids ascending."""
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(item_ids), WINDOW):
        chunk = statements.array(item_ids[start : start + WINDOW].tolist())
        rows += statements.rows(TEXTS, {"items": chunk})

    def column(n: int) -> Floats:
        return np.array([row[n] for row in rows], dtype=float)  # None becomes nan

    return Texts(
        np.array([row[0] for row in rows], dtype=np.int64),
        [row[1] or "" for row in rows],
        [(row[2] or "", row[3] or "") for row in rows],
        column(4) - column(5),
        column(6) - column(7),
        np.maximum(1.0, np.nan_to_num(column(8)) / LETTERS),
        [row[9] for row in rows],
        [(row[10] or 0, row[11] or 0) for row in rows],
        [row[12] or "{}" for row in rows],
    )


def _windows(sql: str, given: dict[str, Any], *, after: int = 0) -> Iterator[tuple[Any, ...]]:
    """Rows in order of their first column, some at a time."""
    while rows := statements.rows(sql, {**given, "after": after, "window": WINDOW}):
        yield from rows
        if len(rows) < WINDOW:
            return
        after = rows[-1][0]


class _Codes(dict[str, list[list[tuple[int, int]]]]):
    """Answer as JSON -> for each measure (part, label) of each vote; each text is read once."""

    def __init__(self, measures: list[Measure]) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._read: list[Callable[[Any], list[tuple[str, str]]]] = [m.read for m in measures]
        self._labels = [{label: n for n, label in enumerate(m.labels)} for m in measures]
        self._place: dict[str, int] = {}

    def __missing__(self, text: str) -> list[list[tuple[int, int]]]:
        answer = orjson.loads(text)
        found = [
            # A label of an older version of the question is no vote on this one.
            [(self._part(part), labels[label]) for part, label in read(answer) if label in labels]
            for read, labels in zip(self._read, self._labels, strict=True)
        ]
        if len(self) < KEPT_ANSWERS:
            self[text] = found
        return found

    def _part(self, name: str) -> int:
        at = self._place.setdefault(name, len(self.parts))
        if at == len(self.parts):
            self.parts.append(name)
        return at
