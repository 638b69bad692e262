"""Signing in, and what people may change about themselves."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.utils import timezone

from annotation.errors import Invalid, TooManyFailures, WrongPassword
from annotation.models import SignInFailure, User
from annotation.services import audit, invites

WINDOW = timedelta(minutes=15)
# One address may fail for several accounts (an office behind one router), but not without end.
PER_ADDRESS = 5


def sign_in(*, email: str, password: str) -> User:
    """The person with this address and password.

    Raises:
        WrongPassword: The same for an unknown address, a wrong password and a disabled person.
        TooManyFailures: Too many in the last quarter of an hour, right password or not.
    """
    user = _known(email=email, password=password)
    audit.record(kind="session.opened", actor_id=user.pk, subject=f"user:{user.pk}")
    return user


def confirm(*, user: User, password: str) -> None:
    """Ask somebody who is signed in for their password again; who has none is not asked.

    Raises:
        Invalid: It is wrong; they stay signed in.
        TooManyFailures: As for signing in.
    """
    if user.has_usable_password():
        try:
            _known(email=user.email, password=password)
        except WrongPassword as e:
            raise Invalid(fields={"password": ["This is not your password."]}) from e


def _known(*, email: str, password: str) -> User:
    """Whose address and password these are.

    Unknown people take as long as known ones: Django hashes the password for them too.
    """
    email = email.strip().lower()
    address = audit.address.get()
    # Counted before the password is looked at: guesses sent side by side cannot slip past.
    attempt = SignInFailure.objects.create(email=email, address=address)
    recent = SignInFailure.objects.filter(address=address, at__gte=timezone.now() - WINDOW)
    limit = settings.SIGN_IN_FAILURES_PER_QUARTER_HOUR
    if recent.filter(email=email).count() > limit or recent.count() > PER_ADDRESS * limit:
        attempt.delete()
        raise TooManyFailures
    user = authenticate(username=email, password=password)
    if not isinstance(user, User):
        raise WrongPassword
    SignInFailure.objects.filter(email=email, address=address).delete()
    SignInFailure.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
    return user


def sign_in_link(*, user_id: int, hours: int = 24, max_uses: int = 1) -> str:
    """A link that signs this person in, for whoever may hand out such links: the operator."""
    return invites.create(user_id=user_id, lifetime=timedelta(hours=hours), max_uses=max_uses).url


def change_profile(*, user: User, **changes: Any) -> None:
    """Change one's own name or preferences; preferences are merged, null removes a key."""
    if "name" in changes:
        user.name = changes["name"]
    if "preferences" in changes:
        merged = {**user.preferences, **changes["preferences"]}
        user.preferences = {k: v for k, v in merged.items() if v is not None}
    user.save(update_fields=["name", "preferences"])
