"""What raters disagree on, for somebody to settle: worst first, who said what hidden."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from annotation import statements
from annotation.domain.quality import krippendorff, measures
from annotation.domain.types import Cause, ItemState, Purpose, RaterKind
from annotation.errors import Forbidden, NotFound
from annotation.models import Adjudication, Item, Judgment, Project, Rater
from annotation.selectors import ballots, contents, figures, labels, versions

KEPT = 1000  # items of each order; the next ones come up when these are settled
FAST_SECONDS = 2.0
# Labels least sure of; an open one is nobody's belief at all.
UNSURE = """
SELECT item_id, min(CASE WHEN status = 'open' THEN 0 ELSE coalesce(posterior, agreement) END) AS p
FROM (SELECT DISTINCT ON (item_id, question) item_id, status, posterior, agreement
    FROM annotation_label WHERE project_id = %(project)s
    ORDER BY item_id, question, version DESC) newest
GROUP BY item_id HAVING bool_and(status <> 'adjudicated')
ORDER BY p NULLS LAST, item_id LIMIT %(kept)s
"""


def candidates(project_id: int) -> dict[str, Any]:
    """Items to settle, by the alpha of people's answers and by the label's posterior."""
    who = [person for person in ballots.raters(project_id) if not person.judge]
    apart: dict[int, dict[str, float]] = defaultdict(dict)
    for question in versions.questions_in_force(project_id):
        of = measures.measures(question)
        for measure, raw in zip(
            of, ballots.votes(project_id, question.key, of, who, counted=True), strict=True
        ):
            for item_id, alpha in _alphas(measure, raw):
                apart[item_id][measure.key] = alpha
    split = [(min(each.values()), item_id) for item_id, each in apart.items()]
    worst = sorted(pair for pair in split if pair[0] < 1)[:KEPT]
    unsure = statements.rows(UNSURE, {"project": project_id, "kept": KEPT})
    alphas = {
        str(item_id): apart[item_id]
        for item_id in {i for _, i in worst} | {row[0] for row in unsure}
        if item_id in apart
    }
    return {
        "alpha": [[item_id, alpha] for alpha, item_id in worst],
        "posterior": [[item_id, p] for item_id, p in unsure if p is not None and p < 1],
        "alphas": alphas,
    }


def _alphas(measure: measures.Measure, raw: ballots.Raw) -> list[tuple[int, float]]:
    """Each item's alpha on a measure: of its parts the mean."""
    ballot = raw.ballot(measure)
    if not len(ballot.unit):
        return []
    counts = ballot.counts(np.ones(len(ballot.unit), dtype=bool))
    level: krippendorff.Level = "nominal"
    if measure.ranked and set(measure.ranked) == set(measure.labels):
        order = [measure.labels.index(label) for label in measure.ranked]
        counts, level = counts[:, order], "ordinal"
    each = krippendorff.by_unit(counts, level=level)
    known = ~np.isnan(each)
    ids, rows = np.unique(ballot.item[known], return_inverse=True)
    means = np.bincount(rows, weights=each[known]) / np.bincount(rows)
    return list(zip(ids.tolist(), means.tolist(), strict=True))


def queue(*, project_id: int, user_id: int, by: str, limit: int) -> dict[str, Any]:
    """The next items to settle, without those settled since and one's own."""
    kept = figures.known(project_id, "adjudication", candidates)
    data = kept.data or {"alpha": [], "posterior": [], "alphas": {}}
    worth = dict(data[by])
    out = _closed(project_id, list(worth)) | _own(project_id, user_id, list(worth))
    ids = [item_id for item_id in worth if item_id not in out]
    names = Item.objects.filter(pk__in=ids[:limit]).values_list("pk", "external_id")
    external = dict(names)
    causes = Counter(
        Adjudication.objects.filter(project_id=project_id).values_list("cause", flat=True)
    )
    return {
        "as_of": kept.as_of,
        "rows": [
            {
                "item_id": item_id,
                "external_id": external[item_id],
                by: worth[item_id],
                "alphas": data["alphas"].get(str(item_id), {}),
            }
            for item_id in ids[:limit]
            if item_id in external
        ],
        "waiting": len(ids),
        "causes": {cause.value: causes[cause.value] for cause in Cause},
    }


def _closed(project_id: int, ids: Sequence[int]) -> set[int]:
    """Settled since they were counted, or taken out."""
    settled = Adjudication.objects.filter(project_id=project_id, item_id__in=ids)
    gone = Item.objects.filter(
        pk__in=ids, state__in=(ItemState.DISCARDED, ItemState.REFERENCE)
    ).values_list("pk", flat=True)
    return {*settled.values_list("item_id", flat=True), *gone}


def _own(project_id: int, user_id: int, ids: Sequence[int]) -> set[int]:
    """Judged by the adjudicator themselves, where the project does not allow that."""
    if Project.objects.values_list("adjudicate_own", flat=True).get(pk=project_id):
        return set()
    mine = Judgment.objects.filter(item_id__in=ids, rater__user_id=user_id)
    return set(mine.exclude(purpose=Purpose.SETTLE).values_list("item_id", flat=True))


def may_settle(*, item_id: int, project_id: int, user_id: int) -> None:
    """Refuse whoever judged the item: they would confirm themselves.

    Raises:
        Forbidden: They did, and the project does not allow it.
    """
    if _own(project_id, user_id, [item_id]):
        raise Forbidden("You have judged this item yourself; somebody else settles it.")


def item(*, item_id: int, project_id: int, user_id: int, names: bool) -> dict[str, Any]:
    """One item with everybody's answers: by letter, in an order that tells nothing.

    Raises:
        NotFound: There is no such item in this project, or it was taken out.
        Forbidden: They judged it themselves, and the project does not allow that.
    """
    found = Item.objects.filter(pk=item_id, project_id=project_id).first()
    if found is None or found.state in (ItemState.DISCARDED, ItemState.REFERENCE):
        raise NotFound
    may_settle(item_id=item_id, project_id=project_id, user_id=user_id)
    kept = figures.known(project_id, "adjudication", candidates)
    current = versions.in_force(project_id)
    return {
        "id": found.pk,
        "external_id": found.external_id,
        **contents.without_models(contents.of(found)),
        "questions": versions.stored_questions(current.question_set_id)
        if current.question_set_id
        else [],
        "answers": _answers(found, names=names),
        "alphas": (kept.data or {}).get("alphas", {}).get(str(item_id), {}),
        "labels": labels.current([item_id]),
        "settled": _settled(item_id),
    }


def _answers(found: Item, *, names: bool) -> list[dict[str, Any]]:
    rows = Judgment.objects.filter(
        item=found, purpose=Purpose.WORK, superseded_by__isnull=True
    ).select_related("rater")
    ordered = sorted(rows, key=lambda j: _mixed(found.pk, j.rater))
    return [
        {
            "who": j.rater.name if names else f"Rater {_letter(n)}",
            "judge": j.rater.kind == RaterKind.JUDGE if names else None,
            "answers": j.answers,
            "seconds": j.active_seconds,
            "fast": j.active_seconds is not None and j.active_seconds < FAST_SECONDS,
            "counted": j.counted,
        }
        for n, j in enumerate(ordered)
    ]


def _mixed(item_id: int, rater: Rater) -> str:
    # Another order on each item: nobody is Rater A throughout.
    return hashlib.sha256(f"{item_id}:{rater.pk}".encode()).hexdigest()


def _letter(n: int) -> str:
    return chr(ord("A") + n) if n < 26 else str(n + 1)


def _settled(item_id: int) -> list[dict[str, Any]]:
    rows = Adjudication.objects.filter(item_id=item_id).select_related("judgment").order_by("pk")
    return [
        {
            "answers": a.judgment.answers,
            "cause": a.cause,
            "confidence": a.confidence,
            "note": a.note,
            "at": a.created_at,
        }
        for a in rows
    ]


def gaps(project_id: int) -> list[dict[str, Any]]:
    """What the guidelines do not say, newest first: for whoever writes the next version."""
    rows = (
        Adjudication.objects.filter(project_id=project_id, cause=Cause.GUIDELINE_GAP)
        .select_related("item", "judgment__guideline")
        .order_by("-pk")[:200]
    )
    return [
        {
            "item_id": a.item_id,
            "external_id": a.item.external_id,
            "note": a.note,
            "guideline_version": a.judgment.guideline.version if a.judgment.guideline else None,
            "at": a.created_at,
        }
        for a in rows
    ]
