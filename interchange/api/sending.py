"""Sending a finished file from disk, from its start or from where a broken download ended."""

import re
from pathlib import Path

from django.http import FileResponse, HttpResponse, HttpResponseBase

CONTENT_TYPES = {
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".arrow": "application/vnd.apache.arrow.file",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
}
# Whatever else a Range may say, the whole file answers it (RFC 9110, 14.2).
_REST = re.compile(r"bytes=(\d{1,18})-")


def file(path: Path, name: str, *, wanted: str = "") -> HttpResponseBase:
    """The answer that is a file; nothing of it is read before it is sent.

    Args:
        path: Of the file, which never changes.
        name: What it is called when saved.
        wanted: The request's Range header; "bytes=N-" sends what comes after N bytes.
    """
    size = path.stat().st_size
    rest = _REST.fullmatch(wanted.strip())
    start = int(rest[1]) if rest else 0
    if start and start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    content = path.open("rb")
    content.seek(start)
    answer = FileResponse(
        content,
        as_attachment=True,
        filename=name,
        content_type=CONTENT_TYPES[path.suffix],
        status=206 if start else 200,
    )
    answer["Accept-Ranges"] = "bytes"
    if start:
        answer["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
    return answer
