"""Labels of many items at once: votes read as columns, counted as arrays, added by COPY."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import orjson
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.aggregation import Majority, tally
from annotation.domain.types import RaterKind
from annotation.selectors.fits import Model

VOTES = """
SELECT j.item_id, j.id, r.kind = %(judge)s, j.confidence, j.answers, r.id
FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
WHERE j.item_id = ANY(%(items)s::bigint[]) AND j.counted
    AND NOT EXISTS (SELECT FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.item_id, j.id
"""
# A look-up per item: a run fills the table, and a plan from before would read all of it each time.
CURRENT = """
SELECT l.* FROM unnest(%(items)s::bigint[]) AS asked(id) CROSS JOIN LATERAL (
    SELECT DISTINCT ON (question) item_id, question, version, value, source, judgment_ids,
        method, method_version, posterior
    FROM annotation_label WHERE item_id = asked.id ORDER BY question, version DESC) l
"""
COLUMNS = (
    "item_id, question, version, value, posterior, source, status, n_human, n_judge, agreement, "
    "judgment_ids, method, method_version, fit_id, project_id, created_at"
)
MAJORITY = Majority()
POOLED = "pooled", "1"  # method and version where a type of question makes the label
# A model that is fitted again moves every posterior a little: that is no new belief.
MOVED = 0.001
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
    raters: NDArray[np.int64]
    confidence: NDArray[np.float64]
    answers: list[dict[str, Any]]

    def judged(self) -> NDArray[np.bool_]:
        """Which items somebody has judged whose judgments count for them."""
        return np.bincount(self.item, minlength=len(self.item_ids)) > 0


@dataclass(frozen=True, slots=True)
class Compared:
    """What tells one version of a label from the next."""

    value: dict[str, Any]
    source: str
    judgment_ids: list[int]
    method: str
    method_version: str
    posterior: float | None


def unchanged(old: Compared, new: Compared) -> bool:
    """Whether it would be the same label again."""
    if replace(old, posterior=None) != replace(new, posterior=None):
        return False
    if old.posterior is None or new.posterior is None:
        return old.posterior == new.posterior
    return abs(old.posterior - new.posterior) < MOVED


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
        raters=np.array([row[5] for row in kept], dtype=np.int64),
        confidence=np.array([row[3] for row in kept], dtype=float),  # None becomes NaN
        answers=[orjson.loads(row[4]) for row in kept],
    )


def add(
    found: Evidence, *, project_id: int, asked: Sequence[tuple[q.Question, Model | None]]
) -> int:
    """Add the labels that changed; returns how many.

    Call in the transaction that holds the items' rows.

    Args:
        found: The votes.
        project_id: The items' project.
        asked: The questions, each with the model of its raters or None, where votes are counted.
    """
    current = _current(found.item_ids.tolist())
    lines: list[str] = []
    for question, model in asked:
        made = (
            _counted(found, question, model)
            if q.QUESTIONS[question.type].categories(question)
            else _pooled(found, question)
        )
        lines += _lines(made, question.key, current)
    if lines:
        ends = f"\t{project_id}\t{timezone.now().isoformat()}\n"
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            copy.write(ends.join([*lines, ""]))
    return len(lines)


class _Made(NamedTuple):
    """One item's label of one question, before it is compared with the one in force."""

    item_id: int
    value: dict[str, Any]
    source: str
    judgment_ids: list[int]
    method: str
    method_version: str
    posterior: float | None
    status: str
    agreement: float
    fit_id: int | None
    text: str  # the value as COPY reads it

    def compared(self) -> Compared:
        return Compared(*self[1:7])


def _lines(
    made: Iterable[_Made], key: str, current: dict[tuple[int, str], tuple[int, Compared]]
) -> list[str]:
    """Rows of the table in COPY's text format, but for what all end with."""
    lines = []
    for new in made:
        before = current.get((new.item_id, key)) if current else None
        if before is not None and unchanged(before[1], new.compared()):
            continue
        n, llm = len(new.judgment_ids), new.source == "llm"
        lines.append(
            f"{new.item_id}\t{key}\t{before[0] + 1 if before else 1}\t{new.text}\t"
            f"{_null(new.posterior)}\t{new.source}\t{new.status}\t{0 if llm else n}\t"
            f"{n if llm else 0}\t{new.agreement}\t{new.judgment_ids}\t{new.method}\t"
            f"{new.method_version}\t{_null(new.fit_id)}"
        )
    return lines


def _counted(found: Evidence, question: q.Question, model: Model | None) -> Iterator[_Made]:
    """Labels by counting, and of people's votes by the model where there is one."""
    names = q.QUESTIONS[question.type].categories(question)
    votes, at = _votes(found, question, names)
    n_items = len(found.item_ids)
    counted = tally.majority(votes, n_items=n_items, n_categories=len(names))
    by_model = np.zeros(n_items, dtype=bool)
    if model is not None:
        by_model = ~found.llm
        posterior = model.fitted.posterior(
            votes.item, found.raters[at].tolist(), votes.category, n_items=n_items
        )
        counted = _either(by_model, tally.weighed(votes, posterior), counted)
    rows = np.flatnonzero(counted.votes)
    ends = np.searchsorted(votes.item, rows, side="right")
    starts = np.searchsorted(votes.item, rows, side="left")
    backing = found.judgment_ids[at].tolist()
    texts = _Texts()
    simple = MAJORITY.key, MAJORITY.version, None
    modelled = (model.method, model.version, model.id) if model else simple
    for item_id, llm, weighed, start, end, category, strength, posterior, agreement, status in zip(
        found.item_ids[rows].tolist(),
        found.llm[rows].tolist(),
        by_model[rows].tolist(),
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
        known = None if posterior != posterior else posterior  # noqa: PLR0124
        method, version, fit_id = modelled if weighed else simple
        value, text = texts[winner, given]
        yield _Made(
            item_id, value, "llm" if llm else "human", backing[start:end], method, version, known,
            tally.STATUS[status], agreement, fit_id, text,
        )  # fmt: skip


def _either(which: NDArray[np.bool_], one: tally.Tally, other: tally.Tally) -> tally.Tally:
    return tally.Tally(
        **{
            name: np.where(which, getattr(one, name), getattr(other, name))
            for name in tally.Tally.__dataclass_fields__
        }
    )


def _pooled(found: Evidence, question: q.Question) -> Iterator[_Made]:
    """Labels made of all answers together."""
    kind, key = q.QUESTIONS[question.type], question.key
    given: dict[int, list[int]] = defaultdict(list)
    for vote, (item, answers) in enumerate(zip(found.item.tolist(), found.answers, strict=True)):
        if key in answers:
            given[item].append(vote)
    for item, votes in given.items():
        made = kind.pool([found.answers[n][key] for n in votes], question)
        if made is None:
            continue
        yield _Made(
            item_id=int(found.item_ids[item]),
            value=made.value,
            source="llm" if found.llm[item] else "human",
            judgment_ids=found.judgment_ids[votes].tolist(),
            method=POOLED[0],
            method_version=POOLED[1],
            posterior=None,
            status=made.status,
            agreement=made.agreement,
            fit_id=None,
            text=_text(made.value),
        )


def _votes(
    found: Evidence, question: q.Question, names: list[str]
) -> tuple[tally.Votes, NDArray[np.intp]]:
    """The votes on one question, and the row of the evidence that each is in."""
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
    return votes, at


def _current(item_ids: list[int]) -> dict[tuple[int, str], tuple[int, Compared]]:
    """(item, question) -> the version of its label, and what it says."""
    return {
        (item_id, question): (
            version,
            Compared(orjson.loads(value), source, orjson.loads(ids), *rest),
        )
        for item_id, question, version, value, source, ids, *rest in statements.rows(
            CURRENT, {"items": statements.array(item_ids)}
        )
    }


def _null(value: float | None) -> str:
    return "\\N" if value is None else repr(value)


def _text(value: dict[str, Any]) -> str:
    # COPY's own escapes: of what JSON leaves in a text only the backslash.
    return orjson.dumps(value).decode().replace("\\", "\\\\")


class _Texts(dict[tuple[str | None, float | None], tuple[dict[str, Any], str]]):
    """Values and how COPY reads them, each written once: there are few different ones."""

    def __missing__(self, given: tuple[str | None, float | None]) -> tuple[dict[str, Any], str]:
        value = dict(zip(("winner", "strength"), given, strict=True))
        self[given] = value, _text(value)
        return self[given]
