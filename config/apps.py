"""The composition root as an app, so that `manage.py serve` is found."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """Commands that know every app."""

    name = "config"
