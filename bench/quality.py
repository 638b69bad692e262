"""Figures of a big project: what counting them takes, and what a page takes that shows them.

    python -m config.embedded --durable -- python -m bench.quality --items 200000

Each item has five verdicts, of four out of 200 people and of a judge, made in the database.
"""

import argparse
import resource
import time
from typing import Any

from bench import common

ITEMS = """
INSERT INTO annotation_item (project_id, external_id, prompt, responses, context, metadata,
    group_key, content_sha256, state, priority, need, reserve, taken, counted, label_source,
    created_at)
SELECT %(project)s, 'row-' || n, jsonb_build_array(jsonb_build_object('role', 'user', 'content',
        repeat('what is it ', 20))),
    jsonb_build_array(
        jsonb_build_object('key', 'a', 'model', 'model-' || n %% 7, 'text',
            repeat('word ', 20 + (n * 31) %% 150)),
        jsonb_build_object('key', 'b', 'model', 'model-' || (n / 7) %% 7, 'text',
            repeat('word ', 20 + (n * 17) %% 150))),
    '{}', '{}', '', md5(n::text), 'resolved', n, 0, 0, 0, 0, 'any', now()
FROM generate_series(1, %(items)s) n
"""
RATERS = """
INSERT INTO annotation_rater (project_id, kind, name, import_key, simulated, created_at)
SELECT %(project)s, CASE WHEN n = 0 THEN 'judge' ELSE 'human' END, 'Rater ' || n, md5(n::text),
    true, now() FROM generate_series(0, 200) n
"""
# The truth of an item is in its number; a rater errs in one verdict of five.
JUDGMENTS = """
INSERT INTO annotation_judgment (item_id, project_id, rater_id, source, question_set_id, answers,
    presented_order, active_seconds, counted, idempotency_key, body_sha256, created_at)
SELECT i.id, %(project)s, r.id, 'import', %(questions)s,
    jsonb_build_object('overall', CASE
        WHEN (hashint8(i.id * 1000 + k) & 15) < 3 THEN '{"winner": "tie", "strength": 0}'::jsonb
        WHEN (i.id %% 2 = 0) <> (hashint8(i.id * 999 + k * 7) %% 5 = 0)
            THEN '{"winner": "a", "strength": -1}'::jsonb
        ELSE '{"winner": "b", "strength": 1}'::jsonb END),
    CASE WHEN hashint8(i.id + k) %% 2 = 0 THEN '["a", "b"]'::jsonb ELSE '["b", "a"]'::jsonb END,
    5 + (hashint8(i.id * k + 3) & 63), true, i.id || ':' || k, '',
    now() - make_interval(days => (i.id %% 90)::int)
FROM annotation_item i CROSS JOIN generate_series(0, 4) k
JOIN annotation_rater r ON r.project_id = %(project)s AND r.name = 'Rater '
    || CASE WHEN k = 0 THEN 0 ELSE 1 + (i.id * 7 + k * 50) %% 200 END
WHERE i.project_id = %(project)s ORDER BY i.id
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    common.ready()
    common.show(run(given.items), as_json=given.json)


def run(items: int) -> dict[str, Any]:
    """Seconds of counting and milliseconds of the page."""
    from annotation import statements  # noqa: PLC0415
    from annotation.models import Membership, Project, QuestionSet, User  # noqa: PLC0415
    from annotation.services import figures  # noqa: PLC0415

    project = Project.objects.get(slug=common.new_project())
    questions = QuestionSet.objects.get(project=project).pk
    ids = {"project": project.pk, "items": items, "questions": questions}
    for sql in (ITEMS, RATERS, JUDGMENTS):
        statements.rows(sql, ids)
    statements.rows("ANALYZE annotation_judgment, annotation_item", {})
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    figures.FIGURES = {"quality": figures.FIGURES["quality"]}
    figures.refresh()
    after = resource.getrusage(resource.RUSAGE_SELF)
    counted = time.perf_counter() - wall
    user = User.objects.create_user(email=f"bench{project.pk}@example.org", name="B", password=None)
    Membership.objects.create(project=project, user=user, role="researcher")
    return {
        "judgments": items * 5,
        "counting, wall seconds": counted,
        "counting, processor seconds": after.ru_utime
        + after.ru_stime
        - before.ru_utime
        - before.ru_stime,
        "peak MB": common.peak_mb(),
        **{f"page {k} ms": v for k, v in common.tail(_pages(project.pk, user)).items()},
    }


def _pages(project_id: int, user: Any) -> list[float]:
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(user)
    took = []
    for _ in range(20):
        with common.timed() as seconds:
            answer = client.get(f"/api/projects/{project_id}/quality", HTTP_HOST="127.0.0.1")
            assert answer.status_code == 200, answer.content[:300]
        took += seconds
    seen = answer.json()
    assert len(seen["raters"]) == 201, len(seen["raters"])
    return took


if __name__ == "__main__":
    main()
