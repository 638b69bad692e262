"""What people may tell about themselves, by project; nothing was ever kept in the table before."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

ID = ("id", models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
))  # fmt: skip
NOW = django.utils.timezone.now


class Migration(migrations.Migration):
    dependencies = [("annotation", "0012_items_hold_their_project")]

    operations = [
        migrations.DeleteModel(name="AnnotatorProfile"),
        migrations.AddField(
            model_name="project",
            name="min_group",
            field=models.PositiveSmallIntegerField(db_default=5, default=5),
        ),
        migrations.AddField(
            model_name="project",
            name="pseudonym_key",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("min_group__gte", 3)), name="project_groups_not_too_small"
            ),
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                ID,
                ("version", models.PositiveIntegerField()),
                ("consent", models.TextField()),
                ("fields", models.JSONField()),
                ("created_at", models.DateTimeField(default=NOW)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotation.user",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="surveys",
                        to="annotation.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "version"), name="survey_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnotatorProfile",
            fields=[
                ID,
                ("attributes", models.JSONField(default=dict)),
                ("consented_at", models.DateTimeField(default=NOW)),
                (
                    "rater",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile",
                        to="annotation.rater",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotation.survey",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ID,
                ("given", models.BooleanField()),
                ("at", models.DateTimeField(default=NOW)),
                (
                    "rater",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="annotation.rater",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotation.survey",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            "CREATE TRIGGER annotation_survey_append_only BEFORE UPDATE OR DELETE ON "
            "annotation_survey FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();",
            "DROP TRIGGER annotation_survey_append_only ON annotation_survey;",
        ),
    ]
