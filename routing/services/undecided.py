"""Items that wait for judges and that no judge decides on: they go to people."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from annotation.domain.types import ItemRecord, ItemState
from annotation.selectors import items
from routing.judges.spec import PANEL
from routing.models import JudgeSpec
from routing.services import routing, slots, specs, verdicts, waiting
from routing.services.flights import WAIT, Report

RECORDS = 100  # items that are looked at together


def give_up(project_id: int, report: Report) -> None:
    """Send to people all that waits for judges: somebody has cancelled the run."""
    for ids in waiting.pages(project_id, [], RECORDS):
        _escalate(ids, "run_cancelled", report)
        if report.again_at is not None:
            return


def release(project_id: int, ids: Sequence[int], report: Report) -> None:
    """Send to people those items that every judge is through with and none has judged."""
    active = specs.active(project_id=project_id)
    known = {spec.pk: slots.of_items(spec, ids) for spec in active}
    through = [
        item_id
        for item_id in ids
        if all(
            slot in known[spec.pk] and slots.is_final(known[spec.pk][slot])
            for spec in active
            for slot in slots.of(spec, item_id)
        )
    ]
    reasons: dict[str, list[int]] = defaultdict(list)
    for item in items.records(through):
        if item.state is ItemState.AWAITING_JUDGE:
            reasons[_why(active, item)].append(item.id)
    reasons.pop("", None)
    for reason, item_ids in reasons.items():
        _escalate(item_ids, reason, report)


def _escalate(item_ids: Sequence[int], reason: str, report: Report) -> None:
    went = routing.escalate(item_ids=item_ids, reason=reason)
    report.escalated += went
    if went < len(item_ids):
        # The people's budget is used up: asking again at every sweep would change nothing.
        report.wait(WAIT["people"])


def _why(active: Sequence[JudgeSpec], item: ItemRecord) -> str:
    """Why no judge has judged the item; empty when one has after all.

    Settled once more: of two workers that asked about one item, each may have taken the other
    to be the last.
    """
    if not active:
        return "no_active_judge"
    abstentions = []
    for spec in active:
        if spec.backend == PANEL:
            continue  # settled with its members
        with transaction.atomic():
            settled = verdicts.settle(spec, item, verdicts.asked(spec))
        if settled and not settled.abstains:
            return ""
        abstentions.append(settled.abstains if settled else "")
    return ", ".join(dict.fromkeys(filter(None, abstentions)))
