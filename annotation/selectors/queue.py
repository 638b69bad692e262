"""What the bench shows: blind, by construction (promise I11).

Nothing here names a model, a response's key, another rater, a decision, a label or the item itself
(its number would tell a repeat, and gold that was imported later): the payload is built from these
fields alone, and a test walks it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from annotation import statements
from annotation.domain import context as contexts
from annotation.domain import presentation
from annotation.domain import questions as q
from annotation.domain.types import AssignmentState, ItemState, Purpose
from annotation.models import Assignment, Item, Judgment
from annotation.selectors import media, versions

# Of an assignment a and its item i; `shown` reads them.
LEASED = """
a.id, a.purpose, a.lease_token, a.leased_until, a.presented_order, a.draft,
i.prompt, i.responses, i.context
"""
# Somebody who was shown the outcome already is shown it again: in another tab, after a reload.
FIRST = """
(SELECT jsonb_build_array(f.question_set_id, f.answers) FROM annotation_firstanswers f
    WHERE f.assignment_id = a.id)
"""
OF = f"""
SELECT {LEASED}, {FIRST} FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY wanted(id, n)
JOIN annotation_assignment a ON a.id = wanted.id JOIN annotation_item i ON i.id = a.item_id
ORDER BY wanted.n
"""
# Judgments are never taken back, so what was given before a day began is counted once that day.
BEFORE = """
SELECT count(*), coalesce(max(id), 0) FROM annotation_judgment
WHERE rater_id = %(rater)s AND supersedes_id IS NULL AND created_at < %(midnight)s
"""
SINCE = """
SELECT count(*) FROM annotation_judgment
WHERE rater_id = %(rater)s AND supersedes_id IS NULL
    AND id > %(last)s AND created_at >= %(midnight)s
"""
DAY_SECONDS = 24 * 3600
LEFT_SECONDS = 10  # how long the count of waiting items may be old


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the annotator and the project are."""

    today: int
    mine: int
    left: int  # items waiting for people, at most ten seconds old


@dataclass(frozen=True, slots=True)
class Leased:
    """A leased item as the bench shows it."""

    id: int
    lease_token: UUID
    leased_until: datetime
    seconds_left: int
    prompt: list[dict[str, Any]]
    sides: list[dict[str, Any]]  # [{"side": "left", "text": …}, …]; "1" to "k" unless two
    context: dict[str, Any]
    draft: Any
    answers: dict[str, Any] | None  # as displayed, when reopened
    judgment_id: int | None
    training: bool  # the expected answer is shown once this is answered
    revealed: dict[str, Any] | None = None  # the outcome, once the first answers were given


def leased(assignment_ids: Sequence[int]) -> list[Leased]:
    """The payloads of these assignments, in the order given."""
    return [shown(row) for row in statements.rows(OF, {"ids": list(assignment_ids)})]


def shown(row: Sequence[Any]) -> Leased:
    """The payload in the columns of LEASED, perhaps with that of FIRST."""
    pk, purpose, token, until, *texts = row
    order, draft, prompt, responses, context, *first = [t and orjson.loads(t) for t in texts]
    seen = presentation.of(responses, order)
    beside = contexts.files(context)
    files = media.named(pk, [*seen.texts.values(), *beside])
    seen = replace(seen, prompts=contexts.prompts(context, seen.keys), media=files)
    return Leased(
        id=pk,
        lease_token=token,
        leased_until=until,
        seconds_left=_seconds_until(until),
        prompt=[contexts.turn(message) for message in prompt],
        sides=presentation.payload(seen),
        context=contexts.shown(context)
        | ({"media": [files[name] for name in beside if name in files]} if beside else {}),
        draft=draft,
        answers=None,
        judgment_id=None,
        revealed=revealed(context, seen, *first[0]) if any(first) else None,
        training=purpose == Purpose.TRAINING,
    )


def as_shown(assignment_id: int) -> presentation.Presentation:
    """An item as one person saw it, with all that answers are checked against."""
    wanted = ("item__prompt", "item__responses", "presented_order")
    prompt, responses, order = Assignment.objects.values_list(*wanted).get(pk=assignment_id)
    seen = presentation.of(responses, order)
    asked = len(prompt[-1]["content"]) if prompt else 0
    return replace(seen, media=media.named(assignment_id, seen.texts.values()), asked=asked)


def revealed(
    context: dict[str, Any], seen: presentation.Presentation, question_set_id: int, first: Any
) -> dict[str, Any]:
    """What came of an item, and what was answered before that was shown."""
    text, each = contexts.outcome(context, seen.keys)
    sides = zip(seen.sides, seen.order, strict=True)
    asked = versions.questions(question_set_id)
    return {
        "text": text,
        "sides": [{"side": side, "text": each[key]} for side, key in sides] if each else [],
        "answers": q.answers_to_display(first, asked, seen),
    }


def clock(assignment: Assignment) -> dict[str, Any]:
    """When the lease ends; seconds too, since the browser's clock may be wrong."""
    until = assignment.leased_until
    return {"leased_until": until, "seconds_left": _seconds_until(until)}


def reopened(assignment: Assignment) -> Leased:
    """The payload of a submitted assignment, with the answer in force."""
    judgment = (
        Judgment.objects.select_related("question_set")
        .filter(assignment=assignment, superseded_by__isnull=True)
        .order_by("-pk")
        .first()
    )
    [payload] = leased([assignment.pk])
    if judgment is None:
        return payload
    seen = presentation.of(assignment.item.responses, assignment.presented_order)
    asked = q.parse(judgment.question_set.questions)
    answers = q.answers_to_display(judgment.answers, asked, seen)
    return replace(payload, answers=answers, judgment_id=judgment.pk)


def models_by_side(assignment_id: int) -> dict[str, str] | None:
    """Which model was on which side, for somebody who has judged, if the project shows it."""
    assignment = (
        Assignment.objects.select_related("item")
        .filter(pk=assignment_id, state=AssignmentState.SUBMITTED, project__show_models_after=True)
        .first()
    )
    if assignment is None:
        return None
    return presentation.models(assignment.item.responses, assignment.presented_order)


def progress(*, project_id: int, rater_id: int | None) -> Progress:
    """Counts for the bench's header.

    Args:
        rater_id: The annotator's in the project; None before their first judgment.
    """
    left = cache.get_or_set(f"waiting:{project_id}", lambda: _waiting(project_id), LEFT_SECONDS)
    if rater_id is None:
        return Progress(today=0, mine=0, left=int(left or 0))
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    given: dict[str, Any] = {"rater": rater_id, "midnight": midnight}
    key = f"before:{rater_id}:{midnight:%Y%m%d}"
    before = cache.get(key)
    if before is None:
        before = statements.rows(BEFORE, given)[0]
        cache.set(key, before, DAY_SECONDS)
    count, given["last"] = before
    [(today,)] = statements.rows(SINCE, given)
    return Progress(today=today, mine=count + today, left=int(left or 0))


def _seconds_until(moment: datetime) -> int:
    return max(0, int((moment - timezone.now()).total_seconds()))


def _waiting(project_id: int) -> int:
    return Item.objects.filter(
        project_id=project_id, state=ItemState.AWAITING_HUMAN, taken__lt=F("need")
    ).count()
