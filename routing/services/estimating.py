"""What a judge would ask and cost, before it is made: from the project's items, without a call."""

from dataclasses import dataclass, replace
from decimal import Decimal

from annotation.domain.types import ItemState
from annotation.errors import Invalid
from annotation.selectors import items
from routing.judges import spec as spec_of
from routing.judges.spec import PANEL, NewSpec
from routing.models import JudgeSpec
from routing.services import costs, prices, rubric, slots, specs, verdicts

LOOKED = 20  # items whose prompts are built
PER = 100  # items that the amounts are of
# What may still be missing while somebody fills a form in; so may the address.
PRICES = {"input_usd_per_million", "output_usd_per_million"}
LATER = {"name", "model"} | PRICES


@dataclass(frozen=True, slots=True)
class Estimate:
    """Calls an item needs and US dollars a hundred items cost; None where nothing tells."""

    calls_per_item: int
    usd_expected: Decimal | None  # answers half as long as they may be, four bytes a token
    usd_most: Decimal | None  # what would be set aside in the budget
    items_looked_at: int


def estimate(*, project_id: int, new: NewSpec) -> Estimate:
    """Build the prompts of a few items and count them; a panel costs what its members cost.

    Raises:
        Invalid: Something does not fit, other than what is not there yet.
    """
    new = prices.filled_in(project_id, new)
    wrong = spec_of.problems(new)
    if not new.base_url:
        wrong.pop("base_url", None)
    if not wrong.keys() <= LATER:
        raise Invalid("The judge is not complete; see the fields.", fields=wrong)
    if new.backend == PANEL:
        return _panel(project_id, new)
    found = _of(_unsaved(project_id, rubric.filled_in(project_id, new)))
    return found if not wrong.keys() & PRICES else replace(found, usd_expected=None, usd_most=None)


def _panel(project_id: int, new: NewSpec) -> Estimate:
    found = [_of(spec) for spec in specs.every(project_id=project_id) if spec.sha256 in new.members]
    amounts = [(one.usd_expected, one.usd_most) for one in found]
    whole = bool(found) and not any(None in both for both in amounts)
    none = Decimal(0)
    return Estimate(
        calls_per_item=sum(one.calls_per_item for one in found),
        usd_expected=sum((likely or none for likely, _ in amounts), none) if whole else None,
        usd_most=sum((most or none for _, most in amounts), none) if whole else None,
        items_looked_at=max((one.items_looked_at for one in found), default=0),
    )


def _unsaved(project_id: int, new: NewSpec) -> JudgeSpec:
    identity = spec_of.identity(new)
    return JudgeSpec(
        project_id=project_id,
        name=new.name,
        sha256=spec_of.sha256(identity),
        backend=new.backend,
        spec=identity,
        input_usd_per_million=new.input_usd_per_million or 0,
        output_usd_per_million=new.output_usd_per_million or 0,
    )


def _of(spec: JudgeSpec) -> Estimate:
    each = len(slots.of(spec, 0))
    found = items.records(
        items.ids_in_states(project_id=spec.project_id, states=list(ItemState), limit=LOOKED)
    )
    found = [item for item in found if not verdicts.unasked(spec, item)]
    try:
        question = rubric.asked(spec)
    except rubric.NothingToJudge:
        found = []
    if not found:
        return Estimate(each, None, None, 0)
    sent = [
        verdicts.prompt(spec, item, question, slot).messages
        for item in found
        for slot in slots.of(spec, item.id)
    ]
    scale = Decimal(PER) / len(found)
    return Estimate(
        calls_per_item=each,
        usd_expected=sum((costs.likely(spec, one) for one in sent), Decimal(0)) * scale,
        usd_most=sum((costs.worst_case(spec, one) for one in sent), Decimal(0)) * scale,
        items_looked_at=len(found),
    )
