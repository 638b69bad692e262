"""Labels of many items at once: votes read as columns, counted as arrays, added by COPY."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.aggregation import Aggregator, tally
from annotation.domain.types import RaterKind

VOTES = """
SELECT j.item_id, j.id, r.kind = %(judge)s, j.confidence, j.answers
FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
WHERE j.item_id = ANY(%(items)s::bigint[]) AND j.counted
    AND NOT EXISTS (SELECT FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.item_id, j.id
"""
CURRENT = """
SELECT DISTINCT ON (item_id, question) item_id, question, version, value, source, judgment_ids,
    method_version
FROM annotation_label WHERE item_id = ANY(%(items)s::bigint[])
ORDER BY item_id, question, version DESC
"""
COLUMNS = (
    "item_id, question, version, value, posterior, source, status, n_human, n_judge, agreement, "
    "judgment_ids, project_id, method, method_version, created_at"
)
COPY = f"COPY annotation_label ({COLUMNS}) FROM STDIN"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The votes that make the labels of a batch of items.

    Args:
        item_ids: Shape (n_items,), ascending.
        llm: Whether judges' votes make the item's label, shape (n_items,).
        item: Row of each vote's item, shape (n_votes,), ascending, and so are the others.
    """

    item_ids: NDArray[np.int64]
    llm: NDArray[np.bool_]
    item: NDArray[np.intp]
    judgment_ids: NDArray[np.int64]
    confidence: NDArray[np.float64]
    answers: list[dict[str, Any]]

    def judged(self) -> NDArray[np.bool_]:
        """Which items somebody has judged whose judgments count for them."""
        return np.bincount(self.item, minlength=len(self.item_ids)) > 0


def fits(asked: Sequence[q.Question], method: Aggregator) -> bool:
    """Whether all labels are votes counted by majority: what this module knows."""
    return method.key == "majority" and all(
        q.QUESTIONS[question.type].categories(question) for question in asked
    )


def evidence(item_ids: Sequence[int], sources: Sequence[str]) -> Evidence:
    """Whose judgments make the labels of these items, and these.

    Args:
        item_ids: In id order.
        sources: Each item's `label_source`: "judge", "human", or "any": people's if there are some.
    """
    ids = np.asarray(item_ids, dtype=np.int64)
    rows = statements.rows(
        VOTES, {"items": statements.array(item_ids), "judge": RaterKind.JUDGE.value}
    )
    item = np.searchsorted(ids, np.array([row[0] for row in rows], dtype=np.int64))
    judge = np.array([row[2] for row in rows], dtype=bool)
    people = np.bincount(item[~judge], minlength=len(ids)) > 0
    named = np.asarray(sources)
    llm = (named == "judge") | ((named == "any") & ~people)
    used = np.flatnonzero(judge == llm[item])
    kept = [rows[n] for n in used.tolist()]
    return Evidence(
        item_ids=ids,
        llm=llm,
        item=item[used],
        judgment_ids=np.array([row[1] for row in kept], dtype=np.int64),
        confidence=np.array([row[3] for row in kept], dtype=float),  # None becomes NaN
        answers=[orjson.loads(row[4]) for row in kept],
    )


def add(
    found: Evidence, *, project_id: int, asked: Sequence[q.Question], method: Aggregator
) -> int:
    """Add the labels whose value, source or evidence changed; returns how many.

    Call in the transaction that holds the items' rows.
    """
    current = _current(found.item_ids.tolist())
    lines: list[str] = []
    same = f"{project_id}\t{method.key}\t{method.version}\t{timezone.now().isoformat()}\n"
    for question in asked:
        lines += _lines(found, question, method, current, same)
    if lines:
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            copy.write("".join(lines))
    return len(lines)


def _lines(
    found: Evidence,
    question: q.Question,
    method: Aggregator,
    current: dict[tuple[int, str], tuple[Any, ...]],
    same: str,
) -> list[str]:
    """Rows of the table in COPY's text format; `same` ends each."""
    names = q.QUESTIONS[question.type].categories(question)
    votes, judgment_ids = _votes(found, question, names)
    counted = tally.majority(votes, n_items=len(found.item_ids), n_categories=len(names))
    rows = np.flatnonzero(counted.votes)
    ends = np.searchsorted(votes.item, rows, side="right")
    starts = np.searchsorted(votes.item, rows, side="left")
    backing = judgment_ids.tolist()
    lines, texts = [], _Texts()
    for item_id, llm, start, end, category, strength, posterior, agreement, status in zip(
        found.item_ids[rows].tolist(),
        found.llm[rows].tolist(),
        starts.tolist(),
        ends.tolist(),
        counted.category[rows].tolist(),
        counted.strength[rows].tolist(),
        counted.posterior[rows].tolist(),
        counted.agreement[rows].tolist(),
        counted.status[rows].tolist(),
        strict=True,
    ):
        winner = names[category] if category >= 0 else None
        given = None if strength != strength else strength  # noqa: PLR0124
        ids, source, n = backing[start:end], "llm" if llm else "human", end - start
        before = current.get((item_id, question.key))
        value = {"winner": winner, "strength": given}
        if before is not None and before[1:] == (value, source, ids, method.version):
            continue
        version = before[0] + 1 if before else 1
        known = "\\N" if posterior != posterior else posterior  # noqa: PLR0124
        lines.append(
            f"{item_id}\t{question.key}\t{version}\t{texts[winner, given]}\t{known}\t{source}\t"
            f"{tally.STATUS[status]}\t{0 if llm else n}\t{n if llm else 0}\t{agreement}\t{ids}\t"
            f"{same}"
        )
    return lines


def _votes(
    found: Evidence, question: q.Question, names: list[str]
) -> tuple[tally.Votes, NDArray[np.int64]]:
    """The votes on one question, and the judgment of each."""
    kind, key = q.QUESTIONS[question.type], question.key
    code = {name: n for n, name in enumerate(names)}
    rows, categories, strengths = [], [], []
    for row, answers in enumerate(found.answers):
        answer = answers.get(key)
        if answer is not None and (name := kind.category(answer)):
            rows.append(row)
            categories.append(code[name])
            strengths.append(answer.get("strength"))
    at = np.array(rows, dtype=np.intp)
    votes = tally.Votes(
        item=found.item[at],
        category=np.array(categories, dtype=np.intp),
        strength=np.array(strengths, dtype=float),
        confidence=found.confidence[at],
    )
    return votes, found.judgment_ids[at]


def _current(item_ids: list[int]) -> dict[tuple[int, str], tuple[Any, ...]]:
    """(item, question) -> version, value, source, judgments and method version of its label."""
    return {
        (item_id, question): (version, orjson.loads(value), source, orjson.loads(ids), method)
        for item_id, question, version, value, source, ids, method in statements.rows(
            CURRENT, {"items": statements.array(item_ids)}
        )
    }


class _Texts(dict[tuple[str | None, float | None], str]):
    """Values as JSON, each written once: there are few different ones."""

    def __missing__(self, given: tuple[str | None, float | None]) -> str:
        value = dict(zip(("winner", "strength"), given, strict=True))
        text = self[given] = orjson.dumps(value).decode().replace("\\", "\\\\")
        return text
