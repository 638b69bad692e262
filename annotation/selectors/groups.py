"""Groups of people by what they told, and types found in their verdicts: all of it, as plain JSON.

Enforced here: no group below the project's smallest size leaves the server.
"""

from typing import Any

import numpy as np

from annotation.domain import questions as q
from annotation.domain.quality import groups, types
from annotation.domain.quality.measures import measures
from annotation.models import Item, QuestionSet
from annotation.selectors import ballots, figures, surveys
from annotation.selectors.plain import plain


def of_page(project_id: int) -> dict[str, Any]:
    """What the page shows; of a big project as of when it was counted."""
    kept = figures.known(project_id, "groups", of_project)
    data = kept.data or {"min_group": 0, "fields": [], "questions": []}
    return {**data, "as_of": kept.as_of}


def of_project(project_id: int) -> dict[str, Any]:
    """Each measure that is asked now. No NaN: a value, or why there is none."""
    minimum = surveys.min_group(project_id)
    latest = QuestionSet.objects.filter(project_id=project_id).order_by("-version").first()
    fields, told = surveys.groups(project_id)
    who = ballots.raters(project_id)
    found = []
    for question in q.parse(latest.questions) if latest else []:
        of = measures(question)
        for measure, raw in zip(of, ballots.votes(project_id, question.key, of, who), strict=True):
            ballot = raw.ballot(measure)
            # A fixed seed: the same judgments show the same figures on every page.
            rng = np.random.default_rng(0)
            by_field = [
                groups.grouping(
                    ballot, measure, who, field=field.key, title=field.title,
                    choices=field.choices, told=told[field.key], minimum=minimum, rng=rng,
                )
                for field in fields
            ]  # fmt: skip
            found.append(
                {
                    "key": measure.key,
                    "title": measure.title,
                    "labels": list(measure.labels),
                    "fields": plain(by_field),
                    # Drawn for themselves: what people told of themselves changes nothing here.
                    "types": plain(types.find(ballot, measure, who, rng=np.random.default_rng(0))),
                }
            )
    _name(found)
    titles = [{"key": field.key, "title": field.title} for field in fields]
    return {"min_group": minimum, "fields": titles, "questions": found}


def _name(questions: list[dict[str, Any]]) -> None:
    """Items with the name their file gave them."""
    listed = [one for of in questions for field in of["fields"] for one in field["parted"]]
    listed += [one for of in questions for one in of["types"]["telling"]]
    ids = {one["item_id"] for one in listed}
    names = dict(Item.objects.filter(pk__in=ids).values_list("pk", "external_id"))
    for one in listed:
        one["external_id"] = names[one["item_id"]]
