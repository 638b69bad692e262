"""Known answers: uploaded, written by hand, or taken from people who all agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotation import statements
from annotation.domain import presentation
from annotation.domain import questions as q
from annotation.domain.quality import gold, places
from annotation.domain.types import ItemState
from annotation.errors import Invalid, NotFound
from annotation.models import Gold, Item, Project
from annotation.selectors import gold as seen
from annotation.selectors import media as files
from annotation.selectors import versions
from annotation.services import audit

MOST = 1000  # rows of one upload; a file of more is sent in pieces
FIELDS = {"item", "answers", "explanation", "training"}
# Nobody has begun with it and its answer is known: people are not asked to label it.
SET_APART = """
UPDATE annotation_item i SET state = 'reference', need = 0
WHERE i.id = ANY(%(ids)s::bigint[]) AND i.taken = 0
    AND i.state IN ('imported', 'awaiting_judge', 'awaiting_human')
    AND NOT EXISTS (SELECT 1 FROM annotation_judgment j WHERE j.item_id = i.id)
"""


@dataclass(slots=True)
class Uploaded:
    """What became of an upload."""

    added: int = 0
    changed: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)  # row from 1, item, why


@transaction.atomic
def put(
    *,
    item_id: int,
    answers: Mapping[str, Any],
    explanation: str = "",
    training: bool = False,
    origin: str = Gold.Origin.HAND,
    actor_id: int | None,
) -> bool:
    """Make the item's answer known, or change it; returns whether it was not known before.

    Raises:
        Invalid: An answer does not fit its question, or none of them can be right or wrong.
        NotFound: There is no such item, or it was discarded.
    """
    item = Item.objects.select_for_update(no_key=True).filter(pk=item_id).first()
    if item is None or item.state == ItemState.DISCARDED:
        raise NotFound
    checked = _checked(item, answers)
    _, added = Gold.objects.update_or_create(
        item=item,
        defaults={
            "project_id": item.project_id,
            "answers": checked,
            "explanation": explanation.strip(),
            "training": training,
            "origin": origin,
            "set_by_id": actor_id,
            "set_at": timezone.now(),
        },
    )
    statements.rows(SET_APART, {"ids": statements.array([item_id])})
    audit.record(
        kind="gold.set",
        project_id=item.project_id,
        actor_id=actor_id,
        subject=f"item:{item_id}",
        data={"answers": checked, "training": training, "origin": origin},
    )
    return added


def upload(*, project_id: int, rows: Sequence[Any], actor_id: int | None) -> Uploaded:
    """Known answers by the items' own ids; a row that does not fit is refused with its reason.

    Args:
        rows: Each {"item": external id, "answers": {question: canonical answer}}, perhaps with
            "explanation" and "training".
    """
    done = Uploaded()
    names = [row["item"] for row in rows if isinstance(row, dict) and "item" in row]
    ids = dict(
        Item.objects.filter(
            project_id=project_id, external_id__in=[n for n in names if isinstance(n, str)]
        ).values_list("external_id", "pk")
    )
    for n, row in enumerate(rows, start=1):
        try:
            added = put(**_row(row, ids), origin=Gold.Origin.UPLOAD, actor_id=actor_id)
        except (Invalid, NotFound) as e:
            name = row.get("item") if isinstance(row, dict) else None
            done.refused.append({"row": n, "item": name, "why": _why(e)})
            continue
        done.added += added
        done.changed += not added
    return done


def confirm(
    *, project_id: int, item_ids: Sequence[int], training: bool = False, actor_id: int
) -> int:
    """Make known what everybody agreed on, or was settled; returns how many items that were.

    Raises:
        NotFound: One of them is not such an item of this project.
    """
    ids = sorted(set(item_ids))
    theirs = Item.objects.filter(project_id=project_id, pk__in=ids, state=ItemState.RESOLVED)
    if theirs.count() < len(ids):
        raise NotFound
    agreed, settled = seen.answers_agreed(ids), seen.settled(ids)
    with transaction.atomic():
        for item_id in ids:
            put(
                item_id=item_id,
                answers=agreed.get(item_id, {}),
                training=training,
                origin=Gold.Origin.SETTLED if item_id in settled else Gold.Origin.UNANIMOUS,
                actor_id=actor_id,
            )
    return len(ids)


@transaction.atomic
def retire(*, item_id: int, actor_id: int) -> None:
    """Forget the known answer; an item that was kept for it alone is judged like any other.

    Raises:
        NotFound: It has none.
    """
    known = Gold.objects.select_for_update().filter(item_id=item_id).first()
    if known is None:
        raise NotFound
    project_id = known.project_id
    known.delete()
    project = Project.objects.get(pk=project_id)
    Item.objects.filter(pk=item_id, state=ItemState.REFERENCE).update(
        state=ItemState.AWAITING_HUMAN,
        label_source="human",
        need=F("taken") + project.overlap,
        reserve=project.reserve,
    )
    audit.record(
        kind="gold.retired", project_id=project_id, actor_id=actor_id, subject=f"item:{item_id}"
    )


def take_from_import(*, project_id: int, actor_id: int | None) -> Uploaded:
    """Known answers that came with imported items, where the project says under which name.

    The field holds {"answers", "explanation", "training"}, or the answers alone.
    """
    name = versions.in_force(project_id).rules.gold_field
    if not name:
        return Uploaded()
    brought = Item.objects.filter(project_id=project_id, metadata__has_key=name, gold=None)
    rows = []
    for external_id, metadata in brought.order_by("pk").values_list("external_id", "metadata"):
        given = _parsed(metadata[name])
        whole = given if isinstance(given, dict) and "answers" in given else {"answers": given}
        rows.append({**whole, "item": external_id})
    if not rows:
        return Uploaded()
    return upload(project_id=project_id, rows=rows, actor_id=actor_id)


def _parsed(value: Any) -> Any:
    """A cell of a table is a text that holds JSON."""
    try:
        return orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError:
        return value


def _row(row: Any, ids: Mapping[str, int]) -> dict[str, Any]:
    if not isinstance(row, dict) or set(row) - FIELDS or not {"item", "answers"} <= set(row):
        raise Invalid("A row has item and answers, perhaps explanation and training, nothing else.")
    if not isinstance(row["item"], str) or row["item"] not in ids:
        raise Invalid(f"The project has no item {str(row['item'])[:80]!r}.")
    explanation, training = row.get("explanation", ""), row.get("training", False)
    if not isinstance(explanation, str) or len(explanation) > 10_000:
        raise Invalid("The explanation is a text of at most 10,000 characters.")
    if not isinstance(training, bool):
        raise Invalid("training is true or false.")
    return {
        "item_id": ids[row["item"]],
        "answers": row["answers"],
        "explanation": explanation,
        "training": training,
    }


def _checked(item: Item, answers: Any) -> dict[str, Any]:
    """Canonical, checked against the item's responses."""
    asked = versions.questions(versions.in_force(item.project_id).question_set_id)
    if not isinstance(answers, dict) or not answers:
        raise Invalid(
            fields={"answers": ["Say what the right answer is to at least one question."]}
        )
    given = [question for question in asked if question.key in answers]
    if unknown := set(answers) - {question.key for question in given}:
        raise Invalid(fields={"answers": [f"There is no question {str(min(unknown))[:60]!r}."]})
    shown = _with_files(item) if any(one.type == "regions" for one in given) else None
    try:
        checked = q.check_expected(answers, given, shown or presentation.of(item.responses))
    except q.BadAnswer as e:
        raise Invalid(str(e.args[0]), fields={k: [v] for k, v in e.args[1].items()}) from e
    if gold.check(checked, checked, asked) is None:
        sentence = "Texts and marked passages are neither right nor wrong: answer another question."
        raise Invalid(fields={"answers": [sentence]})
    for one in given:
        if shown and one.type == "regions":
            near = {key: places.tolerance(shown.size_of(key)[1]) for key in shown.keys}
            checked[one.key] |= {"near": near}
    return checked


def _with_files(item: Item) -> presentation.Presentation:
    """The responses with the sizes of their pictures, which marks have to lie within."""
    shown = presentation.of(item.responses)
    sizes = files.sizes(item.project_id, shown.texts.values())
    asked = len(item.prompt[-1]["content"]) if item.prompt else 0
    return replace(shown, media=sizes, asked=asked)


def _why(refused: Invalid | NotFound) -> str:
    said = [f"{name}: {text}" for name, texts in refused.fields.items() for text in texts]
    return "; ".join(said) or str(refused)
