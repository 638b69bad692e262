"""What a project asks of its people beside the items themselves; all of it off by default."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


class BadRule(ValueError):
    """A rule that cannot hold; `args` are its name and a sentence for whoever set it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Gold, training, repeats, quotas, breaks and pay of a project.

    Args:
        gold_rate: Share of a person's items whose answer is known, unseen, [0, 0.5].
        show_gold: Afterwards, people see in their history which these were and what was expected.
        training_items: Answered with feedback before the first real item, [0, 100].
        pass_mark: Share of them to get right, [0, 1]; 0: whoever has answered them all may begin.
        attempts: How often the training may be taken, [1, 10].
        repeat_rate: Share of a person's items that they judged before, sides swapped, [0, 0.5].
        repeat_after: Items in between, at least, [1, 10000].
        quota_total: Items a person gets in all; None: no limit.
        quota_day: The same for one day, UTC.
        break_minutes: Of work at a stretch after which a break is suggested; None: never.
        hourly_rate: What an hour of active work pays; None: pay is not mentioned.
        currency: Of the rate, as people write it.
        revise_days: For so long people may change an answer from their history; 0: not there.
        own_quotas: Some members have quotas of their own; kept by the server.
        cohorts: Some items are kept for some members; kept by the server.
        gold_field: Name in an item's metadata under which an import brings its known answer.
    """

    gold_rate: float = 0.0
    show_gold: bool = False
    training_items: int = 0
    pass_mark: float = 0.0
    attempts: int = 1
    repeat_rate: float = 0.0
    repeat_after: int = 20
    quota_total: int | None = None
    quota_day: int | None = None
    break_minutes: int | None = None
    hourly_rate: float | None = None
    currency: str = "USD"
    revise_days: int = 7
    gold_field: str = ""
    own_quotas: bool = False
    cohorts: bool = False

    @property
    def limits(self) -> bool:
        """Whether anybody can get too much."""
        return self.quota_total is not None or self.quota_day is not None or self.own_quotas

    @property
    def mixes(self) -> bool:
        """Whether anything is mixed in between the items that need people."""
        return self.gold_rate > 0 or self.repeat_rate > 0


OFF = Rules()
RANGES: dict[str, tuple[float, float, str]] = {
    "gold_rate": (0, 0.5, "At most half of what people get can be known items."),
    "training_items": (0, 100, "Between 0 and 100 training items."),
    "pass_mark": (0, 1, "The pass mark is a share between 0 and 1."),
    "attempts": (1, 10, "Between 1 and 10 attempts."),
    "repeat_rate": (0, 0.5, "At most half of what people get can be repeats."),
    "repeat_after": (1, 10_000, "Between 1 and 10,000 items in between."),
    "quota_total": (1, 1_000_000, "At least 1; leave it empty for no limit."),
    "quota_day": (1, 100_000, "At least 1; leave it empty for no limit."),
    "break_minutes": (5, 600, "Between 5 and 600 minutes; leave it empty for no suggestion."),
    "hourly_rate": (0, 100_000, "Not below 0; leave it empty to say nothing of pay."),
    "revise_days": (0, 3650, "Between 0 and 3650 days."),
}


def parse(stored: Mapping[str, Any]) -> Rules:
    """The rules of a project, from what its row keeps."""
    return Rules(**stored) if stored else OFF


def check(rules: Rules) -> dict[str, Any]:
    """What the row keeps: those that differ from the default.

    Raises:
        BadRule: Names the first rule that cannot hold.
    """
    for name, (low, high, sentence) in RANGES.items():
        value = getattr(rules, name)
        if value is not None and not (math.isfinite(value) and low <= value <= high):
            raise BadRule(name, sentence)
    if rules.gold_rate + rules.repeat_rate > 0.5:
        raise BadRule("repeat_rate", "Known items and repeats together are at most half.")
    if rules.pass_mark and not rules.training_items:
        raise BadRule("training_items", "A pass mark needs training items to pass.")
    if len(rules.currency) > 8:
        raise BadRule("currency", "At most 8 characters, such as USD.")
    if len(rules.gold_field) > 60:
        raise BadRule("gold_field", "At most 60 characters.")
    given = asdict(rules)
    return {f.name: given[f.name] for f in fields(Rules) if given[f.name] != f.default}
