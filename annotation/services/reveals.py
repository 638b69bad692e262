"""Showing what came of an item, once it was answered without knowing (promise I11)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from annotation.domain import presentation
from annotation.domain import questions as q
from annotation.domain.types import AssignmentState
from annotation.errors import Invalid, LeaseLost, NotFound
from annotation.models import Assignment, FirstAnswers
from annotation.selectors import queue, versions


@transaction.atomic
def reveal(
    *,
    assignment_id: int,
    user_id: int,
    lease_token: uuid.UUID,
    answers: dict[str, Any],
    active_seconds: float | None = None,
) -> dict[str, Any]:
    """Keep the first answers for good, and show the outcome.

    Asked again, it shows the same with the answers that were given first: whoever lost the reply
    has seen nothing, but whoever did see it cannot answer anew.

    Args:
        answers: As displayed, to the questions before the outcome.

    Returns:
        {"text", "sides", "answers"}: the outcome of all, that of each side, the first answers.

    Raises:
        NotFound: The assignment was never this person's.
        LeaseLost: It is no longer held under this token.
        Invalid: An answer is missing or does not fit; or this project reveals nothing.
    """
    mine = Assignment.objects.select_for_update(of=["self"]).select_related("item")
    held = mine.filter(pk=assignment_id, annotator_id=user_id).first()
    if held is None:
        raise NotFound
    shown = queue.as_shown(held.pk)
    first = FirstAnswers.objects.filter(assignment=held).first()
    if first is None:
        if held.state != AssignmentState.OPEN or held.lease_token != lease_token:
            raise LeaseLost
        first = _keep(held, shown, answers, active_seconds)
    return queue.revealed(held.item.context, shown, first.question_set_id, first.answers)


def keep_to_the_first(
    assignment_id: int, asked: Sequence[q.Question], answers: dict[str, Any]
) -> None:
    """Check that a verdict repeats what was answered before the outcome.

    Args:
        asked: The questions before it.
        answers: The whole verdict, canonical.

    Raises:
        Invalid: It was not shown yet, or `fields` names the answers that differ.
    """
    first = FirstAnswers.objects.filter(assignment_id=assignment_id).first()
    if first is None:
        raise Invalid("The outcome was not shown yet: answer what comes before it, then see it.")
    told = "You answered this before the outcome was shown; that answer stays."
    other = {k.key: [told] for k in asked if answers.get(k.key) != first.answers.get(k.key)}
    if other:
        raise Invalid("Answers from before the outcome cannot change.", fields=other)


def _keep(
    held: Assignment,
    shown: presentation.Presentation,
    answers: dict[str, Any],
    active_seconds: float | None,
) -> FirstAnswers:
    set_id = versions.in_force(held.project_id).question_set_id
    asked = q.before(versions.questions(set_id))
    if not asked or set_id is None:
        raise Invalid("This project shows no outcome: send the answers.")
    try:
        canonical = q.answers_from_display(answers, asked, shown)
    except q.BadAnswer as e:
        raise Invalid(str(e.args[0]), fields={k: [v] for k, v in e.args[1].items()}) from e
    return FirstAnswers.objects.create(
        assignment=held,
        question_set_id=set_id,
        answers=canonical,
        active_seconds=active_seconds,
    )
