"""People by their address."""

from dataclasses import dataclass

from django.db.models import Q

from annotation.models import Membership, Rater, User


def id_of(email: str) -> int | None:
    """The active person with this address, or None."""
    found = User.objects.filter(email=email.strip().lower(), is_active=True)
    return found.values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class Named:
    """A member, or a rater without a membership."""

    member_id: int | None
    rater_id: int | None


def in_project(*, project_id: int, named: str) -> Named | None:
    """Whom an e-mail address or a pseudonym means in a project."""
    member = Membership.objects.filter(
        project_id=project_id, user__email=named.strip().lower()
    ).first()
    if member is not None:
        return Named(member.pk, None)
    rater = (
        Rater.objects.filter(project_id=project_id)
        .filter(Q(name=named) | Q(user__email=named.strip().lower()))
        .first()
    )
    return Named(None, rater.pk) if rater else None
