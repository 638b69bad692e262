"""What was going on around a dataset: imports, rules, raters, judges, routing, money.

Whole tables are counted, whatever is in the snapshot; so it can be done while rows are written.
"""

from typing import Any

import orjson
import psycopg

from annotation.domain.types import Json
from interchange.cards import rewards

LATEST = 20_000  # judgments whose sides are looked at: ±0.7 % on a share
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
SIDES = """
SELECT kind, count(*), count(*) FILTER (WHERE (shown = first) = (winner = 'a')) FROM (
    SELECT r.kind, j.answers->%(question)s->>'winner' AS winner, j.presented_order->>0 AS shown,
        i.responses #>> '{0,key}' AS first
    FROM (SELECT * FROM annotation_judgment WHERE project_id = %(project)s
          ORDER BY id DESC LIMIT %(limit)s) j
    JOIN annotation_rater r ON r.id = j.rater_id JOIN annotation_item i ON i.id = j.item_id
    WHERE jsonb_array_length(j.presented_order) = 2) seen
WHERE winner IN ('a', 'b') AND shown IS NOT NULL GROUP BY 1 ORDER BY 1
"""


def of(other: psycopg.Connection[Any], *, project_id: int, question: str) -> Json:
    """The facts around a dataset as a transaction sees them; plain data without NaN.

    Args:
        other: A connection in the snapshot's moment.
        project_id: The project.
        question: The comparison that the dataset is about.
    """
    given = {"project": project_id, "question": question, "limit": LATEST}
    return {
        "imports": _rows(other, IMPORTS, given, "file", "kind", "rows", "read", "at"),
        "guidelines": _rows(other, GUIDELINES, given, "version", "at", "sha256", "judgments"),
        "guideline_text": _one(other, TEXT, given)[:GUIDELINE_CHARS],
        "question_sets": _rows(other, QUESTION_SETS, given, "version", "at"),
        "judgments": _rows(
            other, JUDGMENTS, given, "kind", "simulated", "raters", "n", "median_seconds",
            "seconds", "first", "last", "imported", "surplus",
        ),
        "people": _rows(other, CONSENTED, given, "signed_in", "consented")[0],
        "judges": _rows(
            other, JUDGES, given, "name", "sha256", "backend", "model", "protocol", "trust",
            "reason", "ok", "failed", "spent_usd",
        ),
        "routing": _routing(other, given),
        "budgets": _rows(other, BUDGETS, given, "unit", "limit", "spent"),
        "sides": _sides(other, given),
    }  # fmt: skip


def _rows(other: psycopg.Connection[Any], sql: str, given: Json, *names: str) -> list[Json]:
    return [dict(zip(names, row, strict=True)) for row in other.execute(sql, given).fetchall()]


def _one(other: psycopg.Connection[Any], sql: str, given: Json) -> str:
    row = other.execute(sql, given).fetchone()
    return str(row[0]) if row else ""


def _routing(other: psycopg.Connection[Any], given: Json) -> list[Json]:
    names = ("version", "policy", "params", "audit_rate", "at", "decided", "human", "judge",
             "audited", "mean_propensity")  # fmt: skip
    found = _rows(other, ROUTING, given, *names)
    return [{**row, "params": orjson.loads(row["params"])} for row in found]


def _sides(other: psycopg.Connection[Any], given: Json) -> list[Json]:
    rows = other.execute(SIDES, given).fetchall()
    return [{"kind": kind, "left": _figure(rewards.share(won, n))} for kind, n, won in rows]


def _figure(figure: Any) -> Json:
    return {name: getattr(figure, name) for name in ("value", "low", "high", "n", "why_not")}
