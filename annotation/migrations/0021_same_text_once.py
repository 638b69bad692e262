"""Nobody is given both of two items that say the same."""

from django.db import migrations, models

# What is there already: of what somebody has had twice, the first assignment speaks for the text.
GROUP = """
UPDATE annotation_item i SET text_group = alike.first
FROM (
    SELECT id, min(id) OVER each AS first, count(*) OVER each AS n FROM annotation_item
    WHERE (project_id, content_sha256) IN (
        SELECT project_id, content_sha256 FROM annotation_item GROUP BY 1, 2 HAVING count(*) > 1)
    WINDOW each AS (PARTITION BY project_id, content_sha256, context->'persona',
        context->'criteria', context->'prompts')) alike
WHERE i.id = alike.id AND alike.n > 1;
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
