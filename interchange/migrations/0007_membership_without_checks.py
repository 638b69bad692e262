"""The rows of a snapshot without foreign keys: checking them locked every item at every export."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interchange", "0006_staged_keys")]

    operations = [
        migrations.AlterField(
            "snapshotrow",
            "item",
            models.ForeignKey(
                db_constraint=False, db_index=False,
                on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="annotation.item",
            ),
        ),
        migrations.AlterField(
            "snapshotrow",
            "snapshot",
            models.ForeignKey(
                db_constraint=False, db_index=False,
                on_delete=django.db.models.deletion.CASCADE, related_name="+",
                to="interchange.snapshot",
            ),
        ),
    ]  # fmt: skip
