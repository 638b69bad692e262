"""Staged rows and the origin of items without keys and indexes that nothing reads."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interchange", "0002_staging")]

    operations = [
        migrations.AddField("importproblem", "note", models.BooleanField(default=False)),
        # Made anew: a primary key of several columns cannot be altered into place.
        migrations.DeleteModel("StagedRow"),
        migrations.CreateModel(
            "StagedRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "batch_id", "line", "key", blank=True, editable=False,
                        primary_key=True, serialize=False,
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("key", models.CharField(max_length=300)),
                ("payload", models.JSONField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="interchange.importbatch",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            # Compressing a row that lives for a minute costs more than the room it takes.
            "ALTER TABLE interchange_stagedrow SET UNLOGGED;"
            "ALTER TABLE interchange_stagedrow ALTER payload SET STORAGE EXTERNAL;",
            migrations.RunSQL.noop,
        ),
        migrations.DeleteModel("ImportedItem"),
        migrations.CreateModel(
            "ImportedItem",
            [
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="annotation.item",
                    ),
                ),
                ("line", models.BigIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interchange.importbatch",
                    ),
                ),
            ],
        ),
    ]
