"""What was answered before an outcome was shown: append-only in the database itself."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotation", "0006_lighter_labels")]

    operations = [
        migrations.CreateModel(
            name="FirstAnswers",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answers", models.JSONField()),
                ("active_seconds", models.FloatField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="first_answers",
                        to="annotation.assignment",
                    ),
                ),
                (
                    "question_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotation.questionset",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            "CREATE TRIGGER annotation_firstanswers_append_only BEFORE UPDATE OR DELETE "
            "ON annotation_firstanswers FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();",
            "DROP TRIGGER annotation_firstanswers_append_only ON annotation_firstanswers;",
        ),
    ]
