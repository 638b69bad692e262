"""Deleting the data of a person with many judgments: the list of what it does, and doing it.

    python -m config.embedded --durable -- python -m bench.erasing --judgments 100000

Every item was judged by the person, from the bench, and by two others; it has its label.
"""

import argparse
import sys
from typing import Any

from bench import common, quality

RATERS = """
INSERT INTO annotation_rater (project_id, kind, name, user_id, import_key, simulated, created_at)
SELECT %(project)s, 'human', 'Rater ' || n, CASE WHEN n = 0 THEN %(user)s END,
    CASE WHEN n = 0 THEN '' ELSE md5(n::text) END, false, now() FROM generate_series(0, 2) n
"""
LEASES = """
INSERT INTO annotation_assignment (item_id, project_id, annotator_id, lease_token, leased_until,
    state, presented_order, order_seed, opened_at, closed_at, reason, note, purpose)
SELECT id, project_id, %(user)s, gen_random_uuid(), now(), 'submitted', '["a", "b"]', 1, now(),
    now(), '', '', 'work' FROM annotation_item WHERE project_id = %(project)s
"""
JUDGMENTS = """
INSERT INTO annotation_judgment (item_id, project_id, rater_id, source, question_set_id, answers,
    presented_order, active_seconds, counted, idempotency_key, body_sha256, created_at,
    assignment_id)
SELECT i.id, %(project)s, r.id, CASE WHEN k = 0 THEN 'ui' ELSE 'import' END, %(questions)s,
    jsonb_build_object('overall', CASE WHEN (hashint8(i.id * 1000 + k) & 15) < 3
        THEN '{"winner": "tie", "strength": 0}'::jsonb ELSE '{"winner": "a", "strength": -1}' END),
    '["a", "b"]', 5, true, i.id || ':' || k, '', now(), a.id
FROM annotation_item i CROSS JOIN generate_series(0, 2) k
JOIN annotation_rater r ON r.project_id = %(project)s AND r.name = 'Rater ' || k
LEFT JOIN annotation_assignment a ON k = 0 AND a.item_id = i.id
WHERE i.project_id = %(project)s ORDER BY i.id
"""
COUNTERS = """
UPDATE annotation_item SET need = 3, taken = 3, counted = 3 WHERE project_id = %(project)s
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--judgments", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    common.ready()
    common.show(run(given.judgments), as_json=given.json)


def run(judgments: int) -> dict[str, Any]:
    """Seconds of each."""
    from annotation import statements  # noqa: PLC0415
    from annotation.models import Membership, Project, QuestionSet, User  # noqa: PLC0415
    from annotation.services import relabelling  # noqa: PLC0415
    from interchange.services import erasing  # noqa: PLC0415

    project = Project.objects.get(slug=common.new_project())
    user = User.objects.create_user(email=f"bench{project.pk}@example.org", name="B", password=None)
    member = Membership.objects.create(project=project, user=user, role="annotator")
    ids = {
        "project": project.pk, "items": judgments, "user": user.pk,
        "questions": QuestionSet.objects.get(project=project).pk,
    }  # fmt: skip
    statements.rows("SET session_replication_role = replica", {})
    for sql in (quality.ITEMS, RATERS, LEASES, JUDGMENTS, COUNTERS):
        statements.rows(sql, ids)
    statements.rows("SET session_replication_role = origin", {})
    statements.rows("ANALYZE annotation_judgment, annotation_item, annotation_assignment", {})
    relabelling.relabel(project_id=project.pk)
    statements.rows("ANALYZE annotation_label", {})
    found: dict[str, Any] = {"judgments": judgments}
    for fate in ("keep", "remove"):
        with common.timed() as seconds:
            seen = erasing.preview(project_id=project.pk, judgments=fate, member_id=member.pk)
        found[f"listing, {fate}, seconds"] = seconds[0]
        print(found, seen.effects, file=sys.stderr, flush=True)
    with common.timed() as seconds:
        erasing.erase(
            project_id=project.pk, judgments="remove", member_id=member.pk, person="B",
            actor_id=None,
        )  # fmt: skip
    found["deleting, remove, seconds"] = seconds[0]
    return found


if __name__ == "__main__":
    main()
