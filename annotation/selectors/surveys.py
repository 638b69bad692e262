"""What a project asks its people about themselves, and what each of them told."""

from typing import Any

from annotation.domain import survey as domain
from annotation.domain.survey import Field
from annotation.models import AnnotatorProfile, Project, Survey


def of_project(project_id: int) -> dict[str, Any]:
    """The survey in force, for whoever sets it; of answers only how many people gave any."""
    survey = _newest(project_id)
    told = AnnotatorProfile.objects.filter(survey=survey).count() if survey else 0
    return {
        **_shown(survey),
        "min_group": Project.objects.values_list("min_group", flat=True).get(pk=project_id),
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
        "min_group": Project.objects.values_list("min_group", flat=True).get(pk=project_id),
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


def _newest(project_id: int) -> Survey | None:
    return Survey.objects.filter(project_id=project_id).order_by("-version").first()


def _shown(survey: Survey | None) -> dict[str, Any]:
    if survey is None:
        return {"version": 0, "consent": "", "fields": [], "published_at": None}
    return {
        "version": survey.version,
        "consent": survey.consent,
        "fields": survey.fields,
        "published_at": survey.created_at,
    }
