"""The interchange app."""

from django.apps import AppConfig


class InterchangeApp(AppConfig):
    """Connects the receivers once all models are loaded."""

    name = "interchange"

    def ready(self) -> None:
        """Import the receivers for their connections."""
        from interchange import receivers  # noqa: F401
