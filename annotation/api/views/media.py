"""Serving the files that items name: whole or by ranges, to members of the project alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.selectors import media

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PIECE = 2**16
# A file is a picture or a sound on a page of ours and nothing else, whatever it holds.
_HEADERS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, max-age=3600",
    "Content-Disposition": 'attachment; filename="file"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class MediaFileView(ProjectView):
    """One file."""

    min_role = Role.ANNOTATOR

    @extend_schema(
        operation_id="getMedia",
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            (206, "application/octet-stream"): OpenApiTypes.BINARY,
            404: Problem,
        },
    )
    def get(self, request: AuthedRequest, project_id: int, media: UUID) -> HttpResponseBase:
        """The bytes, or those of one range: a player jumps to where somebody listens."""
        file = _find(project_id, media)
        headers = {**_HEADERS, "ETag": f'"{file.sha256}"'}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return HttpResponse(status=304, headers=headers)
        wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
        # Several ranges, and what is none, are answered with the whole file, as RFC 9110 allows.
        part = wanted is not None and wanted.groups() != ("", "")
        asked = _range(wanted[1], wanted[2], file.size) if wanted and part else (0, file.size)
        if asked is None:
            headers["Content-Range"] = f"bytes */{file.size}"
            return HttpResponse(status=416, headers=headers)
        start, end = asked
        if part:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
        headers["Content-Length"] = str(end - start)
        return StreamingHttpResponse(
            _bytes(file.path, start, end),
            status=206 if part else 200,
            content_type=file.mime,
            headers=headers,
        )


def _find(project_id: int, token: UUID) -> media.File:
    return media.get(project_id=project_id, token=token)


def _range(first: str, last: str, size: int) -> tuple[int, int] | None:
    """From where to where (not included); None: there is nothing there."""
    if not first:
        return (max(0, size - int(last)), size) if int(last) and size else None
    start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end) if start < end else None


def _bytes(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (piece := file.read(min(_PIECE, end - start))):
            start += len(piece)
            yield piece
