"""Labels made for one export are kept with it; the labels of the project stay as they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interchange", "0009_configs_beside"), ("annotation", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            "MadeLabel",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "snapshot_id", "id", blank=True, editable=False, primary_key=True,
                        serialize=False,
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("item_id", models.BigIntegerField()),
                ("question", models.CharField(max_length=60)),
                ("value", models.JSONField()),
                ("posterior", models.FloatField(null=True)),
                ("method", models.CharField(max_length=30)),
                ("method_version", models.CharField(max_length=12)),
                ("status", models.CharField(max_length=12)),
                ("source", models.CharField(max_length=8)),
                ("n_human", models.PositiveIntegerField()),
                ("n_judge", models.PositiveIntegerField()),
                ("agreement", models.FloatField(null=True)),
                ("judgment_ids", models.JSONField()),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="interchange.snapshot",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            "CREATE TRIGGER interchange_madelabel_append_only BEFORE UPDATE "
            "ON interchange_madelabel FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();",
            "DROP TRIGGER interchange_madelabel_append_only ON interchange_madelabel;",
        ),
    ]  # fmt: skip
