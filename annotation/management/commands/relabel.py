import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.errors import Invalid
from annotation.models import Project
from annotation.selectors import fits, projects
from annotation.services import relabelling


class Command(BaseCommand):
    """Make all labels of a project anew."""

    help = (
        "Learn of the raters again and bring every label up to date; old labels stay as versions."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number of the project")
        parser.add_argument(
            "--by",
            action="append",
            default=[],
            metavar="QUESTION=METHOD",
            help="label this question by this method from now on; may be given more than once",
        )
        parser.add_argument("--json", action="store_true", help="what came of it, for scripts")

    def handle(self, *_: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        if options["by"]:
            self._choose(project.id, project.aggregators, options["by"])
        quiet = options["json"]
        found = relabelling.relabel(
            project_id=project.id, progress=self._progress if not quiet else lambda *_: None
        )
        if quiet:
            row = {"items": found.items, "labels_added": found.added, "fits": found.fits}
            self.stdout.write(json.dumps({"project": project.slug, **row}))
            return
        for standing in fits.standing(project.id):
            why = f": counted. {standing.counted_because}" if standing.counted_because else ""
            self.stdout.write(f"{standing.question} by {standing.method}{why}")
            for warning in standing.fit.warnings if standing.fit and not why else []:
                self.stdout.write(f"  {warning}")
        self.stdout.write(f"{found.items:,} items, {found.added:,} labels new or changed")

    def _choose(self, project_id: int, before: dict[str, str], given: list[str]) -> None:
        chosen = dict(before)
        for pair in given:
            question, sign, method = pair.partition("=")
            if not sign:
                raise CommandError(f"{pair!r}: write --by QUESTION=METHOD.")
            chosen[question] = method
        try:
            relabelling.check(project_id=project_id, aggregators=chosen)
        except Invalid as refused:
            raise CommandError(str(refused)) from refused
        Project.objects.filter(pk=project_id).update(aggregators=chosen)

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"{done:,} of {total:,} items")
