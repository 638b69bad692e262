"""Labels as other packages see them."""

from collections.abc import Sequence

from annotation.domain.types import LabelRecord
from annotation.models import Label


def current(item_ids: Sequence[int]) -> list[LabelRecord]:
    """The label in force of each question of each item, in item order."""
    rows = (
        Label.objects.filter(item_id__in=item_ids)
        .order_by("item_id", "question", "-version")
        .distinct("item_id", "question")
    )
    return [record(row) for row in rows]


def record(label: Label) -> LabelRecord:
    """A row as a frozen record."""
    return LabelRecord(
        id=label.pk,
        item_id=label.item_id,
        question=label.question,
        version=label.version,
        value=label.value,
        posterior=label.posterior,
        method=label.method,
        method_version=label.method_version,
        source=label.source,
        n_human=label.n_human,
        n_judge=label.n_judge,
        agreement=label.agreement,
        status=label.status,
        judgment_ids=label.judgment_ids,
    )
