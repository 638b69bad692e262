"""Who is asking. Apart from the views: DRF imports this while it is itself being imported."""

from rest_framework import authentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from annotation.errors import Forbidden, NotFound
from annotation.models import User
from annotation.selectors import tokens as seen
from annotation.services import tokens
from annotation.services.tokens import Held


def token_of(request: Request) -> str | None:
    """The token that a request brings, or None: then its cookie counts."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


class TokenAuthentication(authentication.BaseAuthentication):
    """A script's token, as `Authorization: Bearer …`; then no cookie counts, and no CSRF token.

    What a token is limited to is looked at here, before any view; projects named by what they hold
    (an item, an export) in `permissions.require`.
    """

    def authenticate(self, request: Request) -> tuple[User, Held] | None:
        """The token's person, or None where none was sent.

        Raises:
            TokenRefused: It does not work, or no more.
            TooManyRequests: It has asked too often.
            Forbidden: It may only read, or is for one project and this is about none.
            NotFound: It is for another project.
        """
        secret = token_of(request)
        if secret is None:
            return None
        user, held = tokens.use(secret)
        if not held.may_write and request.method not in SAFE_METHODS:
            raise Forbidden("This token may only read; make one that may also write.")
        if held.project_id is not None:
            _within(held.project_id, request)
        return user, held

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        """What makes DRF answer 401 and not 403."""
        return "Bearer"


def _within(project_id: int, request: Request) -> None:
    named = (request.parser_context or {}).get("kwargs", {})
    if named.get("project_id", project_id) != project_id:
        raise NotFound
    if "assignment_id" in named and not seen.holds_assignment(
        project_id=project_id, assignment_id=named["assignment_id"]
    ):
        raise NotFound
    if not named and request.method not in SAFE_METHODS:
        raise Forbidden("This token is for one project only.")


class SessionAuthentication(authentication.SessionAuthentication):
    """The session cookie; whoever has none gets 401, and every unsafe request needs the CSRF token.

    Also before anybody is signed in: else a foreign page could sign its visitor in as another.
    """

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The person, or None."""
        self.enforce_csrf(request)
        user = getattr(request._request, "user", None)  # DRF's own way to Django's user
        return (user, None) if user and user.is_active else None

    def enforce_csrf(self, request: Request) -> None:
        """Refuse an unsafe request without the token, in words the bench understands."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as e:
            raise PermissionDenied(
                "The page is out of date (CSRF token). Fetch /api/session and send again.",
                code="csrf_failed",
            ) from e

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        """What makes DRF answer 401 and not 403."""
        return "Session"
