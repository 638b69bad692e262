"""What people tell about themselves: asked by version, given with consent, taken back at will."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotation.domain import survey as domain
from annotation.domain.types import RaterKind
from annotation.errors import Invalid, NotFound, Outdated
from annotation.models import AnnotatorProfile, Consent, Figures, Project, Rater, Survey
from annotation.services import audit, raters


@transaction.atomic
def publish(
    *,
    project_id: int,
    consent: str,
    fields: Sequence[Mapping[str, Any]],
    min_group: int,
    actor_id: int | None,
    exported: bool = False,
) -> int:
    """The next version of the survey; returns it. The same text and questions again are no new one.

    Whoever agreed to an older version is asked anew; what they told is shown to nobody until then.

    Args:
        consent: Markdown.
        fields: As `domain.survey.check` wants them; [] stops the asking.
        min_group: Fewest people of a group whose figures anybody sees.
        exported: Ask also that exports may hold the answers beside the pseudonym.

    Raises:
        Invalid: A field does not fit, or there is a question without a text to agree to.
    """
    try:
        checked = domain.check(fields)
    except domain.BadSurvey as e:
        raise Invalid(e.args[0], fields={"fields": [e.args[0]]}) from e
    if checked and not consent.strip():
        sentence = "Say what the answers are for, who sees them and for how long."
        raise Invalid(sentence, fields={"consent": [sentence]})
    if min_group < domain.SMALLEST_GROUP:
        sentence = f"At least {domain.SMALLEST_GROUP} people; {domain.USUAL_GROUP} is usual."
        raise Invalid(sentence, fields={"min_group": [sentence]})
    # Versions follow one another: the project's row is the lock.
    project = Project.objects.select_for_update(no_key=True).get(pk=project_id)
    latest = newest(project_id)
    if project.min_group != min_group:
        Project.objects.filter(pk=project_id).update(min_group=min_group)
        forget_groups(project_id)
    version = latest.version if latest else 0
    if latest is None or (latest.consent, latest.fields, latest.exported) != (
        consent,
        checked,
        exported,
    ):
        version += 1
        Survey.objects.create(
            project_id=project_id,
            version=version,
            consent=consent,
            fields=checked,
            exported=exported,
            created_by_id=actor_id,
        )
        forget_groups(project_id)
    audit.record(
        kind="survey.published",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"project:{project_id}",
        data={"version": version, "fields": len(checked), "min_group": min_group},
    )
    return version


@transaction.atomic
def answer(
    *, project_id: int, user_id: int, version: int, answers: Mapping[str, str | None]
) -> None:
    """Agree to the text of this version, and tell as much as one likes.

    Raises:
        NotFound: The project asks nothing.
        Outdated: There is a newer text, which the person has not read.
        Invalid: An answer does not fit; `fields` says which.
    """
    survey = newest(project_id)
    if survey is None or not survey.fields:
        raise NotFound("This project asks nothing about its people.")
    if survey.version != version:
        raise Outdated
    try:
        checked = domain.check_answers(answers, domain.parse(survey.fields))
    except domain.BadSurvey as e:
        raise Invalid(e.args[0], fields={f"answers.{e.args[1]}": [e.args[0]]}) from e
    rater_id = raters.for_user(project_id=project_id, user_id=user_id)
    keep(survey=survey, told={rater_id: checked})


@transaction.atomic
def withdraw(*, project_id: int, user_id: int) -> None:
    """Take the consent back: what was told is gone at once, and so are figures made with it."""
    rater = Rater.objects.filter(project_id=project_id, user_id=user_id).first()
    profile = AnnotatorProfile.objects.select_for_update().filter(rater=rater).first()
    if rater is None or profile is None:
        return
    Consent.objects.create(rater=rater, survey_id=profile.survey_id, given=False)
    profile.delete()
    forget_groups(project_id)


def keep(*, survey: Survey, told: Mapping[int, Mapping[str, str | None]]) -> None:
    """Keep what raters told under this version, in the caller's transaction.

    Args:
        told: Rater id -> checked answers, in place of what they told before.
    """
    known = dict(
        AnnotatorProfile.objects.filter(rater_id__in=told).values_list("rater_id", "survey_id")
    )
    agreed = [r for r in told if known.get(r) != survey.pk]
    Consent.objects.bulk_create([Consent(rater_id=r, survey=survey, given=True) for r in agreed])
    now = timezone.now()
    AnnotatorProfile.objects.bulk_create(
        [
            AnnotatorProfile(rater_id=r, survey=survey, attributes=dict(given), consented_at=now)
            for r, given in told.items()
        ],
        update_conflicts=True,
        unique_fields=["rater"],
        update_fields=["survey", "attributes", "consented_at"],
    )


def imported(
    *,
    project_id: int,
    consent: str,
    fields: Sequence[Mapping[str, Any]],
    told: Mapping[str, Mapping[str, str | None]],
    min_group: int,
    exported: bool = False,
) -> int:
    """What the raters of a file told when it was made; returns how many are kept.

    Args:
        consent: Under which words they agreed, and where.
        fields: What was asked.
        told: Name in the file -> choices.
        exported: They agreed that exports hold it.

    Raises:
        Invalid: A field or an answer does not fit.
    """
    with transaction.atomic():
        publish(
            project_id=project_id,
            consent=consent,
            fields=fields,
            min_group=min_group,
            actor_id=None,
            exported=exported,
        )
        survey = Survey.objects.filter(project_id=project_id).latest("version")
        parsed = domain.parse(survey.fields)
        names = raters.imported(project_id=project_id, kind=RaterKind.HUMAN, names=list(told))
        try:
            checked = {names[n]: domain.check_answers(a, parsed) for n, a in told.items()}
        except domain.BadSurvey as e:
            raise Invalid(f"{e.args[1]}: {e.args[0]}") from e
        keep(survey=survey, told=checked)
        forget_groups(project_id)
    return len(checked)


def newest(project_id: int) -> Survey | None:
    """The version in force."""
    return Survey.objects.filter(project_id=project_id).order_by("-version").first()


def forget_groups(project_id: int) -> None:
    """Drop kept figures that may show what must not be shown any more."""
    Figures.objects.filter(project_id=project_id, name="groups").delete()
