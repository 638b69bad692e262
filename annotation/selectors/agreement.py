"""Agreement of a project's raters, question by question."""

import numpy as np
from django.core.cache import cache
from django.db.models.fields.json import KeyTransform

from annotation.domain import questions as q
from annotation.domain.quality import report
from annotation.domain.types import RaterKind
from annotation.models import Judgment, QuestionSet

KEPT_SECONDS = 3600
PAGE_JUDGMENTS = 20_000  # a page looks at the latest ones only; the command looks at all


def asked(project_id: int) -> list[q.Question]:
    """The questions in force whose answers are counted."""
    latest = QuestionSet.objects.filter(project_id=project_id).order_by("-version").first()
    every = q.parse(latest.questions) if latest else []
    return [question for question in every if q.QUESTIONS[question.type].categories(question)]


def of_project(
    project_id: int, *, limit: int | None = None
) -> list[tuple[q.Question, report.Report]]:
    """The agreement on each question, from the latest `limit` judgments or from all."""
    last = latest(project_id)
    return [
        (question, _of_question(project_id, question, limit, last))
        for question in asked(project_id)
    ]


def _of_question(
    project_id: int, question: q.Question, limit: int | None, last: int
) -> report.Report:
    # Judgments are only ever added: with the same last one the result is the same.
    key = f"agreement:{project_id}:{question.key}:{question.type}:{limit}:{last}"
    kept: report.Report | None = cache.get(key)
    if kept is None:
        kind = q.QUESTIONS[question.type]
        # A fixed seed: the same judgments show the same interval on every page.
        rng = np.random.default_rng(0)
        kept = report.assess(
            _votes(project_id, question, limit), kind.categories(question), rng=rng
        )
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _votes(project_id: int, question: q.Question, limit: int | None) -> list[report.Vote]:
    kind = q.QUESTIONS[question.type]
    rows = (
        Judgment.objects.filter(project_id=project_id, superseded_by__isnull=True)
        .order_by("-pk")
        .values_list(
            "item_id", "rater__name", "rater__kind", KeyTransform(question.key, "answers")
        )[:limit]
    )
    return [
        report.Vote(item_id, rater, rater_kind == RaterKind.JUDGE, kind.category(answer))
        for item_id, rater, rater_kind, answer in rows
        if answer
    ]


def latest(project_id: int) -> int:
    """The id of the project's last judgment; 0 when there is none."""
    rows = Judgment.objects.filter(project_id=project_id).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0
