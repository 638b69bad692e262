from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotation", "0015_labels_by_value")]

    operations = [
        migrations.AlterField(
            model_name="gold",
            name="origin",
            field=models.CharField(
                choices=[
                    ("upload", "Upload"),
                    ("hand", "Hand"),
                    ("unanimous", "Unanimous"),
                    ("settled", "Settled"),
                ],
                max_length=10,
            ),
        ),
    ]
