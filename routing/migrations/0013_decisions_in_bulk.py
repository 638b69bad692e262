"""What a decision refers to is looked up once a statement, not once a row."""

import django.db.models.deletion
from django.db import migrations, models

LOOK = """
CREATE TRIGGER routing_decision_items AFTER INSERT ON routing_decision
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tiebreak_items_exist();
CREATE FUNCTION tiebreak_decided_item_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM routing_decision d WHERE d.item_id = OLD.id) THEN
        RAISE EXCEPTION 'item % has decisions: DELETE refused', OLD.id
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER routing_decided_item_stays BEFORE DELETE ON annotation_item
    FOR EACH ROW EXECUTE FUNCTION tiebreak_decided_item_stays();
CREATE TRIGGER routing_routingconfig_append_only BEFORE UPDATE OR DELETE ON routing_routingconfig
    FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();
"""
UNDO = """
DROP TRIGGER routing_routingconfig_append_only ON routing_routingconfig;
DROP TRIGGER routing_decided_item_stays ON annotation_item;
DROP FUNCTION tiebreak_decided_item_stays;
DROP TRIGGER routing_decision_items ON routing_decision;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("annotation", "0017_labels_in_bulk"),
        ("routing", "0012_judge_versions_and_repeated_calls"),
    ]

    operations = [
        migrations.RunSQL(LOOK, UNDO),
        *(
            migrations.AlterField(
                model_name="decision",
                name=name,
                field=models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=to,
                ),
            )
            for name, to in (("item", "annotation.item"), ("config", "routing.routingconfig"))
        ),
    ]
