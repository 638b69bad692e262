"""The one door to a project: which role somebody has in it."""

from dataclasses import dataclass

from annotation.domain.types import Role
from annotation.models import Membership as MembershipRow
from annotation.selectors import projects
from annotation.selectors.projects import ProjectRecord

# Each role may read what the ones before it may, and more.
ORDER = (Role.ANNOTATOR, Role.REVIEWER, Role.RESEARCHER, Role.ADMIN)
_MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Membership:
    """What a person may do in a project."""

    id: int
    role: Role
    project: ProjectRecord


def membership(*, user_id: int | None, project_id: int) -> Membership | None:
    """The membership of an active person, or None."""
    if user_id is None or not 0 < project_id <= _MAX_ID:
        return None
    row = (
        MembershipRow.objects.select_related("project")
        .filter(project_id=project_id, user_id=user_id, user__is_active=True)
        .first()
    )
    return Membership(row.pk, Role(row.role), projects.record(row.project)) if row else None


def role_of(*, user_id: int, project_id: int) -> Role | None:
    """The role of an active person in the project, or None."""
    found = membership(user_id=user_id, project_id=project_id)
    return found.role if found else None


def allows(role: Role, needed: Role) -> bool:
    """Whether a role is enough."""
    return ORDER.index(role) >= ORDER.index(needed)
