"""Who is signed in: sign in, sign out, one's own settings."""

from typing import Any

from django.contrib.auth import login, logout
from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api import serializers_people as s
from annotation.api.permissions import AuthedRequest, InPerson
from annotation.api.serializers import Problem
from annotation.models import User
from annotation.selectors import projects
from annotation.services import people


def answer(request: Request) -> Response:
    """The session as it is now."""
    user = request.user if request.user.is_authenticated else None
    out = {
        "user": user,
        "csrf": get_token(request._request),
        "memberships": projects.memberships(user.pk, only=user.only_project_id) if user else [],
        "demo": projects.has_demo(),
    }
    response = Response(s.SessionOut(out).data)
    response["Cache-Control"] = "no-store"
    return response


def open_for(request: Request, user: User) -> Response:
    """Sign the person in under a new session id and a new CSRF token."""
    login(request._request, user)
    request._request.session.cycle_key()  # Django keeps the id when the same person signs in again
    request.user = user
    return answer(request)


class SessionView(APIView):
    """The session cookie's person."""

    permission_classes = [AllowAny]

    def get_permissions(self) -> list[Any]:
        """Anybody may look and sign in; the rest is for whoever is signed in."""
        if self.request.method in {"GET", "HEAD"}:
            return [AllowAny()]
        who: BasePermission = AllowAny() if self.request.method == "POST" else IsAuthenticated()
        return [InPerson(), who]

    @extend_schema(operation_id="getSession", responses=s.SessionOut)
    def get(self, request: Request) -> Response:
        """Who is signed in, if anybody, and the CSRF token."""
        return answer(request)

    @extend_schema(
        operation_id="signIn",
        request=s.SignInIn,
        responses={200: s.SessionOut, 401: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        """Sign in by e-mail address and password."""
        return open_for(request, people.sign_in(**s.SignInIn(data=request.data).typed()))

    @extend_schema(operation_id="changeProfile", request=s.ProfileIn, responses={200: s.SessionOut})
    def patch(self, request: AuthedRequest) -> Response:
        """Change one's own name or preferences."""
        people.change_profile(user=request.user, **s.ProfileIn(data=request.data).typed())
        return answer(request)

    @extend_schema(operation_id="signOut", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """End the session."""
        logout(request._request)
        return Response(status=204)
