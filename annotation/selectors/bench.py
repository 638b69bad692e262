"""The project as the bench sees it."""

from dataclasses import dataclass
from typing import Any

from annotation.domain import rules
from annotation.errors import NotFound
from annotation.models import Acknowledgement, Assignment, Guideline, Project, QuestionSet
from annotation.selectors import pace


@dataclass(frozen=True, slots=True)
class BenchProject:
    """The few things the bench knows of a project."""

    id: int
    name: str
    language: str
    show_models_after: bool
    simulated: bool


def brief(*, project_id: int, user_id: int) -> dict[str, Any]:
    """Project, questions and guidelines in force."""
    guideline = Guideline.objects.filter(project_id=project_id).order_by("-version").first()
    project = Project.objects.get(pk=project_id)
    asked = rules.parse(project.rules)
    questions = QuestionSet.objects.filter(project_id=project_id).order_by("-version").first()
    return {
        "project": _seen(project),
        "questions": questions.questions if questions else [],
        "pace": pace.expected(project_id, asked),
        "break_minutes": asked.break_minutes,
        "guideline": guideline
        and {
            "version": guideline.version,
            "text": guideline.text,
            "acknowledged": Acknowledgement.objects.filter(
                guideline=guideline, user_id=user_id
            ).exists(),
        },
    }


def of_assignment(*, assignment_id: int, user_id: int) -> BenchProject:
    """The project of one's own assignment, while one is a member of it.

    Raises:
        NotFound: It is somebody else's, or the membership has ended.
    """
    assignment = (
        Assignment.objects.select_related("project")
        .filter(pk=assignment_id, annotator_id=user_id, project__memberships__user_id=user_id)
        .first()
    )
    if assignment is None:
        raise NotFound
    return _seen(assignment.project)


def _seen(project: Project) -> BenchProject:
    return BenchProject(
        project.pk, project.name, project.language, project.show_models_after, project.simulated
    )
