"""What a right label is worth, and the price that follows the pace of spending."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("routing", "0013_decisions_in_bulk")]

    operations = [
        migrations.AddField(
            "spending",
            "worth",
            models.DecimalField(decimal_places=4, max_digits=10, null=True),
        ),
        migrations.AddField("spending", "price", models.FloatField(default=1)),
        migrations.AddField(
            "spending", "priced_at", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.AddConstraint(
            "spending",
            models.CheckConstraint(
                condition=Q(worth__isnull=True) | Q(worth__gt=0), name="spending_worth_something"
            ),
        ),
        migrations.AddConstraint(
            "spending",
            models.CheckConstraint(condition=Q(price__gte=0), name="spending_price_can_be"),
        ),
    ]
