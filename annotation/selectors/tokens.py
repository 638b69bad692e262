"""Tokens of a person, as they see them: everything but what opens the door."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from annotation.domain.types import Json
from annotation.models import ApiToken, Assignment


def working(*, user_id: int) -> "QuerySet[ApiToken]":
    """Those that are neither revoked nor expired, the newest first."""
    ended = Q(revoked_at__isnull=False) | Q(expires_at__lte=Now())
    return ApiToken.objects.exclude(ended).filter(user_id=user_id).order_by("-pk")


def record(token: ApiToken) -> Json:
    """Plain data about a token."""
    project = token.project
    return {
        "id": token.pk,
        "name": token.name,
        "prefix": token.prefix,
        "scope": token.scope,
        "project": project and {"id": project.pk, "slug": project.slug, "name": project.name},
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }


def mine(*, user_id: int) -> list[Json]:
    """Those that work."""
    return [record(token) for token in working(user_id=user_id).select_related("project")]


def holds_assignment(*, project_id: int, assignment_id: int) -> bool:
    """Whether the assignment is one of the project."""
    return Assignment.objects.filter(pk=assignment_id, project_id=project_id).exists()
