"""The one door for verdicts, of people and of judges (promises I1, I2, I5)."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from annotation import events
from annotation.domain import questions as q
from annotation.domain.types import AssignmentState, ItemState, RaterKind
from annotation.errors import (
    AlreadyJudged,
    IdempotencyConflict,
    Invalid,
    LeaseLost,
    NotFound,
    TooLateToReopen,
)
from annotation.models import Assignment, Item, Judgment, Rater
from annotation.selectors import versions
from annotation.services import labels, queue, raters


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a verdict that was sent."""

    judgment_id: int
    project_id: int
    counted: bool  # False: surplus, kept but not in the label
    replayed: bool  # it had been recorded before
    reveals: bool  # the project shows the models afterwards


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
        answers: As displayed (left, right); stored in canonical order.
        supersedes: The judgment this one corrects, of the same assignment.

    Raises:
        NotFound: The assignment was never this person's.
        Invalid: An answer is missing or does not fit; `fields` says which.
        LeaseLost: The item is open under another lease of the same person.
        AlreadyJudged: It holds a verdict under another key.
        IdempotencyConflict: The key was used for another body.
    """
    assignment = (
        Assignment.objects.select_related("item")
        .filter(pk=assignment_id, annotator_id=user_id, project__memberships__user_id=user_id)
        .first()
    )
    if assignment is None:
        raise NotFound
    project = versions.in_force(assignment.project_id)
    rater_id = raters.for_user(project_id=assignment.project_id, user_id=user_id)
    body = orjson.dumps([assignment_id, answers, supersedes], option=orjson.OPT_SORT_KEYS)
    sha = hashlib.sha256(body).hexdigest()
    try:
        with transaction.atomic():
            judgment = _insert(
                assignment,
                project,
                rater_id=rater_id,
                answers=answers,
                idempotency_key=str(idempotency_key),
                body_sha256=sha,
                active_seconds=active_seconds,
                supersedes=supersedes,
                counted=_close(assignment, lease_token, supersedes),
            )
    except (IntegrityError, AlreadyJudged, TooLateToReopen) as refused:
        # Sent before, or the same request twice at once, or a second verdict from another tab.
        before = _recorded_before(rater_id, idempotency_key, sha)
        if before is not None:
            return _submitted(before, project, replayed=True)
        if isinstance(refused, TooLateToReopen):
            raise
        raise AlreadyJudged from refused
    return _submitted(judgment, project, replayed=False)


@transaction.atomic
def record(new: Sequence[NewJudgment]) -> Recorded:
    """Record verdicts of judges and imports, all of one project; each once per (rater, key).

    Raises:
        Invalid: An answer does not fit the project's questions.
        NotFound: An item does not exist.
    """
    if not new:
        return Recorded(0, 0)
    items = Item.objects.in_bulk([n.item_id for n in new])
    if len(items) < len({n.item_id for n in new}):
        raise NotFound("An item to be judged does not exist.")
    project_id = items[new[0].item_id].project_id
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


def _submitted(judgment: Judgment, project: versions.InForce, *, replayed: bool) -> Submitted:
    return Submitted(
        judgment.pk,
        judgment.project_id,
        judgment.counted,
        replayed=replayed,
        reveals=project.show_models_after,
    )


def _recorded_before(rater_id: int, key: uuid.UUID, sha: str) -> Judgment | None:
    before = Judgment.objects.filter(rater_id=rater_id, idempotency_key=str(key)).first()
    if before is not None and before.body_sha256 != sha:
        raise IdempotencyConflict
    return before


def _close(assignment: Assignment, lease_token: uuid.UUID, supersedes: int | None) -> bool:
    """End the lease; returns whether the verdict counts. Locks assignment, then item."""
    if supersedes is not None:
        return _reopened(assignment, supersedes)
    mine = Assignment.objects.filter(pk=assignment.pk)
    closed = mine.filter(lease_token=lease_token, state=AssignmentState.OPEN).update(
        state=AssignmentState.SUBMITTED, closed_at=Now(), draft=None
    )
    item = Item.objects.filter(pk=assignment.item_id)
    if closed:
        return bool(item.update(counted=F("counted") + 1))
    late = mine.filter(state__in=[AssignmentState.EXPIRED, AssignmentState.RETURNED]).update(
        state=AssignmentState.SUBMITTED, closed_at=Now(), draft=None
    )
    if not late:
        state = mine.values_list("state", flat=True).get()
        raise LeaseLost if state == AssignmentState.OPEN else AlreadyJudged
    room = item.filter(
        Q(state__in=[ItemState.AWAITING_HUMAN, ItemState.RESOLVED]),
        taken__lt=F("need") + F("reserve"),
    )
    return bool(room.update(taken=F("taken") + 1, counted=F("counted") + 1))


def _reopened(assignment: Assignment, supersedes: int) -> bool:
    queue.reopen(assignment_id=assignment.pk, user_id=assignment.annotator_id)
    old = Judgment.objects.filter(
        pk=supersedes, assignment=assignment, superseded_by__isnull=True
    ).first()
    if old is None:
        raise AlreadyJudged("This answer was already changed; reopen the newest one.")
    return bool(old.counted)


def _insert(
    assignment: Assignment,
    project: versions.InForce,
    *,
    answers: dict[str, Any],
    supersedes: int | None,
    counted: bool,
    **fields: Any,
) -> Judgment:
    asked = versions.questions(project.question_set_id)
    assert project.question_set_id is not None  # else `questions` had refused
    flipped = assignment.presented_order[0] != assignment.item.responses[0]["key"]
    try:
        canonical = q.answers_from_display(answers, asked, flipped=flipped)
    except q.BadAnswer as e:
        raise Invalid(str(e.args[0]), fields={k: [v] for k, v in e.args[1].items()}) from e
    judgment = Judgment.objects.create(
        item_id=assignment.item_id,
        project_id=assignment.project_id,
        assignment=assignment,
        source=Judgment.Source.BENCH,
        question_set_id=project.question_set_id,
        guideline_id=project.guideline_id,
        answers=canonical,
        presented_order=assignment.presented_order,
        wall_seconds=(timezone.now() - assignment.opened_at).total_seconds(),
        supersedes_id=supersedes,
        counted=counted,
        **fields,
    )
    labels.after_judgments(project_id=assignment.project_id, item_ids=[assignment.item_id])
    events.after_commit(
        events.judgment_recorded,
        project_id=assignment.project_id,
        item_ids=[assignment.item_id],
        kind=RaterKind.HUMAN.value,
    )
    return judgment


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
