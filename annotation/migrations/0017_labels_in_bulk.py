"""That a label's item exists is looked up once a statement, not once a row with a lock on each."""

import django.db.models.deletion
from django.db import migrations, models

LOOK = """
CREATE FUNCTION tiebreak_items_exist() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF EXISTS (SELECT FROM added WHERE NOT EXISTS (
        SELECT FROM annotation_item i WHERE i.id = added.item_id)) THEN
        RAISE EXCEPTION '% about an item that does not exist', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER annotation_label_items AFTER INSERT ON annotation_label
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tiebreak_items_exist();
CREATE FUNCTION tiebreak_labelled_item_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM annotation_label l WHERE l.item_id = OLD.id) THEN
        RAISE EXCEPTION 'item % has labels: DELETE refused', OLD.id
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER annotation_labelled_item_stays BEFORE DELETE ON annotation_item
    FOR EACH ROW EXECUTE FUNCTION tiebreak_labelled_item_stays();
"""
UNDO = """
DROP TRIGGER annotation_labelled_item_stays ON annotation_item;
DROP FUNCTION tiebreak_labelled_item_stays;
DROP TRIGGER annotation_label_items ON annotation_label;
DROP FUNCTION tiebreak_items_exist;
"""


class Migration(migrations.Migration):
    dependencies = [("annotation", "0016_settled_answers")]

    operations = [
        migrations.RunSQL(LOOK, UNDO),
        migrations.AlterField(
            model_name="label",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="labels",
                to="annotation.item",
            ),
        ),
    ]
