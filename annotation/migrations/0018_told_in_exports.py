from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotation", "0017_labels_in_bulk")]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="exported",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
