"""How decisions are made: POLICIES, one entry each."""

from annotation.domain.types import Json
from routing.policies.all_human import AllHuman
from routing.policies.all_judge import AllJudge
from routing.policies.base import BadParams, Policy, check
from routing.policies.confidence import Confidence
from routing.policies.dawid_skene import DawidSkene
from routing.policies.disagreement import Disagreement
from routing.policies.diverse import Diverse
from routing.policies.guaranteed import Guaranteed
from routing.policies.hyper import Hyper
from routing.policies.learned_error import LearnedError
from routing.policies.margin import Margin
from routing.policies.random_share import RandomShare
from routing.policies.rules import Rules
from routing.policies.stack import Stack

POLICIES: dict[str, type[Policy]] = {
    "all_human": AllHuman,
    "all_judge": AllJudge,
    "random": RandomShare,
    "confidence": Confidence,
    "disagreement": Disagreement,
    "learned_error": LearnedError,
    "guaranteed": Guaranteed,
    "hyper": Hyper,
    "rules": Rules,
    "margin": Margin,
    "dawid_skene": DawidSkene,
    "diverse": Diverse,
    "stack": Stack,
}


def make(key: str, params: Json) -> Policy:
    """The policy with these settings, the rest at their defaults.

    Raises:
        BadParams: There is no such policy or parameter, or a value is outside its range.
    """
    if key not in POLICIES:
        raise BadParams({"policy": [f"There is no policy {key!r}; choose {', '.join(POLICIES)}."]})
    try:
        check(POLICIES[key].params, params)
    except BadParams as bad:
        raise BadParams({f"params.{name}": why for name, why in bad.fields.items()}) from None
    try:
        return POLICIES[key](**params)
    except BadParams as bad:  # what only the policy itself can tell
        raise BadParams({f"params.{name}": why for name, why in bad.fields.items()}) from None
