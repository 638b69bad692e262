"""What is in force in a project: its questions and its guidelines, by one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery

from annotation.domain.questions import Question, parse
from annotation.errors import Invalid, NotFound
from annotation.models import Acknowledgement, Guideline, Project, QuestionSet


@dataclass(frozen=True, slots=True)
class InForce:
    """The newest versions and the rules of the queue."""

    project_id: int
    state: str
    lease_seconds: int
    side_order: str
    guideline_id: int | None
    question_set_id: int | None


# Versions are never edited, so what an id means may be kept for ever.
_questions: dict[int, list[Question]] = {}
_KEPT = 1000


def in_force(project_id: int) -> InForce:
    """The versions a judgment given now is given under.

    Raises:
        NotFound: There is no such project.
    """
    newest = {
        name: Subquery(
            model.objects.filter(project_id=OuterRef("pk")).order_by("-version").values("pk")[:1]
        )
        for name, model in (("guideline_id", Guideline), ("question_set_id", QuestionSet))
    }
    row = (
        Project.objects.filter(pk=project_id)
        .annotate(project_id=F("pk"), **newest)
        .values(*InForce.__slots__)
        .first()
    )
    if row is None:
        raise NotFound
    return InForce(**row)


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
