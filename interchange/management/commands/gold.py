import sys
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.selectors import projects
from annotation.services import gold
from interchange.errors import UnreadableFile
from interchange.files.reader import BadLine, Rows


class Command(BaseCommand):
    """Makes the answers of items known from a file."""

    help = (
        "Make answers known. Each row of FILE has item (its external id) and answers ({question: "
        "answer}), perhaps explanation and training (true: shown after the answer; else mixed in "
        "unseen). In CSV, answers is JSON."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number of the project")
        parser.add_argument(
            "file", type=Path, help="JSON Lines, JSON, CSV or Parquet; plain or gzip"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        total = gold.Uploaded()
        for rows in _pieces(options["file"]):
            done = gold.upload(project_id=project.id, rows=[row for _, row in rows], actor_id=None)
            total.added += done.added
            total.changed += done.changed
            total.refused += [
                {"row": rows[one["row"] - 1][0], "why": one["why"]} for one in done.refused
            ]
        self._report(total, as_json=options["json"])
        if total.refused:
            sys.exit(1)

    def _report(self, total: gold.Uploaded, *, as_json: bool) -> None:
        if as_json:
            report = {"added": total.added, "changed": total.changed, "refused": total.refused}
            self.stdout.write(orjson.dumps(report).decode())
            return
        self.stdout.write(f"{total.added} answers made known, {total.changed} changed.")
        for one in total.refused[:20]:
            self.stderr.write(f"row {one['row']}: {one['why']}")
        if len(total.refused) > 20:
            self.stderr.write(f"… and {len(total.refused) - 20} more rows refused.")


def _pieces(path: Path) -> list[list[tuple[int, Any]]]:
    """(number, row) of the whole file, as many at once as one upload takes."""
    try:
        with Rows(path, max_bytes=settings.UPLOAD_MAX_BYTES) as rows:
            found = [(number, _row(row)) for number, row in rows.read()]
    except OSError as e:
        raise CommandError(f"{path} cannot be read: {e.strerror}.") from e
    except UnreadableFile as e:
        raise CommandError(str(e)) from e
    return [found[at : at + gold.MOST] for at in range(0, len(found), gold.MOST)]


def _row(row: Any) -> Any:
    """The row as an upload has it; cells of a table are texts."""
    if isinstance(row, BadLine) or not isinstance(row, dict):
        return None
    row = {key: value for key, value in row.items() if value not in (None, "")}
    if isinstance(row.get("answers"), str):
        try:
            row["answers"] = orjson.loads(row["answers"])
        except orjson.JSONDecodeError:
            return row
    if isinstance(row.get("training"), str):
        row["training"] = {"true": True, "false": False}.get(row["training"].lower(), "?")
    return row
