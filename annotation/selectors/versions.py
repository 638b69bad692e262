"""What is in force in a project: its questions and its guidelines, by one query."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from annotation.domain.questions import Question, parse
from annotation.errors import Invalid, NotFound
from annotation.models import Acknowledgement, Project, QuestionSet


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


# In SQL, since every claim and every verdict asks: building the same query took Django longer than
# PostgreSQL took to answer it.
_IN_FORCE = """
SELECT p.id, p.state, p.lease_seconds, p.side_order, p.show_models_after,
    (SELECT g.id FROM annotation_guideline g WHERE g.project_id = p.id
        ORDER BY g.version DESC LIMIT 1),
    (SELECT q.id FROM annotation_questionset q WHERE q.project_id = p.id
        ORDER BY q.version DESC LIMIT 1)
FROM annotation_project p WHERE p.id = %s
"""

# Versions are never edited, so what an id means may be kept for ever.
_questions: dict[int, list[Question]] = {}
_KEPT = 1000


def in_force(project_id: int) -> InForce:
    """The versions a judgment given now is given under.

    Raises:
        NotFound: There is no such project.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [project_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    return InForce(*row)


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


def acknowledged(versions: InForce, *, user_id: int) -> bool:
    """Whether the person has read the guidelines in force (true when there are none)."""
    if versions.guideline_id is None:
        return True
    return Acknowledgement.objects.filter(
        guideline_id=versions.guideline_id, user_id=user_id
    ).exists()


def questions_ever(project_id: int) -> list[dict[str, Any]]:
    """Every question any version of the set asked, as last asked, in the order of the newest."""
    sets = QuestionSet.objects.filter(project_id=project_id).order_by("-version")
    found: dict[str, dict[str, Any]] = {}
    for asked in sets.values_list("questions", flat=True):
        for question in asked:
            found.setdefault(question["key"], question)
    return list(found.values())


def slug(project_id: int) -> str:
    """The project's name in commands and file names."""
    return str(Project.objects.values_list("slug", flat=True).get(pk=project_id))
