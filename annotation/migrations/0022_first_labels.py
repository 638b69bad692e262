"""Items without a label are found among those with a first one; figures kept before lack a part."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotation", "0021_same_text_once")]

    operations = [
        migrations.AddIndex(
            model_name="label",
            index=models.Index(
                condition=models.Q(("version", 1)),
                fields=["project", "question", "item"],
                name="label_first",
            ),
        ),
        # Kinds of what is missing, and how steady a rater is.
        migrations.RunSQL("DELETE FROM annotation_figures", migrations.RunSQL.noop),
    ]
