"""Known answers, and how people did on them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.quality import gold
from annotation.domain.quality.figure import Figure
from annotation.domain.types import ItemState
from annotation.models import Adjudication, Gold, Item, Label, Qualification
from annotation.selectors import versions

NONE_YET = "no known item was among what they judged"
# Judgments in force on items whose answer is known, by those who were not told.
GIVEN = """
SELECT j.rater_id, j.item_id, j.answers, g.answers
FROM annotation_judgment j JOIN annotation_gold g ON g.item_id = j.item_id
WHERE j.project_id = %(project)s AND j.purpose <> 'work' AND j.purpose = %(purpose)s
    AND NOT EXISTS (SELECT 1 FROM annotation_judgment s WHERE s.supersedes_id = j.id)
ORDER BY j.id
"""
# Everybody asked said the same to every question that votes are counted of, or somebody has settled
# them all and was sure; and the answer is not known yet. Item by item: it ends with the page.
AGREED = """
SELECT i.id, i.external_id, l.people, i.prompt #>> '{-1,content}', l.settled
FROM annotation_item i CROSS JOIN LATERAL (
    SELECT min(n_human) AS people, bool_and(status = 'unanimous' AND source = 'human') AS agreed,
        bool_and(status = 'adjudicated' AND posterior >= %(sure)s) AS settled
    FROM (SELECT DISTINCT ON (question) n_human, status, source, posterior FROM annotation_label
        WHERE item_id = i.id ORDER BY question, version DESC) latest) l
WHERE i.project_id = %(project)s AND i.state = 'resolved' AND i.id > %(after)s
    AND NOT EXISTS (SELECT 1 FROM annotation_gold g WHERE g.item_id = i.id)
    AND ((l.agreed AND l.people >= %(people)s) OR l.settled)
ORDER BY i.id LIMIT %(limit)s
"""
SURE = 0.8  # of an adjudicator, for what they settled to be proposed


@dataclass(frozen=True, slots=True)
class Score:
    """How often somebody gave the known answer."""

    right: int
    n: int

    def figure(self) -> Figure:
        """With its interval, or why there is none."""
        return gold.accuracy(self.right, self.n, NONE_YET)

    @property
    def doubtful(self) -> bool:
        """Whether somebody should look at their work."""
        return gold.doubtful(self.right, self.n)


def of_item(item_id: int) -> Gold | None:
    """The item's known answer."""
    return Gold.objects.filter(item_id=item_id).first()


def by_rater(project_id: int, asked: Sequence[q.Question] | None = None) -> dict[int, Score]:
    """Rater id -> how they did on the known items they were given unseen.

    Args:
        asked: The questions in force, where the caller has them.
    """
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for rater_id, _, right in checked(project_id, "gold", asked):
        counts[rater_id][0] += right
        counts[rater_id][1] += 1
    return {rater_id: Score(right, n) for rater_id, (right, n) in counts.items()}


def listed(
    project_id: int, *, after: int, limit: int, did: Mapping[str, Sequence[int]]
) -> list[dict[str, Any]]:
    """A page of known items with how people did on them, in the order of their items.

    Args:
        did: Item id as text -> (asked, right), as `tallies` counts them.
    """
    rows = list(
        Gold.objects.filter(project_id=project_id, item_id__gt=after)
        .select_related("item")
        .order_by("item_id")[:limit]
    )
    return [
        {
            **shown(row),
            "item_id": row.item_id,
            "external_id": row.item.external_id,
            "prompt_head": _head(row.item),
            "state": row.item.state,
            "asked": did.get(str(row.item_id), (0, 0))[0],
            "right": did.get(str(row.item_id), (0, 0))[1],
        }
        for row in rows
    ]


def shown(row: Gold) -> dict[str, Any]:
    """The known answer as pages of admins show it."""
    return {
        "answers": row.answers,
        "explanation": row.explanation,
        "training": row.training,
        "origin": row.origin,
        "set_at": row.set_at,
    }


def counts(project_id: int) -> dict[str, int]:
    """How many known items there are to mix in, and to train with."""
    kinds = Counter(Gold.objects.filter(project_id=project_id).values_list("training", flat=True))
    usable = Gold.objects.filter(
        project_id=project_id,
        training=False,
        item__state__in=[ItemState.REFERENCE, ItemState.RESOLVED],
    )
    return {"hidden": kinds[False], "usable": usable.count(), "training": kinds[True]}


def proposals(project_id: int, *, people: int, after: int, limit: int) -> list[dict[str, Any]]:
    """Items whose people all said the same, or that were settled: an admin may make them known."""
    given = {
        "project": project_id,
        "people": people,
        "after": after,
        "limit": limit,
        "sure": SURE,
    }
    found = statements.rows(AGREED, given)
    answers = answers_agreed([row[0] for row in found])
    return [
        {
            "item_id": pk,
            "external_id": name,
            "people": n,
            "settled": settled,
            "prompt_head": (head or "")[:200],
            "answers": answers[pk],
        }
        for pk, name, n, head, settled in found
        if answers.get(pk)
    ]


def answers_agreed(item_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the first of those who made the label answered, question by question.

    Of a settled label, what was settled: that judgment stands last in its evidence.
    """
    labels = (
        Label.objects.filter(item_id__in=item_ids)
        .order_by("item_id", "question", "-version")
        .distinct("item_id", "question")
    )
    wanted = {
        (label.item_id, label.question): label.judgment_ids[
            -1 if label.status == "adjudicated" else 0
        ]
        for label in labels
        if label.judgment_ids
    }
    said = dict(
        statements.rows(
            "SELECT id, answers FROM annotation_judgment WHERE id = ANY(%(ids)s::bigint[])",
            {"ids": statements.array(sorted(set(wanted.values())))},
        )
    )
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for (item_id, question), judgment_id in wanted.items():
        answer = orjson.loads(said[judgment_id]).get(question)
        if answer is not None:
            found[item_id][question] = answer
    return dict(found)


def settled(item_ids: list[int]) -> set[int]:
    """Those of the items that somebody has settled."""
    return set(Adjudication.objects.filter(item_id__in=item_ids).values_list("item_id", flat=True))


def qualifications(project_id: int) -> dict[int, list[Qualification]]:
    """User id -> how their attempts at the training ended, first one first."""
    rows = Qualification.objects.filter(project_id=project_id).order_by("user_id", "attempt")
    found: dict[int, list[Qualification]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(row)
    return dict(found)


def checked(
    project_id: int, purpose: str, asked: Sequence[q.Question] | None = None
) -> Iterator[tuple[int, int, bool]]:
    """(rater, item, right) of each judgment that can be compared."""
    questions = list(_questions(project_id) if asked is None else asked)
    rows = statements.rows(GIVEN, {"project": project_id, "purpose": purpose})
    for rater_id, item_id, given, expected in rows:
        one = gold.check(orjson.loads(given), orjson.loads(expected), questions)
        if one:
            yield rater_id, item_id, one.right


def _questions(project_id: int) -> list[q.Question]:
    in_force = versions.in_force(project_id).question_set_id
    return versions.questions(in_force) if in_force else []


def _head(item: Item) -> str:
    return str(item.prompt[-1].get("content", ""))[:200] if item.prompt else ""
