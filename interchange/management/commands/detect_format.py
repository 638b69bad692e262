from collections import Counter
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from interchange.errors import UnreadableFile
from interchange.files.lines import BadLine
from interchange.files.reader import Rows
from interchange.formats import READERS, Reader, detect
from interchange.formats.detect import SAMPLE
from interchange.formats.problems import BadRow
from interchange.formats.reading import grouped

FIRST_PROBLEMS = 20


class Command(BaseCommand):
    help = (
        "Say which format a file is in, why, and what reading all of it gives. Writes nothing, and "
        "needs no project."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="JSON Lines, JSON, CSV, Parquet, gzip or zip")
        parser.add_argument("--format", default="auto", choices=["auto", *sorted(READERS)])
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            report = look(options["file"], options["format"])
        except (UnreadableFile, OSError) as e:
            raise CommandError(f"{options['file']}: {e}") from e
        if options["json"]:
            self.stdout.write(orjson.dumps(report).decode())
        else:
            self._print(report)
        if report["format"] is None:
            raise CommandError("No known format fits; import it with a mapping, --map.")

    def _print(self, report: dict[str, Any]) -> None:
        for found in report["detected"]:
            self.stdout.write(f"{found['format']}  {found['confidence']:.0%}")
            for sentence in found["evidence"]:
                self.stdout.write(f"  {sentence}")
        if report["format"] is None:
            return
        self.stdout.write(
            f"Read as {report['format']}: {report['rows']:,} rows, {report['bad']:,} bad; "
            f"{report['items']:,} items, {report['human']:,} judgments by people, "
            f"{report['judge']:,} by judges."
        )
        for problem in report["problems"]:
            self.stdout.write(f"  line {problem['line']}: {problem['field']} {problem['reason']}")


def look(path: Path, name: str) -> dict[str, Any]:
    """What the file is and what is in it.

    Raises:
        UnreadableFile: The file as a whole cannot be read.
    """
    with Rows(path, max_bytes=settings.UPLOAD_MAX_BYTES) as rows:
        first = [r for _, r in islice(rows.read(), SAMPLE) if not isinstance(r, BadLine)]
    detected = detect(first)
    best = detected[0].format if detected else None
    taken = READERS.get(best or "") if name == "auto" else READERS[name]
    report: dict[str, Any] = {"detected": [asdict(d) for d in detected], "format": None}
    if taken is None:
        return report
    return {**report, "format": taken.key, **_read(path, taken)}


def _read(path: Path, reader: Reader) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    problems: list[dict[str, Any]] = []
    with Rows(path, max_bytes=settings.UPLOAD_MAX_BYTES) as rows:
        for group in grouped(reader, rows.read()):
            line, value = group[0]
            counts["rows"] += len(group)
            try:
                if isinstance(value, BadLine):
                    raise BadRow("", str(value), value.value)
                found = reader.read([row for _, row in group], [])
            except BadRow as e:
                counts["bad"] += len(group)
                problem = {"line": line, "field": e.field, "reason": e.reason, "value": e.value}
                problems += [problem] if len(problems) < FIRST_PROBLEMS else []
                continue
            counts["items"] += len(found.items)
            counts.update(j.kind for j in found.judgments)
    names = ("rows", "bad", "items", "human", "judge")
    return {**{n: counts[n] for n in names}, "problems": problems}
