"""Invite links: made, looked at, redeemed once, revoked. Only their hash is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from annotation.domain.types import Role
from annotation.errors import Invalid, InviteGone, NotFound, SignInFirst
from annotation.models import Invite, Membership, User
from annotation.services import access, audit


@dataclass(frozen=True, slots=True)
class NewInvite:
    """An invite with its link, which is never shown again."""

    id: int
    email: str
    role: str
    expires_at: datetime
    uses: int
    max_uses: int
    url: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a link's page says before it is redeemed."""

    project: dict[str, str] | None
    role: str
    needs_account: bool
    email: str


@transaction.atomic
def create(
    *,
    lifetime: timedelta,
    project_id: int | None = None,
    role: str = "",
    email: str = "",
    user_id: int | None = None,
    max_uses: int = 1,
    actor_id: int | None = None,
) -> NewInvite:
    """Make a link. With `user_id` it signs that person in: only the operator may make those."""
    token = secrets.token_urlsafe(32)
    invite = Invite.objects.create(
        token_sha256=_hash(token),
        project_id=project_id,
        role=role,
        email=email.strip().lower(),
        user_id=user_id,
        max_uses=max_uses,
        created_by_id=actor_id,
        expires_at=timezone.now() + lifetime,
    )
    audit.record(
        kind="invite.created",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"invite:{invite.pk}",
        data={"role": role, "user": user_id, "max_uses": max_uses},
    )
    return NewInvite(
        id=invite.pk,
        email=invite.email,
        role=role,
        expires_at=invite.expires_at,
        uses=0,
        max_uses=max_uses,
        url=f"{settings.PUBLIC_URL}/invite/{token}",
    )


def preview(*, token: str, signed_in: User | None) -> Preview:
    """What the link offers.

    Raises:
        InviteGone: Used up, revoked, expired, or never made.
    """
    invite = _live(token)
    known = invite.user_id or signed_in or User.objects.filter(email=invite.email or None).exists()
    return Preview(
        project={"name": invite.project.name} if invite.project else None,
        role=invite.role,
        needs_account=not known,
        email=invite.email,
    )


def redeem(
    *,
    token: str,
    signed_in: User | None,
    name: str = "",
    email: str = "",
    password: str = "",
) -> User:
    """Use the link: sign its person in, or make a new account, and add them to the project.

    An invite goes to an address, but its link is first shown to an admin of the project: so it
    never signs anybody in to an account that exists. Its owner must be signed in already.

    Raises:
        InviteGone: Used up, revoked, expired, or never made; of two at once one gets this.
        SignInFirst: There is an account for the address.
        Invalid: Name, address or password do not do.
    """
    invite = _live(token)
    person = invite.user or signed_in
    if person is None:
        email = _address(invite, email)
        if User.objects.filter(email=email).exists():
            raise SignInFirst
        _check_account(name, email, password)
    with transaction.atomic():
        _use(invite)
        if person is None:
            person = _new_user(name, email, password)
        if invite.project_id:
            _join(invite.project_id, person.pk, Role(invite.role))
        audit.record(
            kind="invite.redeemed",
            project_id=invite.project_id,
            actor_id=person.pk,
            subject=f"invite:{invite.pk}",
            data={"role": invite.role},
        )
    return person


@transaction.atomic
def revoke(*, project_id: int, invite_id: int, actor_id: int) -> None:
    """End an open invite of the project.

    Raises:
        NotFound: There is no open one with this id here.
    """
    live = _open().filter(pk=invite_id, project_id=project_id)
    if not live.update(revoked_at=Now()):
        raise NotFound
    audit.record(
        kind="invite.revoked",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"invite:{invite_id}",
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _open() -> "QuerySet[Invite]":
    gone = Q(uses__gte=F("max_uses")) | Q(revoked_at__isnull=False) | Q(expires_at__lte=Now())
    return Invite.objects.exclude(gone)


def _live(token: str) -> Invite:
    found = _open().select_related("project", "user").filter(token_sha256=_hash(token)).first()
    if found is None or (found.user and not found.user.is_active):
        raise InviteGone
    return found


def _use(invite: Invite) -> None:
    # A compare-and-set: of two redemptions at once exactly one finds a use left.
    if not _open().filter(pk=invite.pk).update(uses=F("uses") + 1):
        raise InviteGone


def _address(invite: Invite, email: str) -> str:
    email = email.strip().lower()
    if not email and not invite.email:
        raise Invalid(fields={"email": ["Give your e-mail address."]})
    if invite.email and email and email != invite.email:
        raise Invalid(fields={"email": [f"This invite is for {invite.email}."]})
    return invite.email or email


def _check_account(name: str, email: str, password: str) -> None:
    wrong: dict[str, list[str]] = {}
    if not name.strip():
        wrong["name"] = ["Give the name that others will see."]
    try:
        password_validation.validate_password(password, User(email=email, name=name))
    except ValidationError as e:
        wrong["password"] = list(e.messages)
    if wrong:
        raise Invalid(fields=wrong)


def _new_user(name: str, email: str, password: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=name.strip())
    except IntegrityError as e:  # made by somebody else a moment ago
        raise SignInFirst from e


def _join(project_id: int, user_id: int, role: Role) -> None:
    """Add the person, or raise their role; a link never lowers one."""
    membership, added = Membership.objects.get_or_create(
        project_id=project_id, user_id=user_id, defaults={"role": role}
    )
    if not added and not access.allows(Role(membership.role), role):
        Membership.objects.filter(pk=membership.pk, role=membership.role).update(role=role)
