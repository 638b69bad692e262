"""Files to import, and an import carried out as a worker does it."""

from pathlib import Path
from typing import Any

import orjson

from annotation.models import Project
from interchange import selectors
from interchange.services import imports, uploads

MAPPING = {
    "id": "id",
    "prompt": ["prompt"],
    "responses": [{"text": "a", "model": "model_a"}, {"text": "b"}],
    "metadata": {"n": "n"},
}


def row(n: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"i{n}",
        "prompt": f"Question {n}?",
        "a": f"Answer {n} of a\nwith a tab\t, a backslash \\ and \\n",
        "b": f"Answer {n} of b: é, 漢字, \u2028",
        "model_a": "alpha",
        "n": n,
        **changes,
    }


def jsonl(*rows: Any) -> bytes:
    return b"".join((r if isinstance(r, bytes) else orjson.dumps(r)) + b"\n" for r in rows)


def write(path: Path, *rows: Any) -> Path:
    path.write_bytes(jsonl(*rows))
    return path


def start(project: Project, content: bytes, **options: Any) -> tuple[int, int]:
    """Keep the content as an upload and write the batch; returns batch and job."""
    upload = uploads.keep(project_id=project.pk, name="f.jsonl", chunks=[content], actor_id=None)
    options.setdefault("kind", "items")
    options.setdefault("mapping", MAPPING)
    options.setdefault("on_error", "skip")
    options.setdefault("dry_run", False)
    return imports.start(project_id=project.pk, upload_id=upload.pk, actor_id=None, **options)


def run(project: Project, content: bytes, **options: Any) -> selectors.ImportRecord:
    """Start and carry out."""
    batch_id, job_id = start(project, content, **options)
    imports.run(job_id=job_id)
    return selectors.import_(batch_id)
