"""History may be deleted in one way only: a person's own, while their erasure is open."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION tiebreak_kept_but_for_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND (
        CASE TG_TABLE_NAME
        WHEN 'annotation_judgment' THEN EXISTS (
            SELECT 1 FROM annotation_erasure e
            WHERE e.finished_at IS NULL AND e.judgments = 'remove'
                AND e.rater_id = (to_jsonb(OLD) ->> 'rater_id')::bigint)
        WHEN 'annotation_adjudication' THEN EXISTS (
            SELECT 1 FROM annotation_erasure e JOIN annotation_judgment j USING (rater_id)
            WHERE e.finished_at IS NULL AND e.judgments = 'remove'
                AND j.id = (to_jsonb(OLD) ->> 'judgment_id')::bigint)
        ELSE EXISTS (
            SELECT 1 FROM annotation_erasure e JOIN annotation_assignment a
                ON a.project_id = e.project_id AND a.annotator_id = e.user_id
            WHERE e.finished_at IS NULL AND e.judgments = 'remove'
                AND a.id = (to_jsonb(OLD) ->> 'assignment_id')::bigint)
        END)
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% rows are append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Add a new row that supersedes the old one.';
END $$;
"""
TABLES = ("annotation_judgment", "annotation_adjudication", "annotation_firstanswers")


def guard(table: str, function: str) -> str:
    return (
        f"DROP TRIGGER {table}_append_only ON {table}; "
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}();"
    )


class Migration(migrations.Migration):
    dependencies = [("annotation", "0013_surveys")]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "judgments",
                    models.CharField(
                        choices=[("keep", "Keep"), ("remove", "Remove")], max_length=6
                    ),
                ),
                ("user_id", models.BigIntegerField(null=True)),
                ("rater_id", models.BigIntegerField(null=True)),
                ("effects", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotation.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True),
                            models.Q(("rater_id__isnull", True), ("user_id__isnull", True)),
                            _connector="OR",
                        ),
                        name="erasure_finished_names_nobody",
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION tiebreak_kept_but_for_erasure();"),
        *(
            migrations.RunSQL(
                guard(table, "tiebreak_kept_but_for_erasure"),
                guard(table, "tiebreak_append_only"),
            )
            for table in TABLES
        ),
    ]
