"""Training before the first real item: known items with feedback, passed or not."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.presentation import Presentation
from annotation.domain.quality import gold
from annotation.domain.types import Purpose
from annotation.errors import NotFound
from annotation.models import Gold, Judgment, Membership, Qualification
from annotation.selectors import versions
from annotation.selectors.versions import Seat
from annotation.services import audit, mixing

ATTEMPTS = """
SELECT count(*), coalesce(bool_or(passed), false) FROM annotation_qualification
WHERE project_id = %(project)s AND user_id = %(user)s
"""
SO_FAR = """
SELECT (SELECT count(*) FROM annotation_gold WHERE project_id = %(project)s AND training),
    count(*) FILTER (WHERE state = 'submitted'), count(*) FILTER (WHERE state = 'open')
FROM annotation_assignment
WHERE annotator_id = %(user)s AND project_id = %(project)s AND purpose = 'training'
    AND showing = %(attempt)s
"""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody in training gets now: one item at a time, so that each is learnt from."""

    status: str  # ok | unqualified
    assignment_ids: list[int]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody in training is told about their answer."""

    right: bool
    questions: dict[str, bool]  # of each question compared
    expected: dict[str, Any]  # as displayed
    explanation: str
    answered: int  # of this attempt
    of: int
    passed: bool | None  # None: the attempt goes on
    again: bool  # another attempt is left


OVER = Step("ok", [])


def step(seat: Seat) -> Step:
    """The next training item, or OVER for whoever may do real work.

    Call behind `quotas.lock`.
    """
    attempt, passed = _attempts(seat)
    if passed:
        return OVER
    rules = seat.project.rules
    if attempt >= rules.attempts:
        return Step("unqualified", [])
    of, answered, held = _so_far(seat, attempt)
    if not of:
        return OVER  # there are no training items yet: nobody can be kept waiting for them
    if held:
        return Step("ok", [])
    if answered < of:
        given = mixing.known(seat, training=True, showing=attempt)
        if given is not None:
            return Step("ok", [given])
    # Those they skipped count as asked.
    decide(seat, attempt=attempt, of=of)
    return step(seat)


def feedback(
    seat: Seat, *, item_id: int, showing: int, answers: dict[str, Any], shown: Presentation
) -> Feedback | None:
    """What to tell somebody who has just answered a training item; ends the attempt with its last.

    Returns:
        None where the known answer was taken back meanwhile.
    """
    known = Gold.objects.filter(item_id=item_id).first()
    if known is None:
        return None
    asked = versions.questions(seat.project.question_set_id)
    checked = gold.check(answers, known.answers, asked)
    if checked is None:
        return None
    of, answered, _ = _so_far(seat, showing)
    passed = None
    if answered >= of:
        passed = decide(seat, attempt=showing, of=of)
    attempts, _ = _attempts(seat)
    return Feedback(
        right=checked.right,
        questions=checked.questions,
        expected=q.answers_to_display(known.answers, asked, shown),
        explanation=known.explanation,
        answered=answered,
        of=of,
        passed=passed,
        again=attempts < seat.project.rules.attempts,
    )


def decide(seat: Seat, *, attempt: int, of: int) -> bool:
    """Write down how an attempt ended; what was written first stays."""
    right = _right(seat, attempt)
    passed = right >= seat.project.rules.pass_mark * of
    Qualification.objects.bulk_create(
        [
            Qualification(
                project_id=seat.project.project_id,
                user_id=seat.user_id,
                attempt=attempt,
                asked=of,
                right=min(right, of),
                passed=passed,
            )
        ],
        ignore_conflicts=True,
    )
    return passed


def _right(seat: Seat, attempt: int) -> int:
    asked = versions.questions(seat.project.question_set_id)
    rows = Judgment.objects.filter(
        assignment__annotator_id=seat.user_id,
        assignment__showing=attempt,
        project_id=seat.project.project_id,
        purpose=Purpose.TRAINING,
    ).values_list("answers", "item__gold__answers")
    checked = [gold.check(given, expected or {}, asked) for given, expected in rows]
    return sum(bool(one and one.right) for one in checked)


def _attempts(seat: Seat) -> tuple[int, bool]:
    [(attempts, passed)] = statements.rows(ATTEMPTS, _of(seat))
    return attempts, passed


def _so_far(seat: Seat, attempt: int) -> tuple[int, int, int]:
    """(Items of the attempt, of these answered, held now)."""
    [(there, answered, held)] = statements.rows(SO_FAR, _of(seat) | {"attempt": attempt})
    return min(there, seat.project.rules.training_items), answered, held


def _of(seat: Seat) -> dict[str, int]:
    return {"project": seat.project.project_id, "user": seat.user_id}


def let_in(*, project_id: int, member_id: int, actor_id: int) -> None:
    """Whatever the training came to, this member may do real work.

    Raises:
        NotFound: There is no such member here.
    """
    member = Membership.objects.filter(project_id=project_id, pk=member_id).first()
    if member is None:
        raise NotFound
    with transaction.atomic():
        taken = Qualification.objects.filter(project_id=project_id, user_id=member.user_id)
        Qualification.objects.create(
            project_id=project_id,
            user_id=member.user_id,
            attempt=taken.count(),
            asked=0,
            right=0,
            passed=True,
            let_in_by_id=actor_id,
        )
        audit.record(
            kind="member.let_in",
            project_id=project_id,
            actor_id=actor_id,
            subject=f"user:{member.user_id}",
        )
