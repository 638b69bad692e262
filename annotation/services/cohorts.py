"""Named groups of members, items kept for them, and a member's own limits."""

from dataclasses import replace

from django.db import IntegrityError, transaction

from annotation.domain import rules
from annotation.errors import Invalid, NotFound
from annotation.models import Cohort, Item, Membership, Project
from annotation.selectors import browse
from annotation.selectors.browse import Filters
from annotation.services import audit


def create(*, project_id: int, name: str, actor_id: int) -> int:
    """Make a cohort.

    Raises:
        Invalid: There is one of that name.
    """
    try:
        with transaction.atomic():
            made = Cohort.objects.create(project_id=project_id, name=name.strip())
    except IntegrityError as e:
        raise Invalid(fields={"name": [f"There is a cohort {name.strip()!r} already."]}) from e
    audit.record(
        kind="cohort.created",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"cohort:{made.pk}",
        data={"name": made.name},
    )
    return int(made.pk)


@transaction.atomic
def drop(*, project_id: int, cohort_id: int, actor_id: int) -> None:
    """Forget a cohort: its items are for everybody again.

    Raises:
        NotFound: There is no such cohort here.
    """
    cohort = _found(project_id, cohort_id)
    Item.objects.filter(project_id=project_id, cohort=cohort).update(cohort=None)
    Membership.objects.filter(project_id=project_id, cohort=cohort).update(cohort=None)
    name = cohort.name
    cohort.delete()
    _keep_rules(project_id)
    audit.record(
        kind="cohort.dropped",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"cohort:{cohort_id}",
        data={"name": name},
    )


@transaction.atomic
def place(
    *,
    project_id: int,
    member_id: int,
    cohort_id: int | None,
    quota_total: int | None,
    quota_day: int | None,
    actor_id: int,
) -> None:
    """Put a member into a cohort (or none), and give them limits of their own (or the project's).

    Raises:
        NotFound: There is no such member or cohort here.
    """
    if cohort_id is not None:
        _found(project_id, cohort_id)
    changed = Membership.objects.filter(project_id=project_id, pk=member_id).update(
        cohort_id=cohort_id, quota_total=quota_total, quota_day=quota_day
    )
    if not changed:
        raise NotFound
    _keep_rules(project_id)
    audit.record(
        kind="member.placed",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"member:{member_id}",
        data={"cohort": cohort_id, "quota_total": quota_total, "quota_day": quota_day},
    )


@transaction.atomic
def keep_items(*, project_id: int, cohort_id: int | None, filters: Filters, actor_id: int) -> int:
    """Keep the items that a filter finds for a cohort; None: for everybody again.

    Who holds one of them keeps it. Returns how many items were found.

    Raises:
        NotFound: There is no such cohort here.
    """
    if cohort_id is not None:
        _found(project_id, cohort_id)
    found = browse.filtered(project_id, filters)
    kept = Item.objects.filter(pk__in=found.order_by().values("pk")).update(cohort_id=cohort_id)
    _keep_rules(project_id)
    audit.record(
        kind="cohort.items_kept",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"cohort:{cohort_id}",
        data={"items": kept, "state": filters.state, "q": filters.q},
    )
    return kept


def _found(project_id: int, cohort_id: int) -> Cohort:
    cohort = Cohort.objects.filter(project_id=project_id, pk=cohort_id).first()
    if cohort is None:
        raise NotFound
    return cohort


def _keep_rules(project_id: int) -> None:
    """Note in the rules whether anybody has limits or a cohort: a claim looks only then."""
    project = Project.objects.select_for_update(no_key=True).get(pk=project_id)
    members = Membership.objects.filter(project_id=project_id)
    project.rules = rules.check(
        replace(
            rules.parse(project.rules),
            cohorts=Cohort.objects.filter(project_id=project_id).exists(),
            own_quotas=members.exclude(quota_total=None, quota_day=None).exists(),
        )
    )
    project.save(update_fields=["rules"])
