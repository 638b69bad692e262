"""What goes with the verdicts of people and of each judge: all of it, as plain JSON."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.quality import drivers, features
from annotation.domain.quality.ballots import Ballot, Person
from annotation.domain.quality.measures import Measure, measures
from annotation.models import QuestionSet
from annotation.selectors import aspects, ballots, figures

SAMPLE = 2_000  # pairs whose texts are read; drawn from all that were judged
JUDGES = 4  # those with the most verdicts
TEXTS = """
SELECT id, coalesce(responses -> 0 ->> 'text', ''), coalesce(responses -> 1 ->> 'text', '')
FROM annotation_item
WHERE id = ANY(%(items)s::bigint[]) AND jsonb_array_length(responses) = 2 ORDER BY id
"""


def of_page(project_id: int) -> dict[str, Any]:
    """What the page shows; of a big project as of when it was counted."""
    kept = figures.known(project_id, "drivers", of_project)
    data = kept.data or {"factors": [], "questions": []}
    as_of: datetime | None = kept.as_of
    return {**data, "as_of": as_of}


def of_project(project_id: int) -> dict[str, Any]:
    """Each comparison that is asked now. No NaN: a value, or why there is none."""
    latest = QuestionSet.objects.filter(project_id=project_id).order_by("-version").first()
    who = ballots.raters(project_id)
    found = []
    asked = q.parse(latest.questions) if latest else []
    for question in asked:
        compared = [m for m in measures(question) if m.kind == "comparison"]
        for measure in compared:
            [raw] = ballots.votes(project_id, question.key, [measure], who)
            found.append(_question(measure, raw.ballot(measure), who, asked))
    titles = [{"key": feature.key, "title": feature.title} for feature in features.FEATURES]
    return {"factors": titles, "questions": found}


def _question(
    measure: Measure, ballot: Ballot, who: list[Person], asked: list[q.Question]
) -> dict[str, Any]:
    items = np.unique(ballot.item)
    drawn = items
    if len(items) > SAMPLE:
        # A fixed seed: the same judgments show the same figures on every page.
        drawn = np.sort(np.random.default_rng(0).choice(items, SAMPLE, replace=False))
    rows = statements.rows(TEXTS, {"items": statements.array(drawn.tolist())})
    differences = features.differences([row[1] for row in rows], [row[2] for row in rows])
    read = np.array([row[0] for row in rows], dtype=np.int64)
    verdicts, rater = _verdicts(measure, ballot, read)
    judge = np.array([r.judge for r in who], dtype=bool)
    judged = judge[rater] if len(who) else np.zeros(0, dtype=bool)
    people = verdicts.only(~judged)
    votes = np.bincount(rater[judged], minlength=len(who))
    most = [r for r in np.argsort(-votes, kind="stable").tolist() if votes[r]][:JUDGES]
    columns = [{"judge": None, **asdict(drivers.of(differences, people)), "gaps": []}]
    for r in most:
        mine = verdicts.only(rater == r)
        gaps = [asdict(gap) for gap in drivers.gaps(differences, mine, people)]
        columns.append(
            {"judge": who[r].name, **asdict(drivers.of(differences, mine)), "gaps": gaps}
        )
    [overall] = [question for question in asked if question.key == measure.question]
    return {
        "confounded": aspects.weighed(asked, overall, read, differences),
        "key": measure.key,
        "title": measure.title,
        "n_items": len(read),
        "of_items": len(items),
        "columns": columns,
    }


def _verdicts(
    measure: Measure, ballot: Ballot, read: NDArray[np.int64]
) -> tuple[drivers.Verdicts, NDArray[np.int_]]:
    """The verdicts on pairs that were read, and whose each is."""
    worth = {"a": 1.0, "b": 0.0, "tie": 0.5}
    won = np.array([worth.get(label, np.nan) for label in measure.labels])
    item = ballot.item[ballot.unit]
    use = np.isin(item, read)
    return (
        drivers.Verdicts(np.searchsorted(read, item[use]), won[ballot.label[use]]),
        ballot.rater[use],
    )
