"""History is append-only in the database itself: no bulk update or raw SQL gets round it (I1, I12)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION tiebreak_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Add a new row that supersedes the old one.';
END $$;
"""


def guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();",
        f"DROP TRIGGER {table}_append_only ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("annotation", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION tiebreak_append_only();"),
        guard("annotation_judgment"),
        guard("annotation_label"),
        guard("annotation_auditevent"),
        guard("annotation_guideline"),
        guard("annotation_questionset"),
    ]
