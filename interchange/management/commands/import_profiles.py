from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.domain.survey import USUAL_GROUP
from annotation.errors import Invalid
from annotation.selectors import projects
from interchange.errors import UnreadableFile
from interchange.services import profiles


class Command(BaseCommand):
    """Takes in what the raters of a file told about themselves."""

    help = (
        "What raters of imported judgments told about themselves: one row a rater, or one a "
        "judgment that says the same of a rater each time. Shown only in groups."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number of the project")
        parser.add_argument("file", type=Path, help="JSON Lines, JSON, CSV or Parquet")
        parser.add_argument("--rater", required=True, metavar="COLUMN", help="their name in files")
        parser.add_argument(
            "--field", action="append", required=True, metavar="COLUMN",
            help="what they told; may be given more than once",
        )  # fmt: skip
        parser.add_argument(
            "--consent", required=True, help="under which words they agreed, and where"
        )
        parser.add_argument(
            "--exported", action="store_true",
            help="they agreed that exports hold it beside their pseudonym, in groups large enough",
        )  # fmt: skip
        parser.add_argument(
            "--min-group", type=int, default=USUAL_GROUP, help=f"smallest group ({USUAL_GROUP})"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        try:
            kept = profiles.take(
                project_id=project.id,
                path=options["file"],
                rater=options["rater"],
                fields=options["field"],
                consent=options["consent"],
                exported=options["exported"],
                min_group=options["min_group"],
            )
        except (Invalid, UnreadableFile) as e:
            raise CommandError(str(e)) from e
        except OSError as e:
            raise CommandError(f"{options['file']} cannot be read: {e.strerror}.") from e
        self.stdout.write(f"{kept:,} raters told about themselves.")
