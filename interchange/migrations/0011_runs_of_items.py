"""Where items came from, told for each run of them instead of for each item."""

import django.db.models.deletion
from django.db import migrations, models

# What has consecutive ids and consecutive lines lies at one distance from both.
JOIN = """
INSERT INTO interchange_importedrun (first_item, batch_id, first_line, items)
SELECT min(item_id), batch_id, min(line), count(*)
FROM (SELECT item_id, batch_id, line, item_id - row_number() OVER (
        PARTITION BY batch_id, item_id - line ORDER BY item_id) AS run
    FROM interchange_importeditem) one
GROUP BY batch_id, item_id - line, run
"""
PART = """
INSERT INTO interchange_importeditem (item_id, batch_id, line)
SELECT first_item + n, batch_id, first_line + n
FROM interchange_importedrun, generate_series(0, items - 1) n
"""


class Migration(migrations.Migration):
    dependencies = [("interchange", "0010_labels_of_an_export")]

    operations = [
        migrations.CreateModel(
            "ImportedRun",
            [
                ("first_item", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_line", models.BigIntegerField()),
                ("items", models.BigIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interchange.importbatch",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(JOIN, PART),
        migrations.DeleteModel("ImportedItem"),
    ]
