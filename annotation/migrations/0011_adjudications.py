import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotation", "0010_fits"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="adjudicate_own",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Adjudication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("ambiguous", "ambiguous"),
                            ("guideline_gap", "guideline_gap"),
                            ("error", "error"),
                            ("edge_case", "edge_case"),
                            ("taste", "taste"),
                        ],
                        max_length=14,
                    ),
                ),
                ("confidence", models.FloatField()),
                ("note", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotation.item",
                    ),
                ),
                (
                    "judgment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settling",
                        to="annotation.judgment",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotation.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confidence__range", (0, 1))),
                        name="adjudication_confidence_is_probability",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                ["ambiguous", "guideline_gap", "error", "edge_case", "taste"],
                            )
                        ),
                        name="adjudication_cause_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER annotation_adjudication_append_only "
            "BEFORE UPDATE OR DELETE ON annotation_adjudication "
            "FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();",
            "DROP TRIGGER annotation_adjudication_append_only ON annotation_adjudication;",
        ),
    ]
