"""The one door for verdicts, of people and of judges (promises I1, I2, I5)."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotation import events, statements
from annotation.domain import questions as q
from annotation.domain.presentation import Presentation
from annotation.domain.types import AssignmentState, Purpose, RaterKind
from annotation.errors import (
    AlreadyJudged,
    IdempotencyConflict,
    Invalid,
    LeaseLost,
    NotFound,
    TooLateToReopen,
)
from annotation.models import Assignment, Item, Judgment, Rater
from annotation.selectors import queue, versions
from annotation.selectors.versions import Seat
from annotation.services import labels, leases, raters, reveals, training
from annotation.services.training import Feedback

HELD = f"""
SELECT a.item_id, a.purpose, a.showing, a.presented_order,
    jsonb_path_query_array(i.responses, '$[*].key'), {versions.SEAT} {versions.SEATED}
JOIN annotation_assignment a ON a.project_id = m.project_id AND a.annotator_id = m.user_id
JOIN annotation_item i ON i.id = a.item_id
WHERE a.id = %(id)s AND m.user_id = %(user)s
"""
CLOSE = """
UPDATE annotation_assignment SET state = 'submitted', closed_at = now(), draft = NULL
WHERE id = %(id)s AND state = 'open' AND lease_token = %(token)s RETURNING 1
"""
# Whether people who were asked still owe their answers: then the item is given no label yet.
OWED = "state = 'awaiting_human' AND label_source <> 'judge' AND counted < need"
COUNT = f"UPDATE annotation_item SET counted = counted + 1 WHERE id = %(item)s RETURNING {OWED}"
CLOSE_LATE = """
UPDATE annotation_assignment SET state = 'submitted', closed_at = now(), draft = NULL
WHERE id = %(id)s AND state IN ('expired', 'returned') RETURNING 1
"""
COUNT_LATE = f"""
UPDATE annotation_item SET taken = taken + 1, counted = counted + 1
WHERE id = %(item)s AND state IN ('awaiting_human', 'resolved') AND taken < need + reserve
RETURNING {OWED}
"""
INSERT = """
INSERT INTO annotation_judgment (item_id, project_id, rater_id, assignment_id, source,
    question_set_id, guideline_id, answers, presented_order, active_seconds, wall_seconds, counted,
    supersedes_id, idempotency_key, body_sha256, created_at, purpose)
SELECT a.item_id, a.project_id, %(rater)s, a.id, 'bench', %(questions)s, %(guideline)s::bigint,
    %(answers)s::jsonb, a.presented_order, %(active)s::float8,
    extract(epoch FROM now() - a.opened_at), %(counted)s, %(supersedes)s::bigint, %(key)s, %(sha)s,
    now(), a.purpose
FROM annotation_assignment a WHERE a.id = %(assignment)s RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a verdict that was sent."""

    judgment_id: int
    seat: Seat
    # False: surplus, kept but not in the label. What was never meant for one is not told apart:
    # that would tell gold and repeats.
    counted: bool
    replayed: bool  # it had been recorded before
    feedback: Feedback | None = None  # of training


@dataclass(frozen=True, slots=True)
class NewJudgment:
    """A verdict of a judge or of an import, answers in canonical order."""

    item_id: int
    rater_id: int
    source: str  # judge | import
    answers: dict[str, Any]
    presented_order: list[str]
    idempotency_key: str
    confidence: float | None = None
    active_seconds: float | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many verdicts were new and how many had been recorded before."""

    added: int
    present: int


@dataclass(frozen=True, slots=True)
class _Held:
    """An assignment, with what a verdict on it needs."""

    assignment_id: int
    item_id: int
    purpose: str
    showing: int
    keys: list[str]  # of the item's responses, in canonical order
    presented_order: list[str]  # the same, first side first
    seat: Seat


@dataclass(frozen=True, slots=True)
class _Closed:
    """What the end of a lease came to."""

    counts: bool
    owed: bool


def submit(
    *,
    assignment_id: int,
    user_id: int,
    lease_token: uuid.UUID,
    idempotency_key: uuid.UUID,
    answers: dict[str, Any],
    active_seconds: float | None = None,
    supersedes: int | None = None,
) -> Submitted:
    """Record a person's verdict on a leased item and close the lease.

    A verdict that comes after the lease ran out still counts while the item has room; else it is
    kept as surplus. The same key with the same body is answered as it was the first time.

    Args:
        answers: As displayed, by side; stored by response, in canonical order.
        supersedes: The judgment this one corrects, of the same assignment.

    Raises:
        NotFound: The assignment was never this person's.
        Invalid: An answer is missing or does not fit; `fields` says which.
        LeaseLost: The item is open under another lease of the same person.
        AlreadyJudged: It holds a verdict under another key.
        IdempotencyConflict: The key was used for another body.
    """
    held = _held(assignment_id, user_id)
    work = held.purpose == Purpose.WORK
    rater_id = held.seat.rater_id or raters.for_user(
        project_id=held.seat.project.project_id, user_id=user_id
    )
    seat = replace(held.seat, rater_id=rater_id)
    body = orjson.dumps([assignment_id, answers, supersedes], option=orjson.OPT_SORT_KEYS)
    sha = hashlib.sha256(body).hexdigest()
    canonical = _canonical(held, answers)
    given = {
        "key": str(idempotency_key),
        "sha": sha,
        "answers": canonical,
        "active": active_seconds,
        "supersedes": supersedes,
    }
    try:
        with transaction.atomic():
            closed = _close(held, lease_token, supersedes)
            judgment_id = _insert(held, seat, closed, given)
    except (IntegrityError, AlreadyJudged, TooLateToReopen) as refused:
        # Sent before, or the same request twice at once, or a second verdict from another tab.
        before = _recorded_before(rater_id, idempotency_key, sha)
        if before is not None:
            return Submitted(
                before.pk, seat, counted=before.counted or not work, replayed=True,
                feedback=_feedback(held, canonical),
            )  # fmt: skip
        if isinstance(refused, TooLateToReopen):
            raise
        raise AlreadyJudged from refused
    return Submitted(
        judgment_id, seat, counted=closed.counts or not work, replayed=False,
        feedback=_feedback(held, canonical),
    )  # fmt: skip


@transaction.atomic
def record(new: Sequence[NewJudgment]) -> Recorded:
    """Record verdicts of judges and imports, all of one project; each once per (rater, key).

    Raises:
        Invalid: An answer does not fit the project's questions.
        NotFound: An item does not exist.
    """
    if not new:
        return Recorded(0, 0)
    wanted = {n.item_id for n in new}
    projects = dict(Item.objects.filter(pk__in=wanted).values_list("pk", "project_id"))
    if len(projects) < len(wanted):
        raise NotFound("An item to be judged does not exist.")
    project_id = projects[new[0].item_id]
    project = versions.in_force(project_id)
    asked = versions.questions(project.question_set_id)
    assert project.question_set_id is not None  # else `questions` had refused
    known = set(
        Judgment.objects.filter(
            rater_id__in={n.rater_id for n in new},
            idempotency_key__in=[n.idempotency_key for n in new],
        ).values_list("rater_id", "idempotency_key")
    )
    fresh = [n for n in new if (n.rater_id, n.idempotency_key) not in known]
    rows = [
        Judgment(
            item_id=n.item_id,
            project_id=project_id,
            rater_id=n.rater_id,
            source=n.source,
            question_set_id=project.question_set_id,
            guideline_id=project.guideline_id if n.source == Judgment.Source.JUDGE else None,
            answers=_checked(n.answers, asked),
            presented_order=n.presented_order,
            confidence=n.confidence,
            active_seconds=n.active_seconds,
            idempotency_key=n.idempotency_key,
            body_sha256=hashlib.sha256(
                orjson.dumps(n.answers, option=orjson.OPT_SORT_KEYS)
            ).hexdigest(),
            created_at=n.created_at or timezone.now(),
        )
        for n in fresh
    ]
    Judgment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    labels.after_judgments(project_id=project_id, item_ids=sorted({n.item_id for n in fresh}))
    events.after_commit(
        events.judgment_recorded,
        project_id=project_id,
        item_ids=sorted({n.item_id for n in fresh}),
        kind=_kind(new[0].rater_id),
    )
    return Recorded(added=len(fresh), present=len(new) - len(fresh))


def _held(assignment_id: int, user_id: int) -> _Held:
    found = statements.row(HELD, {"id": assignment_id, "user": user_id})
    if found is None:
        raise NotFound
    item_id, purpose, showing, order, keys, *seat = found
    seated = versions.seated(seat, user_id)
    sides = orjson.loads(keys), orjson.loads(order)
    return _Held(assignment_id, item_id, purpose, showing, *sides, seated)


def _canonical(held: _Held, answers: dict[str, Any]) -> dict[str, Any]:
    asked = versions.questions(held.seat.project.question_set_id)
    shown = Presentation(tuple(held.keys), tuple(held.presented_order))
    if q.reads_texts(asked):
        shown = queue.as_shown(held.assignment_id)
    try:
        canonical = q.answers_from_display(answers, asked, shown)
    except q.BadAnswer as e:
        raise Invalid(str(e.args[0]), fields={k: [v] for k, v in e.args[1].items()}) from e
    if first := q.before(asked):
        reveals.keep_to_the_first(held.assignment_id, first, canonical)
    return canonical


def _recorded_before(rater_id: int, key: uuid.UUID, sha: str) -> Judgment | None:
    before = Judgment.objects.filter(rater_id=rater_id, idempotency_key=str(key)).first()
    if before is not None and before.body_sha256 != sha:
        raise IdempotencyConflict
    return before


def _close(held: _Held, lease_token: uuid.UUID, supersedes: int | None) -> _Closed:
    """End the lease and take the verdict's place on the item. Locks assignment, then item."""
    if supersedes is not None:
        return _Closed(_reopened(held, supersedes), owed=False)
    given = {"id": held.assignment_id, "item": held.item_id, "token": lease_token}
    if held.purpose != Purpose.WORK:
        # It took no place on the item, and makes no label.
        if not statements.rows(CLOSE, given) and not statements.rows(CLOSE_LATE, given):
            raise _not_held(held)
        return _Closed(counts=False, owed=True)
    if statements.rows(CLOSE, given):
        [(owed,)] = statements.rows(COUNT, given)
        return _Closed(counts=True, owed=owed)
    if not statements.rows(CLOSE_LATE, given):
        raise _not_held(held)
    room = statements.rows(COUNT_LATE, given)
    return _Closed(counts=bool(room), owed=any(owed for (owed,) in room))


def _not_held(held: _Held) -> LeaseLost | AlreadyJudged:
    state = Assignment.objects.values_list("state", flat=True).get(pk=held.assignment_id)
    return LeaseLost() if state == AssignmentState.OPEN else AlreadyJudged()


def _feedback(held: _Held, answers: dict[str, Any]) -> Feedback | None:
    if held.purpose != Purpose.TRAINING:
        return None
    shown = Presentation(tuple(held.keys), tuple(held.presented_order))
    return training.feedback(
        held.seat, item_id=held.item_id, showing=held.showing, answers=answers, shown=shown
    )


def _reopened(held: _Held, supersedes: int) -> bool:
    leases.reopen(assignment_id=held.assignment_id, user_id=held.seat.user_id)
    old = Judgment.objects.filter(
        pk=supersedes, assignment_id=held.assignment_id, superseded_by__isnull=True
    ).first()
    if old is None:
        raise AlreadyJudged("This answer was already changed; reopen the newest one.")
    return bool(old.counted)


def _insert(held: _Held, seat: Seat, closed: _Closed, given: dict[str, Any]) -> int:
    project = seat.project
    [(judgment_id,)] = statements.rows(
        INSERT,
        given
        | {
            "assignment": held.assignment_id,
            "rater": seat.rater_id,
            "questions": project.question_set_id,
            "guideline": project.guideline_id,
            "answers": orjson.dumps(given["answers"]).decode(),
            "counted": closed.counts,
        },
    )
    item_ids = [held.item_id]
    if held.purpose != Purpose.WORK:
        return int(judgment_id)
    if not closed.owed:
        labels.after_judgments(project_id=project.project_id, item_ids=item_ids)
    events.after_commit(
        events.judgment_recorded,
        project_id=project.project_id,
        item_ids=item_ids,
        kind=RaterKind.HUMAN.value,
    )
    return int(judgment_id)


def _checked(answers: dict[str, Any], asked: list[q.Question]) -> dict[str, Any]:
    # A judge or an import may answer some questions only; each answer it gives must fit.
    given = [question for question in asked if question.key in answers]
    try:
        if not given or set(answers) - {question.key for question in given}:
            raise q.BadAnswer("It answers no question of this project, or an unknown one.")
        return q.check_answers(answers, given)
    except q.BadAnswer as e:
        raise Invalid(str(e.args[0])) from e


def _kind(rater_id: int) -> str:
    return Rater.objects.values_list("kind", flat=True).get(pk=rater_id)
