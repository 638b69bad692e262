"""Exports: asked for, written by a worker, checked, and offered when they are whole."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
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
from interchange.errors import BadExport, ExportFailed, TooLateToCancel
from interchange.files import checks
from interchange.files.writers import Writer, Written, writer
from interchange.formats import WRITERS
from interchange.formats.base import Columns, Format, Json
from interchange.formats.bundle import ItemFormat, Losses
from interchange.formats.choices import BadChoice, checked
from interchange.models import Snapshot
from interchange.services import bundles, membership, snapshots
from interchange.services.snapshots import Chunk
from interchange.services.splitting import Placed

S = Snapshot.State
PREVIEW = 5
LOOKED_AT = 200  # items whose rows a preview of whole items counts
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
    form = WRITERS[snapshot.format]
    home = folder(snapshot.pk)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    asked = versions.questions_of_every_version(snapshot.project_id)
    columns = form.columns(snapshot.params, asked)
    losses = Losses()
    with snapshots.transaction() as own:
        cursor = own.cursor()
        left_out = membership.pick(
            cursor, project_id=snapshot.project_id, form=form, params=snapshot.params
        )
        total = left_out.pop("", 0)
        considered = total + sum(left_out.values())
        name = _name(snapshot, membership.digest(cursor))
        cursor.execute(membership.KEEP, {"snapshot": snapshot.pk})
        plan = Plan(form, snapshot.params, columns, name, snapshot.created_at, _severities(asked))
        placed = Placed(own, snapshot.pk, snapshot.params)
        chunks = _chunks(own, plan, (left_out, losses), snapshot_id=snapshot.pk)
        files = _files(chunks, home, plan, placed, progress=_progress(job, total))
    for file in files:
        checks.reread(home / file.name, columns, file.rows)
    manifest = {
        **_manifest(snapshot, columns, files),
        "snapshot": name,
        "considered": considered,
        "left_out": _reasons(left_out, losses),
        "without": [{"part": part, "n": n} for part, n in sorted(losses.stripped.items())],
        "splits": _splits(snapshot, placed, files),
        "severities": plan.severities,
    }
    (home / "manifest.json").write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    snapshot.rows = manifest["rows"]
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
        plan = Plan(
            form=WRITERS[snapshot.format],
            params=snapshot.params,
            columns=columns,
            name=snapshot.manifest["snapshot"],
            at=snapshot.created_at,
            severities=snapshot.manifest.get("severities", {}),
        )
        placed = Placed(own, snapshot.pk, snapshot.params)
        chunks = _chunks(own, plan, ({}, Losses()), snapshot_id=snapshot.pk)
        return _files(chunks, into, plan, placed)


def preview(*, project_id: int, form: str, params: Json) -> Json:
    """The first rows an export would have, and what it would leave out.

    Raises:
        BadExport: There is no such format, or a choice does not fit.
    """
    chosen, losses = _checked(project_id, form, params), Losses()
    asked = versions.questions_of_every_version(project_id)
    columns = WRITERS[form].columns(chosen, asked)
    plan = Plan(WRITERS[form], chosen, columns, "preview", timezone.now(), _severities(asked))
    whole = isinstance(plan.form, ItemFormat)
    with snapshots.transaction() as own:
        left_out = membership.pick(
            own.cursor(), project_id=project_id, form=plan.form, params=chosen
        )
        total = left_out.pop("", 0)
        limit = LOOKED_AT if whole else PREVIEW
        chunks = _chunks(own, plan, ({}, losses), limit=limit)
        rows = [row for chunk in chunks for row in chunk.rows]
    return {
        "rows": rows[:PREVIEW],
        "total": total,
        "looked_at": min(total, limit) if whole else None,
        "row_count": len(rows) if whole else None,
        "left_out": _reasons(left_out, losses),
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
    return snapshots.rows(own, form=plan.form, **shared, left_out=left_out)


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


def _splits(snapshot: Snapshot, placed: Placed, files: list[Written]) -> list[Json]:
    kind = snapshot.params["file_types"][0]
    rows = {file.name: file.rows for file in files}
    return [
        {
            "name": name,
            "share": share,
            "items": placed.items[name],
            "rows": rows[f"{snapshot.format}-{name}.{kind}"],
        }
        for name, share in placed.splits
    ]


def _checked(project_id: int, form: str, params: Json) -> Json:
    if form not in WRITERS:
        raise BadExport(fields={"format": [f"One of {', '.join(sorted(WRITERS))}."]})
    try:
        chosen = checked(WRITERS[form], params)
    except BadChoice as e:
        raise BadExport(fields={e.args[0]: [e.args[1]]}) from e
    keys = [q["key"] for q in versions.questions_ever(project_id) if q["type"] == "comparison"]
    if "question" in chosen and chosen["question"] not in keys:
        if not keys and "question" not in params and isinstance(WRITERS[form], ItemFormat):
            chosen["question"] = ""  # ratings, rankings and others need none
            return chosen
        if "question" in params or not keys:
            known = ", ".join(sorted(keys)) or "none yet"
            raise BadExport(fields={"question": [f"This project's comparisons are: {known}."]})
    if "question" in chosen and "question" not in params:
        # Nobody chose: of those that are asked now, the last one is the overall verdict.
        asked = versions.questions(versions.in_force(project_id).question_set_id)
        now = [q.key for q in asked if q.type == "comparison"]
        if chosen["question"] not in now:
            chosen["question"] = (now or keys)[-1]
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
    form = WRITERS[snapshot.format]
    kind = snapshot.params["file_types"][0]
    hashes = "".join(file.sha256 for file in files)
    return {
        "sha256": hashlib.sha256(hashes.encode()).hexdigest(),
        "project": versions.slug(snapshot.project_id),
        "format": form.key,
        "params": snapshot.params,
        "begun_at": snapshot.created_at.isoformat(),
        "rows": sum(file.rows for file in files if file.name.endswith(f".{kind}")),
        "considered_unit": "judgments" if form.unit == "judgment" else "items",
        "columns": [{"name": column, "type": kind} for column, kind in columns.items()],
        "files": [asdict(file) for file in files],
    }


def _reasons(left_out: dict[str, int], losses: Losses) -> list[Json]:
    counts = losses.dropped + Counter(left_out)
    return [{"reason": reason, "n": n} for reason, n in sorted(counts.items())]
