"""Nobody is given both of two items that say the same."""

from django.db import migrations, models

# What is there already: of what somebody has had twice, the first assignment speaks for the text.
GROUP = """
UPDATE annotation_item i SET text_group = twice.first
FROM (SELECT project_id, content_sha256, min(id) AS first FROM annotation_item
      GROUP BY 1, 2 HAVING count(*) > 1) twice
WHERE i.project_id = twice.project_id AND i.content_sha256 = twice.content_sha256;
UPDATE annotation_assignment a SET text_group = first.text_group
FROM (SELECT DISTINCT ON (i.text_group, a.annotator_id) a.id, i.text_group
      FROM annotation_assignment a JOIN annotation_item i ON i.id = a.item_id
      WHERE i.text_group IS NOT NULL AND a.showing = 0
      ORDER BY i.text_group, a.annotator_id, a.id) first
WHERE a.id = first.id;
"""


class Migration(migrations.Migration):
    dependencies = [("annotation", "0020_api_tokens")]

    operations = [
        migrations.AddField("item", "text_group", models.BigIntegerField(null=True)),
        migrations.AddField("assignment", "text_group", models.BigIntegerField(null=True)),
        migrations.RunSQL(
            ["SET CONSTRAINTS ALL IMMEDIATE", GROUP, "SET CONSTRAINTS ALL DEFERRED"],
            migrations.RunSQL.noop,
            elidable=True,
        ),
        migrations.AddConstraint(
            "assignment",
            models.UniqueConstraint(
                condition=models.Q(("showing", 0), ("text_group__isnull", False)),
                fields=("text_group", "annotator"),
                name="assignment_once_per_text",
            ),
        ),
    ]
