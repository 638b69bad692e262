"""What policies have learnt, as rows: which state is in force for whom."""

import hashlib
from typing import Any

import orjson
from django.db.models import QuerySet

from routing.models import PolicyState
from routing.policies import calibration
from routing.policies.base import NoState, Policy
from routing.selectors import ConfigRecord
from routing.services.epochs import Epoch
from routing.signals import SIGNALS

# What a policy does with its state, and not what it learns.
APPLIED = {"threshold"}


def learns(policy: Policy) -> bool:
    """Whether audits teach it anything."""
    return policy.state is not NoState


def key(config: ConfigRecord, policy: Policy, epoch: Epoch) -> str:
    """sha256 of all that a state depends on, beside the audited items themselves."""
    params = {k: v for k, v in config.params.items() if k not in APPLIED}
    versions = [[k, SIGNALS[k].version] for k in sorted(policy.needs)]
    named = [policy.key, policy.version, params, versions, epoch.key]
    return hashlib.sha256(orjson.dumps(named, option=orjson.OPT_SORT_KEYS)).hexdigest()


def attempts(project_id: int, of: str) -> QuerySet[PolicyState]:
    """All states of a key, newest first."""
    return PolicyState.objects.filter(project_id=project_id, key=of).order_by("-pk")


def promoted(project_id: int, of: str) -> PolicyState | None:
    """The row in force."""
    return attempts(project_id, of).filter(promoted=True).first()


def in_force(project_id: int, config: ConfigRecord, policy: Policy, epoch: Epoch) -> Any | None:
    """What the policy has learnt of this epoch's judges; None = nothing is kept yet."""
    if not learns(policy):
        return None
    row = promoted(project_id, key(config, policy, epoch))
    return None if row is None else calibration.load(policy.state, row.state)
