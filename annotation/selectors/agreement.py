"""Agreement of a project's raters, question by question."""

import numpy as np
from django.db.models.fields.json import KeyTransform

from annotation.domain import questions as q
from annotation.domain.quality import report
from annotation.domain.types import Purpose, RaterKind
from annotation.models import Judgment, QuestionSet

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
    return [(question, _of_question(project_id, question, limit)) for question in asked(project_id)]


def _of_question(project_id: int, question: q.Question, limit: int | None) -> report.Report:
    # A fixed seed: the same judgments show the same interval on every page.
    rng = np.random.default_rng(0)
    votes = _votes(project_id, question, limit)
    return report.assess(votes, q.QUESTIONS[question.type].categories(question), rng=rng)


def _votes(project_id: int, question: q.Question, limit: int | None) -> list[report.Vote]:
    kind = q.QUESTIONS[question.type]
    rows = (
        Judgment.objects.filter(
            project_id=project_id, purpose=Purpose.WORK, superseded_by__isnull=True
        )
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
