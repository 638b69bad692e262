"""Invite links: looked at by GET, redeemed by POST (mail scanners follow GET)."""

from datetime import timedelta

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api import serializers_people as s
from annotation.api.permissions import AuthedRequest, InPerson, ProjectView
from annotation.api.serializers import Problem
from annotation.api.views.session import open_for
from annotation.domain.types import Role
from annotation.models import User
from annotation.services import invites


class InviteView(APIView):
    """A link that somebody was sent."""

    permission_classes = [InPerson, AllowAny]

    @extend_schema(operation_id="previewInvite", responses={200: s.InvitePreviewOut, 404: Problem})
    def get(self, request: Request, token: str) -> Response:
        """What the link offers; changes nothing."""
        seen = invites.preview(token=token, signed_in=_signed_in(request))
        return Response(s.InvitePreviewOut(seen).data)

    @extend_schema(
        operation_id="redeemInvite",
        request=s.RedeemIn,
        responses={200: s.SessionOut, 400: Problem, 401: Problem, 404: Problem},
    )
    def post(self, request: Request, token: str) -> Response:
        """Use the link: sign in, or make an account, and join the project."""
        body = s.RedeemIn(data=request.data).typed()
        person = invites.redeem(token=token, signed_in=_signed_in(request), **body)
        return open_for(request, person)


class ProjectInvitesView(ProjectView):
    """Invites of a project."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="createInvite", request=s.InviteIn, responses={201: s.NewInviteOut})
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Make a link into the project; it is shown this once."""
        body = s.InviteIn(data=request.data).typed()
        made = invites.create(
            project_id=project_id,
            actor_id=request.user.pk,
            lifetime=timedelta(days=body.pop("days")),
            **body,
        )
        return Response(s.NewInviteOut(made).data, status=201)


class ProjectInviteView(ProjectView):
    """One open invite of a project."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="revokeInvite", request=None, responses={204: None, 404: Problem})
    def delete(self, request: AuthedRequest, project_id: int, invite_id: int) -> Response:
        """Make the link useless."""
        invites.revoke(project_id=project_id, invite_id=invite_id, actor_id=request.user.pk)
        return Response(status=204)


def _signed_in(request: Request) -> User | None:
    return request.user if isinstance(request.user, User) else None
