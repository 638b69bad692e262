"""The log of acts: append-only, each event holding the hash of the one before it (I12)."""

import hashlib
from contextvars import ContextVar
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils import timezone

from annotation.models import AuditEvent

# Set by the request middleware, so that services need no HttpRequest.
request_id: ContextVar[str] = ContextVar("request_id", default="")
address: ContextVar[str | None] = ContextVar("address", default=None)

_CHAIN_LOCK = 7_391_204  # any constant; one chain, one lock


def record(
    *,
    kind: str,
    project_id: int | None = None,
    actor_id: int | None = None,
    subject: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """Append an event in the caller's transaction.

    The chain is one row after another, so its end is locked until commit: only for acts that are
    rare (sign-ins, roles, settings, imports, exports), never for judgments.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        previous = AuditEvent.objects.order_by("-pk").values_list("sha256", flat=True).first() or ""
        event = AuditEvent(
            kind=kind,
            project_id=project_id,
            actor_id=actor_id,
            subject=subject,
            data=data or {},
            request_id=request_id.get(),
            address=address.get(),
            at=timezone.now(),
            previous_sha256=previous,
        )
        event.sha256 = digest(event)
        event.save(force_insert=True)


def digest(event: AuditEvent) -> str:
    """The hash of an event's content and of its predecessor's hash."""
    content = [
        event.previous_sha256,
        event.kind,
        event.project_id,
        event.actor_id,
        event.subject,
        event.data,
        event.request_id,
        event.address,
        event.at.isoformat(),
    ]
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def broken_link() -> int | None:
    """The id of the first event whose hash or predecessor does not fit, or None."""
    previous = ""
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=1000):
        if event.previous_sha256 != previous or event.sha256 != digest(event):
            return int(event.pk)
        previous = event.sha256
    return None
