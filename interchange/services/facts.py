"""What the application knows about a dataset: the facts that its card tells.

Read in the snapshot's own transaction, by plain SQL over the tables of the two apps below, and kept
in the manifest: the card is made from them alone, so that it can be made again.
"""

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from annotation.domain.types import Json
from annotation.selectors import projects, quality_pages, versions
from interchange.cards import rewards
from interchange.formats import WRITERS
from interchange.models import Snapshot
from interchange.services import aggregating, changes, circumstances, snapshots

# Writing the rows has told the planner to look everything up by its key; these count whole tables.
FREELY = ("enable_seqscan = on", "enable_hashjoin = on", "enable_mergejoin = on",
          "plan_cache_mode = auto")  # fmt: skip
SAMPLE = 4000  # pairs whose texts are looked at: ±1.6 % on a share
# What labels say was seen when they were picked; joining them again took three times as long.
PICKED = """
(SELECT item_id, winner, source, method, status FROM picked WHERE reason IS NULL)
"""
MEMBERS = """
(SELECT m.item_id, l.value->>'winner' AS winner, l.source, l.method, l.status
 FROM picked m JOIN {labels} l ON l.id = m.label_id
 WHERE m.reason IS NULL AND l.question = %(question)s)
"""
VERDICTS = """
(SELECT m.item_id, j.answers->%(question)s->>'winner' AS winner,
    CASE r.kind WHEN 'judge' THEN 'llm' ELSE 'human' END AS source
 FROM picked m JOIN annotation_judgment j ON j.id = m.judgment_id
 JOIN annotation_rater r ON r.id = j.rater_id
 WHERE m.reason IS NULL AND j.answers ? %(question)s ORDER BY 1 LIMIT 1000000)
"""
LABELS = """
SELECT winner, source, method, status, count(*) FROM {said} l GROUP BY 1, 2, 3, 4 ORDER BY 1, 2
"""
# By a hash of the id: the same items again in the next snapshot. Texts are fetched of those only.
PAIRS = """
SELECT i.responses->0->>'text', i.responses->1->>'text', m.winner, m.source,
    coalesce(i.responses->0->>'model', ''), coalesce(i.responses->1->>'model', '')
FROM (
    SELECT item_id, winner, source, hashint8extended(item_id, 0) AS at FROM {said} said
    WHERE winner IS NOT NULL ORDER BY at, source) m
CROSS JOIN LATERAL (
    SELECT responses FROM annotation_item
    WHERE id = m.item_id AND jsonb_array_length(responses) >= 2 OFFSET 0) i
ORDER BY m.at, m.source LIMIT %(limit)s
"""
FIGURES = (
    "key",
    "title",
    "n_votes",
    "n_items",
    "n_people",
    "n_judges",
    "agreement",
    "alpha",
    "alpha_ordinal",
    "ac1",
    "unanimous",
    "ceiling",
)


@dataclass(frozen=True, slots=True)
class Around:
    """What is being found out beside the rows, while these are written."""

    pool: Executor
    circumstances: Future[Json]


@contextmanager
def begun(own: psycopg.Connection[Any], snapshot: Snapshot) -> Iterator[Around]:
    """What was going on around a dataset, found on another connection while its rows are written.

    Nothing of it hangs on what is in the snapshot, and both connections see one moment.
    """
    question = asked_about(snapshot.project_id, snapshot.params)
    with snapshots.beside(own) as other, ThreadPoolExecutor(2) as pool:
        try:
            given: Json = {"project_id": snapshot.project_id, "question": question}
            yield Around(pool, pool.submit(circumstances.of, other, **given))
        except BaseException:
            other.cancel_safe()
            raise


@dataclass(frozen=True, slots=True)
class Counted:
    """What is in a dataset, and what looks at its texts meanwhile."""

    labels: list[Json]
    rewards: Future[Json]
    circumstances: Future[Json]


def counted(own: psycopg.Connection[Any], snapshot: Snapshot, around: Around) -> Counted:
    """Count the labels and fetch the sample of texts; `rewards` looks at these from then on.

    What was picked last must be what is in the snapshot itself, not what is in a config beside it.
    """
    unit = WRITERS[snapshot.format].unit
    given = {"question": asked_about(snapshot.project_id, snapshot.params)}
    table = aggregating.stored(WRITERS[snapshot.format], snapshot.params, snapshot=False)
    labels = PICKED if unit == "label" else MEMBERS.format(labels=table)
    found = own.execute(LABELS.format(said=labels), given).fetchall() if unit != "judgment" else []
    names = ("winner", "source", "method", "status", "n")
    # Where labels stand beside judgments, as in formats of whole items, the labels speak.
    said = VERDICTS if unit == "judgment" else labels
    texts = own.execute(PAIRS.format(said=said), {**given, "limit": SAMPLE}).fetchall()
    pairs = [rewards.Pair(a, b, winner, source, (x, y)) for a, b, winner, source, x, y in texts]
    return Counted(
        [dict(zip(names, row, strict=True)) for row in found],
        around.pool.submit(rewards.rewards, pairs),
        around.circumstances,
    )


def gather(
    own: psycopg.Connection[Any], snapshot: Snapshot, manifest: Json, counted: Counted
) -> Json:
    """The facts about a snapshot whose files are written; plain data without NaN."""
    for setting in FREELY:
        own.execute(f"SET LOCAL {setting}")
    return {
        "project": _project(snapshot.project_id),
        "question": asked_about(snapshot.project_id, snapshot.params),
        "labels": counted.labels,
        "rewards": counted.rewards.result(),
        **_quality(snapshot.project_id),
        "previous": _previous(own, snapshot, manifest),
        **counted.circumstances.result(),
    }


def asked_about(project_id: int, params: Json) -> str:
    """The comparison that a dataset is about: the chosen one, or the one asked last."""
    if params.get("question"):
        return str(params["question"])
    asked = versions.questions_of_every_version(project_id)
    return next((q["key"] for q in reversed(asked) if q["type"] == "comparison"), "")


def _project(project_id: int) -> Json:
    found = projects.by_id(project_id)
    assert found is not None
    asked = versions.questions_of_every_version(project_id)
    return {
        "slug": found.slug, "name": found.name, "description": found.description,
        "language": found.language, "simulated": found.simulated, "overlap": found.overlap,
        "side_order": found.side_order,
        "questions": [{k: q[k] for k in ("key", "type", "title")} for q in asked],
    }  # fmt: skip


def _quality(project_id: int) -> Json:
    """Agreement by question and the leanings of raters, as the quality page has them."""
    found = quality_pages.of_project(project_id)
    questions = [
        {
            **{
                key: q[key]
                for key in ("key", "title", "n_votes", "n_items", "n_people", "n_judges")
            },
            **{key: q[key] for key in FIGURES},
            "judges": [{k: j[k] for k in ("judge", "agreement", "kappa")} for j in q["judges"]],
        }
        for q in found["questions"]
    ]
    raters = [
        {
            "name": rater["name"], "kind": rater["kind"], "judged": rater["judged"],
            "questions": [
                {k: of[k] for k in ("question", "agreement", "left", "left_biased", "longer")}
                for of in rater["questions"]
            ],
        }
        for rater in found["raters"]
    ]  # fmt: skip
    as_of = found["as_of"]
    return {"agreement": questions, "raters": raters, "as_of": as_of and as_of.isoformat()}


def _previous(own: psycopg.Connection[Any], snapshot: Snapshot, manifest: Json) -> Json | None:
    """What changed since the last snapshot of the same format; None for the first one."""
    before = (
        Snapshot.objects.filter(
            project_id=snapshot.project_id, format=snapshot.format, beside=None,
            state=Snapshot.State.DONE, pk__lt=snapshot.pk,
        )
        .order_by("-pk")
        .first()
    )  # fmt: skip
    if before is None:
        return None
    found = changes.between(own, before, snapshot, after_params=snapshot.params)
    return {
        "id": before.pk, "name": before.manifest.get("snapshot", ""), "rows": before.rows,
        "at": before.created_at.isoformat(), "rows_now": manifest["rows"], **found,
    }  # fmt: skip
