"""What is in force in a project, and what a member may do there, each by one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from annotation import statements
from annotation.domain import rules
from annotation.domain.questions import Question, parse
from annotation.domain.rules import Rules
from annotation.errors import Invalid, NotFound
from annotation.models import Project, QuestionSet


@dataclass(frozen=True, slots=True)
class InForce:
    """The newest versions and the rules of the queue."""

    project_id: int
    state: str
    lease_seconds: int
    side_order: str
    show_models_after: bool
    guideline_id: int | None
    question_set_id: int | None
    rules: Rules


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's place at a project's bench."""

    project: InForce
    user_id: int
    rater_id: int | None  # None before their first judgment
    acknowledged: bool  # has read the guidelines in force, or there are none


IN_FORCE = "p.id, p.state, p.lease_seconds, p.side_order, p.show_models_after, g.id, q.id, p.rules"
NEWEST = """
LEFT JOIN LATERAL (SELECT id FROM annotation_guideline WHERE project_id = p.id
    ORDER BY version DESC LIMIT 1) g ON true
LEFT JOIN LATERAL (SELECT id FROM annotation_questionset WHERE project_id = p.id
    ORDER BY version DESC LIMIT 1) q ON true
"""
SEAT = f"""
{IN_FORCE}, r.id, g.id IS NULL OR EXISTS (
    SELECT 1 FROM annotation_acknowledgement k
    WHERE k.guideline_id = g.id AND k.user_id = m.user_id)
"""
SEATED = f"""
FROM annotation_membership m JOIN annotation_project p ON p.id = m.project_id
LEFT JOIN annotation_rater r ON r.project_id = p.id AND r.user_id = m.user_id {NEWEST}
"""

# Versions are never edited, so what an id means may be kept for ever.
_questions: dict[int, list[Question]] = {}
_KEPT = 1000


def in_force(project_id: int) -> InForce:
    """The versions a judgment given now is given under.

    Raises:
        NotFound: There is no such project.
    """
    found = statements.row(
        f"SELECT {IN_FORCE} FROM annotation_project p {NEWEST} WHERE p.id = %(id)s",
        {"id": project_id},
    )
    if found is None:
        raise NotFound
    return _in_force(found)


def seat(*, project_id: int, user_id: int) -> Seat:
    """Where a member sits.

    Raises:
        NotFound: They are no member.
    """
    found = statements.row(
        f"SELECT {SEAT} {SEATED} WHERE m.project_id = %(project)s AND m.user_id = %(user)s",
        {"project": project_id, "user": user_id},
    )
    if found is None:
        raise NotFound
    return seated(found, user_id)


def seated(columns: Sequence[Any], user_id: int) -> Seat:
    """The seat in the columns of SEAT."""
    *project, rater_id, acknowledged = columns
    return Seat(_in_force(project), user_id, rater_id, acknowledged)


def _in_force(columns: Sequence[Any]) -> InForce:
    *before, stored = columns
    kept = rules.OFF if stored == "{}" else rules.parse(orjson.loads(stored))
    return InForce(*[*before, kept])


def questions(question_set_id: int | None) -> list[Question]:
    """The questions of a version.

    Raises:
        Invalid: There is none yet.
    """
    if question_set_id is None:
        raise Invalid("This project asks no question yet; an admin adds one in the settings.")
    if question_set_id not in _questions:
        if len(_questions) >= _KEPT:
            _questions.clear()
        _questions[question_set_id] = parse(QuestionSet.objects.get(pk=question_set_id).questions)
    return _questions[question_set_id]


def questions_in_force(project_id: int) -> list[Question]:
    """What is asked now; [] where nothing is yet."""
    current = in_force(project_id).question_set_id
    return questions(current) if current is not None else []


def stored_questions(question_set_id: int) -> list[dict[str, Any]]:
    """The questions of a version as they were stored."""
    return list(QuestionSet.objects.get(pk=question_set_id).questions)


def questions_ever(project_id: int) -> list[dict[str, Any]]:
    """Every question any version of the set asked, as last asked, in the order of the newest."""
    sets = QuestionSet.objects.filter(project_id=project_id).order_by("-version")
    found: dict[str, dict[str, Any]] = {}
    for asked in sets.values_list("questions", flat=True):
        for question in asked:
            found.setdefault(question["key"], question)
    return list(found.values())


def questions_of_every_version(project_id: int) -> list[dict[str, Any]]:
    """Every question as every version asked it, the newest first; nothing is said twice."""
    sets = QuestionSet.objects.filter(project_id=project_id).order_by("-version")
    found: list[dict[str, Any]] = []
    for asked in sets.values_list("questions", flat=True):
        found += [question for question in asked if question not in found]
    return found


def slug(project_id: int) -> str:
    """The project's name in commands and file names."""
    return str(Project.objects.values_list("slug", flat=True).get(pk=project_id))
