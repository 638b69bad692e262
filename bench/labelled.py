"""A project whose items carry a judge's verdict and a label: what routing and exports read."""

import io
import tempfile
from pathlib import Path
from typing import Any

from bench import common

# The imported rows over and over, under other ids: an import of a million takes minutes.
COPIES = """
INSERT INTO annotation_item (project_id, external_id, prompt, responses, context, metadata,
    group_key, content_sha256, state, priority, need, reserve, taken, counted, label_source,
    created_at)
SELECT i.project_id, 'row-' || copy * %(imported)s + substr(i.external_id, 5)::int, i.prompt,
    i.responses, i.context, i.metadata, i.group_key,
    md5(i.content_sha256 || copy) || md5(copy || i.content_sha256), i.state, i.priority, i.need,
    i.reserve, i.taken, i.counted, i.label_source, i.created_at
FROM generate_series(1, %(copies)s) copy CROSS JOIN annotation_item i
WHERE i.project_id = %(project)s LIMIT %(more)s
"""
# Confidence is spread over [0.5, 1), winners alternate: a policy has something to tell apart.
JUDGMENTS = """
INSERT INTO annotation_judgment (item_id, project_id, rater_id, source, question_set_id, answers,
    presented_order, confidence, counted, idempotency_key, body_sha256, created_at)
SELECT i.id, i.project_id, %(rater)s, 'judge', %(questions)s, jsonb_build_object('overall',
        jsonb_build_object('winner', CASE WHEN i.id %% 2 = 0 THEN 'a' ELSE 'b' END, 'strength',
            CASE WHEN i.id %% 2 = 0 THEN -1 ELSE 1 END)),
    '["a", "b"]', 0.5 + (i.id %% 500) / 1000.0, true, 'bench:' || i.id, '', now()
FROM annotation_item i WHERE i.project_id = %(project)s
"""
LABELS = """
INSERT INTO annotation_label (item_id, project_id, question, version, value, posterior, method,
    method_version, source, status, n_human, n_judge, agreement, judgment_ids, created_at)
SELECT j.item_id, j.project_id, 'overall', 1, j.answers->'overall', 1, 'majority', '1', 'llm',
    'unanimous', 0, 1, 1, jsonb_build_array(j.id), now()
FROM annotation_judgment j WHERE j.project_id = %(project)s
"""


def make(rows: int, *, labels: bool, imported: int | None = None) -> tuple[int, str]:
    """(id, slug) of a project with so many items; its rows stay, they are append-only.

    Args:
        rows: Items.
        labels: Whether they have labels already.
        imported: So many come through the import; the others are made of them in the database.
    """
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from annotation.models import Project, QuestionSet  # noqa: PLC0415
    from routing.services import making  # noqa: PLC0415

    slug = common.new_project()
    project = Project.objects.get(slug=slug)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.jsonl"
        common.write_jsonl(file, min(rows, imported or rows))
        quiet = io.StringIO()
        call_command("import_items", slug, file, stdout=quiet, stderr=quiet)
    spec = making.create(project_id=project.pk, actor_id=None, new=_judge())
    given: dict[str, Any] = {
        "project": project.pk,
        "rater": _rater(project.pk, spec.pk),
        "questions": QuestionSet.objects.get(project=project).pk,
    }
    with connection.cursor() as cursor:
        if imported and imported < rows:
            more = {"copies": rows // imported, "more": rows - imported, "imported": imported}
            cursor.execute(COPIES, given | more)
        cursor.execute(JUDGMENTS, given)
        if labels:
            cursor.execute(LABELS, given)
            cursor.execute(
                "UPDATE annotation_item SET state = 'resolved' WHERE project_id = %s", [project.pk]
            )
        for table in ("item", "judgment", "label"):
            cursor.execute(f"VACUUM ANALYZE annotation_{table}")
    return project.pk, slug


def _judge() -> Any:
    from decimal import Decimal  # noqa: PLC0415

    from routing.judges.spec import NewSpec  # noqa: PLC0415

    return NewSpec(
        name="bench", backend="scripted", model="longer-wins",
        input_usd_per_million=Decimal(0), output_usd_per_million=Decimal(0),
    )  # fmt: skip


def _rater(project_id: int, spec_id: int) -> int:
    from annotation.services import raters  # noqa: PLC0415

    return raters.for_judge(project_id=project_id, spec_id=spec_id, name="bench")
