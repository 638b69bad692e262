"""Has a judge say what labels follow and what people write, in the foreground."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.errors import Refusal
from annotation.selectors import projects
from annotation.services import jobs
from routing.services import explaining, specs


class Command(BaseCommand):
    help = (
        "Have a judge propose principles that reconstruct the labels, tried on held-out pairs, and "
        "sum up what people write into criteria."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number")
        parser.add_argument("--judge", required=True, help="name of the judge that is asked")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        named = {spec.name: spec for spec in specs.active(project_id=project.id)}
        if options["judge"] not in named:
            there = ", ".join(named) or "none"
            raise CommandError(f"No active judge is called {options['judge']!r}; there is {there}.")
        try:
            explaining.explain(named[options["judge"]])
        except (Refusal, jobs.Later) as refusal:
            raise CommandError(
                f"{refusal} What was answered until then is kept; run this again to go on."
            ) from refusal
        for found in explaining.page(project.id)["explanations"]:
            self.stdout.write(f"{found['kind']} of {found['question']} by {found['judge']}")
            if found["why_not"]:
                self.stdout.write(f"  cannot be said: {found['why_not']}")
            for one in found["principles"]:
                right = one["accuracy"]["value"]
                share = "never speaks" if right is None else f"right {right:.3f}"
                self.stdout.write(f"  {one['text']} {share}, on {one['relevance']:.2f}")
            for one in found["criteria"]:
                self.stdout.write(f"  {one['text']}: {one['n']} of {found['n_texts']} texts")
