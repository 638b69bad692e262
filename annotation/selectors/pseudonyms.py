"""What people are called on pages, in charts and in exports: one keyed name a project.

HMAC-SHA-256 under a key of the project's own, itself under the server's: the same person is called
the same everywhere in a project, and unrelated in another. Neither the database alone, nor the
server's keys alone, nor an export beside that of another project tell who it is; and no number says
who came first.
"""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings

from annotation.models import Project

SHORTEST = 6  # hexadecimal digits shown: of 500 people two begin alike in one project of 130


def of_names(project_id: int, names: Iterable[str]) -> dict[str, str]:
    """Name in a file -> 64 hexadecimal digits."""
    secret = _secret(project_id)
    return {name: _keyed(secret, f"{project_id}\0{name}") for name in names}


def of_people(project_id: int, user_ids: Iterable[int]) -> dict[int, str]:
    """Account -> 64 hexadecimal digits, others than those of any name in a file."""
    secret = _secret(project_id)
    # A name in a file holds no NUL, so that none can claim to be an account.
    return {pk: _keyed(secret, f"{project_id}\0\0person\0{pk}") for pk in user_ids}


def shown(digits: str, length: int = SHORTEST) -> str:
    """As people read it."""
    return f"Rater {digits[:length]}"


def _keyed(secret: bytes, message: str) -> str:
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


def _secret(project_id: int) -> bytes:
    # The oldest of the server's keys: newer ones come before it, and change nobody's name.
    secret = settings.FIELD_KEYS[-1].encode()
    own = Project.objects.values_list("pseudonym_key", flat=True).get(pk=project_id)
    return hmac.new(secret, own.encode(), hashlib.sha256).digest() if own else secret
