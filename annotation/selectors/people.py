"""People by their address."""

from annotation.models import User


def id_of(email: str) -> int | None:
    """The active person with this address, or None."""
    found = User.objects.filter(email=email.strip().lower(), is_active=True)
    return found.values_list("pk", flat=True).first()
