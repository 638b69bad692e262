"""All labels of a project anew: raters weighed again, then every item by what was learnt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.aggregation import AGGREGATORS, Learnt, Table
from annotation.domain.quality import measures
from annotation.errors import Invalid
from annotation.models import Fit, Project
from annotation.selectors import agreement, ballots, fits
from annotation.services import audit, jobs, labels

FEWEST_NEW, SHARE_NEW = 200, 0.2  # judgments since a fit, and of its votes, to learn anew
BATCH = 10_000  # items locked and labelled by one transaction
ITEMS = """
SELECT id FROM annotation_item
WHERE project_id = %(project)s AND id > %(after)s AND state NOT IN ('discarded', 'reference')
ORDER BY id LIMIT %(batch)s
"""
COUNT = """
SELECT count(*) FROM annotation_item
WHERE project_id = %(project)s AND state NOT IN ('discarded', 'reference')
"""
Progress = Callable[[int, int], None]  # items done, items in all


@dataclass(frozen=True, slots=True)
class Relabelled:
    """What came of it."""

    items: int
    added: int  # labels that are new or have changed
    fits: dict[str, int]  # question -> the fit that labels it


def ask(*, project_id: int, actor_id: int | None) -> int:
    """The job that does it; asked for twice before it begins, it is done once."""
    job_id = jobs.enqueue(kind="relabel", key=str(project_id), project_id=project_id)
    audit.record(
        kind="labels.relabel",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"project:{project_id}",
    )
    return job_id


def check(*, project_id: int, aggregators: dict[str, str]) -> None:
    """Refuse methods that do not exist, and questions they are not for.

    Raises:
        Invalid: Says which, and what there is.
    """
    asked = {question.key for question in agreement.asked(project_id)}
    for question, method in aggregators.items():
        if question not in asked:
            known = ", ".join(sorted(asked)) or "there is none"
            raise _refused(
                f"{question[:60]!r} is no question whose answers are votes for one of a few "
                f"labels: {known}."
            )
        if method not in AGGREGATORS:
            raise _refused(f"There is no method {method[:60]!r}: {', '.join(AGGREGATORS)}.")


def run(*, job_id: int) -> None:
    """Carry out a "relabel" job."""
    with jobs.running(job_id) as job:
        if job is not None and job.project_id is not None:
            relabel(
                project_id=job.project_id,
                progress=lambda done, total: jobs.heartbeat(job, done=done, total=total),
            )


def relabel(*, project_id: int, progress: Progress = lambda *_: None) -> Relabelled:
    """Learn of the raters again, and bring every label up to date.

    In transactions of some thousand items: people go on judging meanwhile, and a run that dies
    leaves labels that are right, some by the fit before. Calling it again goes on.
    """
    [(total,)] = statements.rows(COUNT, {"project": project_id})
    progress(0, total)
    made = learn(project_id=project_id)
    after = done = added = 0
    given = {"project": project_id, "batch": BATCH}
    while rows := statements.rows(ITEMS, {**given, "after": after}):
        ids = [row[0] for row in rows]
        added += labels.resolve(item_ids=ids)
        after, done = ids[-1], done + len(ids)
        progress(done, total)
    return Relabelled(items=done, added=added, fits=made)


def learn(*, project_id: int) -> dict[str, int]:
    """A new fit of each question whose method weighs raters: question -> fit.

    People's votes only: a judge is measured against them, and judges that err alike would be taken
    for the truth.
    """
    chosen = Project.objects.values_list("aggregators", flat=True).get(pk=project_id)
    return {
        question.key: fit
        for question in agreement.asked(project_id)
        if (method := chosen.get(question.key, "majority")) != "majority"
        and (fit := _fit(project_id, question, method))
    }


def _fit(project_id: int, question: q.Question, method: str) -> int | None:
    who = [person for person in ballots.raters(project_id) if not person.judge]
    [measure] = measures.measures(question)
    [raw] = ballots.votes(project_id, question.key, [measure], who, counted=True)
    if not len(raw.item):
        return None
    items, rows = np.unique(raw.item, return_inverse=True)
    table = Table(rows, raw.rater, raw.label, len(items), len(who), len(measure.labels))
    found = AGGREGATORS[method].pool(table)
    known = AGGREGATORS[method].learn(table, found)
    there = np.unique(raw.rater)
    fit = Fit.objects.create(
        project_id=project_id,
        question=question.key,
        method=method,
        method_version=AGGREGATORS[method].version,
        categories=list(measure.labels),
        **_learnt(known, [who[n].id for n in there.tolist()], there),
        n_votes=len(raw.item),
        n_items=len(items),
        n_raters=len(there),
        last_judgment_id=int(raw.judgment.max()),
        log_likelihood=found.log_likelihood,
        rounds=found.rounds,
        warnings=list(found.warnings),
    )
    return int(fit.pk)


def _learnt(known: Learnt | None, ids: list[int], rows: NDArray[np.int_]) -> dict[str, Any]:
    if known is None:
        return {"prior": None, "stranger": None, "rates": {}}
    rates = dict(zip(map(str, ids), known.rates[rows].tolist(), strict=True))
    return {"prior": known.prior.tolist(), "stranger": known.stranger.tolist(), "rates": rates}


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"aggregators": [sentence]})


def sweep() -> int:
    """Ask for a relabelling where much was judged since raters were weighed; returns how many.

    Labels that arrive meanwhile are made by the last fit, so nothing waits for it.
    """
    asked = 0
    for project_id in Project.objects.exclude(aggregators={}).values_list("pk", flat=True):
        due = any(
            standing.fit and refit_due(standing.since, standing.fit.n_votes)
            for standing in fits.standing(project_id)
            if standing.method != "majority"
        )
        if due and not jobs.open_of(kind="relabel", key=str(project_id)):
            ask(project_id=project_id, actor_id=None)
            asked += 1
    return asked


def refit_due(since: int, learnt_from: int) -> bool:
    """Whether so many judgments since a fit of so many votes are enough to learn anew."""
    return since >= max(FEWEST_NEW, SHARE_NEW * learnt_from)
