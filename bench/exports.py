"""Export with provenance, from the rows to the checked files, against the least it can cost.

    python -m bench.exports --rows 100000

The limit of JSONL: a server-side cursor over the same items, every row decoded and encoded again by
orjson, into a file. Of Parquet: the same dicts in memory, made into tables and written by pyarrow.
The export joins labels, judges, decisions and versions to each item, freezes its membership, writes
every column of provenance, hashes the files, reads them back. Each side runs twice, in turns, and
its better run counts. Last, the largest file is downloaded
from the real web server: seconds to its first byte, and what the server grew by meanwhile.
"""

import argparse
import http.client
import io
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from bench import common, labelled, server

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
    parser.add_argument("--imported", type=int, help="the other rows are copies of so many")
    parser.add_argument("--kinds", nargs="+", default=list(LIMITS), choices=LIMITS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = run(rows=options.rows, imported=options.imported, kinds=options.kinds)
    common.show(found, as_json=options.json)


def run(*, rows: int, imported: int | None = None, kinds: Sequence[str] = ()) -> dict[str, Any]:
    """Rows/s of ours and of the limit for kinds of file, the exporter's peak memory, a download."""
    common.ready()
    project_id, slug = labelled.make(rows, labels=True, imported=imported)
    out: dict[str, Any] = {"rows": rows}
    for kind in kinds or LIMITS:
        limit = LIMITS[kind]
        least, (seconds, peak) = common.in_turns(
            lambda limit=limit: common.in_child(limit, str(project_id))[0],
            lambda kind=kind: common.in_child(_export, slug, kind),
        )
        out |= {
            f"{kind}_limit_rows_per_second": round(rows / least),
            f"{kind}_rows_per_second": round(rows / seconds),
            f"{kind}_share_of_limit": round(least / seconds, 3),
            f"{kind}_peak_mb": round(peak),
            f"{kind}_target": TARGETS[kind],
        }
    return out | _downloaded(project_id)


def _downloaded(project_id: int) -> dict[str, Any]:
    """The newest export's largest file, over a socket."""
    from annotation.models import Membership, User  # noqa: PLC0415
    from annotation.services import tokens  # noqa: PLC0415
    from interchange.models import Snapshot  # noqa: PLC0415

    snapshot = Snapshot.objects.filter(project_id=project_id, state="done").latest("pk")
    name = max(snapshot.files, key=lambda file: file["bytes"])["name"]
    user = User.objects.create_user(f"bench{snapshot.pk}@example.org")
    Membership.objects.create(project_id=project_id, user=user, role="researcher")
    token = tokens.create(user=user, name="bench", scope="read")["token"]
    path, headers = f"/api/exports/{snapshot.pk}/files/{name}", {"Authorization": f"Bearer {token}"}
    web = server.Server(workers=1)
    with web as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/api/session", headers=headers)
        connection.getresponse().read()  # the server has loaded what it needs
        before, start = web.peak_mb(), time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        got = len(answer.read(1))
        first = time.perf_counter() - start
        while piece := answer.read(2**20):
            got += len(piece)
        return {
            "download_mb": round(got / 2**20),
            "download_first_byte_seconds": round(first, 3),
            "download_seconds": round(time.perf_counter() - start, 2),
            "download_server_grew_mb": round(web.peak_mb() - before),
        }


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


LIMITS = {"jsonl": _cursor_to_file, "parquet": _dicts_to_parquet}


if __name__ == "__main__":
    main()
