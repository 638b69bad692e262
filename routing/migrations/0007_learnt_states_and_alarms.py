"""What policies learnt, alarms when judges drift, and the frontier as computed last."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotation', '0006_lighter_labels'),
        ('routing', '0006_judge_lanes_runs_and_probes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Frontier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.JSONField()),
                ('as_of', models.DateTimeField()),
                ('seconds', models.FloatField()),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotation.project')),
            ],
        ),
        migrations.CreateModel(
            name='DriftAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('epoch', models.CharField(max_length=64)),
                ('seen', models.BigIntegerField()),
                ('rows', models.PositiveIntegerField()),
                ('before', models.FloatField()),
                ('after', models.FloatField()),
                ('since_item', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('note', models.TextField(blank=True)),
                ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotation.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('acknowledged_at__isnull', True)), fields=('project',), name='driftalarm_one_open')],
            },
        ),
        migrations.CreateModel(
            name='PolicyState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy', models.CharField(max_length=30)),
                ('key', models.CharField(max_length=64)),
                ('epoch', models.CharField(max_length=64)),
                ('rows', models.PositiveIntegerField()),
                ('seen', models.BigIntegerField()),
                ('tried_on', models.PositiveIntegerField(default=0)),
                ('brier', models.FloatField(null=True)),
                ('auqc', models.FloatField(null=True)),
                ('brier_before', models.FloatField(null=True)),
                ('auqc_before', models.FloatField(null=True)),
                ('promoted', models.BooleanField()),
                ('reason', models.TextField()),
                ('state', models.JSONField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotation.project')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'key', '-id'], name='policystate_of_key')],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER routing_policystate_append_only BEFORE UPDATE OR DELETE ON "
            "routing_policystate FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();",
            "DROP TRIGGER routing_policystate_append_only ON routing_policystate;",
        ),
    ]
