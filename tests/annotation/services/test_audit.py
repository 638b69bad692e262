import pytest
from django.db import connection

from annotation.models import AuditEvent
from annotation.services import audit

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_chain_holds_and_a_changed_event_breaks_it():
    for n in range(3):
        audit.record(kind="member.added", subject=f"user:{n}", data={"n": n})
    assert audit.broken_link() is None
    second = AuditEvent.objects.order_by("pk")[1].pk
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE annotation_auditevent DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE annotation_auditevent SET subject = 'user:9' WHERE id = %s", [second]
        )
        cursor.execute("ALTER TABLE annotation_auditevent ENABLE TRIGGER USER")

    assert audit.broken_link() == second
