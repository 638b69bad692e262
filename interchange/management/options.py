"""What the import commands share: reading --map, following an import, printing its report."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.errors import Refusal
from annotation.selectors import projects
from interchange import selectors
from interchange.models import ImportBatch
from interchange.services import imports, uploads
from interchange.services.checking import sentence

FIRST_PROBLEMS = 20
LEFT_OUT = {
    "not_asked": "answers to a question that the project does not ask:",
    "not_fitting": "answers that do not fit the project's question",
    "same_again": "said twice in the same words",
    "judged_twice": "second verdicts of one rater on one item",
    "item_differs": "judgments of items that are here with other content",
    "without_partner": "rows without the partner they are compared with",
}
_READ = 2**16  # small pieces: fresh memory for each large one took longer than reading it


class ImportCommand(BaseCommand):
    """Imports a file in the foreground; a worker goes on with it if this process is killed."""

    kind: str
    files: str | None = None  # "+": several at once

    def add_arguments(self, parser: CommandParser) -> None:
        """What every import takes."""
        parser.add_argument("project", help="slug or number of the project")
        parser.add_argument(
            "file",
            type=Path,
            nargs=self.files,
            help="JSON Lines, JSON, CSV or Parquet; plain, gzip or zip",
        )
        parser.add_argument("--map", action="append", default=[], metavar="FIELD=PATH")
        parser.add_argument(
            "--on-error",
            choices=["stop", "skip"],
            default="stop",
            help="at a bad row: import nothing (stop), or leave it out and report it (skip)",
        )
        parser.add_argument("--dry-run", action="store_true", help="check and report; add nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def import_file(
        self, *, project_id: int, file: Path, mapping: dict[str, Any], options: dict[str, Any]
    ) -> None:
        """Keep a copy of the file, import it, print the report; exit 1 unless all went well."""
        upload = uploads.keep(
            project_id=project_id, name=file.name, chunks=chunks(file), actor_id=None
        )
        try:
            batch_id, job_id = imports.start(
                project_id=project_id,
                upload_id=upload.pk,
                kind=self.kind,
                mapping=mapping,
                on_error=options["on_error"],
                dry_run=options["dry_run"],
                actor_id=None,
            )
        except Refusal:
            uploads.discard(upload)
            raise
        record = self._follow(batch_id, job_id)
        self._report(record, as_json=options["json"])
        if options["dry_run"]:
            imports.forget(batch_id)
        stopped = options["dry_run"] and options["on_error"] == "stop" and record.rows_bad
        if record.error or stopped:
            raise CommandError(record.error or "A row is bad: importing this would add nothing.")

    def project_id(self, slug: str) -> int:
        """The project's number, or a clear end."""
        project = projects.by_slug(slug)
        if project is None:
            raise CommandError(f"There is no project {slug!r}.")
        return project.id

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run; a refusal is a message and exit code 1, not a stack trace."""
        try:
            return super().execute(*args, **options)
        except Refusal as e:
            raise CommandError(str(e)) from e

    def _follow(self, batch_id: int, job_id: int) -> selectors.ImportRecord:
        # A worker may have been quicker to take the job: then this only watches.
        while True:
            imports.run(job_id=job_id, tell=self._tell)
            record = selectors.import_(batch_id)
            if record.ended:
                return record
            self._tell(record.rows_read, record.bytes_read, record.size)
            time.sleep(0.5)

    def _tell(self, rows: int, done: int, size: int) -> None:
        share = f"{100 * done // max(size, 1)} %"
        end = "\r" if sys.stderr.isatty() else "\n"
        self.stderr.write(f"{rows:,} rows read, {share} of the file", ending=end)

    def _report(self, record: selectors.ImportRecord, *, as_json: bool) -> None:
        problems = selectors.problems(record.id)
        if as_json:
            report = {"import": record, "problems": problems}
            self.stdout.write(orjson.dumps(report, option=orjson.OPT_UTC_Z).decode())
            return
        self.stdout.write(summary(record))
        for left in record.left_out:
            self.stdout.write(f"  left out: {left['n']:,} {left_out(left['reason'])}")
        for problem in problems[:FIRST_PROBLEMS]:
            self.stdout.write(f"  {'note: ' if problem.note else ''}{sentence(problem)}")
        if len(problems) > FIRST_PROBLEMS:
            self.stdout.write(f"  … and {len(problems) - FIRST_PROBLEMS} more")


def summary(record: selectors.ImportRecord) -> str:
    """What an import did, in one line."""
    ok = record.rows_read - record.rows_bad
    text = f"{record.rows_read:,} rows read: {ok:,} ok, {record.rows_bad:,} bad."
    if record.dry_run:
        return f"{text} Dry run: nothing was added."
    if record.state == ImportBatch.State.COMMITTED:
        text += f" {record.rows_added:,} {record.kind} added"
        if record.rows_present:
            text += f", {record.rows_present:,} were there already"
        if record.rows_differing:
            text += f" ({record.rows_differing:,} with other content, kept as they were)"
        if record.judgments_added or record.judgments_present:
            text += f"; {record.judgments_added:,} judgments added"
            if record.judgments_present:
                text += f", {record.judgments_present:,} were there already"
        return f"{text}."
    return text


def left_out(reason: str) -> str:
    """Why a part of a known format is not imported, in words."""
    name, colon, question = reason.partition(":")
    return f"{LEFT_OUT.get(name, name)}{f' {question!r}' if colon else ''}"


def pairs(given: list[str]) -> Iterator[tuple[str, str]]:
    """FIELD=PATH, split at the first equals sign.

    Raises:
        CommandError: There is none.
    """
    for one in given:
        name, equals, path = one.partition("=")
        if not equals or not name.strip() or not path:
            raise CommandError(f"--map {one!r}: write FIELD=PATH, for example id=idx.")
        yield name.strip(), path


def chunks(file: Path) -> Iterator[bytes]:
    """A file in small pieces.

    Raises:
        CommandError: It cannot be read.
    """
    try:
        with file.open("rb") as source:
            while chunk := source.read(_READ):
                yield chunk
    except OSError as e:
        raise CommandError(f"{file}: {e.strerror}.") from e
