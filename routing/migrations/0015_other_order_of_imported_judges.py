"""Which imported judge holds another one's verdicts with the sides swapped."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("annotation", "0017_labels_in_bulk"),
        ("routing", "0014_price_of_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="OtherOrder",
            fields=[
                (
                    "rater",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="annotation.rater",
                    ),
                ),
                (
                    "swapped",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotation.rater",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(rater=F("swapped")), name="otherorder_of_another"
                    )
                ],
            },
        ),
    ]
