"""Has a judge say what prompts are about: tags that policies may use as signals.

Calls go through the ledger, the budget and the lane of the judge like any other. Prompts of the
same words are asked about once, and what a killed worker had been told is not paid for again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson

from annotation.domain.types import ItemRecord, Json
from annotation.errors import Invalid
from annotation.selectors import items
from annotation.services import audit, jobs
from routing.judges import tagging
from routing.judges.spec import SILENT
from routing.models import ItemTags, JudgeCall, JudgeSpec
from routing.services import batches, probing, specs
from routing.signals import tags

KIND = "tag_prompts"
BATCH = 200  # items whose prompts are asked about together
LEASE_SECONDS = 900
TAG = JudgeCall.Purpose.TAG
Beat = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a run did: items that carry tags now, and those whose answer could not be read."""

    items: int = 0
    unread: int = 0


def start(*, project_id: int, spec_id: int, actor_id: int | None) -> int:
    """Have a worker ask this judge about every prompt that is not tagged yet; the job's id.

    Raises:
        Invalid: The judge can describe nothing.
        NotFound: The project has no such judge.
    """
    spec = _fit(specs.get(project_id=project_id, spec_id=spec_id))
    audit.record(
        kind="prompts.tagging",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"judge:{spec.pk}",
    )
    return jobs.enqueue(
        kind=KIND, key=_key(project_id), args={"spec_id": spec_id}, project_id=project_id
    )


def running(project_id: int) -> bool:
    """Whether a worker is at it, or will be."""
    return bool(jobs.open_of(kind=KIND, key=_key(project_id)))


def run(*, job_id: int) -> None:
    """Carry out a "tag_prompts" job."""
    with jobs.running(job_id, lease_seconds=LEASE_SECONDS) as job:
        if job is None or job.project_id is None:
            return
        spec = _fit(specs.get(project_id=job.project_id, spec_id=job.args["spec_id"]))
        tag(spec, beat=lambda done, total: jobs.heartbeat(job, done=done, total=total))


def tag(spec: JudgeSpec, *, limit: int | None = None, beat: Beat = lambda *_: None) -> Tagged:
    """Ask now, in this process, about the items that carry no tags, batch by batch.

    Args:
        limit: Only the first so many items.

    Raises:
        probing.NotAnswering, budgets.BudgetSpent, jobs.Later: See `probing.ask`.
    """
    ids = batches.all_ids(spec.project_id)[:limit]
    done = unread = 0
    for n, batch in enumerate(batches.batches(ids, BATCH)):
        new = [pk for pk in batch if pk not in _tagged(batch)]
        if new:
            made = _batch(spec, items.records(new))
            done, unread = done + made, unread + len(new) - made
        beat(min((n + 1) * BATCH, len(ids)), len(ids))
    return Tagged(done, unread)


def count(project_id: int) -> int:
    """How many of the project's items carry tags."""
    return ItemTags.objects.filter(item__project_id=project_id).count()


def _batch(spec: JudgeSpec, found: Sequence[ItemRecord]) -> int:
    """Ask about the prompts of these items and keep what was said; for how many items it was."""
    by_prompt: dict[str, list[ItemRecord]] = defaultdict(list)
    for item in found:
        by_prompt[_name(item)].append(item)
    probes = [
        probing.Probe(name, 0, tagging.prompt(alike[0].prompt, salt=spec.sha256), alike[0].id)
        for name, alike in by_prompt.items()
    ]
    calls = probing.ask(spec, probes, purpose=TAG)
    said = probing.verdicts(calls.values())
    rows = []
    for (name, _), call in calls.items():
        read = said.get(call.pk)
        described = tags.checked(read.value) if read and read.state == "ok" else None
        if described is not None:
            rows += [ItemTags(item_id=i.id, call=call, tags=described) for i in by_prompt[name]]
    ItemTags.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _key(project_id: int) -> str:
    return f"project:{project_id}"


def _name(item: ItemRecord) -> str:
    """The same for prompts of the same words; another template asks anew."""
    shown: Json = {"template": tagging.TEMPLATE, "prompt": item.prompt}
    return hashlib.sha256(orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _tagged(item_ids: Sequence[int]) -> set[int]:
    rows = ItemTags.objects.filter(item_id__in=item_ids)
    return set(rows.values_list("item_id", flat=True))


def _fit(spec: JudgeSpec) -> JudgeSpec:
    if spec.backend in SILENT:
        raise Invalid("This judge reads no instructions, so it cannot describe prompts.")
    return spec
