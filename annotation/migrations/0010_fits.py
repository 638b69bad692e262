import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotation', '0009_media'),
    ]

    operations = [
        migrations.AddField(
            model_name='label',
            name='fit_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='project',
            name='aggregators',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name='Fit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=60)),
                ('method', models.CharField(max_length=30)),
                ('method_version', models.CharField(max_length=12)),
                ('categories', models.JSONField()),
                ('prior', models.JSONField(null=True)),
                ('stranger', models.JSONField(null=True)),
                ('rates', models.JSONField(default=dict)),
                ('n_votes', models.PositiveIntegerField()),
                ('n_items', models.PositiveIntegerField()),
                ('n_raters', models.PositiveIntegerField()),
                ('last_judgment_id', models.BigIntegerField()),
                ('log_likelihood', models.FloatField(null=True)),
                ('rounds', models.PositiveIntegerField()),
                ('warnings', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotation.project')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'question', '-id'], name='fit_newest')],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER annotation_fit_append_only BEFORE UPDATE OR DELETE ON annotation_fit "
            "FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();",
            "DROP TRIGGER annotation_fit_append_only ON annotation_fit;",
        ),
    ]
