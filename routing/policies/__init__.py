"""How decisions are made: POLICIES, one entry each."""

from annotation.domain.types import Json
from routing.policies.all_human import AllHuman
from routing.policies.all_judge import AllJudge
from routing.policies.base import BadParams, Policy, check
from routing.policies.confidence import Confidence
from routing.policies.disagreement import Disagreement
from routing.policies.guaranteed import Guaranteed
from routing.policies.hyper import Hyper
from routing.policies.learned_error import LearnedError
from routing.policies.random_share import RandomShare

POLICIES: dict[str, type[Policy]] = {
    "all_human": AllHuman,
    "all_judge": AllJudge,
    "random": RandomShare,
    "confidence": Confidence,
    "disagreement": Disagreement,
    "learned_error": LearnedError,
    "guaranteed": Guaranteed,
    "hyper": Hyper,
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
    return POLICIES[key](**params)
