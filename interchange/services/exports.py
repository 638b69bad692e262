"""Exports: asked for, written by a worker, checked, and offered when they are whole."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import asdict
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
from interchange.errors import BadExport, ExportFailed, TooLateToCancel
from interchange.files import checks
from interchange.files.writers import WRITERS, Writer, Written
from interchange.formats import FORMATS
from interchange.formats.base import Columns, Json
from interchange.formats.choices import BadChoice, checked
from interchange.models import Snapshot
from interchange.services import membership, snapshots

S = Snapshot.State
PREVIEW = 5


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
    chosen = _checked(project_id, form, params)
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

    Killed at any point, it starts again from nothing: membership and files are one transaction and
    one folder.
    """
    Snapshot.objects.filter(pk=snapshot.pk).update(state=S.RUNNING)
    form = FORMATS[snapshot.format]
    home = folder(snapshot.pk)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    columns = form.columns(
        snapshot.params, versions.questions_of_every_version(snapshot.project_id)
    )
    left_out: dict[str, int] = {}
    with snapshots.transaction() as own:
        cursor = own.cursor()
        left_out = membership.pick(
            cursor, project_id=snapshot.project_id, form=form, params=snapshot.params
        )
        total = left_out.pop("", 0)
        considered = total + sum(left_out.values())
        name = _name(snapshot, membership.digest(cursor))
        cursor.execute(membership.KEEP, {"snapshot": snapshot.pk})
        files = _files(
            own,
            home,
            snapshot=snapshot,
            columns=columns,
            name=name,
            left_out=left_out,
            progress=_progress(job, total),
        )
    for file in files:
        checks.reread(home / file.name, columns, file.rows)
    manifest = {
        **_manifest(snapshot, columns, files),
        "snapshot": name,
        "considered": considered,
        "left_out": _reasons(left_out),
    }
    (home / "manifest.json").write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    snapshot.rows = files[0].rows
    snapshot.files = [asdict(file) for file in files]
    snapshot.manifest = manifest
    snapshot.sha256 = manifest["sha256"]
    snapshot.state = S.DONE
    snapshot.finished_at = timezone.now()
    snapshot.error = ""
    snapshot.save(
        update_fields=["rows", "files", "manifest", "sha256", "state", "finished_at", "error"]
    )
    return snapshot


def _progress(job: jobs.JobRecord | None, total: int) -> Callable[[int], None]:
    def note(done: int) -> None:
        if job is not None:
            jobs.heartbeat(job, done=done, total=total)

    return note


def rebuild(*, snapshot_id: int, into: Path) -> list[Written]:
    """Write a finished snapshot's files again from its stored membership, to compare the bytes."""
    snapshot = Snapshot.objects.get(pk=snapshot_id, state=S.DONE)
    columns = {c["name"]: c["type"] for c in snapshot.manifest["columns"]}
    with snapshots.transaction() as own:
        name = snapshot.manifest["snapshot"]
        return _files(own, into, snapshot=snapshot, columns=columns, name=name, left_out={})


def preview(*, project_id: int, form: str, params: Json) -> Json:
    """The first rows an export would have, and what it would leave out.

    Raises:
        BadExport: There is no such format, or a choice does not fit.
    """
    chosen = _checked(project_id, form, params)
    with snapshots.transaction() as own:
        left_out = membership.pick(
            own.cursor(), project_id=project_id, form=FORMATS[form], params=chosen
        )
        total = left_out.pop("", 0)
        chunks = snapshots.rows(
            own,
            form=FORMATS[form],
            params=chosen,
            name="preview",
            at=timezone.now(),
            limit=PREVIEW,
            left_out={},
        )
        first = [row for chunk in chunks for row in chunk]
    return {"rows": first, "total": total, "left_out": _reasons(left_out)}


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
    names = {"manifest.json", *(file["name"] for file in snapshot.files)}
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


def _files(
    own: psycopg.Connection[Any],
    home: Path,
    *,
    snapshot: Snapshot,
    columns: Columns,
    name: str,
    left_out: dict[str, int],
    progress: Callable[[int], None] = lambda _: None,
) -> list[Written]:
    form = FORMATS[snapshot.format]
    writers: list[Writer] = [
        WRITERS[kind](home / f"{form.key}.{kind}", columns)
        for kind in snapshot.params["file_types"]
    ]
    done = 0
    for chunk in snapshots.rows(
        own,
        form=form,
        params=snapshot.params,
        name=name,
        at=snapshot.created_at,
        snapshot_id=snapshot.pk,
        left_out=left_out,
    ):
        for writer in writers:
            writer.write(chunk)
        done += len(chunk)
        progress(done)
    return [writer.close() for writer in writers]


def _checked(project_id: int, form: str, params: Json) -> Json:
    if form not in FORMATS:
        raise BadExport(fields={"format": [f"One of {', '.join(sorted(FORMATS))}."]})
    try:
        chosen = checked(FORMATS[form], params)
    except BadChoice as e:
        raise BadExport(fields={e.args[0]: [e.args[1]]}) from e
    keys = {q["key"] for q in versions.questions_ever(project_id) if q["type"] == "comparison"}
    if "question" in chosen and chosen["question"] not in keys:
        if "question" in params or not keys:
            known = ", ".join(sorted(keys)) or "none yet"
            raise BadExport(fields={"question": [f"This project's comparisons are: {known}."]})
        # Nobody chose: the one asked last is the overall verdict.
        chosen["question"] = [
            q["key"] for q in versions.questions_ever(project_id) if q["type"] == "comparison"
        ][-1]
    return chosen


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


def _name(snapshot: Snapshot, digest: str) -> str:
    """The snapshot's own name: its choices and its membership."""
    content = [snapshot.format, snapshot.params, digest]
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _manifest(snapshot: Snapshot, columns: Columns, files: list[Written]) -> Json:
    form = FORMATS[snapshot.format]
    hashes = "".join(file.sha256 for file in files)
    return {
        "sha256": hashlib.sha256(hashes.encode()).hexdigest(),
        "project": versions.slug(snapshot.project_id),
        "format": form.key,
        "params": snapshot.params,
        "begun_at": snapshot.created_at.isoformat(),
        "rows": files[0].rows,
        "considered_unit": "items" if form.unit == "label" else "judgments",
        "columns": [{"name": column, "type": kind} for column, kind in columns.items()],
        "files": [asdict(file) for file in files],
    }


def _reasons(left_out: dict[str, int]) -> list[Json]:
    return [{"reason": reason, "n": n} for reason, n in sorted(left_out.items())]
