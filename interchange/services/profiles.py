"""What the raters of a file told about themselves: one row a rater, or one a judgment."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from annotation.services import surveys
from interchange.errors import UnreadableFile
from interchange.files.reader import BadLine, Rows
from interchange.services import uploads

Told = dict[str, dict[str, str | None]]  # name in the file -> what they told


def from_upload(
    *,
    project_id: int,
    upload_id: int,
    rater: str,
    fields: Sequence[str],
    consent: str,
    exported: bool,
    min_group: int,
) -> int:
    """As `take`, from a file that was sent.

    Raises:
        NotFound: The project has no such upload.
        UnreadableFile: As `take`.
        Invalid: As `take`.
    """
    path = uploads.path_of(uploads.get(project_id=project_id, upload_id=upload_id))
    return take(
        project_id=project_id, path=path, rater=rater, fields=fields, consent=consent,
        exported=exported, min_group=min_group,
    )  # fmt: skip


def take(
    *,
    project_id: int,
    path: Path,
    rater: str,
    fields: Sequence[str],
    consent: str,
    exported: bool,
    min_group: int,
) -> int:
    """Keep what the raters told; returns of how many.

    Args:
        project_id: Whose raters.
        path: JSON Lines, JSON, CSV or Parquet.
        rater: The column with their names in files.
        fields: The columns with what they told; what a column holds are its choices.
        consent: Under which words they agreed, and where.
        exported: They agreed that exports hold it, in groups large enough.
        min_group: The smallest group that is shown.

    Raises:
        UnreadableFile: The file or a row cannot be read, or contradicts another.
        Invalid: A field or an answer does not fit.
    """
    told, choices = _read(path, rater, fields)
    asked = [
        {
            "key": name,
            "title": name.replace("_", " ").capitalize(),
            "choices": [{"key": c, "title": c} for c in sorted(choices[name])],
        }
        for name in fields
    ]
    return surveys.imported(
        project_id=project_id, consent=consent, fields=asked, told=told, min_group=min_group,
        exported=exported,
    )  # fmt: skip


def _read(path: Path, rater: str, fields: Sequence[str]) -> tuple[Told, dict[str, set[str]]]:
    """What was told, and the choices of each field."""
    told: Told = {}
    choices: dict[str, set[str]] = {name: set() for name in fields}
    with Rows(path, max_bytes=settings.UPLOAD_MAX_BYTES) as rows:
        for number, row in rows.read():
            if isinstance(row, BadLine) or not isinstance(row, dict):
                raise UnreadableFile(f"Row {number} cannot be read.")
            if (name := row.get(rater)) in (None, ""):
                raise UnreadableFile(f"Row {number} has no rater in {rater!r}.")
            said = {k: str(row[k]) for k in fields if row.get(k) not in (None, "")}
            known = told.setdefault(str(name), {})
            for key, value in said.items():
                if known.setdefault(key, value) != value:
                    raise UnreadableFile(
                        f"Row {number}: {key!r} is {value!r} here and {known[key]!r} before "
                        "for the same rater."
                    )
                choices[key].add(value)
    return told, choices
