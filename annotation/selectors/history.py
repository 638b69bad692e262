"""An item's whole history as far as annotation knows it; routing adds decisions and calls."""

from typing import Any

from annotation.models import Assignment, Item, ItemFlag, Judgment, Label, Rater
from annotation.models.item import LINKED
from annotation.selectors import contents, pseudonyms

MOST = 1000  # others of a group that are counted


def project_of(item_id: int) -> int | None:
    """The project an item belongs to."""
    if not 0 < item_id < 2**63:
        return None
    return Item.objects.filter(pk=item_id).values_list("project_id", flat=True).first()


def of_item(item_id: int) -> dict[str, Any]:
    """The item with everything people and judges did to it."""
    item = Item.objects.get(pk=item_id)
    leases = list(Assignment.objects.filter(item=item).order_by("pk"))
    flags = list(ItemFlag.objects.filter(item=item).order_by("pk"))
    who = {a.annotator_id for a in leases} | {f.user_id for f in flags}
    names = _names(item.project_id, who)
    return {
        "id": item.pk,
        "project_id": item.project_id,
        "external_id": item.external_id,
        "state": item.state,
        **contents.of(item),
        "metadata": item.metadata,
        "group_key": item.group_key,
        "others_in_group": _others(item),
        "priority": item.priority,
        "need": item.need,
        "reserve": item.reserve,
        "taken": item.taken,
        "counted": item.counted,
        "label_source": item.label_source,
        "created_at": item.created_at,
        "assignments": _assignments(leases, names),
        "judgments": _judgments(item),
        "labels": list(Label.objects.filter(item=item).order_by("question", "version")),
        "flags": _flags(flags, names),
    }


def _others(item: Item) -> int:
    """The same under other contexts, other turns, other branches; 0 where no group links them."""
    linked = Item.objects.filter(LINKED, project_id=item.project_id, group_key=item.group_key)
    return linked.exclude(pk=item.pk)[:MOST].count()


def _assignments(leases: list[Assignment], names: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "id": a.pk,
            "annotator": names[a.annotator_id],
            "state": a.state,
            "opened_at": a.opened_at,
            "closed_at": a.closed_at,
            "leased_until": a.leased_until,
            "reason": a.reason,
            "note": a.note,
        }
        for a in leases
    ]


def _judgments(item: Item) -> list[dict[str, Any]]:
    """All of them, superseded ones included, oldest first."""
    rows = list(
        Judgment.objects.filter(item=item)
        .select_related("rater", "guideline", "question_set")
        .order_by("pk")
    )
    superseded = {j.supersedes_id for j in rows if j.supersedes_id}
    return [
        {
            "id": j.pk,
            "rater": j.rater.name,
            "kind": j.rater.kind,
            "simulated": j.rater.simulated,
            "judge_spec_id": j.rater.judge_spec_id,
            "source": j.source,
            "purpose": j.purpose,
            "answers": j.answers,
            "presented_order": j.presented_order,
            "confidence": j.confidence,
            "active_seconds": j.active_seconds,
            "wall_seconds": j.wall_seconds,
            "counted": j.counted,
            "supersedes": j.supersedes_id,
            "superseded": j.pk in superseded,
            "guideline_version": j.guideline.version if j.guideline else None,
            "question_set_version": j.question_set.version,
            "created_at": j.created_at,
        }
        for j in rows
    ]


def _flags(flags: list[ItemFlag], names: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "id": f.pk,
            "reason": f.reason,
            "note": f.note,
            "by": names[f.user_id],
            "at": f.at,
            "settled_at": f.settled_at,
        }
        for f in flags
    ]


def _names(project_id: int, who: set[int]) -> dict[int, str]:
    """What people are called here; who has judged nothing yet, as they will be."""
    known = Rater.objects.filter(project_id=project_id, user_id__in=who)
    raters = {user_id: name for user_id, name in known.values_list("user_id", "name") if user_id}
    others = pseudonyms.of_people(project_id, who - set(raters))
    return raters | {user_id: pseudonyms.shown(digits) for user_id, digits in others.items()}
