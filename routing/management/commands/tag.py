"""Has a judge say what the prompts of a project are about, in the foreground."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.errors import Refusal
from annotation.selectors import projects
from annotation.services import jobs
from routing.services import specs, tagging


class Command(BaseCommand):
    help = "Tag prompts in eight dimensions by a judge; policies can use the tags as signals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number")
        parser.add_argument("--judge", required=True, help="name of the judge that is asked")
        parser.add_argument("--limit", type=int, metavar="N", help="only the first N items")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        named = {spec.name: spec for spec in specs.active(project_id=project.id)}
        if options["judge"] not in named:
            there = ", ".join(named) or "none"
            raise CommandError(f"No active judge is called {options['judge']!r}; there is {there}.")
        if options["limit"] is not None and options["limit"] < 1:
            raise CommandError("--limit: 1 item or more.")
        try:
            done = tagging.tag(named[options["judge"]], limit=options["limit"], beat=self._beat)
        except (Refusal, jobs.Later) as refusal:
            raise CommandError(
                f"{refusal} What was tagged until then is kept; run this again to go on."
            ) from refusal
        unread = f"; {done.unread:,} gave no tags that could be read" if done.unread else ""
        self.stdout.write(f"{done.items:,} items tagged by {options['judge']}{unread}.")

    def _beat(self, done: int, total: int) -> None:
        self.stderr.write(f"{done:,} of {total:,} items looked at")
