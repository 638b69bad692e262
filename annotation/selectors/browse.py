"""The table of items: filtered, page by page, without reading what it does not show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, TextField
from django.db.models.expressions import Func
from django.db.models.fields.json import KeyTextTransform

from annotation.domain.types import Purpose, RaterKind
from annotation.models import Item, ItemFlag, Judgment, Label
from annotation.models.item import LINKED
from annotation.selectors import agreement, labels

EXACT_UP_TO = 10_000
HEAD = 200  # characters of the prompt's last message


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show; None leaves a filter out."""

    state: str | None = None
    source: str | None = None  # of the label: human | llm | both | none
    winner: str | None = None
    flagged: bool | None = None
    q: str | None = None  # how the external id starts
    group: str | None = None  # key of a group of linked items


def items(
    *, project_id: int, filters: Filters, after: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Rows from after an id, in id order, and how many there are in all.

    The number is exact up to 10,000; beyond that it is the planner's estimate.
    """
    asked = list(agreement.asked(project_id))
    # The overall verdict where there is one: judges often answer nothing else.
    question = next((q for q in asked if q.key == "overall"), next(iter(asked), None))
    found = _filtered(project_id, filters, question.key if question else "")
    few = _unlabelled(found) if filters.source == "none" else None
    if few is not None:
        found = Item.objects.filter(pk__in=sorted(pk for pk in few if pk > after)[:limit])
    page = (
        found.filter(pk__gt=after)
        .order_by("pk")
        .values(
            "id",
            "external_id",
            "state",
            "taken",
            "need",
            prompt_head=_text(
                "left(%(expressions)s #>> '{-1,content}', " + str(HEAD) + ")", "prompt"
            ),
            n_responses=Func(
                F("responses"), function="jsonb_array_length", output_field=IntegerField()
            ),
            language=KeyTextTransform("language", "context"),
        )[:limit]
    )
    rows: list[dict[str, Any]] = [dict(row) for row in page]
    _complete(rows, question.key if question else "")
    if few is not None:
        return rows, len(few)
    # A page that is not full is all there is: the rare ones are looked for once, not twice.
    return rows, len(rows) if not after and len(rows) < limit else _count(found)


def filtered(project_id: int, filters: Filters) -> "QuerySet[Item]":
    """The items that a filter finds; by winner, of the overall verdict where there is one."""
    return _filtered(project_id, filters, "overall")


def _filtered(project_id: int, filters: Filters, question: str) -> "QuerySet[Item]":
    found = Item.objects.filter(project_id=project_id)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.q:
        found = found.filter(external_id__startswith=filters.q)
    if filters.group:
        found = found.filter(LINKED, group_key=filters.group)
    if filters.flagged is not None:
        flagged = Exists(ItemFlag.objects.filter(item=OuterRef("pk"), settled_at=None))
        found = found.filter(flagged if filters.flagged else ~flagged)
    if filters.source or filters.winner:
        found = _by_label(found, project_id, filters, question)
    return found


def _by_label(
    found: "QuerySet[Item]", project_id: int, filters: Filters, question: str
) -> "QuerySet[Item]":
    """By the label in force, found by the indexes of labels and not by reading every item's."""
    newer = Label.objects.filter(
        item=OuterRef("item"), question=question, version__gt=OuterRef("version")
    )
    latest = Label.objects.filter(~Exists(newer), project_id=project_id, question=question)
    if filters.source == "none":
        first = Label.objects.filter(
            project_id=project_id, item=OuterRef("pk"), question=question, version=1
        )
        found = found.filter(~Exists(first))
    elif filters.source:
        latest = latest.filter(source=filters.source)
    if filters.winner:
        latest = latest.annotate(winner=KeyTextTransform("winner", "value"))
        latest = latest.filter(winner=filters.winner)
    if filters.winner or filters.source not in {None, "none"}:
        found = found.filter(pk__in=latest.values("item"))
    return found


def _complete(rows: Sequence[dict[str, Any]], question: str) -> None:
    """Add judgments, label and flag to the rows of a page: a query each, however many rows."""
    ids = [row["id"] for row in rows]
    judged: dict[int, dict[str, int]] = defaultdict(lambda: {"human": 0, "judge": 0})
    per_kind = (
        Judgment.objects.filter(item_id__in=ids, purpose=Purpose.WORK, superseded_by__isnull=True)
        .values_list("item_id", "rater__kind")
        .annotate(n=Count("pk"))
    )
    for item_id, kind, n in per_kind:
        judged[item_id]["judge" if kind == RaterKind.JUDGE else "human"] = n
    believed = {x.item_id: x for x in labels.current(ids) if x.question == question}
    flagged = set(
        ItemFlag.objects.filter(item_id__in=ids, settled_at=None).values_list("item_id", flat=True)
    )
    for row in rows:
        row["judgments"] = judged[row["id"]]
        row["label"] = believed.get(row["id"])
        row["flagged"] = row["id"] in flagged
        row["prompt_head"] = row["prompt_head"] or ""


def _unlabelled(found: "QuerySet[Item]") -> list[int] | None:
    """All of these items, in no order; None where they are many.

    Asked for in their order, the database goes through every item by its id and reads it, to find
    that next to none is without a label.
    """
    ids = list(found.order_by().values_list("pk", flat=True)[: EXACT_UP_TO + 1])
    return ids if len(ids) <= EXACT_UP_TO else None


def _count(found: "QuerySet[Item]") -> int:
    exact = found.order_by()[: EXACT_UP_TO + 1].count()
    if exact <= EXACT_UP_TO:
        return exact
    plan = orjson.loads(found.order_by().values("pk").explain(format="json"))
    return max(EXACT_UP_TO, int(plan[0]["Plan"]["Plan Rows"]))


def _text(template: str, column: str) -> Func:
    return Func(F(column), template=template, output_field=TextField())
