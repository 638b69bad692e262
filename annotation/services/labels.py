"""Labels: what the current judgments amount to, versioned, with the evidence beside it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotation import events, statements
from annotation.domain import questions as q
from annotation.domain.aggregation import Aggregate, Vote
from annotation.domain.types import ItemState, RaterKind
from annotation.models import Adjudication, Item, Judgment, Label
from annotation.selectors import fits, versions
from annotation.selectors.fits import Model
from annotation.services import items, jobs, labels_bulk

INLINE = 500  # more items than this are labelled by a job
BATCH = 2000
Asked = list[tuple[q.Question, Model | None]]  # None: votes are counted
FEW = 5
SETTLED = "SELECT id FROM annotation_adjudication WHERE item_id = ANY(%(items)s::bigint[])"
DUE = """
SELECT id, project_id, state, label_source FROM annotation_item
WHERE id = ANY(%s::bigint[])
    AND NOT (state = 'awaiting_human' AND label_source <> 'judge' AND counted < need)
ORDER BY id FOR NO KEY UPDATE
"""


def after_judgments(*, project_id: int, item_ids: Sequence[int]) -> None:
    """Label these items in the caller's transaction, or by jobs when they are many."""
    if len(item_ids) <= INLINE:
        resolve(item_ids=item_ids)
        return
    for at in range(0, len(item_ids), BATCH):
        chunk = list(item_ids[at : at + BATCH])
        jobs.enqueue(
            kind="label",
            key=f"{project_id}:{chunk[0]}-{chunk[-1]}:{len(chunk)}",
            args={"item_ids": chunk},
            project_id=project_id,
        )


def run(*, job_id: int) -> None:
    """Carry out a "label" job."""
    with jobs.running(job_id) as job:
        if job is not None:
            resolve(item_ids=job.args["item_ids"])


@transaction.atomic(savepoint=False)
def resolve(*, item_ids: Sequence[int]) -> int:
    """Bring the labels of these items up to date; returns how many label rows were added.

    A label is added only when its value, source, evidence, method or posterior changed. Items whose
    questions are answered by those who were asked become resolved.
    """
    # Locked in id order: two verdicts on one item at once must see each other. no_key: each of
    # their inserts already holds a key lock on the item, and would wait for the other's. While
    # somebody who was asked has not answered, there is no label of people.
    found = list(Item.objects.raw(DUE, [statements.array(item_ids)]))
    if not found:
        return 0
    asked = _asked(found[0].project_id)
    label = _many if len(found) > FEW else _few
    added, judged = label(found, asked)
    waiting = (ItemState.AWAITING_HUMAN, ItemState.AWAITING_JUDGE)
    resolved = [i.pk for i in found if i.pk in judged and i.state in waiting]
    if resolved:
        items.move(item_ids=resolved, new=ItemState.RESOLVED)
        events.after_commit(events.item_resolved, project_id=found[0].project_id, item_ids=resolved)
    return added


@transaction.atomic(savepoint=False)
def retract(*, item_ids: Sequence[int]) -> int:
    """Open the labels that rest on judgments that are gone; returns how many.

    Nothing can be made of no votes, so `resolve` leaves them: the next version says that nothing is
    known. Call after it.
    """
    found = list(_current(list(item_ids)).values())
    wanted = {pk for label in found for pk in label.judgment_ids}
    there = set(Judgment.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    fresh = []
    for label in found:
        if there.issuperset(label.judgment_ids):
            continue
        label.pk, label.version = None, label.version + 1
        label.value = {"winner": None, "strength": None} if "winner" in label.value else {}
        label.posterior = label.agreement = label.fit_id = None
        label.status, label.judgment_ids, label.n_human, label.n_judge = "open", [], 0, 0
        label.created_at = timezone.now()
        fresh.append(label)
    Label.objects.bulk_create(fresh)
    return len(fresh)


@transaction.atomic(savepoint=False)
def leave_to_judges(*, item_ids: Sequence[int]) -> None:
    """Judges label these items: at once where they have judged, else when they do.

    Call in the transaction of the decision, which holds the rows. What is judged already goes to
    its last state in one step: a million rows are not written twice.

    Args:
        item_ids: Of one project, in id order.
    """
    project_id = Item.objects.values_list("project_id", flat=True).get(pk=item_ids[0])
    settled = set(_settled(list(item_ids)))
    if settled:
        items.ask_judge(item_ids=sorted(settled))
        resolve(item_ids=sorted(settled))
        item_ids = [i for i in item_ids if i not in settled]
        if not item_ids:
            return
    found = labels_bulk.evidence(item_ids, ["judge"] * len(item_ids))
    labels_bulk.add(found, project_id=project_id, asked=_asked(project_id))
    judged = found.item_ids[found.judged()].tolist()
    items.ask_judge(item_ids=found.item_ids[~found.judged()].tolist())
    if moved := items.judged(item_ids=judged):
        events.after_commit(events.item_resolved, project_id=project_id, item_ids=moved)


def _few(found: list[Item], asked: Asked) -> tuple[int, set[int]]:
    """How many labels were added, and the items that somebody has judged."""
    votes = _judgments([i.pk for i in found])
    current = _current([i.pk for i in found])
    settled = _settled([i.pk for i in found])
    fresh: list[Label] = []
    judged: set[int] = set()
    for item in found:
        source, evidence = _evidence(item, votes[item.pk])
        if evidence:
            made = _labels(item, asked, source, evidence)
            if item.pk in settled:
                made = [_adjudicated(label, asked, settled[item.pk]) for label in made]
            fresh += _changed(made, current)
            judged.add(item.pk)
    Label.objects.bulk_create(fresh)
    return len(fresh), judged


def _many(found: list[Item], asked: Asked) -> tuple[int, set[int]]:
    """The same for more items than it pays to look at one by one."""
    settled = set(_settled([i.pk for i in found]))
    added, judged = _few([i for i in found if i.pk in settled], asked) if settled else (0, set())
    rest = [i for i in found if i.pk not in settled]
    if not rest:
        return added, judged
    evidence = labels_bulk.evidence([i.pk for i in rest], [i.label_source for i in rest])
    added += labels_bulk.add(evidence, project_id=found[0].project_id, asked=asked)
    return added, judged | set(evidence.item_ids[evidence.judged()].tolist())


def _asked(project_id: int) -> Asked:
    """The questions that make labels, each with the model of its raters where there is one."""
    asked = versions.questions(versions.in_force(project_id).question_set_id)
    models = fits.in_force(project_id)
    found: Asked = []
    for question in asked:
        if q.gives_label(question):
            model = models.get(question.key)
            found.append((question, model if model and model.serves(question) else None))
    return found


def _judgments(item_ids: list[int]) -> dict[int, list[Judgment]]:
    rows = (
        Judgment.objects.filter(item_id__in=item_ids, superseded_by__isnull=True, counted=True)
        .select_related("rater")
        .order_by("pk")
    )
    by_item: dict[int, list[Judgment]] = defaultdict(list)
    for judgment in rows:
        by_item[judgment.item_id].append(judgment)
    return by_item


def _evidence(item: Item, judgments: list[Judgment]) -> tuple[str, list[Judgment]]:
    """Whose judgments make the label, and these."""
    people = [j for j in judgments if j.rater.kind == RaterKind.HUMAN]
    judges = [j for j in judgments if j.rater.kind == RaterKind.JUDGE]
    if item.label_source == "judge" or (item.label_source == "any" and not people):
        return "llm", judges
    return "human", people


def _labels(item: Item, asked: Asked, source: str, evidence: list[Judgment]) -> list[Label]:
    made = (_label(item, question, model, source, evidence) for question, model in asked)
    return [label for label in made if label is not None]


def _changed(made: list[Label], current: dict[tuple[int, str], Label]) -> list[Label]:
    """Those that are not the label in force again, each with its version."""
    fresh = []
    for label in made:
        old = current.get((label.item_id, label.question))
        if old is not None:
            if _same(old, label):
                continue
            label.version = old.version + 1
        fresh.append(label)
    return fresh


def _settled(item_ids: list[int]) -> dict[int, Adjudication]:
    """The newest adjudication of each item that has one."""
    found = statements.rows(SETTLED, {"items": statements.array(item_ids)})
    if not found:
        return {}
    rows = Adjudication.objects.filter(pk__in=[pk for (pk,) in found]).select_related("judgment")
    return {row.item_id: row for row in rows.order_by("pk")}


def _adjudicated(label: Label, asked: Asked, settling: Adjudication) -> Label:
    """What an adjudicator said wins over what raters said; their votes stay in the evidence."""
    answer = settling.judgment.answers.get(label.question)
    if answer is None:
        return label
    [question] = [question for question, _ in asked if question.key == label.question]
    kind = q.QUESTIONS[question.type]
    if kind.categories(question):
        label.value = {"winner": kind.category(answer) or None, "strength": answer.get("strength")}
    elif pooled := kind.pool([answer], question):
        label.value = pooled.value
    label.status, label.method, label.method_version = "adjudicated", "adjudicated", "1"
    label.posterior, label.fit_id, label.agreement = settling.confidence, None, None
    label.source = "both" if label.source == "llm" else "human"
    label.n_human += 1
    label.judgment_ids = [*label.judgment_ids, settling.judgment_id]
    return label


def _label(
    item: Item, question: q.Question, model: Model | None, source: str, evidence: list[Judgment]
) -> Label | None:
    """One question's label: votes counted or weighed, or answers pooled, as its type says."""
    kind = q.QUESTIONS[question.type]
    backing = [j for j in evidence if question.key in j.answers]
    if not kind.categories(question):
        answers = [j.answers[question.key] for j in backing]
        pooled = kind.pool(answers, question) if answers else None
        return _pooled(item, question.key, source, backing, pooled) if pooled else None
    votes = [
        Vote(
            j.pk,
            category,
            j.answers[question.key].get("strength"),
            j.confidence,
            j.rater_id,
        )
        for j in backing
        if (category := kind.category(j.answers[question.key]))
    ]
    if not votes:
        return None
    counted = {vote.judgment_id for vote in votes}
    backing = [j for j in backing if j.pk in counted]
    # Only people are modelled: judges that err alike would be taken for the truth.
    if model is None or source != "human":
        result = labels_bulk.MAJORITY.aggregate(votes, kind.categories(question))
        return _row(item, question.key, source, backing, result)
    label = _row(item, question.key, source, backing, model.fitted.aggregate(votes))
    label.method, label.method_version, label.fit_id = model.method, model.version, model.id
    return label


def _row(
    item: Item, question: str, source: str, backing: list[Judgment], result: Aggregate
) -> Label:
    return Label(
        value={"winner": result.category, "strength": result.strength},
        posterior=result.posterior,
        method=labels_bulk.MAJORITY.key,
        method_version=labels_bulk.MAJORITY.version,
        status=result.status,
        agreement=result.agreement,
        **_common(item, question, source, backing),
    )


def _pooled(
    item: Item, question: str, source: str, backing: list[Judgment], pooled: q.Pooled
) -> Label:
    return Label(
        value=pooled.value,
        method=labels_bulk.POOLED[0],
        method_version=labels_bulk.POOLED[1],
        status=pooled.status,
        agreement=pooled.agreement,
        **_common(item, question, source, backing),
    )


def _common(item: Item, question: str, source: str, backing: list[Judgment]) -> dict[str, Any]:
    return {
        "item": item,
        "project_id": item.project_id,
        "question": question,
        "version": 1,
        "source": source,
        "n_human": len(backing) if source == "human" else 0,
        "n_judge": len(backing) if source == "llm" else 0,
        "judgment_ids": [j.pk for j in backing],
    }


def _current(item_ids: list[int]) -> dict[tuple[int, str], Label]:
    rows = (
        Label.objects.filter(item_id__in=item_ids)
        .order_by("item_id", "question", "-version")
        .distinct("item_id", "question")
    )
    return {(row.item_id, row.question): row for row in rows}


def _same(old: Label, new: Label) -> bool:
    return labels_bulk.unchanged(_compared(old), _compared(new))


def _compared(label: Label) -> labels_bulk.Compared:
    return labels_bulk.Compared(
        label.value,
        label.source,
        label.judgment_ids,
        label.method,
        label.method_version,
        label.posterior,
    )
