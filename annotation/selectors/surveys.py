"""What a project asks its people about themselves, and what each of them told."""

from typing import Any

from django.db.models import Exists, OuterRef

from annotation.domain import survey as domain
from annotation.domain.quality import suppression
from annotation.domain.survey import Field
from annotation.domain.types import RaterKind
from annotation.models import AnnotatorProfile, Judgment, Project, Rater, Survey


def of_project(project_id: int) -> dict[str, Any]:
    """The survey in force, for whoever sets it; of answers only how many people gave any."""
    survey = _newest(project_id)
    told = AnnotatorProfile.objects.filter(survey=survey).count() if survey else 0
    return {
        **_shown(survey),
        "min_group": min_group(project_id),
        "smallest_group": domain.SMALLEST_GROUP,
        "agreed": told,
    }


def mine(*, project_id: int, user_id: int) -> dict[str, Any]:
    """The survey in force and one's own answers to it."""
    survey = _newest(project_id)
    own = AnnotatorProfile.objects.filter(
        rater__project_id=project_id, rater__user_id=user_id
    ).first()
    current = own is not None and survey is not None and own.survey_id == survey.pk
    return {
        **_shown(survey),
        "min_group": min_group(project_id),
        "agreed_at": own.consented_at if own and current else None,
        # Answers to an older version are offered again; they are shown to nobody meanwhile.
        "answers": own.attributes if own else {},
        "changed": own is not None and not current,
    }


def groups(project_id: int) -> tuple[list[Field], dict[str, dict[int, str]]]:
    """The fields in force, and for each of them rater id -> choice, of whoever told it."""
    survey = _newest(project_id)
    if survey is None:
        return [], {}
    fields = domain.parse(survey.fields)
    found: dict[str, dict[int, str]] = {field.key: {} for field in fields}
    rows = AnnotatorProfile.objects.filter(survey=survey).values_list("rater_id", "attributes")
    for rater_id, attributes in rows:
        for key, choice in attributes.items():
            if choice is not None and key in found:
                found[key][rater_id] = choice
    return fields, found


def exportable(project_id: int) -> list[str]:
    """Keys of the fields that exports may hold, in the survey's order; [] where none may be."""
    survey = _newest(project_id)
    if survey is None or not survey.exported:
        return []
    return [field.key for field in domain.parse(survey.fields)]


def told(project_id: int) -> dict[int, dict[str, str]]:
    """Rater id -> field -> choice, of the survey in force; for counts, never for a page."""
    found: dict[int, dict[str, str]] = {}
    for key, choices in groups(project_id)[1].items():
        for rater_id, choice in choices.items():
            found.setdefault(rater_id, {})[key] = choice
    return found


def for_export(project_id: int) -> dict[int, dict[str, str]]:
    """Rater id -> field -> choice, of what exports may hold: no combination of few people.

    Crossed in the survey's order whatever an export asks for, so that no two exports beside each
    other tell more than all of it does.
    """
    keys = exportable(project_id)
    if not keys:
        return {}
    of = told(project_id)
    judged = Rater.objects.filter(
        Exists(Judgment.objects.filter(rater=OuterRef("pk"), purpose="work")),
        project_id=project_id, kind=RaterKind.HUMAN,
    ).values_list("pk", flat=True)  # fmt: skip
    values = {pk: [of.get(pk, {}).get(key) for key in keys] for pk in judged}
    minimum = min_group(project_id)
    crossed = suppression.crossed(values, minimum=minimum)
    return {
        pk: {key: choice for key, choice in zip(keys, row, strict=True) if choice is not None}
        for pk, row in crossed.items()
    }


def min_group(project_id: int) -> int:
    """Fewest people of a group that anybody sees."""
    return int(Project.objects.values_list("min_group", flat=True).get(pk=project_id))


def _newest(project_id: int) -> Survey | None:
    return Survey.objects.filter(project_id=project_id).order_by("-version").first()


def _shown(survey: Survey | None) -> dict[str, Any]:
    if survey is None:
        return {
            "version": 0, "consent": "", "fields": [], "exported": False, "published_at": None,
        }  # fmt: skip
    return {
        "version": survey.version,
        "consent": survey.consent,
        "fields": survey.fields,
        "exported": survey.exported,
        "published_at": survey.created_at,
    }
