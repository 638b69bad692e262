"""Who may do what: signed in or not, and the role in a project."""

from typing import Any, ClassVar

from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from annotation.domain.types import Role
from annotation.errors import Forbidden, NotFound
from annotation.models import User
from annotation.selectors.projects import ProjectRecord
from annotation.services import access
from annotation.services.tokens import Held


class AuthedRequest(Request):
    """A request by somebody who is signed in; for typing, never made."""

    user: User
    membership: access.Membership


class InPerson(BasePermission):
    """Passwords, tokens, links and sessions are for people: a stolen token must not make more."""

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        """Whether no token was sent.

        Raises:
            Forbidden: One was.
        """
        if isinstance(request.auth, Held):
            raise Forbidden("A token does not open this; sign in.")
        return True


class ProjectView(APIView):
    """A view below /api/projects/{project_id}: who is no member finds nothing there (404)."""

    permission_classes = [IsAuthenticated]
    # Closed unless the view says otherwise.
    min_role: ClassVar[Role] = Role.ADMIN
    min_role_by_method: ClassVar[dict[str, Role]] = {}
    project_id: int
    project: ProjectRecord
    membership: access.Membership

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the role before the method runs."""
        super().initial(request, *args, **kwargs)
        role = self.min_role_by_method.get(str(request.method), self.min_role)
        self.membership = require(request.user, kwargs["project_id"], role)
        self.project, self.project_id = self.membership.project, self.membership.project.id
        request.membership = self.membership  # type: ignore[attr-defined]


def require(user: Any, project_id: int | None, role: Role) -> access.Membership:
    """The caller's membership of the project.

    Raises:
        NotFound: The caller is no member, or there is no such project: the same answer to both.
        Forbidden: The caller's role is too low.
    """
    membership = access.membership(user_id=user.pk, project_id=project_id) if project_id else None
    if membership is None or getattr(user, "only_project_id", None) not in {None, project_id}:
        raise NotFound
    if not access.allows(membership.role, role):
        raise Forbidden(
            f"This needs the role {role}; you are {membership.role} of this project. "
            "Ask one of its admins."
        )
    return membership


def user_id_of(request: Request) -> int:
    """The id of whoever is signed in; for views behind IsAuthenticated."""
    return int(str(request.user.pk))
