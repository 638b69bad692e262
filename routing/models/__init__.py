"""Routing's tables."""

from routing.models.deciding import (
    Budget,
    Decision,
    ItemSignals,
    ItemTags,
    RoutingConfig,
    Spending,
)
from routing.models.explaining import Explanation
from routing.models.judging import (
    AttackReport,
    JudgeCall,
    JudgeEndpoint,
    JudgeLane,
    JudgeRun,
    JudgeSpec,
    JudgeTrust,
    ModelPrice,
    OtherOrder,
    Verdict,
)
from routing.models.learning import DriftAlarm, Frontier, MixScore, PolicyState

__all__ = [
    "AttackReport",
    "Budget",
    "Decision",
    "DriftAlarm",
    "Explanation",
    "Frontier",
    "ItemSignals",
    "ItemTags",
    "JudgeCall",
    "JudgeEndpoint",
    "JudgeLane",
    "JudgeRun",
    "JudgeSpec",
    "JudgeTrust",
    "MixScore",
    "ModelPrice",
    "OtherOrder",
    "PolicyState",
    "RoutingConfig",
    "Spending",
    "Verdict",
]
