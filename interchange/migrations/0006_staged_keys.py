"""Staged rows of items are only named: their content is read from the file again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interchange", "0005_origin_without_checks")]

    operations = [
        migrations.AlterField("stagedrow", "payload", models.JSONField(null=True)),
    ]
