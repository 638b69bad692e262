"""Computes the signals of a project's items ahead of routing, in the foreground."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.selectors import projects
from routing.judges.base import CallFailed
from routing.services import batches, embedding, signals
from routing.signals import SIGNALS


class Command(BaseCommand):
    help = "Compute and keep what is missing of the items' signals; a run that ended goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number")
        parser.add_argument(
            "--embeddings", action="store_true", help="likeness by MiniLM, too (make models)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        ids = batches.all_ids(project.id)
        filled = signals.fill(item_ids=ids, keys=SIGNALS, beat=self._beat)
        self.stdout.write(f"{filled:,} of {len(ids):,} items computed, the others were known.")
        if options["embeddings"]:
            try:
                filled = embedding.fill(item_ids=ids, beat=self._beat)
            except CallFailed as failed:
                raise CommandError(failed.detail) from failed
            self.stdout.write(f"{filled:,} of {len(ids):,} embedded, the others were known.")

    def _beat(self, done: int, total: int) -> None:
        self.stderr.write(f"{done:,} of {total:,} items looked at")
