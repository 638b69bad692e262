"""What models cost, with dates: no judge is made, and none asked, without a price; 0 is one.

The newest row of a model holds. A judge carries a copy of it, which its calls are charged with, so
that the ledger's costs are frozen with each call and a later price changes nothing that was paid.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction

from annotation.errors import Invalid
from annotation.services import audit
from routing.judges.spec import PANEL, NewSpec
from routing.models import JudgeSpec, ModelPrice

MOST = Decimal(100_000)  # US dollars per million tokens


def filled_in(project_id: int, new: NewSpec) -> NewSpec:
    """The judge with its model's known price where none was given; a panel asks nobody itself."""
    if new.backend == PANEL:
        return replace(
            new,
            model=PANEL,
            input_usd_per_million=Decimal(0),
            output_usd_per_million=Decimal(0),
        )
    known = of_model(project_id, new.base_url.rstrip("/"), new.model)
    if known is None:
        return new
    given, out = new.input_usd_per_million, new.output_usd_per_million
    return replace(
        new,
        input_usd_per_million=known.input_usd_per_million if given is None else given,
        output_usd_per_million=known.output_usd_per_million if out is None else out,
    )


def of_model(project_id: int, base_url: str, model: str) -> ModelPrice | None:
    """The price in force."""
    rows = ModelPrice.objects.filter(project_id=project_id, base_url=base_url, model=model)
    return rows.order_by("-pk").first()


def table(project_id: int) -> list[ModelPrice]:
    """The price in force of every model."""
    rows = ModelPrice.objects.filter(project_id=project_id)
    return list(rows.order_by("base_url", "model", "-pk").distinct("base_url", "model"))


def note(spec: JudgeSpec, actor_id: int | None) -> None:
    """Put the price a judge was made with into the table; judges of one model share one price."""
    if spec.backend == PANEL:
        return
    set_price(
        project_id=spec.project_id,
        base_url=spec.spec["base_url"],
        model=spec.spec["model"],
        input_usd_per_million=spec.input_usd_per_million,
        output_usd_per_million=spec.output_usd_per_million,
        actor_id=actor_id,
    )


@transaction.atomic
def set_price(
    *,
    project_id: int,
    base_url: str,
    model: str,
    input_usd_per_million: Decimal,
    output_usd_per_million: Decimal,
    actor_id: int | None,
) -> None:
    """From now on calls of this model cost this; calls that were made keep their cost.

    Raises:
        Invalid: A price is no sensible amount.
    """
    prices: dict[str, Any] = {
        "input_usd_per_million": input_usd_per_million,
        "output_usd_per_million": output_usd_per_million,
    }
    wrong = {
        name: [f"US dollars per million tokens, from 0 to {MOST:,}."]
        for name, price in prices.items()
        if not Decimal(price).is_finite() or not 0 <= price < MOST
    }
    if wrong:
        raise Invalid(fields=wrong)
    known = of_model(project_id, base_url, model)
    if known and all(getattr(known, name) == price for name, price in prices.items()):
        return
    ModelPrice.objects.create(
        project_id=project_id, base_url=base_url, model=model, set_by_id=actor_id, **prices
    )
    JudgeSpec.objects.filter(
        project_id=project_id, spec__base_url=base_url, spec__model=model
    ).update(**prices)
    if known:
        audit.record(
            kind="judge.price_changed",
            project_id=project_id,
            actor_id=actor_id,
            subject=f"model:{model}",
            data={name: str(price) for name, price in prices.items()},
        )
