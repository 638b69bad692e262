"""Members of a project: change of role, removal."""

from django.db import transaction
from django.db.models.functions import Now

from annotation.domain.types import Role
from annotation.errors import LastAdmin, NotFound
from annotation.models import Invite, Membership
from annotation.services import audit, leases


@transaction.atomic
def change_role(*, project_id: int, member_id: int, role: Role, actor_id: int) -> None:
    """Give a member another role.

    Raises:
        NotFound: There is no such member here.
        LastAdmin: Nobody could administer the project any more.
    """
    member = _locked(project_id, member_id)
    if member.role == role:
        return
    _end_as_admin(member)
    old, member.role = member.role, role
    member.save(update_fields=["role"])
    audit.record(
        kind="member.role_changed",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"user:{member.user_id}",
        data={"from": old, "to": role},
    )


@transaction.atomic
def remove(*, project_id: int, member_id: int, actor_id: int) -> None:
    """End a membership; what they judged stays, what they hold goes back to the queue.

    Raises:
        NotFound: There is no such member here.
        LastAdmin: Nobody could administer the project any more.
    """
    user_id, role = end(project_id=project_id, member_id=member_id)
    audit.record(
        kind="member.removed",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"user:{user_id}",
        data={"role": role},
    )


def end(*, project_id: int, member_id: int) -> tuple[int, str]:
    """End the membership and its leases, in the caller's transaction; returns whose, and the role.

    Raises:
        As `remove`.
    """
    member = _locked(project_id, member_id)
    _end_as_admin(member)
    user_id, role = member.user_id, member.role
    member.delete()
    leases.free(project_id=project_id, user_id=user_id)
    return user_id, role


def _locked(project_id: int, member_id: int) -> Membership:
    """The member, with every admin's row locked: two admins cannot remove each other at once."""
    admins = Membership.objects.filter(project_id=project_id, role=Role.ADMIN)
    list(admins.select_for_update().order_by("pk").values_list("pk"))
    member = (
        Membership.objects.select_for_update().filter(pk=member_id, project_id=project_id).first()
    )
    if member is None:
        raise NotFound
    return member


def _end_as_admin(member: Membership) -> None:
    """An admin may go when another stays; the links they made end with their being one."""
    if member.role != Role.ADMIN:
        return
    others = Membership.objects.filter(
        project_id=member.project_id, role=Role.ADMIN, user__is_active=True
    ).exclude(pk=member.pk)
    if not others.exists():
        raise LastAdmin
    Invite.objects.filter(
        project_id=member.project_id, created_by_id=member.user_id, revoked_at__isnull=True
    ).update(revoked_at=Now())
