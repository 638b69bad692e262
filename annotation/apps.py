"""The annotation app."""

from django.apps import AppConfig


class AnnotationApp(AppConfig):
    """Connects the receivers once all models are loaded."""

    name = "annotation"

    def ready(self) -> None:
        """Import the receivers for their connections."""
        from annotation import receivers  # noqa: F401
