"""Which policy a project uses: versioned, never edited."""

import secrets
from math import isfinite
from typing import Any

from django.db import IntegrityError, transaction

from annotation.domain.types import Json
from annotation.errors import Invalid
from annotation.services import audit
from routing import policies, selectors
from routing.models import RoutingConfig
from routing.policies.base import BadParams, Policy
from routing.selectors import ConfigRecord


def check(
    *,
    project_id: int,
    policy: str,
    params: Json,
    audit_rate: float,
    has_budget: bool | None = None,
) -> Policy:
    """The policy with these settings.

    Args:
        has_budget: Whether people have a budget; None = look whether the project has one.

    Raises:
        Invalid: There is no such policy or parameter, or a value does not fit; `fields` says which.
    """
    wrong: dict[str, list[str]] = {}
    made = None
    try:
        made = policies.make(policy, params)
    except BadParams as bad:
        wrong = bad.fields
    if not isfinite(audit_rate) or not 0 < audit_rate <= 1:
        wrong["audit_rate"] = [
            "Above 0 and at most 1: without an audited share nobody can know how good the judge is."
        ]
    if made is None or wrong:
        raise Invalid(" ".join(why for each in wrong.values() for why in each), fields=wrong)
    if has_budget is None:
        has_budget = selectors.people_left(project_id) is not None
    if made.compares and not has_budget:
        sentence = "Without a threshold the people's budget decides: set one, or give a threshold."
        raise Invalid(sentence, fields={"params.threshold": [sentence]})
    return made


def choose(
    *, project_id: int, actor_id: int | None, policy: str, params: Json, audit_rate: float
) -> ConfigRecord:
    """Make this the project's policy, as a new version; items decided on already stay as they are.

    Raises:
        Invalid: See `check`.
    """
    check(project_id=project_id, policy=policy, params=params, audit_rate=audit_rate)
    asked: dict[str, Any] = {"policy": policy, "params": params, "audit_rate": audit_rate}
    while True:
        before = selectors.config(project_id)
        version = before.version + 1 if before else 1
        try:
            with transaction.atomic():
                RoutingConfig.objects.create(
                    project_id=project_id,
                    version=version,
                    seed=secrets.randbits(62),
                    created_by_id=actor_id,
                    **asked,
                )
                audit.record(
                    kind="routing.changed", project_id=project_id, actor_id=actor_id, data=asked
                )
        except IntegrityError:
            # Somebody else made this version a moment ago: ours is the next.
            if RoutingConfig.objects.filter(project_id=project_id, version=version).exists():
                continue
            raise
        made = selectors.config(project_id)
        assert made is not None
        return made
