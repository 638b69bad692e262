"""Principles that reconstruct labels, and what people write summed up by words; plain JSON."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import orjson

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.quality import principles, wording
from annotation.domain.quality.principles import Pair
from annotation.domain.quality.wording import Term
from annotation.models import QuestionSet
from annotation.selectors import figures
from annotation.selectors.plain import plain

SAMPLE = 2_000  # items, and texts, that are read; drawn from all there are
MOST_TERMS, EXAMPLES, LONG = 25, 3, 300
FEWEST_TEXTS = 10
FEW = f"fewer than {FEWEST_TEXTS} texts were written"
DECIDED = """
SELECT l.item_id FROM annotation_label l
WHERE l.project_id = %(project)s AND l.question = %(question)s
    AND (l.value ->> 'winner') IN ('a', 'b') AND NOT EXISTS (
        SELECT 1 FROM annotation_label n WHERE n.item_id = l.item_id
            AND n.question = l.question AND n.version > l.version)
ORDER BY l.item_id
"""
PAIRS = """
SELECT i.id, coalesce(nullif(i.group_key, ''), i.prompt::text),
    i.responses -> 0 ->> 'text', i.responses -> 1 ->> 'text', l.value ->> 'winner',
    i.prompt #>> '{-1,content}'
FROM annotation_item i JOIN LATERAL (
    SELECT value FROM annotation_label WHERE item_id = i.id AND question = %(question)s
    ORDER BY version DESC LIMIT 1) l ON true
WHERE i.id = ANY(%(items)s::bigint[]) AND jsonb_array_length(i.responses) = 2 ORDER BY i.id
"""
# The latest answers of people to a question of words, with what they are about.
WRITTEN = """
SELECT j.item_id, i.external_id, j.answers -> %(question)s, i.responses,
    (SELECT l.value ->> 'winner' FROM annotation_label l
     WHERE l.item_id = i.id AND l.question = %(overall)s ORDER BY version DESC LIMIT 1)
FROM annotation_judgment j JOIN annotation_item i ON i.id = j.item_id
JOIN annotation_rater r ON r.id = j.rater_id AND r.kind = 'human'
WHERE j.project_id = %(project)s AND j.purpose = 'work' AND j.answers ? %(question)s
    AND NOT EXISTS (SELECT 1 FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.id DESC LIMIT %(limit)s
"""
NOTHING: dict[str, Any] = {"questions": [], "texts": []}


def of_page(project_id: int) -> dict[str, Any]:
    """What the page shows; of a big project as of when it was counted."""
    kept = figures.known(project_id, "principles", of_project)
    return {**(kept.data or NOTHING), "as_of": kept.as_of}


def of_project(project_id: int) -> dict[str, Any]:
    """Each comparison and each question of words that is asked now."""
    latest = QuestionSet.objects.filter(project_id=project_id).order_by("-version").first()
    asked = q.parse(latest.questions) if latest else []
    compared = [question for question in asked if question.type == "comparison"]
    # Where there is one, the overall verdict says which response of an item is the better one.
    overall = next((c.key for c in compared if c.key == "overall"), None) or next(
        (c.key for c in compared[-1:]), ""
    )
    return {
        "questions": [_reconstructed(project_id, question) for question in compared],
        "texts": [
            _summed_up(project_id, question, overall) for question in asked if is_written(question)
        ],
    }


def is_written(question: q.Question) -> bool:
    """Whether people answer it in words about the responses; a rewrite is a response itself."""
    return question.type == "text" or bool(
        question.type == "critique" and question.options.get("critique")
    )


def pairs(project_id: int, question: str, *, most: int = SAMPLE) -> tuple[list[Pair], int]:
    """Pairs with a decided label, drawn from all of them, and how many there are in all."""
    given = {"project": project_id, "question": question}
    decided = np.array([pk for (pk,) in statements.rows(DECIDED, given)], dtype=np.int64)
    drawn = decided
    if len(decided) > most:
        # A fixed seed: the same labels show the same principles on every page.
        drawn = np.sort(np.random.default_rng(0).choice(decided, most, replace=False))
    rows = statements.rows(PAIRS, {**given, "items": statements.array(drawn.tolist())})
    found = [
        # Of a comparison, a is the item's first response, whatever its key.
        Pair(item, prompt, first or "", second or "", winner == "a", asked or "")
        for item, prompt, first, second, winner, asked in rows
        if winner in {"a", "b"}
    ]
    return found, len(decided)


def written(project_id: int, question: q.Question, overall: str) -> "list[Written]":
    """What people wrote, the latest first."""
    rows = statements.rows(
        WRITTEN,
        {
            "project": project_id,
            "question": question.key,
            "overall": overall,
            "limit": SAMPLE,
        },
    )
    found = []
    for item_id, name, answer, responses, winner in rows:
        by_key = {r["key"]: r["text"] for r in orjson.loads(responses)}
        better = dict(zip(("a", "b"), by_key, strict=False)).get(winner or "")
        found += [
            Written(
                item_id,
                name,
                text,
                by_key.get(about, " ".join(by_key.values())),
                about == better if about and better else None,
            )
            for about, text in _texts(orjson.loads(answer))
        ]  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Written:
    """A text of a person."""

    item_id: int
    external_id: str
    text: str
    about: str  # what it is about: a response, or all of them
    of_better: bool | None  # whether that is the better one; None: of both, or nobody knows


def _texts(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """(key of the response it is about, or "" for the item, text) of each text in an answer."""
    if "texts" in answer:
        return [(key, text) for key, text in answer["texts"].items() if text]
    text = answer.get("critique") or answer.get("text") or ""
    return [(str(answer.get("of", "")), text)] if text else []


def _reconstructed(project_id: int, question: q.Question) -> dict[str, Any]:
    found, decided = pairs(project_id, question.key)
    made = plain(principles.reconstruct(found))
    return {
        "key": question.key,
        "title": question.title,
        "n_items": len(found),
        "of_items": decided,
        **made,
    }


def _summed_up(project_id: int, question: q.Question, overall: str) -> dict[str, Any]:
    found = written(project_id, question, overall)
    mine = [wording.words(one.text) for one in found]
    terms: list[Term] = []
    contrast: list[Term] = []
    if len(found) >= FEWEST_TEXTS:
        # What people say of responses more than these say themselves.
        terms = [
            t
            for t in wording.apart(mine, [wording.words(one.about) for one in found])
            if t.z > 1.96
        ][:MOST_TERMS]
        better = [w for w, one in zip(mine, found, strict=True) if one.of_better is True]
        worse = [w for w, one in zip(mine, found, strict=True) if one.of_better is False]
        if better and worse:
            contrast = [t for t in wording.apart(better, worse) if abs(t.z) > 1.96][:MOST_TERMS]
    return {
        "key": question.key,
        "title": question.title,
        "n_texts": len(found),
        "terms": [_term(t, found, mine) for t in terms],
        "contrast": [_term(t, found, mine) for t in contrast],
        "reasons": _reasons(project_id, question),
        "why_not": "" if len(found) >= FEWEST_TEXTS else FEW,
    }


def _term(term: Term, found: list[Written], mine: list[set[str]]) -> dict[str, Any]:
    quoted = [found[n] for n in wording.examples(term.term, mine, most=EXAMPLES)]
    return {
        **asdict(term),
        "examples": [
            {"item_id": one.item_id, "external_id": one.external_id, "text": one.text[:LONG]}
            for one in quoted
        ],
    }


def _reasons(project_id: int, question: q.Question) -> list[dict[str, Any]]:
    """How often each reason of a critique was named."""
    if question.type != "critique" or not question.options.get("reasons"):
        return []
    given = {
        "project": project_id,
        "question": question.key,
        "overall": "",
        "limit": SAMPLE,
    }
    named = Counter(
        reason
        for row in statements.rows(WRITTEN, given)
        for reason in orjson.loads(row[2]).get("reasons", [])
    )
    return [
        {"key": reason["key"], "title": reason["text"], "n": named[reason["key"]]}
        for reason in question.options["reasons"]
    ]
