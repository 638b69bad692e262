"""The routing app."""

from django.apps import AppConfig


class RoutingApp(AppConfig):
    """Connects the receivers once all models are loaded."""

    name = "routing"

    def ready(self) -> None:
        """Import the receivers for their connections."""
        from routing import receivers  # noqa: F401
