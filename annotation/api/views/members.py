"""Members of a project."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api import serializers_people as s
from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.selectors import projects
from annotation.services import members, training


class MembersView(ProjectView):
    """Everybody in a project."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="listMembers", responses=s.MembersOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Members with what they have done, and open invites."""
        out = {
            **projects.members(project_id),
            "invites": projects.open_invites(project_id),
        }
        return Response(s.MembersOut(out).data)


class MemberView(ProjectView):
    """One member."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="changeRole",
        request=s.RoleIn,
        responses={204: None, 404: Problem, 409: Problem},
    )
    def patch(self, request: AuthedRequest, project_id: int, member_id: int) -> Response:
        """Give the member another role."""
        role = Role(s.RoleIn(data=request.data).typed()["role"])
        members.change_role(
            project_id=project_id, member_id=member_id, role=role, actor_id=request.user.pk
        )
        return Response(status=204)

    @extend_schema(
        operation_id="removeMember",
        request=None,
        responses={204: None, 404: Problem, 409: Problem},
    )
    def delete(self, request: AuthedRequest, project_id: int, member_id: int) -> Response:
        """End the membership; what the member holds goes back to the queue."""
        members.remove(project_id=project_id, member_id=member_id, actor_id=request.user.pk)
        return Response(status=204)


class LetInView(ProjectView):
    """A member for whom the training is over."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="letIn", request=None, responses={204: None, 404: Problem})
    def post(self, request: AuthedRequest, project_id: int, member_id: int) -> Response:
        """Let the member do real work, whatever the training came to."""
        training.let_in(project_id=project_id, member_id=member_id, actor_id=request.user.pk)
        return Response(status=204)
