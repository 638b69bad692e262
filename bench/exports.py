"""Export with provenance, from the rows to the checked files, against the least it can cost.

    python -m bench.exports --rows 100000

The limit of JSONL: a server-side cursor over the same items, every row decoded and encoded again by
orjson, into a file. Of Parquet: the same dicts in memory, made into tables and written by pyarrow.
The export joins labels, judges, decisions and versions to each item, freezes its membership, writes
every column of provenance, hashes the files and reads them back.
"""

import argparse
import io
import tempfile
from pathlib import Path
from typing import Any

import orjson

from bench import common, labelled

TARGETS = {"jsonl": 0.50, "parquet": 0.30}  # share of the raw writer
PEAK_MB = 300
CHUNK = 2000
ROWS = """
SELECT i.external_id, i.prompt::text, i.responses::text, i.metadata::text
FROM annotation_item i WHERE i.project_id = %s ORDER BY i.id
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    common.show(run(rows=options.rows), as_json=options.json)


def run(*, rows: int) -> dict[str, Any]:
    """Rows/s of ours and of the limit for both kinds of file, and the exporter's peak memory."""
    common.ready()
    project_id, slug = labelled.make(rows, labels=True)
    out: dict[str, Any] = {"rows": rows}
    for kind, limit in (("jsonl", _cursor_to_file), ("parquet", _dicts_to_parquet)):
        least, _ = common.in_child(limit, str(project_id))
        seconds, peak = common.in_child(_export, slug, kind)
        again, _ = common.in_child(limit, str(project_id))
        best = rows / min(least, again)
        out |= {
            f"{kind}_limit_rows_per_second": round(best),
            f"{kind}_rows_per_second": round(rows / seconds),
            f"{kind}_share_of_limit": round(rows / seconds / best, 3),
            f"{kind}_peak_mb": round(peak),
            f"{kind}_target": TARGETS[kind],
        }
    return out


def _export(slug: str, kind: str, results: Any) -> None:
    common.setup()
    from django.core.management import call_command  # noqa: PLC0415

    quiet = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, common.timed() as took:
        call_command(
            "export", slug, format="trl-preference", out=Path(folder),
            set=[f"file_types={kind}", "judge_labels=all", "beside="], stdout=quiet,
        )  # fmt: skip
    results.put((took[0], common.peak_mb()))


def _decoded(project_id: str) -> Any:
    """Chunks of dicts, from a server-side cursor."""
    from interchange.services import snapshots  # noqa: PLC0415

    with snapshots.transaction() as own, own.cursor(name="bench") as cursor:
        cursor.execute(ROWS, [int(project_id)])
        while found := cursor.fetchmany(CHUNK):
            yield [
                {
                    "id": external_id,
                    "prompt": orjson.loads(prompt),
                    "responses": orjson.loads(responses),
                    "metadata": orjson.loads(metadata),
                }
                for external_id, prompt, responses, metadata in found
            ]


def _cursor_to_file(project_id: str, results: Any) -> None:
    common.setup()
    with tempfile.TemporaryFile() as file, common.timed() as took:
        for chunk in _decoded(project_id):
            file.write(b"".join(orjson.dumps(row) + b"\n" for row in chunk))
    results.put((took[0], common.peak_mb()))


def _dicts_to_parquet(project_id: str, results: Any) -> None:
    common.setup()
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    with tempfile.NamedTemporaryFile() as file, common.timed() as took:
        writer = None
        for chunk in _decoded(project_id):
            table = pa.Table.from_pylist(chunk)
            writer = writer or pq.ParquetWriter(file.name, table.schema, compression="zstd")
            writer.write_table(table)
        if writer:
            writer.close()
    results.put((took[0], common.peak_mb()))


if __name__ == "__main__":
    main()
