"""Who is asking. Apart from the views: DRF imports this while it is itself being imported."""

from rest_framework import authentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from annotation.models import User


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
