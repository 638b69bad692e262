"""What people marked in responses: how often which kind, how long, and what they missed."""

from collections import Counter
from typing import Any

import orjson

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.quality.figure import Figure, shown
from annotation.selectors.plain import plain

WINDOW = 20_000
ANSWERS = """
SELECT j.id, j.answers -> %(question)s
FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id AND r.kind = 'human'
WHERE j.project_id = %(project)s AND j.id > %(after)s AND j.purpose = 'work'
    AND j.answers ? %(question)s
    AND NOT EXISTS (SELECT 1 FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.id LIMIT %(window)s
"""
NONE = "nobody marked anything"


def of_question(project_id: int, question: q.Question) -> dict[str, Any]:
    """All marks of people, by category."""
    kinds = Counter({c["key"]: 0 for c in question.options["categories"]})
    lacking = Counter({k["key"]: 0 for k in question.options["missing_kinds"]})
    answers = without = length = missing = after = 0
    given = {"project": project_id, "question": question.key, "window": WINDOW}
    while rows := statements.rows(ANSWERS, {**given, "after": after}):
        for _, text in rows:
            answer = orjson.loads(text)
            spans = [mark for of in answer["spans"].values() for mark in of]
            notes = [note for of in answer.get("missing", {}).values() for note in of]
            kinds.update(mark["category"] for mark in spans)
            length += sum(mark["end"] - mark["start"] for mark in spans)
            lacking.update(note["category"] for note in notes if isinstance(note, dict))
            missing += len(notes)
            without += not spans and not notes
        answers, after = answers + len(rows), rows[-1][0]
    n = kinds.total()
    mean = shown(length / n, n=n) if n else Figure(None, why_not=NONE)
    return {
        "question": question.key,
        "title": question.title,
        "n_answers": answers,
        "n_without": without,
        "marks": dict(kinds),
        "mean_length": plain(mean),
        "missing": missing,
        "missing_kinds": dict(lacking),
    }
