"""From a judge's calls on an item to its judgment, or to its abstention."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.types import ItemRecord, Json
from annotation.errors import Refusal
from annotation.selectors import bench
from annotation.services import judgments, raters
from routing.judges import prompts
from routing.judges.combining import Combined, Vote, combine, on_scale
from routing.models import JudgeCall, JudgeSpec
from routing.services import calls

SHOWN_CONTEXT = ("language", "criteria", "persona", "documents")
NOBODY = 0  # no user has this id: what is asked does not depend on who reads it


class NothingToJudge(Refusal):
    """The project asks no comparison that this judge could answer."""

    code = "nothing_to_judge"


@dataclass(frozen=True, slots=True)
class Settled:
    """A judge is through with an item: it has judged, or it abstains for a reason."""

    abstains: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The comparison a judge answers, as people see it."""

    key: str
    title: str
    points: int
    tie: bool
    criteria: str


def asked(spec: JudgeSpec) -> Asked:
    """The question of the project that the spec names, or its last comparison: the overall one.

    Raises:
        NothingToJudge: There is none.
    """
    shown = bench.brief(project_id=spec.project_id, user_id=NOBODY)
    wanted = spec.spec["question"]
    for question in reversed(shown["questions"]):
        if question["type"] == "comparison" and wanted in {"", question["key"]}:
            guideline = shown["guideline"]
            parts = [question.get("help", ""), guideline["text"] if guideline else ""]
            return Asked(
                key=question["key"],
                title=question["title"],
                points=question["options"]["points"],
                tie=question["options"]["tie"],
                criteria="\n\n".join(part for part in parts if part.strip()),
            )
    named = f"no comparison {wanted!r}" if wanted else "no comparison"
    raise NothingToJudge(f"The project asks {named}; the judge {spec.name} cannot be asked.")


def prompt(spec: JudgeSpec, item: ItemRecord, question: Asked, slot: calls.Slot) -> prompts.Prompt:
    """What the judge reads for one slot."""
    shown = [response.text for response in item.responses[:2]]
    first, second = shown if slot.order == 0 else shown[::-1]
    material = prompts.Material(
        conversation=item.prompt,
        first=first,
        second=second,
        context={k: item.context[k] for k in SHOWN_CONTEXT if item.context.get(k)},
        question=question.title,
        criteria=question.criteria,
        ties=question.tie,
    )
    salt = f"{spec.sha256}:{slot.order}:{slot.sample}"
    return prompts.build(material, name=spec.spec["template"], salt=salt)


def alike(item: ItemRecord) -> bool:
    """Whether the two responses are one and the same: a tie without a call."""
    return item.responses[0].text == item.responses[1].text


def settle(spec: JudgeSpec, item: ItemRecord, question: Asked) -> Settled | None:
    """Give the judge's judgment once its last call on the item is in; inside its transaction.

    None while calls are missing. The same judgment is recorded once, however often it is settled.
    """
    newest = calls.lock(spec, item.id)
    slots = calls.slots(spec, item.id)
    done = [newest[slot] for slot in slots if slot in newest and calls.is_final(newest[slot])]
    if len(done) < len(slots):
        return None
    combined = _combined(spec, done)
    if combined.winner == "tie" and not question.tie:
        return Settled(abstains="tie_not_offered")
    if combined.winner is None:
        return Settled(abstains=combined.reason)
    judgments.record([_judgment(spec, item, question, combined)])
    return Settled()


def _combined(spec: JudgeSpec, done: list[JudgeCall]) -> Combined:
    if all(call.error == calls.DUPLICATE for call in done):
        return Combined("tie", confidence=1.0, order_consistent=True)
    readable = calls.verdicts(done)
    votes = [
        Vote(call.order, verdict.strength, verdict.p_a)
        for call in done
        if (verdict := readable.get(call.pk)) and verdict.strength is not None
    ]
    if {vote.order for vote in votes} != {0, 1}:
        return Combined(None, reason=calls.failures(done))
    return combine(votes, mode=spec.spec["combine"])


def _judgment(
    spec: JudgeSpec, item: ItemRecord, question: Asked, combined: Combined
) -> judgments.NewJudgment:
    answer: Json = {
        "winner": combined.winner,
        "strength": on_scale(combined.strength, question.points),
    }
    answers: dict[str, Any] = {question.key: answer}
    return judgments.NewJudgment(
        item_id=item.id,
        rater_id=raters.for_judge(project_id=spec.project_id, spec_id=spec.pk, name=spec.name),
        source="judge",
        answers=answers,
        # Both orders were shown; the canonical one stands for them.
        presented_order=[response.key for response in item.responses[:2]],
        idempotency_key=f"{spec.sha256[:16]}:{item.id}",
        confidence=combined.confidence,
    )
