"""From a judge's calls on an item to its judgment, or to its abstention."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotation.domain import context as contexts
from annotation.domain.types import ItemRecord, Json
from annotation.services import judgments, raters
from routing.judges import prompts
from routing.judges.combining import Ballot, Combined, Ranking, on_scale, panel
from routing.judges.protocols import PROTOCOLS
from routing.judges.protocols.base import Reading
from routing.judges.protocols.lists import MOST
from routing.judges.similarity import WITHOUT_REFERENCE
from routing.models import JudgeCall, JudgeSpec
from routing.services import calls, endings, slots, specs
from routing.services.rubric import Asked, NothingToJudge, asked

__all__ = ["Asked", "NothingToJudge", "asked", "material", "prompt", "settle", "settle_all"]
REFERENCE = "reference"  # of an item's context; shown only to judges that compare with it


@dataclass(frozen=True, slots=True)
class Settled:
    """A judge is through with an item: it has judged, or it abstains for a reason."""

    abstains: str = ""


def prompt(spec: JudgeSpec, item: ItemRecord, question: Asked, slot: slots.Slot) -> prompts.Prompt:
    """What the judge reads for one slot."""
    return PROTOCOLS[spec.spec["protocol"]].prompt(
        material(item, question),
        question.aspects,
        part=slot.order,
        template=spec.spec["template"],
        salt=f"{spec.sha256}:{slot.order}:{slot.sample}",
    )


def material(item: ItemRecord, question: Asked) -> prompts.Material:
    """The item as judges may see it, responses in canonical order; never a model's name."""
    texts = [response.text for response in item.responses[:MOST]]
    each = contexts.prompts(item.context, [response.key for response in item.responses])
    return prompts.Material(
        conversation=item.prompt,
        first=texts[0],
        second=texts[1] if len(texts) > 1 else None,
        more=tuple(texts[2:]),
        context=_context(item.context),
        question=question.title,
        criteria=question.criteria,
        ties=question.tie,
        reference=str(item.context.get(REFERENCE) or ""),
        prompts=tuple(each.values())[:MOST],
    )


def _context(given: Json) -> Json:
    """What people see beside the prompt; sources numbered as responses cite them."""
    shown = contexts.shown(given)
    sources = [
        {"number": n} | {name: text for name, text in source.items() if text}
        for n, source in enumerate(shown.pop("sources", []), start=1)
    ]
    documents = {"documents": given["documents"]} if given.get("documents") else {}
    return shown | documents | ({"sources": sources} if sources else {})


def unasked(spec: JudgeSpec, item: ItemRecord) -> str:
    """Why this item needs no call: equal responses are a tie, the others are failures; or empty."""
    texts = [response.text for response in item.responses]
    if len(texts) < 2:
        return "one_response"
    if spec.spec["protocol"] == "listwise" and len(texts) > MOST:
        return "too_many_responses"
    if len(set(texts if spec.spec["protocol"] == "listwise" else texts[:2])) == 1:
        return calls.DUPLICATE
    measured = spec.backend == "similarity" and spec.spec["model"] not in WITHOUT_REFERENCE
    wants = measured or PROTOCOLS[spec.spec["protocol"]].needs_reference
    if wants and not item.context.get(REFERENCE):
        return "no_reference"
    return ""


def settle(spec: JudgeSpec, item: ItemRecord, question: Asked) -> Settled | None:
    """`settle_all` of one item."""
    return settle_all(spec, [item], question).get(item.id)


def settle_all(
    spec: JudgeSpec,
    found: Sequence[ItemRecord],
    question: Asked,
    *,
    panels: Sequence[JudgeSpec] | None = None,
) -> dict[int, Settled]:
    """Give the judge's judgments once its last call on an item is in; inside its transaction.

    Items with calls missing are left out. The same judgment is recorded once, however often it is
    settled. A judge that has a seat in an active panel votes there and gives no judgment of its
    own: it would count twice; it has settled an item when a panel has.

    Args:
        panels: Those it has a seat in; None: look them up.
    """
    combined = _combined_all(spec, found)
    panels = specs.panels_of(spec) if panels is None else panels
    if not panels:
        settled, ready = _outcomes(combined, question)
        _record(spec, found, question, ready)
        return settled
    records = [item for item in found if item.id in combined]
    settled = {}
    for one in panels:
        theirs = asked(one)
        voted, ready = _outcomes(_panel_all(one, records), theirs)
        _record(one, records, theirs, ready)
        settled |= voted
    return settled


def _outcomes(
    combined: dict[int, Combined], question: Asked
) -> tuple[dict[int, Settled], dict[int, Combined]]:
    """What became of each item, and the verdicts among it."""
    settled = {item_id: _abstention(one, question) for item_id, one in combined.items()}
    ready = {pk: one for pk, one in combined.items() if not settled[pk].abstains}
    return settled, ready


def _abstention(combined: Combined, question: Asked) -> Settled:
    if question.ranking:
        ranks = combined.ranking.ranks if combined.ranking else ()
        if not ranks:
            return Settled(abstains=combined.reason or "order_inconsistent")
        tied = len(set(ranks)) < len(ranks)
        return Settled(abstains="tie_not_offered" if tied and not question.tie else "")
    if combined.winner == "tie" and not question.tie:
        return Settled(abstains="tie_not_offered")
    return Settled(abstains="" if combined.winner else combined.reason)


def _record(
    spec: JudgeSpec, found: Sequence[ItemRecord], question: Asked, ready: dict[int, Combined]
) -> None:
    if ready:
        rater_id = raters.for_judge(project_id=spec.project_id, spec_id=spec.pk, name=spec.name)
        judgments.record(
            [
                _judgment(spec, rater_id, item, question, ready[item.id])
                for item in found
                if item.id in ready
            ]
        )


def _combined_all(spec: JudgeSpec, found: Sequence[ItemRecord]) -> dict[int, Combined]:
    """The judge's own verdict on each item that it is through with."""
    ids = sorted({item.id for item in found})
    calls.lock(spec, ids)
    done: dict[int, list[JudgeCall]] = defaultdict(list)
    for slot, call in slots.newest(spec, ids).items():
        if slots.is_final(call):
            done[slot.item_id].append(call)
    wanted = len(slots.of(spec, 0))
    through = {pk: rows for pk, rows in done.items() if len(rows) == wanted}
    sizes = {item.id: len(item.responses) for item in found}
    readable = endings.verdicts([call for rows in through.values() for call in rows])
    return {pk: _combined(spec, rows, readable, sizes[pk]) for pk, rows in through.items()}


def _combined(
    spec: JudgeSpec, done: list[JudgeCall], readable: dict[int, Any], n_responses: int
) -> Combined:
    if all(call.error == calls.DUPLICATE for call in done):
        alike = Ranking((1,) * n_responses, 1.0)
        return Combined("tie", confidence=1.0, order_consistent=True, ranking=alike)
    readings = [
        Reading(call.order, verdict.strength, verdict.p_a, verdict.value)
        for call in done
        if (verdict := readable.get(call.pk))
    ]
    if {reading.part for reading in readings} != set(range(slots.parts(spec))):
        return Combined(None, reason=endings.failures(done))
    return PROTOCOLS[spec.spec["protocol"]].combine(readings, mode=spec.spec["combine"])


def _panel_all(seat: JudgeSpec, found: Sequence[ItemRecord]) -> dict[int, Combined]:
    """A panel's verdict on each item that every member which is asked is through with.

    A member that is retired or suspended is a seat without a vote.
    """
    active = {spec.pk for spec in specs.active(project_id=seat.project_id)}
    members = specs.members(seat)
    said = [_combined_all(spec, found) for spec in members if spec.pk in active]
    silent = [Ballot(None)] * (len(members) - len(said))
    through = [item.id for item in found if said and all(item.id in one for one in said)]
    return {pk: panel([_ballot(one[pk]) for one in said] + silent) for pk in through}


def _confidence(combined: Combined, question: Asked) -> float | None:
    ranking = combined.ranking if question.ranking else None
    return ranking.confidence if ranking else combined.confidence


def _ballot(combined: Combined) -> Ballot:
    return Ballot(combined.winner, combined.strength, combined.p_a)


def _judgment(
    spec: JudgeSpec, rater_id: int, item: ItemRecord, question: Asked, combined: Combined
) -> judgments.NewJudgment:
    keys = [response.key for response in item.responses]
    answer: Json = {
        "winner": combined.winner,
        "strength": on_scale(combined.strength, question.points),
    }
    if question.ranking and combined.ranking:
        answer = {"ranks": dict(zip(keys, combined.ranking.ranks, strict=True))}
    answers: dict[str, Any] = {question.key: answer}
    return judgments.NewJudgment(
        item_id=item.id,
        rater_id=rater_id,
        source="judge",
        answers=answers,
        # Both orders were shown; the canonical one stands for them.
        presented_order=keys if question.ranking else keys[:2],
        idempotency_key=f"{spec.sha256[:16]}:{item.id}",
        confidence=_confidence(combined, question),
    )
