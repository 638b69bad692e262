"""What decides while a drift alarm is open: people judge, whatever the policy would say."""

from dataclasses import dataclass, replace

import numpy as np

from routing.policies.all_human import AllHuman
from routing.policies.base import Budget, NoState
from routing.policies.columns import Decisions, why
from routing.signals import SignalFrame

HALTED = (
    "Judges agree with people less than they did: people judge until an admin has looked at the "
    "alarm."
)


@dataclass(frozen=True, slots=True)
class Halted(AllHuman):
    """As people only. Nobody chooses it, so it is not among the policies."""

    def decide(self, frame: SignalFrame, state: NoState, budget: Budget) -> Decisions:
        """Every item waits for people or goes to them, and says why."""
        # Named, since `super()` does not know the class that slots have made anew.
        made = AllHuman.decide(self, frame, state, budget)
        everywhere = why(np.ones(len(frame), dtype=bool), HALTED)
        return replace(made, why=(everywhere, *made.why))
