"""Decisions and verdicts never change; a call changes only until it is finished (I7, I10)."""

from django.db import migrations

LEDGER = """
CREATE FUNCTION tiebreak_judgecall_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the ledger keeps every call: DELETE refused' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state NOT IN ('reserved', 'sent') THEN
        RAISE EXCEPTION 'call % is finished (%): UPDATE refused', OLD.id, OLD.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.item_id, OLD.spec_id, OLD."order", OLD.sample, OLD.attempt)
       IS DISTINCT FROM (NEW.item_id, NEW.spec_id, NEW."order", NEW.sample, NEW.attempt) THEN
        RAISE EXCEPTION 'call % cannot become another call', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER routing_judgecall_guard BEFORE UPDATE OR DELETE ON routing_judgecall
    FOR EACH ROW EXECUTE FUNCTION tiebreak_judgecall_guard();
"""


def guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();",
        f"DROP TRIGGER {table}_append_only ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial"), ("annotation", "0002_append_only")]

    operations = [
        guard("routing_decision"),
        guard("routing_verdict"),
        guard("routing_judgetrust"),
        migrations.RunSQL(
            LEDGER,
            "DROP TRIGGER routing_judgecall_guard ON routing_judgecall;"
            "DROP FUNCTION tiebreak_judgecall_guard();",
        ),
    ]
