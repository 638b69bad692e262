"""The files that items name: what the bench is told of them, and where they lie."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Sum

from annotation import statements
from annotation.domain import media
from annotation.errors import NotFound
from annotation.models import Media

# Nothing at all where the project has no files: then a text that looks like a name is a text.
NAMED = """
SELECT wanted.name, p.id, m.token, m.kind, m.width, m.height
FROM annotation_assignment a JOIN annotation_project p ON p.id = a.project_id
CROSS JOIN unnest(%(names)s::text[]) wanted(name)
LEFT JOIN annotation_media m ON m.project_id = p.id AND m.name = wanted.name
WHERE a.id = %(assignment)s AND EXISTS (SELECT 1 FROM annotation_media WHERE project_id = p.id)
"""
MISSING = {"url": "", "kind": "missing", "width": None, "height": None}


@dataclass(frozen=True, slots=True)
class File:
    """A file to be served."""

    path: Path
    mime: str
    sha256: str
    size: int


def named(assignment_id: int, texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The texts that name files of the assignment's project, and what the bench shows for each.

    A name without a file is shown as missing: its text might say which model wrote it.
    """
    names = [text for text in set(texts) if media.is_name(text)]
    if not names:
        return {}
    return {
        name: _shown(project_id, token, *rest) if token else MISSING
        for name, project_id, token, *rest in statements.rows(
            NAMED, {"assignment": assignment_id, "names": names}
        )
    }


def of_project(project_id: int, texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The same for whoever sees a whole item."""
    names = [text for text in set(texts) if media.is_name(text)]
    files = Media.objects.filter(project_id=project_id)
    if not names or not files.exists():
        return {}
    return dict.fromkeys(names, MISSING) | {
        file.name: _shown(project_id, file.token, file.kind, file.width, file.height)
        for file in files.filter(name__in=names)
    }


def _shown(
    project_id: int, token: UUID, kind: str, width: int | None, height: int | None
) -> dict[str, Any]:
    return {
        "url": f"/api/projects/{project_id}/media/{token}",
        "kind": kind,
        "width": width,
        "height": height,
    }


def sizes(project_id: int, texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Name -> width and height in pixels, of those texts that name pictures of the project."""
    names = [text for text in set(texts) if media.is_name(text)]
    found = Media.objects.filter(project_id=project_id, name__in=names, kind="image")
    return {
        name: {"width": width, "height": height}
        for name, width, height in found.values_list("name", "width", "height")
    }


def get(*, project_id: int, token: UUID) -> File:
    """A file of a project.

    Raises:
        NotFound: It has none under this token, or the file is gone from the data folder.
    """
    found = Media.objects.filter(project_id=project_id, token=token).first()
    if found is None:
        raise NotFound
    path = path_of(found.sha256)
    if not path.is_file():
        raise NotFound("This file is no longer in the data folder; tell an admin.")
    return File(path, found.mime, found.sha256, found.size)


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.DATA_DIR) / "media" / sha256[:2] / sha256


def summary(project_id: int) -> dict[str, Any]:
    """How many files a project has, and the newest."""
    mine = Media.objects.filter(project_id=project_id)
    newest = mine.order_by("-pk").values("name", "kind", "size", "width", "height")[:50]
    totals = mine.aggregate(count=Count("pk"), bytes=Sum("size", default=0))
    return {**totals, "newest": list(newest)}
