"""Download links that work without signing in, for some time: for curl and for other machines.

A link is a signature over the export, the file, the person and the end of its time; nothing is
stored. It is over when its time is, when the person may no longer export, or when the key of the
installation changes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core import signing
from django.utils import timezone

from annotation.domain.types import Role
from annotation.services import access, audit
from interchange.errors import LinkExpired
from interchange.models import Snapshot
from interchange.services import exports

SALT = "interchange.links"
MOST_MINUTES = 7 * 24 * 60
GONE = "This link is over. Ask whoever sent it for a new one."


@dataclass(frozen=True, slots=True)
class Link:
    """A link and when it is over."""

    token: str
    expires_at: datetime


def make(*, snapshot_id: int, name: str, actor_id: int, minutes: int) -> Link:
    """A link to one file of a finished export.

    Raises:
        NotFound: There is no such file, or the export is not done.
    """
    exports.file_of(snapshot_id=snapshot_id, name=name)
    expires_at = (timezone.now() + timedelta(minutes=minutes)).replace(microsecond=0)
    content = [snapshot_id, name, actor_id, int(expires_at.timestamp())]
    audit.record(
        kind="export.link_made",
        project_id=Snapshot.objects.values_list("project_id", flat=True).get(pk=snapshot_id),
        actor_id=actor_id,
        subject=f"snapshot:{snapshot_id}",
        data={"file": name, "expires_at": expires_at.isoformat()},
    )
    return Link(signing.dumps(content, salt=SALT), expires_at)


def follow(token: str) -> tuple[Path, str]:
    """The file behind a link, and the name its download gets.

    Raises:
        LinkExpired: It is over, or was never one of ours.
        NotFound: The file is gone.
    """
    try:
        snapshot_id, name, actor_id, expires = signing.loads(token, salt=SALT)
    except signing.BadSignature as e:
        raise LinkExpired(GONE) from e
    project_id = Snapshot.objects.filter(pk=snapshot_id).values_list("project_id", flat=True)
    role = access.role_of(user_id=actor_id, project_id=project_id.first() or 0)
    late = timezone.now().timestamp() >= expires
    if late or role is None or not access.allows(role, Role.RESEARCHER):
        raise LinkExpired(GONE)
    return (
        exports.file_of(snapshot_id=snapshot_id, name=name),
        exports.download_name(snapshot_id=snapshot_id, name=name),
    )
