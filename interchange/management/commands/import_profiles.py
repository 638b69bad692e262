from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.domain.survey import USUAL_GROUP
from annotation.errors import Invalid
from annotation.selectors import projects
from annotation.services import surveys
from interchange.errors import UnreadableFile
from interchange.files.reader import BadLine, Rows


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
        told, choices = _read(options["file"], options["rater"], options["field"])
        fields = [
            {
                "key": name,
                "title": name.replace("_", " ").capitalize(),
                "choices": [{"key": c, "title": c} for c in sorted(choices[name])],
            }
            for name in options["field"]
        ]
        try:
            kept = surveys.imported(
                project_id=project.id,
                consent=options["consent"],
                fields=fields,
                told=told,
                min_group=options["min_group"],
                exported=options["exported"],
            )
        except Invalid as e:
            raise CommandError(str(e)) from e
        self.stdout.write(f"{kept:,} raters told about themselves.")


def _read(
    path: Path, rater: str, fields: list[str]
) -> tuple[dict[str, dict[str, str | None]], dict[str, set[str]]]:
    """Name -> what they told, and the choices of each field."""
    told: dict[str, dict[str, str | None]] = {}
    choices: dict[str, set[str]] = {name: set() for name in fields}
    try:
        with Rows(path, max_bytes=settings.UPLOAD_MAX_BYTES) as rows:
            for number, row in rows.read():
                if isinstance(row, BadLine) or not isinstance(row, dict):
                    raise CommandError(f"row {number} cannot be read.")
                if (name := row.get(rater)) in (None, ""):
                    raise CommandError(f"row {number} has no rater in {rater!r}.")
                said = {k: str(row[k]) for k in fields if row.get(k) not in (None, "")}
                known = told.setdefault(str(name), {})
                for key, value in said.items():
                    if known.setdefault(key, value) != value:
                        raise CommandError(
                            f"row {number}: {key!r} is {value!r} here and {known[key]!r} before "
                            "for the same rater."
                        )
                    choices[key].add(value)
    except OSError as e:
        raise CommandError(f"{path} cannot be read: {e.strerror}.") from e
    except UnreadableFile as e:
        raise CommandError(str(e)) from e
    return told, choices
