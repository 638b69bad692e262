"""What drf-spectacular cannot read from the code by itself; imported by `urls`."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session cookie."""

    target_class = "annotation.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:  # noqa: ARG002
        """A cookie; unsafe requests also send X-CSRFToken."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
