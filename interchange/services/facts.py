"""What the application knows about a dataset: the facts that its card tells.

Read in the snapshot's own transaction, by plain SQL over the tables of the two apps below, and kept
in the manifest: the card is made from them alone, so that it can be made again.
"""

from typing import Any

import orjson
import psycopg

from annotation.domain.types import Json
from annotation.selectors import projects, quality_pages, versions
from interchange.cards import rewards
from interchange.formats import WRITERS
from interchange.models import Snapshot
from interchange.services import aggregating, changes

# Writing the rows has told the planner to look everything up by its key; these count whole tables.
FREELY = ("enable_seqscan = on", "enable_hashjoin = on", "enable_mergejoin = on",
          "plan_cache_mode = auto")  # fmt: skip
SAMPLE = 4000  # pairs whose texts are looked at: ±1.6 % on a share
LATEST = 50_000  # judgments whose sides are looked at
GUIDELINE_CHARS = 20_000  # of the text that the card quotes
IMPORTS = """
SELECT u.name, b.kind, b.rows_added, b.rows_read, b.created_at::text
FROM interchange_importbatch b JOIN interchange_upload u ON u.id = b.upload_id
WHERE b.project_id = %(project)s AND b.state = 'committed' ORDER BY b.id LIMIT 100
"""
GUIDELINES = """
SELECT g.version, g.created_at::text, encode(sha256(convert_to(g.text, 'UTF8')), 'hex'),
    (SELECT count(*) FROM annotation_judgment j WHERE j.guideline_id = g.id)
FROM annotation_guideline g WHERE g.project_id = %(project)s ORDER BY g.version
"""
TEXT = """
SELECT text FROM annotation_guideline WHERE project_id = %(project)s ORDER BY version DESC LIMIT 1
"""
QUESTION_SETS = """
SELECT version, created_at::text FROM annotation_questionset
WHERE project_id = %(project)s ORDER BY version
"""
JUDGMENTS = """
SELECT r.kind, r.simulated, count(DISTINCT j.rater_id), count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY j.active_seconds),
    sum(j.active_seconds), min(j.created_at)::text, max(j.created_at)::text,
    count(*) FILTER (WHERE j.source = 'import'), count(*) FILTER (WHERE NOT j.counted)
FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
WHERE j.project_id = %(project)s GROUP BY 1, 2 ORDER BY 1, 2
"""
CONSENTED = """
SELECT count(*), count(*) FILTER (WHERE p.consented_at IS NOT NULL)
FROM annotation_rater r LEFT JOIN annotation_annotatorprofile p ON p.rater_id = r.id
WHERE r.project_id = %(project)s AND r.kind = 'human' AND r.user_id IS NOT NULL
"""
JUDGES = """
SELECT s.name, s.sha256, s.backend, s.spec->>'model', s.spec->>'protocol', t.status, t.reason,
    count(k.id) FILTER (WHERE k.state = 'ok'), count(k.id) FILTER (WHERE k.state = 'failed'),
    coalesce(sum(k.cost_usd), 0)::float8
FROM routing_judgespec s
LEFT JOIN LATERAL (
    SELECT status, reason FROM routing_judgetrust WHERE spec_id = s.id ORDER BY id DESC LIMIT 1) t
    ON true
LEFT JOIN routing_judgecall k ON k.spec_id = s.id
WHERE s.project_id = %(project)s GROUP BY s.id, t.status, t.reason ORDER BY s.id
"""
ROUTING = """
SELECT c.version, c.policy, c.params::text, c.audit_rate, c.created_at::text, coalesce(d.n, 0),
    coalesce(d.human, 0), coalesce(d.judge, 0), coalesce(d.audited, 0), d.propensity
FROM routing_routingconfig c LEFT JOIN (
    SELECT config_id, count(*) AS n, count(*) FILTER (WHERE route = 'human') AS human,
        count(*) FILTER (WHERE route = 'judge') AS judge,
        count(*) FILTER (WHERE audited) AS audited, avg(propensity) AS propensity
    FROM routing_decision WHERE project_id = %(project)s GROUP BY 1) d ON d.config_id = c.id
WHERE c.project_id = %(project)s ORDER BY c.version
"""
BUDGETS = """
SELECT unit, "limit"::float8, spent::float8 FROM routing_budget
WHERE project_id = %(project)s ORDER BY unit
"""
LABELS = """
SELECT l.value->>'winner', l.source, l.method, l.status, count(*)
FROM interchange_snapshotrow m JOIN {labels} l ON l.id = m.label_id
WHERE m.snapshot_id = %(snapshot)s AND l.question = %(question)s GROUP BY 1, 2, 3, 4 ORDER BY 1, 2
"""
# By a hash of the id: the same items again in the next snapshot.
PAIRS = """
SELECT i.responses->0->>'text', i.responses->1->>'text', m.winner, m.source,
    coalesce(i.responses->0->>'model', ''), coalesce(i.responses->1->>'model', '')
FROM (
    SELECT m.item_id, l.value->>'winner' AS winner, l.source
    FROM interchange_snapshotrow m JOIN {labels} l ON l.id = m.label_id
    WHERE m.snapshot_id = %(snapshot)s AND l.question = %(question)s
    UNION ALL
    SELECT m.item_id, j.answers->%(question)s->>'winner',
        CASE r.kind WHEN 'judge' THEN 'llm' ELSE 'human' END
    FROM interchange_snapshotrow m JOIN annotation_judgment j ON j.id = m.judgment_id
    JOIN annotation_rater r ON r.id = j.rater_id
    WHERE m.snapshot_id = %(snapshot)s AND %(verdicts)s AND j.answers ? %(question)s
    ORDER BY 1 LIMIT 1000000) m
JOIN annotation_item i ON i.id = m.item_id
WHERE m.winner IS NOT NULL AND jsonb_array_length(i.responses) >= 2
ORDER BY hashint8extended(m.item_id, 0), m.source LIMIT %(limit)s
"""
SIDES = """
SELECT kind, count(*), count(*) FILTER (WHERE (shown = first) = (winner = 'a')) FROM (
    SELECT r.kind, j.answers->%(question)s->>'winner' AS winner, j.presented_order->>0 AS shown,
        i.responses->0->>'key' AS first
    FROM (SELECT * FROM annotation_judgment WHERE project_id = %(project)s
          ORDER BY id DESC LIMIT %(limit)s) j
    JOIN annotation_rater r ON r.id = j.rater_id JOIN annotation_item i ON i.id = j.item_id
    WHERE jsonb_array_length(j.presented_order) = 2) seen
WHERE winner IN ('a', 'b') AND shown IS NOT NULL GROUP BY 1 ORDER BY 1
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


def gather(own: psycopg.Connection[Any], snapshot: Snapshot, manifest: Json) -> Json:
    """The facts about a snapshot whose membership is stored; plain data without NaN."""
    for setting in FREELY:
        own.execute(f"SET LOCAL {setting}")
    given = {"project": snapshot.project_id, "snapshot": snapshot.pk}
    question = _question(snapshot)
    labels = aggregating.stored(WRITERS[snapshot.format], snapshot.params, snapshot=True)
    return {
        "project": _project(snapshot.project_id),
        "question": question,
        "imports": _rows(own, IMPORTS, given, "file", "kind", "rows", "read", "at"),
        "guidelines": _rows(own, GUIDELINES, given, "version", "at", "sha256", "judgments"),
        "guideline_text": _one(own, TEXT, given)[:GUIDELINE_CHARS],
        "question_sets": _rows(own, QUESTION_SETS, given, "version", "at"),
        "judgments": _rows(
            own, JUDGMENTS, given, "kind", "simulated", "raters", "n", "median_seconds",
            "seconds", "first", "last", "imported", "surplus",
        ),
        "people": _rows(own, CONSENTED, given, "signed_in", "consented")[0],
        "judges": _rows(
            own, JUDGES, given, "name", "sha256", "backend", "model", "protocol", "trust",
            "reason", "ok", "failed", "spent_usd",
        ),
        "routing": _routing(own, given),
        "budgets": _rows(own, BUDGETS, given, "unit", "limit", "spent"),
        "labels": _rows(
            own, LABELS.format(labels=labels), {**given, "question": question}, "winner",
            "source", "method", "status", "n",
        ),
        "rewards": rewards.rewards(
            _pairs(own, PAIRS.format(labels=labels), given, snapshot, question)
        ),
        "sides": _sides(own, given, question),
        **_quality(snapshot.project_id),
        "previous": _previous(own, snapshot, manifest),
    }  # fmt: skip


def _rows(own: psycopg.Connection[Any], sql: str, given: Json, *names: str) -> list[Json]:
    return [dict(zip(names, row, strict=True)) for row in own.execute(sql, given).fetchall()]


def _one(own: psycopg.Connection[Any], sql: str, given: Json) -> str:
    row = own.execute(sql, given).fetchone()
    return str(row[0]) if row else ""


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


def _routing(own: psycopg.Connection[Any], given: Json) -> list[Json]:
    names = ("version", "policy", "params", "audit_rate", "at", "decided", "human", "judge",
             "audited", "mean_propensity")  # fmt: skip
    found = _rows(own, ROUTING, given, *names)
    return [{**row, "params": orjson.loads(row["params"])} for row in found]


def _pairs(
    own: psycopg.Connection[Any], sql: str, given: Json, snapshot: Snapshot, question: str
) -> list[rewards.Pair]:
    # Where labels stand beside judgments, as in formats of whole items, the labels speak.
    verdicts = snapshot.format == "judgments"
    found = own.execute(
        sql, {**given, "question": question, "verdicts": verdicts, "limit": SAMPLE}
    ).fetchall()
    return [rewards.Pair(a, b, winner, source, (x, y)) for a, b, winner, source, x, y in found]


def _sides(own: psycopg.Connection[Any], given: Json, question: str) -> list[Json]:
    rows = own.execute(SIDES, {**given, "question": question, "limit": LATEST}).fetchall()
    return [{"kind": kind, "left": _figure(rewards.share(won, n))} for kind, n, won in rows]


def _figure(figure: Any) -> Json:
    return {name: getattr(figure, name) for name in ("value", "low", "high", "n", "why_not")}


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
