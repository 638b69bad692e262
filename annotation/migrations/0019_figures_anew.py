from django.db import migrations


class Migration(migrations.Migration):
    """Figures that were kept before say nothing of parts of the items or of circles."""

    dependencies = [("annotation", "0018_told_in_exports")]

    operations = [
        migrations.RunSQL("DELETE FROM annotation_figures", migrations.RunSQL.noop),
    ]
