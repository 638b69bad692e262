"""The files of a dataset: its rows by split and kind of file, each file read back again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from interchange.files import checks
from interchange.files.writers import JsonLines, writer
from interchange.formats.base import Columns, Format, Json
from interchange.formats.bundle import ItemFormat, Losses
from interchange.services import about_raters, bundles, configs, contested, snapshots
from interchange.services.about_raters import Told
from interchange.services.configs import Config
from interchange.services.contested import Among, Flags
from interchange.services.snapshots import Chunk
from interchange.services.splitting import Placed

Lost = tuple[dict[str, int], Losses]  # records left out by reason; what formats of items lose
Severities = Mapping[str, Sequence[str]]  # question of spans -> its severities, the least first
Progress = Callable[[int, int], None]  # records done, of how many


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides the rows of a snapshot, beside its membership."""

    project_id: int
    form: Format | ItemFormat
    params: Json
    columns: Columns
    name: str
    at: datetime
    severities: Severities
    told: Told | None = None  # what raters told about themselves, beside the judgments one by one
    flags: Flags | None = None  # which items are contested


@dataclass(frozen=True, slots=True)
class Shared:
    """What all configs of a dataset have in common."""

    project_id: int
    name: str
    at: datetime
    severities: Severities
    placed: Placed
    home: Path
    told: Told | None
    among: Among | None  # whose votes say which items are contested


def write(
    own: psycopg.Connection[Any],
    parts: list[Config],
    shared: Shared,
    reader: Executor,
    progress: Progress | None = None,
) -> list[Future[None]]:
    """Write the files of every config.

    Returns:
        What reads each file back meanwhile, in `reader`; its result is to be waited for.
    """
    total, done, reread = sum(part.total for part in parts), 0, []
    for part in parts:
        told = shared.told if part.form.key == configs.JUDGMENTS else None
        flags = None
        if shared.among:
            given: Json = {"form": part.form, "params": part.params}
            flags = contested.flags(own, shared.among, snapshot_id=part.snapshot_id, **given)
        plan = Plan(
            shared.project_id, part.form, part.params, part.columns, shared.name, shared.at,
            shared.severities, told, flags,
        )  # fmt: skip
        lost = (part.left_out, part.losses)
        found = chunks(own, plan, lost, snapshot_id=part.snapshot_id)
        note = partial(_further, progress, done, total) if progress else None
        files = [_File(*given, plan, reader) for given in _names(shared, plan)]
        _fill(files, found, shared.placed, progress=note)
        for file in files:
            part.files.append(file.writer.close())
            reread.append(file.check.ended(part.files[-1].rows))
        done += part.total
    return reread


def _further(progress: Progress, before: int, total: int, done: int) -> None:
    progress(before + done, total)


def chunks(
    own: psycopg.Connection[Any],
    plan: Plan,
    lost: Lost,
    *,
    snapshot_id: int | None = None,
    limit: int | None = None,
) -> Iterator[Chunk]:
    """The rows of a stored membership, or of what was just picked (a preview)."""
    left_out, losses = lost
    shared: Json = {
        "params": plan.params,
        "name": plan.name,
        "at": plan.at,
        "project_id": plan.project_id,
        "snapshot_id": snapshot_id,
        "limit": limit,
    }
    if isinstance(plan.form, ItemFormat):
        more: Json = {"severities": plan.severities, "losses": losses}
        found = bundles.rows(own, form=plan.form, **shared, **more)
    else:
        found = snapshots.rows(own, form=plan.form, **shared, left_out=left_out)
        found = about_raters.beside(found, plan.told, losses) if plan.told else found
    return contested.beside(found, plan.flags) if plan.flags else found


class _File:
    """A file being written, and read back behind that."""

    def __init__(self, split: int, kind: str, path: Path, plan: Plan, reader: Executor) -> None:
        self.split = split
        self.writer = writer(kind, path, plan.columns, plan.form)
        self.check = checks.Reread(path, plan.columns, reader)

    def cut(self) -> None:
        """What was read at once has been written."""
        self.writer.cut()
        if isinstance(self.writer, JsonLines):
            self.check.follow(self.writer)


def _names(shared: Shared, plan: Plan) -> Iterator[tuple[int, str, Path]]:
    """Of each file its split, its kind, and where it goes."""
    key, kinds = plan.form.key, plan.params["file_types"]
    names = [f"{key}-{name}" for name, _ in shared.placed.splits] or [key]
    for split, name in enumerate(names):
        for kind in kinds:
            yield split, kind, shared.home / f"{name}.{kind}"


def _fill(
    files: list[_File],
    found: Iterator[Chunk],
    placed: Placed,
    *,
    progress: Callable[[int], None] | None,
) -> None:
    done = 0
    for chunk in found:
        of = placed.of(chunk.items) if placed.splits else None
        for file in files:
            rows = chunk.rows
            if of is not None:
                rows = [row for row, split in zip(rows, of, strict=True) if split == file.split]
            file.writer.write(rows)
            if chunk.last:
                file.cut()
        done += chunk.records
        if progress and chunk.last:
            progress(done)


def severities(asked: list[Json]) -> dict[str, list[str]]:
    """Question of spans -> keys of its severities, the least first."""
    found: dict[str, list[str]] = {}
    for question in asked:
        if question["type"] == "spans":
            keys = question.get("options", {}).get("severities", [])
            found.setdefault(question["key"], [s["key"] for s in keys])
    return found
