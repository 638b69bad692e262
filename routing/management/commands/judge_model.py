"""Installs a local judge's model."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from routing.judges import smollm2
from routing.judges.base import CallFailed


class Command(BaseCommand):
    help = "Install the model of a local judge: judge_model --install smollm2"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--install", choices=[smollm2.NAME], required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            target = smollm2.install(Path(settings.MODELS_DIR))
        except CallFailed as failed:
            raise CommandError(failed.detail) from failed
        except OSError as error:
            raise CommandError(
                f"Cannot write to {settings.MODELS_DIR}: {error.strerror}"
            ) from error
        self.stdout.write(f"{options['install']} is in {target}")
