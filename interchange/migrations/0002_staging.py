"""Staged rows are copies of a file that is still there: no write-ahead log for them.

After a crash of the database the table is empty, and the import starts reading again from the top.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("interchange", "0001_initial"), ("annotation", "0002_append_only")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE interchange_stagedrow SET UNLOGGED;",
            "ALTER TABLE interchange_stagedrow SET LOGGED;",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER interchange_snapshotrow_append_only BEFORE UPDATE "
            "ON interchange_snapshotrow FOR EACH ROW EXECUTE FUNCTION tiebreak_append_only();",
            "DROP TRIGGER interchange_snapshotrow_append_only ON interchange_snapshotrow;",
        ),
    ]
