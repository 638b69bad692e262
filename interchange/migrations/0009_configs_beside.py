"""A dataset may hold several configs: one snapshot each, under that of the main one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interchange", "0008_what_formats_bring")]

    operations = [
        migrations.AddField(
            "snapshot",
            "beside",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="configs",
                to="interchange.snapshot",
            ),
        ),
    ]
