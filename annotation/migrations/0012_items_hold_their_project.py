"""Items without a foreign key to their project: who adds them holds the project's row instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotation", "0011_adjudications")]

    operations = [
        migrations.AlterField(
            "item",
            "project",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="annotation.project",
            ),
        ),
    ]
