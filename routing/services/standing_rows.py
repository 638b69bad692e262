"""Reads what a judge and people said about the same items, for `standing`; a few plain queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from annotation import statements
from annotation.domain.types import Json
from routing.judges.standing.consistency import Version
from routing.judges.standing.table import NOBODY, Floats, Ints, Table, family

NAME = "judges"  # of the figures that the sweep keeps of these rows
LOOKED = 20_000  # the newest items that both judged: firm figures long before, and a page's worth
MARKS = r"(^|\n)\s*([-*+]|\d+[.)]|#{1,6})\s|\*\*"  # list items, headings, the ends of bold

ITEMS = """
SELECT item_id FROM (
    SELECT j.item_id FROM annotation_judgment j
    WHERE j.rater_id = ANY(%(raters)s::bigint[]) AND j.answers ? %(question)s
    UNION
    SELECT c.item_id FROM routing_judgecall c
    WHERE c.spec_id = %(spec)s::bigint AND c.purpose = 'work' AND c.state = 'ok'
    UNION
    SELECT id FROM annotation_item WHERE project_id = %(all_of)s::bigint
) mine
WHERE EXISTS (
    SELECT 1 FROM annotation_judgment h JOIN annotation_rater r ON r.id = h.rater_id
    WHERE h.item_id = mine.item_id AND r.kind = 'human' AND h.purpose = 'work'
        AND h.answers ? %(question)s)
AND (%(field)s::text IS NULL OR EXISTS (
    SELECT 1 FROM annotation_item i
    WHERE i.id = mine.item_id AND i.metadata ->> %(field)s::text = ANY(%(values)s::text[])))
ORDER BY item_id DESC LIMIT %(looked)s
"""
SAID = """
SELECT j.item_id, j.rater_id, j.answers -> %(question)s ->> 'winner', j.confidence, j.created_at
FROM annotation_judgment j
WHERE j.item_id = ANY(%(items)s::bigint[]) AND j.rater_id = ANY(%(raters)s::bigint[])
    AND j.answers ? %(question)s AND NOT j.answers -> %(question)s ? 'pair'
    AND NOT EXISTS (SELECT 1 FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.id
"""
VOTES = """
SELECT j.item_id, r.name, j.answers -> %(question)s ->> 'winner', j.created_at
FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
WHERE j.item_id = ANY(%(items)s::bigint[]) AND r.kind = 'human' AND j.purpose = 'work'
    AND j.answers ? %(question)s AND NOT j.answers -> %(question)s ? 'pair'
    AND NOT EXISTS (SELECT 1 FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.id
"""
TEXTS = """
SELECT id, CASE WHEN group_key = '' THEN md5(prompt::text) ELSE group_key END,
    char_length(responses -> 0 ->> 'text') - char_length(responses -> 1 ->> 'text'),
    regexp_count(responses -> 0 ->> 'text', %(marks)s)
        - regexp_count(responses -> 1 ->> 'text', %(marks)s),
    coalesce(responses -> 0 ->> 'model', ''), coalesce(responses -> 1 ->> 'model', '')
FROM annotation_item WHERE id = ANY(%(items)s::bigint[])
"""
DECIDED = """
SELECT item_id, min(created_at), (array_agg(audited ORDER BY round DESC))[1]
FROM routing_decision WHERE item_id = ANY(%(items)s::bigint[]) GROUP BY item_id
"""
# Of each order the mean strength over its samples, read by the newest parser that has read it.
ORDERS = """
SELECT c.item_id, c."order", sign(avg(v.strength))::int
FROM routing_judgecall c JOIN LATERAL (
    SELECT state, strength FROM routing_verdict WHERE call_id = c.id ORDER BY id DESC LIMIT 1
) v ON v.state = 'ok' AND v.strength IS NOT NULL
WHERE c.spec_id = %(spec)s::bigint AND c.purpose = 'work' AND c.state = 'ok'
    AND c.item_id = ANY(%(items)s::bigint[]) AND c."order" < 2
GROUP BY 1, 2
"""
# The last attempt at each piece of work; what is tried again later is no failure yet.
ENDED = """
SELECT ended, count(*), sum(cost)::float8 FROM (
    SELECT DISTINCT ON (item_id, "order", sample)
        CASE WHEN c.state = 'failed' OR c.error <> '' AND c.state <> 'ok' THEN
            coalesce(nullif(c.error, ''), c.state) ELSE c.state END AS ended,
        sum(c.cost_usd) OVER (PARTITION BY item_id, "order", sample) AS cost
    FROM routing_judgecall c
    WHERE c.spec_id = %(spec)s::bigint AND c.purpose = 'work'
        AND c.state IN ('ok', 'failed', 'unknown')
    ORDER BY item_id, "order", sample, attempt DESC
) work GROUP BY ended
"""
MODELS = """
SELECT model FROM routing_judgecall
WHERE spec_id = %(spec)s::bigint AND state = 'ok' AND model <> '' GROUP BY model ORDER BY min(id)
"""
# Of each item, pairs of answers to one and the same prompt, and those of them that say the same.
REPEATS = """
WITH said AS (
    SELECT c.item_id, c."order", coalesce(sign(v.strength)::text, v.value::text), count(*) AS n
    FROM routing_judgecall c JOIN LATERAL (
        SELECT state, strength, value FROM routing_verdict
        WHERE call_id = c.id ORDER BY id DESC LIMIT 1
    ) v ON v.state = 'ok'
    WHERE c.spec_id = %(spec)s AND c.purpose = 'work' AND c.state = 'ok' GROUP BY 1, 2, 3),
places AS (
    SELECT item_id, sum(n * (n - 1) / 2) AS same, sum(n) * (sum(n) - 1) / 2 AS pairs
    FROM said GROUP BY item_id, "order")
SELECT sum(same)::int, sum(pairs)::int FROM places
GROUP BY item_id HAVING sum(pairs) > 0 ORDER BY item_id DESC LIMIT %(looked)s
"""
# Of the versions before, the newest first: on how many items both have judged, and say the same.
VERSIONS = """
WITH RECURSIVE line AS (
    SELECT id, name, version, previous_id FROM routing_judgespec WHERE id = %(spec)s
    UNION ALL
    SELECT s.id, s.name, s.version, s.previous_id
    FROM routing_judgespec s JOIN line ON s.id = line.previous_id)
SELECT line.name, line.version, count(*) FILTER (WHERE mine.winner = theirs.winner),
    count(mine.winner)
FROM line JOIN annotation_rater r ON r.judge_spec_id = line.id AND line.id <> %(spec)s
LEFT JOIN LATERAL (
    SELECT item_id, answers -> %(question)s ->> 'winner' AS winner
    FROM annotation_judgment WHERE rater_id = r.id AND answers ? %(question)s
    ORDER BY id DESC LIMIT %(looked)s) theirs ON true
LEFT JOIN LATERAL (
    SELECT answers -> %(question)s ->> 'winner' AS winner FROM annotation_judgment
    WHERE rater_id = ANY(%(raters)s::bigint[]) AND item_id = theirs.item_id
        AND answers ? %(question)s
    ORDER BY id DESC LIMIT 1) mine ON true
GROUP BY line.id, line.name, line.version ORDER BY line.version DESC
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose verdicts on which question.

    Args:
        raters: The judge's ids as a rater; empty before its first judgment.
        spec: Its spec's id; None: its verdicts were imported.
        labels: Of the question.
        model: Whose family counts as its own.
        pairwise: Its calls are the two orders of a pair.
        swapped: Of imported verdicts, the rater that gave those with b first.
        where: A field of the items' metadata and its values, or None for all.
        all_of: A project, if its items without a verdict have rows too.
    """

    raters: Sequence[int]
    spec: int | None
    question: str
    labels: tuple[str, ...]
    model: str
    pairwise: bool = False
    swapped: int | None = None
    where: tuple[str, list[str]] | None = None
    all_of: int | None = None


def table(wanted: Wanted) -> Table:
    """The rows, in order of the judge's verdicts; items it has abstained on come first."""
    field, values = wanted.where or (None, [])
    given: Json = {
        "raters": statements.array(wanted.raters), "spec": wanted.spec, "looked": LOOKED,
        "question": wanted.question, "marks": MARKS, "field": field, "values": values,
        "all_of": wanted.all_of,
    }  # fmt: skip
    items = np.array([row[0] for row in statements.rows(ITEMS, given)], dtype=np.int64)[::-1]
    given["items"] = statements.array(items.tolist())
    at = {item: row for row, item in enumerate(items.tolist())}
    said, confidence, times = _said(wanted, given, at)
    votes, people, asked = _votes(wanted, given, at)
    first, swapped = _orders(wanted, given, at, said)
    groups, length, style, of_a, of_b = _texts(wanted, given, at)
    found = Table(
        items=items, groups=groups, labels=wanted.labels, said=said, first=first, swapped=swapped,
        confidence=confidence, votes=votes, people=people, length=length, style=style,
        family_a=of_a, family_b=of_b, week=_weeks(times), fair=_fair(given, at, asked),
    )  # fmt: skip
    order = np.argsort([t.timestamp() if t else 0.0 for t in times], kind="stable")
    return found.take(order)


def ended(spec_id: int) -> dict[str, tuple[int, float]]:
    """How the work of a judge ended: ok, or the failure -> how often, and what it cost."""
    rows = statements.rows(ENDED, {"spec": spec_id})
    return {kind: (int(n), float(cost or 0)) for kind, n, cost in rows}


def models(spec_id: int) -> tuple[str, ...]:
    """What the provider has said the model is, in order of time."""
    return tuple(name for (name,) in statements.rows(MODELS, {"spec": spec_id}))


def repeats(spec_id: int) -> tuple[Ints, Ints]:
    """Of each item, how many pairs of its samples say the same, and how many there are."""
    rows = statements.rows(REPEATS, {"spec": spec_id, "looked": LOOKED})
    same, pairs = np.array(rows, dtype=int).reshape(-1, 2).T
    return same, pairs


def versions(spec_id: int, raters: Sequence[int], question: str) -> list[Version]:
    """The versions before that have judged, the newest first, beside this one's verdicts."""
    given = {
        "spec": spec_id, "raters": statements.array(raters), "question": question,
        "looked": LOOKED,
    }  # fmt: skip
    return [Version(*row) for row in statements.rows(VERSIONS, given)]


Times = list[datetime | None]


def _said(wanted: Wanted, given: Json, at: dict[int, int]) -> tuple[Ints, Floats, Times]:
    said, confidence = np.full(len(at), NOBODY), np.full(len(at), np.nan)
    times: Times = [None] * len(at)
    for item, rater, winner, sure, when in statements.rows(SAID, given):
        if rater != wanted.swapped:
            said[at[item]] = _code(wanted, winner)
            confidence[at[item]] = np.nan if sure is None else sure
            times[at[item]] = when
    return said, confidence, times


def _votes(
    wanted: Wanted, given: Json, at: dict[int, int]
) -> tuple[Ints, tuple[str, ...], dict[int, datetime]]:
    rows = statements.rows(VOTES, given)
    people = sorted({name for _, name, *_ in rows}, key=_natural)
    column = {name: n for n, name in enumerate(people)}
    votes = np.full((len(at), len(people)), NOBODY)
    asked: dict[int, datetime] = {}
    for item, name, winner, when in rows:
        votes[at[item], column[name]] = _code(wanted, winner)
        asked[item] = min(asked.get(item, when), when)
    return votes, tuple(people), asked


def _orders(wanted: Wanted, given: Json, at: dict[int, int], said: Ints) -> tuple[Ints, Ints]:
    both = np.full((2, len(at)), NOBODY)
    if wanted.swapped is not None:
        both[0] = said
        for item, rater, winner, *_ in statements.rows(SAID, given):
            if rater == wanted.swapped:
                both[1, at[item]] = _code(wanted, winner)
    elif wanted.spec is not None and wanted.pairwise:
        for item, order, sign in statements.rows(ORDERS, given):
            both[order, at[item]] = {-1: 0, 1: 1, 0: 2}[sign]
    return both[0], both[1]


def _texts(
    wanted: Wanted, given: Json, at: dict[int, int]
) -> tuple[Ints, Floats, Floats, Ints, Ints]:
    own = family(wanted.model)
    names: dict[str, int] = {}
    groups, length, style = np.zeros(len(at), int), np.zeros(len(at)), np.zeros(len(at))
    of_a, of_b = np.full(len(at), NOBODY), np.full(len(at), NOBODY)
    for item, group, longer, marked, a, b in statements.rows(TEXTS, given):
        row = at[item]
        groups[row] = names.setdefault(group, len(names))
        length[row] = np.nan if longer is None else longer
        style[row] = np.nan if marked is None else marked
        of_a[row] = int(family(a) == own) if a and own else NOBODY
        of_b[row] = int(family(b) == own) if b and own else NOBODY
    return groups, length, style, of_a, of_b


def _fair(given: Json, at: dict[int, int], asked: dict[int, datetime]) -> Any:
    """Audited, or judged by people before anything was decided: the judge's doubt chose nothing."""
    fair = np.ones(len(at), dtype=bool)
    for item, decided, audited in statements.rows(DECIDED, given):
        fair[at[item]] = audited or (item in asked and asked[item] < decided)
    return fair


def _weeks(times: Times) -> Ints:
    known = [t for t in times if t]
    begin = min(known) if known else None
    return np.array([(t - begin).days // 7 if t and begin else 0 for t in times], dtype=int)


def _code(wanted: Wanted, winner: str | None) -> int:
    return wanted.labels.index(winner) if winner in wanted.labels else NOBODY


def _natural(name: str) -> tuple[str, int]:
    head = name.rstrip("0123456789")
    return head, int(name[len(head) :] or 0)
