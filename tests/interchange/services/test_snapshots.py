"""The connections of an export."""

import pytest
from django.db import connection

from interchange.services import snapshots

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT = "SHOW idle_in_transaction_session_timeout"


def test_no_connection_of_an_export_is_ended_for_waiting_while_the_other_writes_a_million_rows():
    with connection.cursor() as cursor:
        cursor.execute(LIMIT)
        assert cursor.fetchone() != ("0",)  # there is a limit for everybody else
    with snapshots.transaction() as own, snapshots.beside(own) as other:
        assert [one.execute(LIMIT).fetchall() for one in (own, other)] == [[("0",)]] * 2
        assert own.execute("SELECT txid_current_snapshot()::text").fetchall() == (
            other.execute("SELECT txid_current_snapshot()::text").fetchall()
        )
