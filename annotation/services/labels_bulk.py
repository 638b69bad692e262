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
SELECT string_agg(int8send(item_id) || int8send(id) || boolsend(judge) ||
        float8send(coalesce(confidence, 'NaN')) || int8send(rater_id), NULL),
    '[' || string_agg(answers::text, ',') || ']'
FROM (SELECT j.item_id, j.id, r.kind = %(judge)s AS judge, j.confidence, j.answers, j.rater_id
    FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
    WHERE j.item_id = ANY(%(items)s::bigint[]) AND j.counted
        AND NOT EXISTS (SELECT FROM annotation_judgment s WHERE s.supersedes_id = j.id)
    ORDER BY j.item_id, j.id) votes
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
    asked = {"items": statements.array(item_ids), "judge": RaterKind.JUDGE.value}
    [(packed, answers)] = statements.rows(VOTES, asked, binary=True)
    voted, votes, judge, confidence, raters = statements.columns(
        packed, item="i8", id="i8", judge="?", confidence="f8", rater="i8"
    )
    item = np.searchsorted(ids, voted)
    people = np.bincount(item[~judge], minlength=len(ids)) > 0
    named = np.asarray(sources)
    llm = (named == "judge") | ((named == "any") & ~people)
    used = np.flatnonzero(judge == llm[item])
    said = orjson.loads(answers or "[]")
    return Evidence(
        item_ids=ids,
        llm=llm,
        item=item[used],
        judgment_ids=votes[used],
        raters=raters[used],
        confidence=confidence[used],
        answers=said if len(used) == len(said) else [said[n] for n in used.tolist()],
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


class _Belief(NamedTuple):
    """What a label says and by how many votes, whatever its item: thousands say the same."""

    value: dict[str, Any]
    source: str
    method: str
    method_version: str
    posterior: float | None
    middle: str  # its columns as COPY reads them, from the value to the agreement
    end: str  # and from the method to the fit

    def compared(self, judgment_ids: list[int]) -> Compared:
        return Compared(
            self.value, self.source, judgment_ids, self.method, self.method_version, self.posterior
        )


# One item's label of one question: the item, what it says, and the judgments it rests on.
_Made = tuple[int, _Belief, list[int]]


def _belief(
    value: dict[str, Any],
    *,
    llm: bool,
    votes: int,
    posterior: float | None,
    status: str,
    agreement: float,
    made_by: tuple[str, str, int | None],
) -> _Belief:
    source, (method, version, fit_id) = "llm" if llm else "human", made_by
    counts = f"{0 if llm else votes}\t{votes if llm else 0}"
    return _Belief(
        value, source, method, version, posterior,
        middle=f"{_text(value)}\t{_null(posterior)}\t{source}\t{status}\t{counts}\t{agreement}",
        end=f"{method}\t{version}\t{_null(fit_id)}",
    )  # fmt: skip


def _lines(
    made: Iterable[_Made], key: str, current: dict[tuple[int, str], tuple[int, Compared]]
) -> list[str]:
    """Rows of the table in COPY's text format, but for what all end with."""
    lines = []
    for item_id, new, judgment_ids in made:
        before = current.get((item_id, key)) if current else None
        if before is not None and unchanged(before[1], new.compared(judgment_ids)):
            continue
        version = before[0] + 1 if before else 1
        lines.append(f"{item_id}\t{key}\t{version}\t{new.middle}\t{judgment_ids}\t{new.end}")
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
    backing, beliefs = found.judgment_ids[at].tolist(), _Beliefs(names, model)
    said = zip(
        found.llm[rows].tolist(),
        by_model[rows].tolist(),
        counted.votes[rows].tolist(),
        counted.category[rows].tolist(),
        _known(counted.strength[rows]),
        _known(counted.posterior[rows]),
        counted.agreement[rows].tolist(),
        counted.status[rows].tolist(),
        strict=True,
    )
    for item_id, says, n, end in zip(
        found.item_ids[rows].tolist(),
        said,
        counted.votes[rows].tolist(),
        ends.tolist(),
        strict=True,
    ):
        yield item_id, beliefs[says], backing[end - n : end]


class _Beliefs(dict[tuple[Any, ...], _Belief]):
    """What counting came to, written out once for all items of which it is the same."""

    def __init__(self, names: list[str], model: Model | None) -> None:
        self.names = names
        self.simple: tuple[str, str, int | None] = (MAJORITY.key, MAJORITY.version, None)
        self.modelled = (model.method, model.version, model.id) if model else self.simple

    def __missing__(self, says: tuple[Any, ...]) -> _Belief:
        llm, weighed, votes, category, strength, posterior, agreement, status = says
        self[says] = made = _belief(
            {"winner": self.names[category] if category >= 0 else None, "strength": strength},
            llm=llm,
            votes=votes,
            posterior=posterior,
            status=tally.STATUS[status],
            agreement=agreement,
            made_by=self.modelled if weighed else self.simple,
        )
        return made


def _known(column: NDArray[np.float64]) -> list[float | None]:
    return [None if value != value else value for value in column.tolist()]  # noqa: PLR0124


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
        belief = _belief(
            made.value,
            llm=bool(found.llm[item]),
            votes=len(votes),
            posterior=None,
            status=made.status,
            agreement=made.agreement,
            made_by=(*POOLED, None),
        )
        yield int(found.item_ids[item]), belief, found.judgment_ids[votes].tolist()


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
