"""Has a judge say which principles labels follow, and what people's texts come to.

Principles are proposed from one half of the prompts and voted on, pair by pair, on the other half:
what is shown is how often they were right there. Calls go through the ledger, the budget and the
lane of the judge like any other, and what was answered is not paid for again.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from django.utils import timezone

from annotation.domain.quality import principles as domain
from annotation.domain.quality.principles import Pair
from annotation.errors import Invalid
from annotation.selectors import principles as seen
from annotation.selectors import versions
from annotation.selectors.plain import plain
from annotation.services import audit, jobs
from routing.judges.prompts import Prompt
from routing.judges.spec import SILENT
from routing.models import Explanation, JudgeCall, JudgeSpec
from routing.services import explaining_prompts as prompts
from routing.services import probing, specs
from routing.services.flights import WORDS

KIND = "explain"
LEASE_SECONDS = 900
SHOWN_PAIRS, PAIRS_A_CALL, HELD_PAIRS = 20, 5, 60
MOST_PRINCIPLES, MOST_CRITERIA = 10, 8
SHOWN_TEXTS, TEXTS_A_CALL, COUNTED_TEXTS, COUNTED_A_CALL = 60, 20, 100, 10
FEWEST_TEXTS = 10
Beat = Callable[[int, int], None]


def start(*, project_id: int, spec_id: int, actor_id: int | None) -> int:
    """Have a worker ask this judge; the job's id.

    Raises:
        Invalid: The judge reads no instructions.
        NotFound: The project has no such judge.
    """
    spec = _fit(specs.get(project_id=project_id, spec_id=spec_id))
    audit.record(
        kind="labels.explaining",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"judge:{spec.pk}",
    )
    return jobs.enqueue(
        kind=KIND, key=_key(project_id), args={"spec_id": spec_id}, project_id=project_id
    )


def run(*, job_id: int) -> None:
    """Carry out an "explain" job."""
    with jobs.running(job_id, lease_seconds=LEASE_SECONDS) as job:
        if job is None or job.project_id is None:
            return
        spec = _fit(specs.get(project_id=job.project_id, spec_id=job.args["spec_id"]))
        explain(spec, beat=lambda done, total: jobs.heartbeat(job, done=done, total=total))


def page(project_id: int) -> dict[str, Any]:
    """What was found last, whether somebody is at it, and which judges can be asked."""
    rows = Explanation.objects.filter(project_id=project_id).select_related("spec")
    return {
        "running": bool(jobs.open_of(kind=KIND, key=_key(project_id))),
        "error": jobs.last_error(kind=KIND, key=_key(project_id)),
        "judges": [
            {"id": spec.pk, "name": spec.name}
            for spec in specs.active(project_id=project_id)
            if spec.backend not in SILENT
        ],
        "explanations": [
            {
                "question": row.question,
                "kind": row.kind,
                "judge": row.spec.name,
                "as_of": row.as_of,
                **row.data,
            }
            for row in rows.order_by("kind", "question")
        ],
    }


def explain(spec: JudgeSpec, *, beat: Beat = lambda *_: None) -> list[str]:
    """Ask now, in this process, about each comparison and each question of words; what was made.

    Raises:
        probing.NotAnswering, budgets.BudgetSpent, jobs.Later: See `probing.ask`.
    """
    asked = versions.questions_in_force(spec.project_id)
    compared = [question for question in asked if question.type == "comparison"]
    written = [question for question in asked if seen.is_written(question)]
    total, made = len(compared) + len(written), []
    overall = next((q.key for q in compared if q.key == "overall"), None) or next(
        (q.key for q in compared[-1:]), ""
    )
    for n, question in enumerate([*compared, *written]):
        kind = Explanation.Kind.PRINCIPLES if question in compared else Explanation.Kind.CRITERIA
        if kind == Explanation.Kind.PRINCIPLES:
            data = _principles(spec, seen.pairs(spec.project_id, question.key)[0])
        else:
            found = seen.written(spec.project_id, question, overall)
            data = _criteria(spec, [(one.item_id, one.text) for one in found])
        Explanation.objects.update_or_create(
            project_id=spec.project_id,
            question=question.key,
            kind=kind,
            defaults={"spec": spec, "data": data, "as_of": timezone.now()},
        )
        made.append(f"{kind} of {question.key}")
        beat(n + 1, total)
    return made


def _principles(spec: JudgeSpec, pairs: Sequence[Pair]) -> dict[str, Any]:
    learnt = [p for p in pairs if domain.learnt_from(p.prompt)][:SHOWN_PAIRS]
    held = [p for p in pairs if not domain.learnt_from(p.prompt)][:HELD_PAIRS]
    if len(pairs) < domain.FEWEST or not learnt or not held:
        return _nothing(
            f"only {len(pairs)} items are decided between two responses; {domain.FEWEST} are needed"
        )
    answers = _ask(
        spec,
        [
            (some[0].item_id, prompts.propose([_told(p) for p in some], salt=spec.sha256))
            for some in _chunks(learnt, PAIRS_A_CALL)
        ],
    )
    proposed = _merged(answers, MOST_PRINCIPLES, begins=prompts.BEGINS)
    if not proposed:
        return _nothing("the judge proposed no principle that could be read")
    votes, read = _voted(spec, proposed, held)
    if not read:
        return _nothing("none of the judge's votes could be read")
    won, asked = np.where([p.first_won for p in read], 1, -1), domain.prompts_of(read)
    tried = [
        domain.measured(f"judge:{n}", "judge", text, votes[:, n] * won, asked)
        for n, text in enumerate(proposed)
    ]
    return {
        "principles": plain(list(domain.ranked(tried))),
        "criteria": [],
        "n_learnt": len(learnt),
        "n_held": len(read),
        "n_texts": 0,
        "unread": len(held) - len(read),
        "why_not": "",
    }


def _voted(
    spec: JudgeSpec, proposed: Sequence[str], held: Sequence[Pair]
) -> tuple[np.ndarray[Any, np.dtype[np.int_]], list[Pair]]:
    """Votes for the first response (1) or the second (-1), and the pairs they were read on."""
    turned = [n % 2 == 1 for n in range(len(held))]  # no place is the better one's
    asked = [
        prompts.vote(
            proposed,
            (p.asked, p.second, p.first) if back else (p.asked, p.first, p.second),
            salt=spec.sha256,
        )
        for p, back in zip(held, turned, strict=True)
    ]
    answers = _ask(spec, [(p.item_id, prompt) for p, prompt in zip(held, asked, strict=True)])
    rows, on = [], []
    for pair, back, answer in zip(held, turned, answers, strict=True):
        read = prompts.read_votes(answer, n=len(proposed)) if answer else None
        if read is not None:
            rows.append([-v for v in read] if back else read)
            on.append(pair)
    return np.array(rows, dtype=int).reshape(-1, len(proposed)), on


def _criteria(spec: JudgeSpec, texts: Sequence[tuple[int, str]]) -> dict[str, Any]:
    if len(texts) < FEWEST_TEXTS:
        return _nothing(f"fewer than {FEWEST_TEXTS} texts were written")
    answers = _ask(
        spec,
        [
            (some[0][0], prompts.criteria([text for _, text in some], salt=spec.sha256))
            for some in _chunks(texts[:SHOWN_TEXTS], TEXTS_A_CALL)
        ],
    )
    found = _merged(answers, MOST_CRITERIA)
    if not found:
        return _nothing("the judge named no criterion that could be read")
    chunks = _chunks(texts[:COUNTED_TEXTS], COUNTED_A_CALL)
    said = _ask(
        spec,
        [
            (some[0][0], prompts.mention(found, [text for _, text in some], salt=spec.sha256))
            for some in chunks
        ],
    )
    counts, quotes, read_texts = [0] * len(found), [""] * len(found), 0
    for some, answer in zip(chunks, said, strict=True):
        read = prompts.read_mentions(answer, texts=len(some), n=len(found)) if answer else None
        if read is None:
            continue
        read_texts += len(some)
        for (_, text), named in zip(some, read, strict=True):
            for n in named:
                counts[n] += 1
                quotes[n] = quotes[n] or text[:300]
    order = sorted(range(len(found)), key=lambda n: (-counts[n], n))
    return {
        "principles": [],
        "criteria": [{"text": found[n], "n": counts[n], "example": quotes[n]} for n in order],
        "n_learnt": 0,
        "n_held": 0,
        "n_texts": read_texts,
        "unread": min(len(texts), COUNTED_TEXTS) - read_texts,
        "why_not": "",
    }


def _ask(spec: JudgeSpec, wanted: Sequence[tuple[int, Prompt]]) -> list[str]:
    """What the judge wrote to each; "" where it could not be read.

    Raises:
        probing.NotAnswering: Not one call was answered.
    """
    probes = [
        probing.Probe(f"explain:{_name(prompt)}", 0, prompt, item_id) for item_id, prompt in wanted
    ]
    calls = probing.ask(spec, probes, purpose=JudgeCall.Purpose.TAG)
    errors = [call.error for call in calls.values() if call.state == JudgeCall.State.FAILED]
    if calls and len(errors) == len(calls):
        raise probing.NotAnswering(f"{spec.name}: {WORDS.get(errors[0], errors[0])}")
    said = probing.verdicts(calls.values())
    found = []
    for probe in probes:
        call = calls.get((probe.subject, 0))
        verdict = said.get(call.pk) if call else None
        found.append(verdict.reasoning if verdict and verdict.state == "ok" else "")
    return found


def _merged(answers: Sequence[str], most: int, *, begins: str = "") -> list[str]:
    """The lines of all answers in turn, each once: the first ones of each come first."""
    lists = [prompts.read_lines(answer, most=most, begins=begins) for answer in answers]
    rounds = [lines[n] for n in range(most) for lines in lists if n < len(lines)]
    by_name = {line.lower().rstrip("."): line for line in reversed(rounds)}
    return [line for line in dict.fromkeys(rounds) if by_name[line.lower().rstrip(".")] == line][
        :most
    ]


def _told(pair: Pair) -> tuple[str, str, str]:
    better, other = (pair.first, pair.second) if pair.first_won else (pair.second, pair.first)
    return pair.asked, better, other


def _chunks(found: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [found[at : at + size] for at in range(0, len(found), size)]


def _nothing(why: str) -> dict[str, Any]:
    return {
        "principles": [], "criteria": [], "n_learnt": 0, "n_held": 0, "n_texts": 0, "unread": 0,
        "why_not": why,
    }  # fmt: skip


def _name(prompt: Prompt) -> str:
    """The same for the same question: what was answered is not asked again."""
    return hashlib.sha256(prompt.messages[1]["content"].encode()).hexdigest()


def _key(project_id: int) -> str:
    return f"project:{project_id}"


def _fit(spec: JudgeSpec) -> JudgeSpec:
    if spec.backend in SILENT:
        raise Invalid("This judge reads no instructions, so it cannot explain labels.")
    return spec
