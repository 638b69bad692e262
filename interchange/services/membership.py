"""What goes into a snapshot, and what is left out for which named reason.

One SQL statement over the tables of the two apps below: a join of a million rows has no other
place. Runs on the connection of the snapshot's own transaction.
"""

from typing import Any, Protocol

from interchange.formats import filters
from interchange.formats.base import Format, Json
from interchange.formats.bundle import ItemFormat
from interchange.formats.choices import names

LABELS = """
CREATE TEMP TABLE picked ON COMMIT DROP AS
WITH label AS (
    SELECT DISTINCT ON (item_id) id, item_id, value->>'winner' AS winner, source, agreement, method,
        status,
        n_human + n_judge AS judgments, judgment_ids
    FROM {labels} made WHERE project_id = %(project)s AND question = %(question)s
    ORDER BY item_id, version DESC),
decision AS (
    SELECT DISTINCT ON (item_id) id, item_id FROM routing_decision WHERE project_id = %(project)s
    ORDER BY item_id, round DESC),
trusted AS (
    SELECT spec_id FROM (
        SELECT DISTINCT ON (spec_id) spec_id, status FROM routing_judgetrust
        ORDER BY spec_id, id DESC) newest
    WHERE status = 'trusted')
SELECT i.id AS item_id, label.id AS label_id, NULL::bigint AS judgment_id,
    decision.id AS decision_id, label.winner, label.source, label.method, label.status,
    CASE
        WHEN i.state IN ('discarded', 'reference') THEN i.state
        WHEN NOT ({where}) THEN 'outside_the_selection'
        WHEN label.id IS NULL THEN 'not_labelled'
        WHEN label.winner IS NULL THEN 'open'
        WHEN label.source = 'llm' AND %(judgments_from)s = 'human' THEN 'label_by_judge'
        WHEN label.source = 'human' AND %(judgments_from)s = 'judge' THEN 'label_by_people'
        WHEN label.source = 'llm' AND %(judge_labels)s = 'none' THEN 'label_by_judge'
        WHEN label.source = 'llm' AND %(judge_labels)s = 'trusted' AND EXISTS (
            SELECT 1 FROM jsonb_array_elements_text(label.judgment_ids) evidence
            JOIN annotation_judgment j ON j.id = evidence::bigint
            JOIN annotation_rater r ON r.id = j.rater_id
            WHERE r.judge_spec_id IS NULL OR r.judge_spec_id NOT IN (SELECT spec_id FROM trusted)
        ) THEN 'judge_not_trusted'
        WHEN label.agreement < %(min_agreement)s THEN 'low_agreement'
        WHEN label.judgments < %(min_judgments)s THEN 'too_few_judgments'
        WHEN label.winner NOT IN ('a', 'b') THEN label.winner
    END AS reason
FROM annotation_item i
LEFT JOIN label ON label.item_id = i.id
LEFT JOIN decision ON decision.item_id = i.id
WHERE i.project_id = %(project)s
"""

JUDGMENTS = """
CREATE TEMP TABLE picked ON COMMIT DROP AS
WITH decision AS (
    SELECT DISTINCT ON (item_id) id, item_id FROM routing_decision WHERE project_id = %(project)s
    ORDER BY item_id, round DESC)
SELECT j.item_id, NULL::bigint AS label_id, j.id AS judgment_id, decision.id AS decision_id,
    CASE
        WHEN i.state = 'discarded' AND NOT 'discarded' = ANY(%(also)s::text[]) THEN 'discarded'
        WHEN i.state = 'reference' AND NOT j.purpose = ANY(%(also)s::text[]) THEN 'reference'
        WHEN NOT ({where}) THEN 'outside_the_selection'
        WHEN j.purpose <> 'work' AND NOT j.purpose = ANY(%(also)s::text[]) THEN j.purpose
        WHEN newer.id IS NOT NULL AND NOT 'superseded' = ANY(%(also)s::text[]) THEN 'superseded'
        WHEN j.purpose = 'work' AND newer.id IS NULL AND NOT j.counted
            AND NOT 'surplus' = ANY(%(also)s::text[]) THEN 'surplus'
        WHEN r.name = ANY(%(without)s::text[]) THEN 'rater_left_out'
        WHEN r.kind = 'judge' AND %(judgments_from)s = 'human' THEN 'by_judge'
        WHEN r.kind = 'human' AND %(judgments_from)s = 'judge' THEN 'by_people'
    END AS reason
FROM annotation_judgment j
JOIN annotation_item i ON i.id = j.item_id
JOIN annotation_rater r ON r.id = j.rater_id
LEFT JOIN annotation_judgment newer ON newer.supersedes_id = j.id
LEFT JOIN decision ON decision.item_id = j.item_id
WHERE j.project_id = %(project)s
"""

# Of every item its judgments in force, its labels in force, and last a row of its own: it ends the
# evidence, and stands for the item where counts are taken.
ITEMS = """
CREATE TEMP TABLE picked ON COMMIT DROP AS
WITH item AS (
    SELECT i.id AS item_id, decision.id AS decision_id,
        CASE
            WHEN i.state IN ('discarded', 'reference') THEN i.state
            WHEN NOT ({where}) THEN 'outside_the_selection'
        END AS outside
    FROM annotation_item i
    LEFT JOIN (
        SELECT DISTINCT ON (item_id) id, item_id FROM routing_decision
        WHERE project_id = %(project)s ORDER BY item_id, round DESC) decision
        ON decision.item_id = i.id
    WHERE i.project_id = %(project)s)
SELECT item_id, NULL::bigint AS label_id, NULL::bigint AS judgment_id, decision_id,
    outside AS reason
FROM item
UNION ALL
SELECT item_id, label.id, NULL, decision_id, NULL
FROM (
    SELECT DISTINCT ON (item_id, question) id, item_id FROM {labels} made
    WHERE project_id = %(project)s ORDER BY item_id, question, version DESC) label
JOIN item USING (item_id) WHERE outside IS NULL
UNION ALL
SELECT j.item_id, NULL, j.id, decision_id,
    CASE WHEN j.purpose <> 'work' THEN j.purpose WHEN newer.id IS NOT NULL THEN 'superseded' END
FROM annotation_judgment j
JOIN item USING (item_id)
LEFT JOIN annotation_judgment newer ON newer.supersedes_id = j.id
WHERE j.project_id = %(project)s AND outside IS NULL
"""
SQL = {"label": LABELS, "judgment": JUDGMENTS, "item": ITEMS}

COUNT = """
SELECT coalesce(reason, ''), count(*) FROM picked
WHERE %(unit)s <> 'item' OR reason IS NOT NULL OR (label_id IS NULL AND judgment_id IS NULL)
GROUP BY 1 ORDER BY 1
"""

KEEP = """
INSERT INTO interchange_snapshotrow
    (snapshot_id, position, item_id, label_id, judgment_id, decision_id)
SELECT %(snapshot)s, row_number() OVER (ORDER BY item_id, judgment_id, label_id), item_id, label_id,
    judgment_id, decision_id
FROM picked WHERE reason IS NULL
"""

# The name of the membership: what is in it, under which choices.
DIGEST = """
SELECT encode(sha256(convert_to(
    coalesce(string_agg(concat_ws(':', item_id, coalesce(label_id, 0), coalesce(judgment_id, 0),
        coalesce(decision_id, 0)), ',' ORDER BY item_id, judgment_id, label_id), ''), 'UTF8')),
    'hex')
FROM picked WHERE reason IS NULL
"""


class Cursor(Protocol):
    """The part of a database cursor that is used here."""

    def execute(self, query: str, params: Any = None) -> Any:
        """Run a statement."""

    def fetchall(self) -> list[Any]:
        """Its rows."""


def pick(
    cursor: Cursor,
    *,
    project_id: int,
    form: Format | ItemFormat,
    params: Json,
    labels: str = "annotation_label",
) -> dict[str, int]:
    """Fill the temporary table `picked`; returns how many records are left out, by reason.

    The key "" counts those that are in: labels, judgments, or items.

    Args:
        cursor: Of the snapshot's transaction.
        project_id: Whose items.
        form: The format.
        params: Its checked choices.
        labels: Where labels are read (aggregating.make).
    """
    where, given = _where(params.get(filters.WHERE.key, ""))
    cursor.execute(
        SQL[form.unit].format(labels=labels, where=where),
        {
            "project": project_id,
            "min_judgments": 0,  # unless it was chosen
            "also": ["surplus"],
            **params,
            "without": names(params.get("without_raters", "")),
            **given,
        },
    )
    return count(cursor, form=form)


def _where(text: str) -> tuple[str, Json]:
    """Conditions of a choice as SQL over the item `i`, and its values."""
    found: list[str] = ["true"]
    given: Json = {}
    for n, condition in enumerate(filters.parse(text)):
        given[f"is_{n}"] = list(condition.values)
        field = "coalesce(nullif(i.group_key, ''), i.external_id)"
        if condition.root != "group":
            given[f"name_{n}"] = condition.name
            field = f"i.{condition.root}->>%(name_{n})s"
        found.append(f"coalesce({field} = ANY(%(is_{n})s::text[]), false)")
    return " AND ".join(found), given


def count(cursor: Cursor, *, form: Format | ItemFormat) -> dict[str, int]:
    """What is in `picked` by reason; the key "" counts what has none."""
    cursor.execute(COUNT, {"unit": form.unit})
    return {reason: int(n) for reason, n in cursor.fetchall()}


def digest(cursor: Cursor) -> str:
    """The sha256 of what was picked."""
    cursor.execute(DIGEST)
    return str(cursor.fetchall()[0][0])
