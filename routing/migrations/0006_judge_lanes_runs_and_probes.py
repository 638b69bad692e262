"""Limits shared by workers, runs that can be paused, prices with a date, probes in the ledger."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


GUARDED = ("routing_modelprice", "routing_attackreport")


def guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();",
        f"DROP TRIGGER {table}_append_only ON {table};",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('annotation', '0004_job_waiting_once'),
        ('routing', '0005_lighter_decisions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AttackReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('set_sha256', models.CharField(max_length=64)),
                ('report', models.JSONField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='JudgeLane',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=120)),
                ('requests_per_minute', models.PositiveIntegerField(null=True)),
                ('tokens_per_minute', models.PositiveIntegerField(null=True)),
                ('requests_level', models.FloatField(default=0.0)),
                ('tokens_level', models.FloatField(default=0.0)),
                ('filled_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('closed_until', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='JudgeRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('running', 'Running'), ('paused', 'Paused'), ('cancelling', 'Cancelling'), ('cancelled', 'Cancelled'), ('done', 'Done')], default='running', max_length=10)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='ModelPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base_url', models.CharField(blank=True, max_length=400)),
                ('model', models.CharField(max_length=120)),
                ('input_usd_per_million', models.DecimalField(decimal_places=6, max_digits=12)),
                ('output_usd_per_million', models.DecimalField(decimal_places=6, max_digits=12)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='judgecall',
            name='judgecall_attempt_once',
        ),
        migrations.RemoveConstraint(
            model_name='judgecall',
            name='judgecall_one_live',
        ),
        migrations.AddField(
            model_name='judgecall',
            name='expects',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='judgecall',
            name='purpose',
            field=models.CharField(choices=[('work', 'Work'), ('trial', 'Trial'), ('attack', 'Attack')], default='work', max_length=6),
        ),
        migrations.AddField(
            model_name='judgecall',
            name='subject',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='verdict',
            name='value',
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name='judgecall',
            name='item',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotation.item'),
        ),
        migrations.AddConstraint(
            model_name='judgecall',
            constraint=models.UniqueConstraint(condition=models.Q(('purpose', 'work')), fields=('item', 'spec', 'order', 'sample', 'attempt'), name='judgecall_attempt_once'),
        ),
        migrations.AddConstraint(
            model_name='judgecall',
            constraint=models.UniqueConstraint(condition=models.Q(('purpose', 'work'), ('state__in', ['reserved', 'sent', 'ok', 'unknown'])), fields=('item', 'spec', 'order', 'sample'), name='judgecall_one_live'),
        ),
        migrations.AddConstraint(
            model_name='judgecall',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['reserved', 'sent', 'ok', 'unknown']), models.Q(('purpose', 'work'), _negated=True)), fields=('spec', 'purpose', 'subject', 'order', 'sample'), name='judgecall_one_live_probe'),
        ),
        migrations.AddConstraint(
            model_name='judgecall',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', 'attack'), ('item__isnull', False), _connector='OR'), name='judgecall_work_has_an_item'),
        ),
        migrations.AddField(
            model_name='attackreport',
            name='spec',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attacks', to='routing.judgespec'),
        ),
        migrations.AddField(
            model_name='judgelane',
            name='endpoint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lanes', to='routing.judgeendpoint'),
        ),
        migrations.AddField(
            model_name='judgerun',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='judgerun',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotation.project'),
        ),
        migrations.AddField(
            model_name='modelprice',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotation.project'),
        ),
        migrations.AddField(
            model_name='modelprice',
            name='set_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='judgelane',
            constraint=models.UniqueConstraint(fields=('endpoint', 'model'), name='judgelane_once'),
        ),
        migrations.AddConstraint(
            model_name='judgelane',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('requests_per_minute__isnull', True), ('requests_per_minute__gt', 0), _connector='OR'), models.Q(('tokens_per_minute__isnull', True), ('tokens_per_minute__gt', 0), _connector='OR')), name='judgelane_limits_positive'),
        ),
        migrations.AddConstraint(
            model_name='judgerun',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['running', 'paused', 'cancelling'])), fields=('project',), name='judgerun_one_open'),
        ),
        migrations.AddIndex(
            model_name='modelprice',
            index=models.Index(fields=['project', 'model'], name='modelprice_of_model'),
        ),
        migrations.AddConstraint(
            model_name='modelprice',
            constraint=models.CheckConstraint(condition=models.Q(('input_usd_per_million__gte', 0), ('output_usd_per_million__gte', 0)), name='modelprice_never_negative'),
        ),
        *[guard(table) for table in GUARDED],
    ]
