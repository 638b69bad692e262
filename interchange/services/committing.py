"""The last step of an import: what was staged becomes items or judgments, all or nothing."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import connection

from annotation import events
from annotation.domain.types import RaterKind
from annotation.selectors import judgments as judgment_rows
from annotation.services import audit, gold, items_bulk, judgments, projects, raters
from interchange.models import ImportBatch, StagedRow
from interchange.services import adding, known, staging, uploads
from interchange.services.adding import Added

WINDOW = 5000  # judgments recorded at once


def commit(batch: ImportBatch, added: Added | None = None) -> Added:
    """Move what was staged in and forget it; call inside a transaction.

    Args:
        batch: The import.
        added: The items that were added in this transaction while the file was read; None: they
            are added now.

    Raises:
        ImportFailed: The file does not hold what it held when it was checked.
    """
    done = _items(batch, added) if batch.kind == ImportBatch.Kind.ITEMS else _judgments(batch)
    drop_staged(batch)
    with connection.cursor() as cursor:
        # Foreign keys are checked now: the audit log's end is locked from here to the commit.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    audit.record(
        kind=f"import.{batch.kind}",
        project_id=batch.project_id,
        actor_id=batch.created_by_id,
        subject=f"import:{batch.pk}",
        data={
            "file": batch.upload.name,
            "sha256": batch.upload.sha256,
            "added": done.added,
            "present": done.present,
            "judgments": done.judgments_added,
        },
    )
    return done


def drop_staged(batch: ImportBatch) -> None:
    """Forget the staged rows."""
    StagedRow.objects.filter(batch=batch).delete()


def _items(batch: ImportBatch, added: Added | None) -> Added:
    if known.is_known(batch.mapping):
        _ask(batch)
    done = adding.items(batch) if added is None else adding.confirmed(batch, added)
    if known.is_known(batch.mapping):
        _said(batch, done)
    _same_texts(batch, done)
    # Before they are routed: what is known already is not asked of people.
    _known_answers(batch, done)
    events.after_commit(events.items_imported, project_id=batch.project_id)
    return done


def _windows(batch: ImportBatch) -> Iterator[tuple[int, int, int]]:
    """(batch, after this line, up to this line), each with some rows."""
    after = 0
    while True:
        rows = StagedRow.objects.filter(batch=batch, line__gt=after).order_by("line", "key")
        lines = list(rows.values_list("line", flat=True)[:WINDOW])
        if not lines:
            return
        yield batch.pk, after, lines[-1]
        after = lines[-1]


def _judgments(batch: ImportBatch) -> Added:
    done = Added()
    known = _raters(batch)
    for window in _windows(batch):
        rows = StagedRow.objects.filter(batch=batch, line__gt=window[1], line__lte=window[2])
        found = rows.order_by("line", "key").values_list("line", "key", "payload")
        staged = [(line, key, payload) for line, key, payload in found if payload is not None]
        ids = items_bulk.ids_of(
            project_id=batch.project_id, external_ids=sorted({p["x"] for _, _, p in staged})
        )
        new = [_judgment(p, ids[p["x"]], known[p["n"]]) for _, _, p in staged]
        recorded = judgments.record(new)
        done.added += recorded.added
        done.present += recorded.present
        if recorded.present:
            _compare_judgments(batch, done, staged, new)
    return done


def _ask(batch: ImportBatch) -> None:
    """Add the questions that the format answers, where they are wanted."""
    path = uploads.path_of(batch.upload)
    wanted = known.questions(batch.mapping, project_id=batch.project_id, path=path)
    if wanted and wanted != known.asked_now(batch.project_id):
        projects.add_questions(
            project_id=batch.project_id, questions=wanted, actor_id=batch.created_by_id
        )


# An item with the same prompt and responses as one before it; both stay, since the file says so.
SAME_TEXT = """
SELECT r.first_line + i.id - r.first_item AS line, i.external_id, f.external_id, count(*) OVER ()
FROM annotation_item i JOIN annotation_item f ON f.id = i.text_group
CROSS JOIN LATERAL (SELECT * FROM interchange_importedrun
    WHERE first_item <= i.id ORDER BY first_item DESC LIMIT 1) r
WHERE i.project_id = %(project)s AND i.id > i.text_group
    AND r.batch_id = %(batch)s AND i.id < r.first_item + r.items
ORDER BY line, i.external_id LIMIT %(most)s
"""
TOLD = 100


def _same_texts(batch: ImportBatch, done: Added) -> None:
    """Say which new items hold the text of another: nobody sees that from their ids."""
    if not done.added or done.says_nothing_again():
        return
    if not items_bulk.group_same_texts(project_id=batch.project_id):
        return
    given = {"project": batch.project_id, "batch": batch.pk, "most": TOLD}
    with connection.cursor() as cursor:
        cursor.execute(SAME_TEXT, given)
        rows = cursor.fetchall()
    for line, name, first, n in rows:
        more = f"; so do {n:,} items of this file" if n > 1 else ""
        reason = f"says the same as the item {first[:80]}: nobody is given both{more}"
        done.notes.append(staging.problem(batch, line, "id", reason, name, note=True))


def _known_answers(batch: ImportBatch, done: Added) -> None:
    """Make known what the items bring, where the project says under which name."""
    brought = gold.take_from_import(project_id=batch.project_id, actor_id=batch.created_by_id)
    why = {one["item"]: one["why"] for one in brought.refused}
    rows = StagedRow.objects.filter(batch=batch, key__in=why).order_by("line")
    for line, key in rows.values_list("line", "key")[:100]:
        done.notes.append(staging.problem(batch, line, "metadata", why[key], "", note=True))


def _said(batch: ImportBatch, done: Added) -> None:
    """Record the judgments that came with the items."""
    staged = StagedRow.objects.filter(batch=batch, key__contains=known.SEPARATOR)
    by = {
        kind: raters.imported(
            project_id=batch.project_id,
            kind=kind,
            names=sorted(
                staged.filter(payload__k=kind).values_list("payload__n", flat=True).distinct()
            ),
        )
        for kind in RaterKind
    }
    left: Counter[str] = Counter(batch.left_out)
    told = Added(notes=done.notes)
    for _, after, up_to in _windows(batch):
        rows = staged.filter(line__gt=after, line__lte=up_to).order_by("line", "key")
        found = [(line, key, p) for line, key, p in rows.values_list("line", "key", "payload") if p]
        items = items_bulk.contents_of(
            project_id=batch.project_id, external_ids=sorted({p["x"] for _, _, p in found})
        )
        fitting = [f for f in found if _is_about(f[2], items[f[2]["x"]])]
        left[known.ITEM_DIFFERS] += len(found) - len(fitting)
        for kind in RaterKind:
            some = [f for f in fitting if f[2]["k"] == kind]
            new = [_judgment(p, items[p["x"]].id, by[kind][p["n"]]) for _, _, p in some]
            recorded = judgments.record(new)
            done.judgments_added += recorded.added
            done.judgments_present += recorded.present
            if recorded.present:
                _compare_judgments(batch, told, some, new)
    batch.left_out = {reason: n for reason, n in left.items() if n}


def _is_about(payload: dict[str, Any], item: items_bulk.Content) -> bool:
    """Whether the item of that id holds the texts that were judged, under the same keys."""
    keys = [f"r{n}" for n in range(1, payload["r"] + 1)]
    return item.sha256 == payload["s"] and item.keys == keys


def _raters(batch: ImportBatch) -> dict[str, int]:
    names = StagedRow.objects.filter(batch=batch).values_list("payload__n", flat=True).distinct()
    # In the order of the file's first row: judges whose names begin alike are numbered so.
    order = list(dict.fromkeys([*_first_names(batch), *sorted(names)]))
    return raters.imported(
        project_id=batch.project_id,
        kind=RaterKind(batch.mapping["kind"]),
        names=order,
        simulated=bool(batch.mapping.get("simulated", False)),
    )


def _first_names(batch: ImportBatch) -> list[str]:
    return [a["rater"] for a in batch.mapping["answers"] if isinstance(a["rater"], str)]


def _judgment(payload: dict[str, Any], item_id: int, rater_id: int) -> judgments.NewJudgment:
    return judgments.NewJudgment(
        item_id=item_id,
        rater_id=rater_id,
        source="import",
        answers=payload["a"],
        presented_order=[],  # which side each response was shown on is not in the file
        # One verdict per rater, item and set of questions: the same file twice adds nothing.
        idempotency_key=f"import:{item_id}:{','.join(sorted(payload['a']))}"[:120],
        confidence=payload["c"],
        active_seconds=payload["t"],
    )


def _compare_judgments(
    batch: ImportBatch,
    done: Added,
    staged: list[tuple[int, str, dict[str, Any]]],
    new: list[judgments.NewJudgment],
) -> None:
    stored = {
        (j.item_id, j.rater_id, ",".join(sorted(j.answers))): j.answers
        for found in judgment_rows.of_items(sorted({n.item_id for n in new})).values()
        for j in found
        if j.source == "import"
    }
    lines = [
        (line, key.partition(known.SEPARATOR)[0])
        for (line, key, _), n in zip(staged, new, strict=True)
        if stored.get((n.item_id, n.rater_id, ",".join(sorted(n.answers)))) != n.answers
    ]
    adding.differ(batch, done, lines)
