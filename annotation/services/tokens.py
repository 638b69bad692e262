"""Keys for scripts: made by their person, shown once, kept as a hash, revoked at any time."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from annotation.domain.types import Json
from annotation.errors import Forbidden, Invalid, NotFound, TokenRefused, TooManyRequests
from annotation.models import ApiToken, User
from annotation.selectors import tokens as seen
from annotation.services import access, audit, people

START = "tb_"  # so that a search for secrets in code finds those that were forgotten there
BYTES = 32
SHOWN = 8  # characters
MOST = 50  # that work, of one person
# Found, counted and noted as used in one statement: of two requests at once both are counted.
USE = """
UPDATE annotation_apitoken t SET
    used = CASE WHEN minute = date_trunc('minute', now()) THEN used + 1 ELSE 1 END,
    minute = date_trunc('minute', now()), last_used_at = now()
FROM annotation_user u
WHERE t.token_sha256 = %s AND t.revoked_at IS NULL
    AND (t.expires_at IS NULL OR t.expires_at > now()) AND u.id = t.user_id AND u.is_active
RETURNING t.id, t.user_id, t.scope, t.project_id, t.used
"""


@dataclass(frozen=True, slots=True)
class Held:
    """What a request came with."""

    id: int
    may_write: bool
    project_id: int | None


def create(
    *,
    user: User,
    name: str,
    scope: str,
    project_id: int | None = None,
    days: int | None = None,
    password: str = "",
) -> Json:
    """Make a token: its record with the secret, which is never shown again.

    Args:
        user: Whose; the token may do what they may, and no more.
        name: What it is for.
        scope: read or write.
        project_id: Only this project; None for all of theirs.
        days: It ends after so many; None for not by itself.
        password: Of the person, asked for again; "" for who signs in by link.

    Raises:
        Invalid: The password is wrong, or they are no member of the project.
        Forbidden: They have too many already.
    """
    people.confirm(user=user, password=password)
    if project_id and access.membership(user_id=user.pk, project_id=project_id) is None:
        raise Invalid(fields={"project_id": ["You have no such project."]})
    if seen.working(user_id=user.pk).count() >= MOST:
        raise Forbidden(f"You have {MOST} tokens that work; revoke those that nothing uses.")
    secret = START + secrets.token_urlsafe(BYTES)
    with transaction.atomic():  # what the password's failure left stays, whatever comes after it
        made = ApiToken.objects.create(
            user=user,
            name=name,
            prefix=secret[:SHOWN],
            token_sha256=_hash(secret),
            scope=scope,
            project_id=project_id,
            expires_at=timezone.now() + timedelta(days=days) if days else None,
        )
        _note("token.created", made, {"scope": scope, "days": days})
    return {**seen.record(made), "token": secret}


@transaction.atomic
def revoke(*, user_id: int, token_id: int) -> None:
    """End a token of one's own.

    Raises:
        NotFound: One has none with this id that works.
    """
    found = seen.working(user_id=user_id).filter(pk=token_id).first()
    if found is None or not ApiToken.objects.filter(pk=token_id, revoked_at=None).update(
        revoked_at=Now()
    ):
        raise NotFound
    _note("token.revoked", found, {})


def use(secret: str) -> tuple[User, Held]:
    """Whose token this is, and what it may; counts the request.

    Raises:
        TokenRefused: It was never made, was revoked, has expired, or its person is disabled.
        TooManyRequests: It has asked too often in this minute.
    """
    with connection.cursor() as cursor:
        cursor.execute(USE, [_hash(secret)])
        row: Any = cursor.fetchone()
    if row is None:
        raise TokenRefused
    pk, user_id, scope, project_id, used = row
    if used > settings.TOKEN_REQUESTS_PER_MINUTE:
        raise TooManyRequests
    user = User.objects.get(pk=user_id)
    user.only_project_id = project_id
    return user, Held(pk, scope == ApiToken.Scope.WRITE, project_id)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _note(kind: str, token: ApiToken, data: Json) -> None:
    audit.record(
        kind=kind,
        project_id=token.project_id,
        actor_id=token.user_id,
        subject=f"token:{token.pk}",
        data={"name": token.name, **data},
    )
