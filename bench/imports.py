"""Import of items, from the file to the committed rows, against raw COPY of the same rows.

    python -m bench.imports --rows 100000

The limit is COPY of the items' own columns, written out beforehand, into a table without an index
or a constraint, in the same database in the same run: the least that storing them can cost. The
import reads the file, checks every row, stages it, and adds it with all keys, indexes, foreign keys
and its origin. The process's start (a second) is left out on both sides. Each side runs twice, in
turns, and its better run counts.
"""

import argparse
import io
import tempfile
from pathlib import Path
from typing import Any

import orjson

from bench import common

TARGET = 0.30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    common.show(run(rows=options.rows), as_json=options.json)


def run(*, rows: int) -> dict[str, Any]:
    """Rows/s of both, their ratio, and the importing process's peak memory."""
    common.ready()
    with tempfile.TemporaryDirectory() as folder:
        file, encoded = Path(folder) / "rows.jsonl", Path(folder) / "rows.copy"
        common.write_jsonl(file, rows)
        _encode(encoded, rows)
        least, (seconds, peak) = common.in_turns(
            lambda: _copy(encoded), lambda: _imported(str(file))
        )
        return {
            "rows": rows,
            "bytes_per_row": round(file.stat().st_size / rows),
            "copy_rows_per_second": round(rows / least),
            "import_rows_per_second": round(rows / seconds),
            "share_of_copy": round(least / seconds, 3),
            "target": TARGET,
            "peak_mb": round(peak),
        }


def _encode(path: Path, count: int) -> None:
    """The rows as COPY takes them: the items' own columns."""
    with path.open("wb") as file:
        for row in common.rows(count):
            columns = [
                [{"role": "user", "content": row["prompt"]}],
                [
                    {"key": f"r{n}", "text": row[f"response_{s}"], "model": row[f"model_{s}"]}
                    for n, s in enumerate("ab", start=1)
                ],
                row["metadata"],
            ]
            body = b"\t".join(orjson.dumps(c).replace(b"\\", b"\\\\") for c in columns)
            file.write(row["id"].encode() + b"\t" + body + b"\n")


def _copy(path: Path) -> float:
    from django.db import connection, transaction  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_copy")
        cursor.execute(
            "CREATE TABLE bench_copy "
            "(external_id text, prompt jsonb, responses jsonb, metadata jsonb)"
        )
        with (
            common.timed() as took,
            transaction.atomic(),
            path.open("rb") as file,
            cursor.copy("COPY bench_copy FROM STDIN") as copy,
        ):
            while piece := file.read(2**17):
                copy.write(piece)
        cursor.execute("DROP TABLE bench_copy")
    return took[0]


def _imported(file: str) -> tuple[float, float]:
    """Into a project of its own: the same file again would add nothing."""
    with common.project() as slug:
        return common.in_child(_import, file, slug)


def _import(file: str, slug: str, results: Any) -> None:
    common.setup()
    from django.core.management import call_command, load_command_class  # noqa: PLC0415

    load_command_class("interchange", "import_items")  # a worker has its modules
    quiet = io.StringIO()
    with common.timed() as took:
        call_command("import_items", slug, file, stdout=quiet, stderr=quiet)
    results.put((took[0], common.peak_mb()))


if __name__ == "__main__":
    main()
