"""From votes to a label; one file per method."""

from annotation.domain.aggregation.base import Aggregate, Aggregator, Learnt, Pooled, Table, Vote
from annotation.domain.aggregation.dawid_skene import DawidSkene, OneCoin
from annotation.domain.aggregation.fitted import Fitted
from annotation.domain.aggregation.glad import Glad
from annotation.domain.aggregation.mace import Mace
from annotation.domain.aggregation.majority import Majority
from annotation.domain.aggregation.weighted_majority import WeightedMajority

AGGREGATORS: dict[str, Aggregator] = {
    "majority": Majority(),
    "weighted_majority": WeightedMajority(),
    "dawid_skene": DawidSkene(),
    "one_coin": OneCoin(),
    "mace": Mace(),
    "glad": Glad(),
}

__all__ = [
    "AGGREGATORS",
    "Aggregate",
    "Aggregator",
    "Fitted",
    "Learnt",
    "Majority",
    "Pooled",
    "Table",
    "Vote",
]
