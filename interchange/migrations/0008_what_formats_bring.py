"""An import in a known format brings judgments with its items, and counts what it leaves out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interchange", "0007_membership_without_checks")]

    operations = [
        migrations.AddField(
            "importbatch", "judgments_added", models.BigIntegerField(default=0)
        ),
        migrations.AddField(
            "importbatch", "judgments_present", models.BigIntegerField(default=0)
        ),
        migrations.AddField("importbatch", "left_out", models.JSONField(default=dict)),
    ]
