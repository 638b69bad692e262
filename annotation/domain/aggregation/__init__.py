"""From votes to a label; one file per method."""

from annotation.domain.aggregation.base import Aggregate, Aggregator, Vote
from annotation.domain.aggregation.majority import Majority

AGGREGATORS: dict[str, Aggregator] = {"majority": Majority()}

__all__ = ["AGGREGATORS", "Aggregate", "Aggregator", "Vote"]
