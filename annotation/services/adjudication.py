"""Settling what raters disagree on: an ordinary judgment that makes the label, with its cause."""

import hashlib
import uuid
from typing import Any, cast

import orjson
from django.db import transaction

from annotation import events
from annotation.domain import questions as q
from annotation.domain.types import Cause, ItemState, Purpose
from annotation.errors import IdempotencyConflict, Invalid, NotFound
from annotation.models import Adjudication, Item, Judgment
from annotation.selectors import adjudication, versions
from annotation.services import labels, raters


@transaction.atomic
def decide(
    *,
    item_id: int,
    project_id: int,
    user_id: int,
    answers: dict[str, Any],
    cause: str,
    confidence: float,
    note: str = "",
    idempotency_key: uuid.UUID,
) -> int:
    """Settle an item; returns the judgment. Settled again, the newest holds.

    Args:
        item_id: The item.
        project_id: Its project.
        user_id: Whoever settles it.
        answers: By question, in canonical order; what is left out stays as raters left it.
        cause: Why they disagreed, a value of Cause.
        confidence: [0, 1]; the posterior of the labels this makes.
        note: What the guidelines should say, or anything else.
        idempotency_key: Made once by the client; sent again, it settles nothing twice.

    Raises:
        NotFound: There is no such item here, or it was taken out.
        Forbidden: They judged it themselves, and the project does not allow that.
        Invalid: An answer does not fit.
        IdempotencyConflict: The key was used for something else.
    """
    item = Item.objects.select_for_update(no_key=True).filter(pk=item_id).first()
    gone = (ItemState.DISCARDED, ItemState.REFERENCE)
    if item is None or item.project_id != project_id or item.state in gone:
        raise NotFound
    rater_id = raters.for_user(project_id=project_id, user_id=user_id)
    body = orjson.dumps([item_id, answers, cause, confidence, note], option=orjson.OPT_SORT_KEYS)
    sha = hashlib.sha256(body).hexdigest()
    before = Judgment.objects.filter(
        rater_id=rater_id, idempotency_key=str(idempotency_key)
    ).first()
    if before is not None:
        if before.body_sha256 != sha:
            raise IdempotencyConflict
        return int(before.pk)
    adjudication.may_settle(item_id=item_id, project_id=project_id, user_id=user_id)
    current = versions.in_force(project_id)
    checked = _checked(answers, versions.questions(current.question_set_id))
    judgment = Judgment.objects.create(
        item=item,
        project_id=project_id,
        rater_id=rater_id,
        source=Judgment.Source.BENCH,
        purpose=Purpose.SETTLE,
        counted=False,  # no vote beside the others: it has seen them
        question_set_id=cast("int", current.question_set_id),  # else nothing could be checked
        guideline_id=current.guideline_id,
        answers=checked,
        presented_order=[r["key"] for r in item.responses],
        idempotency_key=str(idempotency_key),
        body_sha256=sha,
    )
    Adjudication.objects.create(
        judgment=judgment,
        item=item,
        project_id=project_id,
        cause=Cause(cause).value,
        confidence=confidence,
        note=note,
    )
    labels.resolve(item_ids=[item_id])
    decided(project_id=project_id, item_id=item_id, judgment_id=judgment.pk, cause=cause)
    return int(judgment.pk)


def decided(*, project_id: int, item_id: int, judgment_id: int, cause: str) -> None:
    """Tell whoever listens that an item was settled: known answers and guidelines may follow."""
    events.after_commit(
        events.item_adjudicated,
        project_id=project_id,
        item_id=item_id,
        judgment_id=judgment_id,
        cause=cause,
    )


def _checked(answers: dict[str, Any], asked: list[q.Question]) -> dict[str, Any]:
    given = [question for question in asked if question.key in answers]
    unknown = sorted(set(answers) - {question.key for question in given})
    if unknown or not given:
        sentence = (
            f"There is no question {unknown[0][:60]!r}." if unknown else "Answer a question first."
        )
        raise Invalid(sentence, fields={"answers": [sentence]})
    try:
        return q.check_answers(answers, given)
    except q.BadAnswer as e:
        raise Invalid(str(e.args[0]), fields={"answers": [str(e.args[0])]}) from e
