"""What the application knows about a dataset: the facts that its card tells.

Read in the snapshot's own transaction, by plain SQL over the tables of the two apps below, and kept
in the manifest: the card is made from them alone, so that it can be made again.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
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
LABELS = """
SELECT l.value->>'winner', l.source, l.method, l.status, count(*)
FROM interchange_snapshotrow m JOIN {labels} l ON l.id = m.label_id
WHERE m.snapshot_id = %(snapshot)s AND l.question = %(question)s GROUP BY 1, 2, 3, 4 ORDER BY 1, 2
"""
# By a hash of the id: the same items again in the next snapshot. Texts are fetched of those only.
PAIRS = """
SELECT i.responses->0->>'text', i.responses->1->>'text', m.winner, m.source,
    coalesce(i.responses->0->>'model', ''), coalesce(i.responses->1->>'model', '')
FROM (SELECT *, hashint8extended(item_id, 0) AS at FROM (
    SELECT m.item_id, l.value->>'winner' AS winner, l.source
    FROM interchange_snapshotrow m JOIN {labels} l ON l.id = m.label_id
    WHERE m.snapshot_id = %(snapshot)s AND l.question = %(question)s
    UNION ALL
    SELECT m.item_id, j.answers->%(question)s->>'winner',
        CASE r.kind WHEN 'judge' THEN 'llm' ELSE 'human' END
    FROM interchange_snapshotrow m JOIN annotation_judgment j ON j.id = m.judgment_id
    JOIN annotation_rater r ON r.id = j.rater_id
    WHERE m.snapshot_id = %(snapshot)s AND %(verdicts)s AND j.answers ? %(question)s
    ORDER BY 1 LIMIT 1000000) said
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


@contextmanager
def begun(own: psycopg.Connection[Any], snapshot: Snapshot) -> Iterator[Future[Json]]:
    """What was going on around a dataset, found on another connection while its rows are written.

    Nothing of it hangs on what is in the snapshot, and both connections see one moment.
    """
    question = _question(snapshot)
    with snapshots.beside(own) as other, ThreadPoolExecutor(1) as pool:
        try:
            yield pool.submit(
                circumstances.of, other, project_id=snapshot.project_id, question=question
            )
        except BaseException:
            other.cancel_safe()
            raise


def gather(
    own: psycopg.Connection[Any], snapshot: Snapshot, manifest: Json, around: Future[Json]
) -> Json:
    """The facts about a snapshot whose membership is stored; plain data without NaN."""
    for setting in FREELY:
        own.execute(f"SET LOCAL {setting}")
    question = _question(snapshot)
    given = {"snapshot": snapshot.pk, "question": question}
    labels = aggregating.stored(WRITERS[snapshot.format], snapshot.params, snapshot=True)
    found = own.execute(LABELS.format(labels=labels), given).fetchall()
    pairs = _pairs(own, PAIRS.format(labels=labels), given, verdicts=snapshot.format == "judgments")
    return {
        "project": _project(snapshot.project_id),
        "question": question,
        "labels": [
            dict(zip(("winner", "source", "method", "status", "n"), row, strict=True))
            for row in found
        ],
        "rewards": rewards.rewards(pairs),
        **_quality(snapshot.project_id),
        "previous": _previous(own, snapshot, manifest),
        **around.result(),
    }


def _question(snapshot: Snapshot) -> str:
    """The comparison that the dataset is about: the chosen one, or the one asked last."""
    if snapshot.params.get("question"):
        return str(snapshot.params["question"])
    asked = versions.questions_of_every_version(snapshot.project_id)
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


def _pairs(
    own: psycopg.Connection[Any], sql: str, given: Json, *, verdicts: bool
) -> list[rewards.Pair]:
    # Where labels stand beside judgments, as in formats of whole items, the labels speak.
    found = own.execute(sql, {**given, "verdicts": verdicts, "limit": SAMPLE}).fetchall()
    return [rewards.Pair(a, b, winner, source, (x, y)) for a, b, winner, source, x, y in found]


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
