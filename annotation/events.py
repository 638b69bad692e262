"""What happened, sent after commit; `receivers` of this and of higher apps listen."""

from typing import Any

from django.db import transaction
from django.dispatch import Signal

job_enqueued = Signal()  # job_id, kind
items_imported = Signal()  # project_id
judgment_recorded = Signal()  # project_id, item_ids, kind
item_resolved = Signal()  # project_id, item_ids
item_adjudicated = Signal()  # project_id, item_id, judgment_id, cause


def after_commit(signal: Signal, **facts: Any) -> None:
    """Send once the transaction has committed; never when it rolls back.

    Robust: a receiver that fails (the broker is down) must not undo what is already committed.
    The sweeps find what its message would have announced.
    """
    transaction.on_commit(lambda: signal.send_robust(sender=None, **facts), robust=True)
