"""Principles were told as if pairs of one prompt were independent: they are counted anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("annotation", "0023_linked_items")]

    operations = [
        migrations.RunSQL(
            "DELETE FROM annotation_figures WHERE name = 'principles'", migrations.RunSQL.noop
        )
    ]
