"""Exports: asked for, written by a worker, checked, and offered when they are whole."""

import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
from interchange.files.writers import Written
from interchange.formats import WRITERS
from interchange.formats.base import Json
from interchange.formats.bundle import ItemFormat, Losses
from interchange.models import Snapshot
from interchange.services import (
    about_raters,
    aggregating,
    configs,
    contested,
    decontaminating,
    facts,
    manifests,
    membership,
    options,
    snapshots,
    writing,
)
from interchange.services.about_raters import Told
from interchange.services.ahead import steadily
from interchange.services.configs import Config
from interchange.services.contested import Among
from interchange.services.splitting import Placed

S = Snapshot.State
PREVIEW = 5
LOOKED_AT = 200  # items whose rows a preview of whole items counts
APART_ITEMS = 1000  # that a preview compares with texts to keep apart from
APART_BYTES = 8 * 2**20  # of such texts; more are read by the worker only


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
    try:
        with steadily(), snapshots.transaction() as own:
            if not _written(own, snapshot, home, against, job):
                raise jobs.LostJob(f"export {pk}")
    except psycopg.errors.SerializationFailure as e:  # cancelled since it began
        raise jobs.LostJob(f"export {pk}") from e
    return Snapshot.objects.get(pk=pk)


def _written(
    own: psycopg.Connection[Any],
    snapshot: Snapshot,
    home: Path,
    against: decontaminating.Against | None,
    job: jobs.JobRecord | None,
) -> bool:
    """Everything of a snapshot, in its transaction; False if it was cancelled meanwhile."""
    asked = versions.questions_of_every_version(snapshot.project_id)
    with facts.begun(own, snapshot) as around, ThreadPoolExecutor(1) as reader:
        parts = configs.of(own, snapshot, asked)
        for part in reversed(parts):  # its own last: that is what `counted` reads
            part.pick(own, snapshot.project_id, against)
            if part is parts[0]:
                # Before it is stored: texts are looked at while the database is busy with that.
                counted = facts.counted(own, snapshot, around)
            part.keep(own)
        name, severities = configs.name(parts), writing.severities(asked)
        placed = Placed(own, [part.snapshot_id for part in parts], snapshot.params)
        told = _told(own, snapshot.project_id, parts)
        among = _among(own, snapshot.project_id, snapshot.params)
        shared = writing.Shared(
            snapshot.project_id, name, snapshot.created_at, severities, placed, home, told, among
        )
        reread = writing.write(own, parts, shared, reader, _progress(job))
        manifest = manifests.of(
            snapshot, parts, placed, name=name, severities=severities, against=against
        )
        manifest["about_raters"] = told and told.record()
        manifest["contested"] = among and among.record()
        manifest["report"] = facts.gather(own, snapshot, manifest, counted)
        for file in reread:
            file.result()
    _describe(home, manifest)
    return configs.finish(own, parts, manifest)


def _told(own: psycopg.Connection[Any], project_id: int, parts: list[Config]) -> Told | None:
    """What raters told about themselves, of the judgments one by one if they are in the dataset."""
    for part in parts:
        if part.form.key == configs.JUDGMENTS:
            return about_raters.gather(own, project_id, part.params, snapshot_id=part.snapshot_id)
    return None


def _among(own: psycopg.Connection[Any], project_id: int, params: Json) -> Among | None:
    question = facts.asked_about(project_id, params)
    return contested.among(own, project_id=project_id, question=question, params=params)


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


def _progress(job: jobs.JobRecord | None) -> writing.Progress:
    def note(done: int, total: int) -> None:
        if job is not None:
            jobs.heartbeat(job, done=done, total=total)

    return note


def rebuild(*, snapshot_id: int, into: Path) -> list[Written]:
    """Write a finished snapshot's files again from its stored membership, to compare the bytes."""
    snapshot = Snapshot.objects.get(pk=snapshot_id, state=S.DONE)
    held = [snapshot, *snapshot.configs.order_by("pk")]
    asked = versions.questions_of_every_version(snapshot.project_id)
    parts = [
        Config(one.pk, WRITERS[one.format], one.params, configs.written(one, asked)) for one in held
    ]
    with steadily(), snapshots.transaction() as own, ThreadPoolExecutor(1) as reader:
        placed = Placed(own, [one.pk for one in held], snapshot.params)
        name, severities = snapshot.manifest["snapshot"], snapshot.manifest.get("severities", {})
        told = about_raters.kept(snapshot.manifest)
        among = contested.kept(snapshot.manifest)
        shared = writing.Shared(
            snapshot.project_id, name, snapshot.created_at, severities, placed, into, told, among
        )
        for file in writing.write(own, parts, shared, reader):
            file.result()
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
    columns = configs.columns(WRITERS[form], chosen, asked)
    severities = writing.severities(asked)
    plan = writing.Plan(
        project_id, WRITERS[form], chosen, columns, "preview", timezone.now(), severities
    )
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
        if among := _among(own, project_id, chosen):
            given = {"form": plan.form, "params": chosen, "snapshot_id": None}
            plan = replace(plan, flags=contested.flags(own, among, **given))
        limit = LOOKED_AT if whole else PREVIEW
        chunks = writing.chunks(own, plan, ({}, losses), limit=limit)
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
