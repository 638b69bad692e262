"""Items are found by what their label says, and by whose it is, without reading all labels."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform


class Migration(migrations.Migration):
    dependencies = [("annotation", "0014_erasures")]

    operations = [
        migrations.AddIndex(
            model_name="label",
            index=models.Index(
                models.F("project"),
                models.F("question"),
                KeyTextTransform("winner", "value"),
                models.F("item"),
                name="label_by_winner",
            ),
        ),
        migrations.AddIndex(
            model_name="label",
            index=models.Index(
                fields=["project", "question", "source", "item"], name="label_by_source"
            ),
        ),
    ]
