"""Takes in scores of reward models that were trained on mixes of a project's labels."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.errors import Refusal
from annotation.selectors import projects
from routing.services import calibrating, mix_scores


class Command(BaseCommand):
    help = f"Read JSON Lines of mixes and scores, for HyPER: {mix_scores.SHAPE}"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number")
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        try:
            count = mix_scores.read(project_id=project.id, path=options["file"], actor_id=None)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{count:,} scored mixes read.")
        state = calibrating.learn(project_id=project.id)
        if state is not None:
            self.stdout.write(f"Learnt anew: {' '.join(state.state.get('notes', []))}")
