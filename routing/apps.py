"""The routing app."""

from django.apps import AppConfig


class RoutingApp(AppConfig):
    """Connects the receivers once all models are loaded."""

    name = "routing"

    def ready(self) -> None:
        """Import the receivers for their connections; keep judges' reports with the figures."""
        from annotation.services import figures
        from routing import receivers  # noqa: F401
        from routing.services import standing, standing_rows

        figures.FIGURES[standing_rows.NAME] = standing.of_project
