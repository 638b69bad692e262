"""One and the same responses rated, and compared or ranked: how often the two contradict (A18)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import orjson

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.quality import consistency
from annotation.domain.quality.ballots import Person
from annotation.selectors import ballots
from annotation.selectors.plain import plain

SAID = {"a": -1, "tie": 0, "b": 1}
WINDOW = 20_000
ANSWERS = """
SELECT j.id, j.item_id, j.rater_id, j.answers::text, i.responses -> 0 ->> 'key',
    i.responses -> 1 ->> 'key'
FROM annotation_judgment j JOIN annotation_item i ON i.id = j.item_id
WHERE j.project_id = %(project)s AND j.id > %(after)s AND j.purpose = 'work'
    AND j.answers ?| %(keys)s::text[]
    AND NOT EXISTS (SELECT FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.id LIMIT %(window)s
"""
Preference = tuple[str, str, int]  # two responses, and which is better: -1 the first, 1 the second


@dataclass(slots=True)
class _Said:
    """What a rater said of one item, in one sitting or in two."""

    ratings: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)  # by scale
    preferred: dict[str, list[Preference]] = field(default_factory=dict)  # by question


def of_project(
    project_id: int, asked: Sequence[q.Question], who: Sequence[Person]
) -> list[dict[str, Any]]:
    """For each scale and each question of preference: everybody together, and rater by rater.

    Empty where a project does not ask both, and then no answer is read. Of the latest judgments.
    """
    scales = [
        (of.key, scale["key"], f"{of.title}: {scale['title']}")
        for of in asked
        if of.type == "rating"
        for scale in of.options["scales"]
    ]
    preferences = [of for of in asked if of.type in {"comparison", "ranking"}]
    if not scales or not preferences:
        return []
    keys = sorted({key for key, _, _ in scales} | {of.key for of in preferences})
    said = _said(project_id, keys)
    place = {person.id: n for n, person in enumerate(who)}
    found = []
    for key, scale, title in scales:
        for of in preferences:
            rows = list(_pairs(said, place, (key, scale), of.key))
            if rows:
                found.append(_measured(rows, who, title, of.title))
    return found


def _measured(
    rows: list[tuple[int, float, float, int]], who: Sequence[Person], rated: str, preferred: str
) -> dict[str, Any]:
    raters, first, second, said = (np.array(column) for column in zip(*rows, strict=True))
    judge = np.array([person.judge for person in who], dtype=bool)[raters]
    none = np.zeros(len(raters), dtype=np.int64)
    together = {
        name: consistency.contradictions(none[use], first[use], second[use], said[use], n_raters=1)[
            0
        ]
        for name, use in (("people", ~judge), ("judges", judge))
    }
    each = consistency.contradictions(raters, first, second, said, n_raters=len(who))
    return {
        "rated": rated,
        "preferred": preferred,
        **{name: _shown(one) for name, one in together.items()},
        "raters": {who[one.rater].id: _shown(one) for one in each if one.differs.value is not None},
    }


def _shown(one: consistency.Contradiction) -> dict[str, Any]:
    return {
        "contradicts": plain(one.contradicts),
        "differs": plain(one.differs),
        "rating_ties": plain(one.rating_ties),
    }


def _said(project_id: int, keys: list[str]) -> dict[tuple[int, int], _Said]:
    """(Item, rater) -> what they said in force, of the latest judgments."""
    given: dict[str, Any] = {"project": project_id, "latest": ballots.LATEST}
    since = statements.row(ballots.SINCE, given)
    given |= {"keys": keys, "window": WINDOW}
    after = since[0] if since else 0
    found: dict[tuple[int, int], _Said] = defaultdict(_Said)
    while rows := statements.rows(ANSWERS, {**given, "after": after}):
        for _, item, rater, answers, a, b in rows:
            of = found[item, rater]
            for key, answer in orjson.loads(answers).items():
                _note(of, key, answer, (a, b))
        after = rows[-1][0]
    return found


def _note(of: _Said, key: str, answer: Mapping[str, Any], pair: tuple[str, str]) -> None:
    if "ratings" in answer:
        for response, marks in answer["ratings"].items():
            for scale, value in marks.items():
                of.ratings.setdefault((key, scale), {})[response] = float(value)
    elif answer.get("winner") in SAID:
        of.preferred[key] = [(*pair, SAID[answer["winner"]])]
    elif "ranks" in answer:
        of.preferred[key] = [
            (x, y, int(np.sign(answer["ranks"][x] - answer["ranks"][y])))
            for x, y in combinations(sorted(answer["ranks"]), 2)
        ]


def _pairs(
    said: Mapping[tuple[int, int], _Said],
    place: Mapping[int, int],
    scale: tuple[str, str],
    question: str,
) -> Iterator[tuple[int, float, float, int]]:
    """Rater, both ratings and the preference, of every two responses that have all of them."""
    for (_, rater), of in said.items():
        marks = of.ratings.get(scale)
        if not marks:
            continue
        for x, y, better in of.preferred.get(question, ()):
            if x in marks and y in marks:
                yield place[rater], marks[x], marks[y], better
