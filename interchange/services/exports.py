"""Exports: asked for, written by a worker, checked, and offered when they are whole."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import psycopg
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotation.domain.types import Role
from annotation.errors import Forbidden, NotFound
from annotation.selectors import versions
from annotation.services import access, audit, jobs
from interchange import cards
from interchange.errors import BadExport, ExportFailed, TooLateToCancel
from interchange.files import checks
from interchange.files.writers import Writer, Written, writer
from interchange.formats import WRITERS
from interchange.formats.base import Columns, Format, Json
from interchange.formats.bundle import ItemFormat, Losses
from interchange.models import Snapshot
from interchange.services import (
    about_raters,
    aggregating,
    bundles,
    configs,
    decontaminating,
    facts,
    manifests,
    membership,
    options,
    snapshots,
)
from interchange.services.about_raters import Told
from interchange.services.configs import Config
from interchange.services.snapshots import Chunk
from interchange.services.splitting import Placed

S = Snapshot.State
PREVIEW = 5
LOOKED_AT = 200  # items whose rows a preview of whole items counts
APART_ITEMS = 1000  # that a preview compares with texts to keep apart from
APART_BYTES = 8 * 2**20  # of such texts; more are read by the worker only
Lost = tuple[dict[str, int], Losses]  # records left out by reason; what formats of items lose


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides the rows of a snapshot, beside its membership."""

    form: Format | ItemFormat
    params: Json
    columns: Columns
    name: str
    at: datetime
    severities: dict[str, list[str]]  # question of spans -> its severities, the least first
    told: Told | None = None  # what raters told about themselves, beside the judgments one by one


def start(*, project_id: int, actor_id: int | None, form: str, params: Json) -> Snapshot:
    """Ask for an export; a worker writes it.

    Raises:
        BadExport: There is no such format, or a choice does not fit.
    """
    with transaction.atomic():
        snapshot = begin(project_id=project_id, actor_id=actor_id, form=form, params=params)
        jobs.enqueue(
            kind="export",
            key=str(snapshot.pk),
            args={"snapshot_id": snapshot.pk},
            project_id=project_id,
            max_attempts=3,
        )
    return snapshot


@transaction.atomic
def begin(*, project_id: int, form: str, params: Json, actor_id: int | None = None) -> Snapshot:
    """Note that an export is wanted, with every choice written out.

    Raises:
        BadExport: There is no such format, or a choice does not fit.
    """
    chosen = options.checked(project_id, form, params)
    snapshot = Snapshot.objects.create(
        project_id=project_id, format=form, params=chosen, created_by_id=actor_id
    )
    audit.record(
        kind="export.started",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"snapshot:{snapshot.pk}",
        data={"format": form, "params": chosen},
    )
    return snapshot


def run(*, job_id: int) -> None:
    """Carry out an "export" job."""
    with jobs.running(job_id) as job:
        if job is None:
            return
        snapshot = Snapshot.objects.get(pk=job.args["snapshot_id"])
        try:
            _still_allowed(snapshot)
            write(snapshot, job=job)
        except (BadExport, ExportFailed, Forbidden) as e:
            _end(snapshot, S.FAILED, error=str(e))
            raise
        except OSError as e:
            sentence = f"The disk refused: {e.strerror or e}. Free some space and start again."
            _end(snapshot, S.FAILED, error=sentence)
            raise ExportFailed(sentence) from e
        except jobs.LostJob:
            shutil.rmtree(folder(snapshot.pk), ignore_errors=True)
            raise


def write(snapshot: Snapshot, *, job: jobs.JobRecord | None = None) -> Snapshot:
    """Write the files of a snapshot, check them, and mark it done.

    Killed at any point, it starts again from nothing: membership, record and what stands beside it
    are one transaction, and files count only with them. One that has ended stays as it is.
    """
    pk = snapshot.pk
    open_ = Snapshot.objects.filter(pk=pk, state__in=[S.PENDING, S.RUNNING])
    if not open_.update(state=S.RUNNING):
        return Snapshot.objects.get(pk=pk)
    home = folder(pk)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    against = decontaminating.given(snapshot.project_id, snapshot.params)
    asked = versions.questions_of_every_version(snapshot.project_id)
    try:
        with snapshots.transaction() as own:
            parts = configs.of(own, snapshot, asked)
            for part in parts:
                part.pick(own, snapshot.project_id, against)
            name, severities = configs.name(parts), _severities(asked)
            placed = Placed(own, [part.snapshot_id for part in parts], snapshot.params)
            told = _told(own, snapshot.project_id, parts)
            shared = _Shared(name, snapshot.created_at, severities, placed, home, told)
            _write(own, parts, shared, job)
            manifest = manifests.of(
                snapshot, parts, placed, name=name, severities=severities, against=against
            )
            manifest["about_raters"] = told and told.record()
            manifest["report"] = facts.gather(own, snapshot, manifest)
            _describe(home, manifest)
            if not configs.finish(own, parts, manifest):
                raise jobs.LostJob(f"export {pk}")
    except psycopg.errors.SerializationFailure as e:  # cancelled since it began
        raise jobs.LostJob(f"export {pk}") from e
    return Snapshot.objects.get(pk=pk)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all configs of a dataset have in common."""

    name: str
    at: datetime
    severities: dict[str, list[str]]
    placed: Placed
    home: Path
    told: Told | None


def _write(
    own: psycopg.Connection[Any],
    parts: list[Config],
    shared: _Shared,
    job: jobs.JobRecord | None = None,
) -> None:
    """Write the files of every config, and read each back."""
    total, done = sum(part.total for part in parts), 0
    for part in parts:
        told = shared.told if part.form.key == configs.JUDGMENTS else None
        plan = Plan(
            part.form, part.params, part.columns, shared.name, shared.at, shared.severities, told
        )
        lost = (part.left_out, part.losses)
        chunks = _chunks(own, plan, lost, snapshot_id=part.snapshot_id)
        note = _progress(job, total, done)
        part.files = _files(chunks, shared.home, plan, shared.placed, progress=note)
        done += part.total
        for file in part.files:
            checks.reread(shared.home / file.name, part.columns, file.rows)


def _told(own: psycopg.Connection[Any], project_id: int, parts: list[Config]) -> Told | None:
    """What raters told about themselves, of the judgments one by one if they are in the dataset."""
    for part in parts:
        if part.form.key == configs.JUDGMENTS:
            return about_raters.gather(own, project_id, part.params, snapshot_id=part.snapshot_id)
    return None


def _describe(home: Path, manifest: Json) -> None:
    """The card beside the data, and the manifest that both are made from."""
    try:
        made = cards.files(manifest)
    except cards.BadCard as e:
        raise ExportFailed(f"The card does not fit the files: {e}") from e
    for file, content in made.items():
        (home / file).write_bytes(content)
    manifest["card"] = [
        {"name": file, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for file, content in made.items()
    ]
    (home / "manifest.json").write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))


def _progress(job: jobs.JobRecord | None, total: int, before: int) -> Callable[[int], None]:
    def note(done: int) -> None:
        if job is not None:
            jobs.heartbeat(job, done=before + done, total=total)

    return note


def rebuild(*, snapshot_id: int, into: Path) -> list[Written]:
    """Write a finished snapshot's files again from its stored membership, to compare the bytes."""
    snapshot = Snapshot.objects.get(pk=snapshot_id, state=S.DONE)
    held = [snapshot, *snapshot.configs.order_by("pk")]
    parts = [
        Config(
            one.pk,
            WRITERS[one.format],
            one.params,
            {c["name"]: c["type"] for c in one.manifest["columns"]},
        )
        for one in held
    ]
    with snapshots.transaction() as own:
        placed = Placed(own, [one.pk for one in held], snapshot.params)
        name, severities = snapshot.manifest["snapshot"], snapshot.manifest.get("severities", {})
        told = about_raters.kept(snapshot.manifest)
        _write(own, parts, _Shared(name, snapshot.created_at, severities, placed, into, told))
    return [file for part in parts for file in part.files]


def preview(*, project_id: int, form: str, params: Json) -> Json:
    """The first rows an export would have, and what it would leave out.

    Every choice holds but the splits, which need all items and all prompts. Of texts to keep apart
    from, a file of some megabytes is compared with the first items; `apart` says with how many.

    Raises:
        BadExport: There is no such format, or a choice does not fit.
    """
    chosen, losses = options.checked(project_id, form, params), Losses()
    asked = versions.questions_of_every_version(project_id)
    columns = WRITERS[form].columns(chosen, asked)
    plan = Plan(WRITERS[form], chosen, columns, "preview", timezone.now(), _severities(asked))
    whole = isinstance(plan.form, ItemFormat)
    try:
        against = decontaminating.given(project_id, chosen, most_bytes=APART_BYTES)
    except ExportFailed as e:
        raise BadExport(fields={"against": [str(e)]}) from e
    with snapshots.transaction() as own:
        given: Json = {"project_id": project_id, "form": plan.form, "params": chosen}
        left_out = membership.pick(own.cursor(), **given, labels=aggregating.make(own, **given))
        total, apart = left_out.pop("", 0), None
        if against:
            apart = decontaminating.looked_at(own, against, most=APART_ITEMS)
            left_out = membership.count(own.cursor(), form=plan.form)
            total = left_out.pop("", 0) + left_out.pop(decontaminating.BEYOND_PREVIEW, 0)
        if form == configs.JUDGMENTS:
            plan = replace(
                plan, told=about_raters.gather(own, project_id, chosen, snapshot_id=None)
            )
        limit = LOOKED_AT if whole else PREVIEW
        chunks = _chunks(own, plan, ({}, losses), limit=limit)
        rows = [row for chunk in chunks for row in chunk.rows]
    return {
        "rows": [{name: row.get(name) for name in columns} for row in rows[:PREVIEW]],
        "total": total,
        "looked_at": min(total, limit) if whole else None,
        "row_count": len(rows) if whole else None,
        "apart": apart or ({"looked_at": 0, "left_out": 0} if chosen.get("against") else None),
        "left_out": manifests.reasons(left_out, losses),
        "without": [{"part": part, "n": n} for part, n in sorted(losses.stripped.items())],
    }


def cancel(*, snapshot_id: int, actor_id: int) -> None:
    """Stop an export that has not ended.

    Raises:
        TooLateToCancel: It has.
    """
    snapshot = Snapshot.objects.get(pk=snapshot_id)
    with transaction.atomic():
        if not _end(snapshot, S.CANCELLED):
            raise TooLateToCancel("This export has ended.")
        for job_id in jobs.open_of(kind="export", key=str(snapshot_id)):
            jobs.cancel(job_id)
        audit.record(
            kind="export.cancelled",
            project_id=snapshot.project_id,
            actor_id=actor_id,
            subject=f"snapshot:{snapshot_id}",
        )


def file_of(*, snapshot_id: int, name: str) -> Path:
    """The path of a finished snapshot's file, by a name that its record lists.

    Raises:
        NotFound: There is no such file, or the export is not done.
    """
    snapshot = Snapshot.objects.get(pk=snapshot_id)
    card = snapshot.manifest.get("card", [])
    names = {"manifest.json", *(file["name"] for file in [*snapshot.files, *card])}
    path = folder(snapshot.pk) / name
    if snapshot.state != S.DONE or name not in names or not path.is_file():
        raise NotFound("There is no such file; the export may not be finished.")
    return path


def download_name(*, snapshot_id: int, name: str) -> str:
    """The name a downloaded file gets: project, number, and what it is."""
    snapshot = Snapshot.objects.get(pk=snapshot_id)
    return f"{versions.slug(snapshot.project_id)}-{snapshot_id}-{name}"


def folder(snapshot_id: int) -> Path:
    """Where a snapshot's files are."""
    return Path(settings.DATA_DIR) / "exports" / str(snapshot_id)


def _chunks(
    own: psycopg.Connection[Any],
    plan: Plan,
    lost: Lost,
    *,
    snapshot_id: int | None = None,
    limit: int | None = None,
) -> Iterator[Chunk]:
    left_out, losses = lost
    shared: Json = {
        "params": plan.params,
        "name": plan.name,
        "at": plan.at,
        "snapshot_id": snapshot_id,
        "limit": limit,
    }
    if isinstance(plan.form, ItemFormat):
        more: Json = {"severities": plan.severities, "losses": losses}
        return bundles.rows(own, form=plan.form, **shared, **more)
    found = snapshots.rows(own, form=plan.form, **shared, left_out=left_out)
    return about_raters.beside(found, plan.told, losses) if plan.told else found


def _files(
    chunks: Iterator[Chunk],
    home: Path,
    plan: Plan,
    placed: Placed,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Written]:
    key, kinds = plan.form.key, plan.params["file_types"]
    names = [f"{key}-{name}" for name, _ in placed.splits] or [key]
    writers: list[list[Writer]] = [
        [writer(kind, home / f"{name}.{kind}", plan.columns, plan.form) for kind in kinds]
        for name in names
    ]
    done = 0
    for chunk in chunks:
        parts = [chunk.rows]
        if placed.splits:
            of = placed.of(chunk.items)
            parts = [
                [row for row, split in zip(chunk.rows, of, strict=True) if split == n]
                for n in range(len(names))
            ]
        for rows, some in zip(parts, writers, strict=True):
            for one in some:
                one.write(rows)
        done += chunk.records
        progress(done)
    return [one.close() for some in writers for one in some]


def _severities(asked: list[Json]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for question in asked:
        if question["type"] == "spans":
            severities = question.get("options", {}).get("severities", [])
            found.setdefault(question["key"], [s["key"] for s in severities])
    return found


def _still_allowed(snapshot: Snapshot) -> None:
    """The worker acts with the rights the requester has now, not those of then."""
    if snapshot.created_by_id is None:
        return  # from the command line
    role = access.role_of(user_id=snapshot.created_by_id, project_id=snapshot.project_id)
    if role is None or not access.allows(role, Role.RESEARCHER):
        raise Forbidden("Whoever asked for this export may no longer export from this project.")


def _end(snapshot: Snapshot, state: str, error: str = "") -> bool:
    ended = Snapshot.objects.filter(pk=snapshot.pk, state__in=[S.PENDING, S.RUNNING]).update(
        state=state, error=error, finished_at=timezone.now()
    )
    if ended:  # the files of an export that is done stay: it is frozen
        shutil.rmtree(folder(snapshot.pk), ignore_errors=True)
    return bool(ended)
