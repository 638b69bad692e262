"""Items that say what a given set of texts says, found and left out under names of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from annotation.errors import NotFound
from interchange.errors import BadExport, ExportFailed, UnreadableFile
from interchange.files.reader import BadLine, Rows
from interchange.formats import overlap
from interchange.formats.base import Json
from interchange.models import Upload
from interchange.services import uploads

PROMPT, RESPONSE = "prompt_in_given_texts", "response_in_given_texts"
MOST_WORDS = 50
PICKED = "SELECT DISTINCT item_id FROM picked WHERE reason IS NULL ORDER BY item_id"
TEXTS = """
SELECT i.id,
    (SELECT string_agg(m->>'content', E'\n') FROM jsonb_array_elements(i.prompt) m
     WHERE m->>'role' <> 'system'),
    ARRAY(SELECT r->>'text' FROM jsonb_array_elements(i.responses) r)
FROM annotation_item i WHERE i.id = ANY(%(items)s::bigint[])
"""
OUT = "UPDATE picked SET reason = %(reason)s WHERE item_id = ANY(%(items)s::bigint[])"
BEYOND = "UPDATE picked SET reason = %(reason)s WHERE reason IS NULL AND item_id > %(after)s"
BEYOND_PREVIEW = "beyond_the_preview"
_WINDOW = 1000


@dataclass(frozen=True, slots=True)
class Against:
    """A given set of texts and where it came from."""

    texts: overlap.Given
    file: str
    sha256: str

    def record(self) -> Json:
        """What the manifest keeps."""
        return {
            "file": self.file, "sha256": self.sha256, "texts": self.texts.texts,
            "words": self.texts.n,
        }  # fmt: skip


def check(project_id: int, params: Json) -> None:
    """The choices of an export that is asked for.

    Raises:
        BadExport: The file is not one of the project's uploads, or the number of words is none.
    """
    if not params.get("against"):
        return
    if not 1 <= params["against_words"] <= MOST_WORDS or params["against_words"] % 1:
        raise BadExport(fields={"against_words": [f"A whole number from 1 to {MOST_WORDS}."]})
    try:
        _upload(project_id, params)
    except NotFound as e:
        raise BadExport(fields={"against": [str(e)]}) from e


def given(project_id: int, params: Json, *, most_bytes: int | None = None) -> Against | None:
    """The texts to keep apart from, or None when none were given, or more than `most_bytes`.

    Raises:
        ExportFailed: The file is gone, cannot be read, holds no text, or too much.
    """
    if not params.get("against"):
        return None
    try:
        upload = _upload(project_id, params)
        if most_bytes is not None and upload.size > most_bytes:
            return None
        texts = overlap.Given(_texts(upload), n=int(params["against_words"]))
    except (NotFound, UnreadableFile, OSError) as e:
        raise ExportFailed(f"The texts to keep apart from cannot be read: {e}") from e
    except overlap.TooMuch as e:
        raise ExportFailed(
            f"The texts to keep apart from hold more than {overlap.MOST:,} words; "
            "export against parts of them one after the other."
        ) from e
    if not texts.texts:
        raise ExportFailed("The file of texts to keep apart from holds no text.")
    return Against(texts, upload.name, upload.sha256)


def looked_at(own: psycopg.Connection[Any], against: Against, *, most: int) -> Json:
    """For a preview: only the first items are compared, and those after them are out of sight.

    Returns:
        How many were compared, and how many of these are left out.
    """
    ids = [pk for (pk,) in own.execute(PICKED).fetchall()]
    after = ids[most - 1] if len(ids) > most else None
    own.execute(BEYOND, {"reason": BEYOND_PREVIEW, "after": after})
    return {"looked_at": min(most, len(ids)), "left_out": leave_out(own, against)}


def leave_out(own: psycopg.Connection[Any], against: Against) -> int:
    """Mark picked items that overlap with the given texts, with their evidence.

    Returns:
        How many items are left out.
    """
    ids = [pk for (pk,) in own.execute(PICKED).fetchall()]
    total = 0
    for n in range(0, len(ids), _WINDOW):
        found: dict[str, list[int]] = {PROMPT: [], RESPONSE: []}
        rows = own.execute(TEXTS, {"items": ids[n : n + _WINDOW]}).fetchall()
        for pk, prompt, responses in rows:
            if against.texts.holds(prompt or ""):
                found[PROMPT].append(pk)
            elif any(against.texts.holds(text or "") for text in responses):
                found[RESPONSE].append(pk)
        for reason, items in found.items():
            if items:
                own.execute(OUT, {"reason": reason, "items": items})
                total += len(items)
    return total


def _upload(project_id: int, params: Json) -> Upload:
    number = str(params["against"])
    if not number.isdecimal() or len(number) > 18:
        raise NotFound("Name a file sent to this project, by the number of its upload.")
    return uploads.get(project_id=project_id, upload_id=int(number))


def _texts(upload: Upload) -> Iterator[str]:
    """Every text in the file: each line of a .txt, every text of the rows of any other."""
    path = uploads.path_of(upload)
    if upload.name.lower().endswith(".txt"):
        yield from _lines(path)
        return
    with Rows(path, max_bytes=settings.UPLOAD_MAX_BYTES) as rows:
        for number, row in rows.read():
            if isinstance(row, BadLine):
                raise UnreadableFile(f"line {number}: {row}")
            yield from _inside(row)


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for line in file:
                if line.strip():
                    yield line
    except UnicodeDecodeError as e:
        raise UnreadableFile("it is not UTF-8 text; save it as UTF-8.") from e


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _inside(inner)
