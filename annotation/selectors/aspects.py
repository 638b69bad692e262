"""What people said of two responses beside which is better: differences, verdict by verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.quality import confounders, features
from annotation.domain.quality.ballots import Floats, Ints
from annotation.selectors.plain import plain

CONFOUNDERS = ("length", "assertive", "hedges", "long_words", "sentences")
SIGN = {"a": 1.0, "b": -1.0, "tie": 0.0, "both_bad": 0.0}
ANSWERS = """
SELECT j.item_id, j.answers, i.responses -> 0 ->> 'key', i.responses -> 1 ->> 'key'
FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id AND r.kind = 'human'
JOIN annotation_item i ON i.id = j.item_id
WHERE j.item_id = ANY(%(items)s::bigint[]) AND j.purpose = 'work' AND j.answers ? %(question)s
    AND NOT EXISTS (SELECT 1 FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.id
"""


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing said of both responses."""

    question: str
    part: str  # scale, or choice of a check-list; "" where the question is one thing
    title: str


def of_questions(asked: Sequence[q.Question], overall: str) -> list[Aspect]:
    """Everything beside the overall verdict that tells two responses apart in numbers."""
    found = []
    for question in asked:
        if question.key == overall:
            continue
        kind, options = question.type, question.options
        if kind == "comparison":
            found.append(Aspect(question.key, "", question.title))
        elif kind == "rating":
            found += [
                Aspect(question.key, s["key"], f"{question.title}: {s['title']}")
                for s in options["scales"]
            ]
        elif kind == "multi_choice" and options.get("per") == "response":
            found += [
                Aspect(question.key, c["key"], f"{question.title}: {c['text']}")
                for c in options["choices"]
            ]
        elif kind == "thumbs":
            found.append(Aspect(question.key, "", question.title))
    return found


def weighed(
    asked: Sequence[q.Question], overall: q.Question, read: Ints, differences: Floats
) -> dict[str, Any]:
    """The confounder plot of one comparison.

    Args:
        asked: All questions in force.
        overall: The verdict that aspects may drive.
        read: Ids of the items whose texts were read, ascending.
        differences: Features of their first minus their second response.
    """
    aspects = of_questions(asked, overall.key)
    keys = [feature.key for feature in features.FEATURES]
    columns = [keys.index(key) for key in CONFOUNDERS]
    rows = statements.rows(
        ANSWERS, {"items": statements.array(read.tolist()), "question": overall.key}
    )
    place = np.searchsorted(read, np.array([row[0] for row in rows], dtype=np.int64))
    said = [orjson.loads(row[1]) for row in rows]
    worth = {"a": 1.0, "b": 0.0, "tie": 0.5}
    won = np.array([worth.get(s[overall.key].get("winner", ""), np.nan) for s in said])
    table = np.array(
        [
            [_difference(answers.get(a.question), a.part, row[2:]) for a in aspects]
            for answers, row in zip(said, rows, strict=True)
        ],
        dtype=float,
    ).reshape(len(said), len(aspects))
    found = confounders.weigh(table, differences[place][:, columns], won, place)
    return {
        "aspects": [{"key": f"{a.question}.{a.part}".rstrip("."), "title": a.title}
                    for a in aspects],
        "confounders": [
            {"key": key, "title": features.FEATURES[keys.index(key)].title} for key in CONFOUNDERS
        ],
        "alone": plain(found.alone),
        "held": plain(found.held),
        "weights": plain(found.confounders),
        "explained": plain(found.explained),
        "n": found.n,
        "n_items": found.n_items,
        "why_not": found.why_not,
    }  # fmt: skip


def _difference(answer: dict[str, Any] | None, part: str, keys: Sequence[str]) -> float:
    """First minus second response; nan where it was not said of both."""
    if answer is None:
        return float("nan")
    if "winner" in answer:
        return SIGN.get(answer["winner"], float("nan"))
    if "ratings" in answer:
        said = {key: of.get(part) for key, of in answer["ratings"].items()}
    elif "thumbs" in answer:
        said = {key: thumb == "up" for key, thumb in answer["thumbs"].items()}
    elif isinstance(answer.get("chosen"), dict):
        said = {key: part in of for key, of in answer["chosen"].items()}
    else:
        return float("nan")
    first, second = (said.get(key) for key in keys)
    if first is None or second is None:
        return float("nan")
    return float(first) - float(second)
