"""Which method labels which question of a project, and what it has learnt of the raters."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.aggregation import AGGREGATORS, Fitted, Learnt
from annotation.models import Fit, Job, Judgment, Project
from annotation.selectors import agreement

# One statement for every verdict: most projects choose nothing, and nothing more is looked up.
CHOSEN = """
SELECT p.aggregators, CASE WHEN p.aggregators <> '{}'::jsonb THEN (
    SELECT jsonb_object_agg(question, id) FROM (
        SELECT DISTINCT ON (question) question, id FROM annotation_fit
        WHERE project_id = p.id ORDER BY question, id DESC) newest) END
FROM annotation_project p WHERE p.id = %(id)s
"""
# Fits are never edited, so what an id means may be kept for ever.
_known: dict[int, "Model | None"] = {}
_KEPT = 200
MANY = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A fit that can label."""

    id: int
    method: str
    version: str
    fitted: Fitted

    def serves(self, question: q.Question) -> bool:
        """Whether it knows all the labels that the question has now."""
        return self.fitted.names == tuple(q.QUESTIONS[question.type].categories(question))


def in_force(project_id: int) -> dict[str, Model]:
    """The model of each question; a question that is not in it has its votes counted."""
    chosen, newest = (
        orjson.loads(x) if x else {} for x in statements.rows(CHOSEN, {"id": project_id})[0]
    )
    found = {}
    for question, method in chosen.items():
        model = _model(newest[question]) if question in newest else None
        # A fit of another method, or of an older version of it, waits for the next relabelling.
        if model and (model.method, model.version) == (method, AGGREGATORS[method].version):
            found[question] = model
    return found


def _model(fit_id: int) -> Model | None:
    if fit_id not in _known:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[fit_id] = _read(Fit.objects.get(pk=fit_id))
    return _known[fit_id]


def _read(fit: Fit) -> Model | None:
    if fit.prior is None or fit.method not in AGGREGATORS:
        return None
    rates = np.array(list(fit.rates.values()), dtype=float)
    return Model(
        id=fit.pk,
        method=fit.method,
        version=fit.method_version,
        fitted=Fitted(
            method=AGGREGATORS[fit.method],
            known=Learnt(np.array(fit.prior), rates, np.array(fit.stranger)),
            names=tuple(fit.categories),
            place={int(rater): row for row, rater in enumerate(fit.rates)},
        ),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a question is labelled now."""

    question: str
    title: str
    method: str
    fit: Fit | None  # the newest of this method
    since: int  # judgments later than it, on any question; at most `MANY`
    counted_because: str  # "" where the model labels


def standing(project_id: int) -> list[Standing]:
    """Every question whose votes are counted or weighed, in order."""
    chosen = Project.objects.values_list("aggregators", flat=True).get(pk=project_id)
    models = in_force(project_id)
    found = []
    for question in agreement.asked(project_id):
        method = chosen.get(question.key, "majority")
        fit = (
            Fit.objects.filter(project_id=project_id, question=question.key, method=method)
            .order_by("-pk")
            .first()
        )
        model = models.get(question.key)
        found.append(
            Standing(
                question=question.key,
                title=question.title,
                method=method,
                fit=fit,
                since=_since(project_id, fit) if fit else 0,
                counted_because=""
                if method == "majority" or (model and model.serves(question))
                else _why(fit, question),
            )
        )
    return found


def _why(fit: Fit | None, question: q.Question) -> str:
    if fit is None:
        return "Nothing has been learnt of the raters yet: relabel the project."
    if fit.prior is None:
        return str(fit.warnings[0])
    if fit.categories != q.QUESTIONS[question.type].categories(question):
        return "The question has other answers since this was learnt: relabel the project."
    return "The method has changed since this was learnt: relabel the project."


def _since(project_id: int, fit: Fit) -> int:
    """Counted up to `MANY`: beyond, a relabelling is due whatever the number is."""
    later = Judgment.objects.filter(project_id=project_id, pk__gt=fit.last_judgment_id)
    return later.order_by()[:MANY].count()


def page(project_id: int) -> dict[str, Any]:
    """What the settings show of it."""
    return {
        "questions": [
            {
                "question": found.question,
                "title": found.title,
                "method": found.method,
                "fit": _as_of(found.fit),
                "since": found.since,
                "counted_because": found.counted_because,
            }
            for found in standing(project_id)
        ],
        "methods": [
            {"key": key, "summary": (method.__doc__ or "").strip().splitlines()[0]}
            for key, method in AGGREGATORS.items()
        ],
        "job": _job(project_id),
    }


def _as_of(fit: Fit | None) -> dict[str, Any] | None:
    if fit is None:
        return None
    return {
        "id": fit.pk,
        "method": fit.method,
        "method_version": fit.method_version,
        "at": fit.created_at,
        "n_votes": fit.n_votes,
        "n_items": fit.n_items,
        "n_raters": fit.n_raters,
        "warnings": fit.warnings,
    }


def _job(project_id: int) -> dict[str, Any] | None:
    job = Job.objects.filter(kind="relabel", key=str(project_id)).order_by("-pk").first()
    if job is None:
        return None
    return {
        "state": job.state,
        "done": job.done or 0,
        "total": job.total,
        "error": job.error,
        "asked_at": job.created_at,
        "finished_at": job.finished_at,
    }
