"""Projects: created, set up, and versioned guidelines and question sets."""

import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from annotation.domain import questions as q
from annotation.domain.rules import BadRule, Rules, check
from annotation.domain.types import Role
from annotation.errors import Forbidden, Invalid, NotFound, Outdated
from annotation.models import (
    Acknowledgement,
    Guideline,
    Membership,
    Project,
    QuestionSet,
    User,
)
from annotation.services import audit, relabelling

SETTINGS = (
    "name",
    "description",
    "language",
    "state",
    "overlap",
    "reserve",
    "lease_seconds",
    "side_order",
    "show_models_after",
    "aggregators",
    "adjudicate_own",
)


@transaction.atomic
def create(
    *,
    actor_id: int,
    name: str,
    slug: str = "",
    questions: Any = None,
    guideline: str = "",
    **settings: Any,
) -> int:
    """Make a project and its first versions; whoever makes it is its first admin.

    Raises:
        Forbidden: The person is neither staff nor an admin of any project.
        Invalid: The slug is taken, or a question does not fit.
    """
    if not may_create(user_id=actor_id):
        raise Forbidden("Only staff and admins of a project may create projects.")
    project = _new(slug or _free_slug(name), name=name, **settings)
    Membership.objects.create(project=project, user_id=actor_id, role=Role.ADMIN)
    asked = questions or [{"key": "overall", "type": "comparison", "title": "Overall"}]
    add_questions(project_id=project.pk, questions=asked, actor_id=actor_id)
    if guideline.strip():
        add_guideline(project_id=project.pk, text=guideline, actor_id=actor_id)
    audit.record(
        kind="project.created",
        project_id=project.pk,
        actor_id=actor_id,
        subject=f"project:{project.pk}",
    )
    return int(project.pk)


def may_create(*, user_id: int) -> bool:
    """Staff, and admins of any project."""
    return (
        User.objects.filter(pk=user_id, is_staff=True, is_active=True).exists()
        or Membership.objects.filter(
            user_id=user_id, role=Role.ADMIN, user__is_active=True
        ).exists()
    )


@transaction.atomic
def change(*, project_id: int, actor_id: int, **changes: Any) -> None:
    """Change settings; what is running keeps the values it started with.

    Another way of making labels makes them anew, by a job.

    Raises:
        Invalid: There is no such method, or it is not for that question.
    """
    assert set(changes) <= set(SETTINGS)
    if "aggregators" in changes:
        relabelling.check(project_id=project_id, aggregators=changes["aggregators"])
        relabelling.ask(project_id=project_id, actor_id=actor_id)
    if changes:
        Project.objects.filter(pk=project_id).update(**changes)
        audit.record(
            kind="project.changed",
            project_id=project_id,
            actor_id=actor_id,
            subject=f"project:{project_id}",
            data=changes,
        )


@transaction.atomic
def set_rules(*, project_id: int, rules: Rules, actor_id: int | None) -> None:
    """Replace what the project asks of its people; items that are out keep what they came with.

    Raises:
        Invalid: One of the rules cannot hold; `fields` says which.
    """
    try:
        stored = check(rules)
    except BadRule as e:
        raise Invalid(e.args[1], fields={e.args[0]: [e.args[1]]}) from e
    Project.objects.filter(pk=project_id).update(rules=stored)
    audit.record(
        kind="project.rules_changed",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"project:{project_id}",
        data=stored,
    )


@transaction.atomic
def add_guideline(*, project_id: int, text: str, actor_id: int | None) -> int:
    """The next version of the guidelines; everybody reads it before their next item."""
    version = _next_version(project_id, Guideline)
    Guideline.objects.create(
        project_id=project_id, version=version, text=text, created_by_id=actor_id
    )
    return version


def acknowledge(*, project_id: int, version: int, user_id: int) -> None:
    """The person has read this version.

    Raises:
        NotFound: There is no such version.
        Outdated: There is a newer one, which they have not seen.
    """
    latest = Guideline.objects.filter(project_id=project_id).order_by("-version").first()
    if latest is None or version > latest.version:
        raise NotFound
    if version < latest.version:
        raise Outdated
    Acknowledgement.objects.get_or_create(guideline=latest, user_id=user_id)


@transaction.atomic
def add_questions(*, project_id: int, questions: Any, actor_id: int | None) -> int:
    """The next version of what is asked; judgments name the version they answered.

    Raises:
        Invalid: A question does not fit.
    """
    try:
        checked = q.check_set(questions)
    except q.BadAnswer as e:
        said, *one = e.args
        wrong = {f"questions.{key}": [why] for key, why in (one[0] if one else {}).items()}
        raise Invalid(said, fields=wrong or {"questions": [said]}) from e
    version = _next_version(project_id, QuestionSet)
    QuestionSet.objects.create(
        project_id=project_id, version=version, questions=checked, created_by_id=actor_id
    )
    return version


def _next_version(project_id: int, model: type[Guideline] | type[QuestionSet]) -> int:
    # Versions follow one another: the project's row is the lock.
    Project.objects.select_for_update(no_key=True).get(pk=project_id)
    latest = model._default_manager.filter(project_id=project_id).order_by("-version").first()
    return latest.version + 1 if latest else 1


def _new(slug: str, **fields: Any) -> Project:
    try:
        with transaction.atomic():
            return Project.objects.create(slug=slug, pseudonym_key=secrets.token_hex(32), **fields)
    except IntegrityError as e:
        raise Invalid(fields={"slug": [f"There is a project {slug!r} already."]}) from e


def _free_slug(name: str) -> str:
    wish = slugify(name)[:50] or "project"
    slug, n = wish, 2
    while Project.objects.filter(slug=slug).exists():
        slug, n = f"{wish}-{n}", n + 1
    return slug
