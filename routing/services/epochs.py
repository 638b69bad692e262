"""Calibration epochs: what is learnt of one set of judges says nothing about another."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from annotation.domain.types import JudgmentRecord
from annotation.selectors import raters
from routing.services import specs, votes


@dataclass(frozen=True, slots=True)
class Epoch:
    """The judges whose verdicts count now.

    Args:
        key: sha256 over the identities of the specs and the names of the imported judges: another
            model, template, parameter or judge is another epoch.
        specs: Ids of the specs that are asked.
    """

    key: str
    specs: frozenset[int]

    def holds(self, judged: Iterable[JudgmentRecord]) -> bool:
        """Whether only judges of this epoch have judged the item, and at least one."""
        verdicts = [r for r in judged if votes.is_judge(r)]
        return bool(verdicts) and all(
            r.judge_spec_id is None or r.judge_spec_id in self.specs for r in verdicts
        )


def current(project_id: int) -> Epoch:
    """The epoch of the judges that are asked now, and of those that came with a file."""
    asked = specs.active(project_id=project_id)
    named = sorted(f"spec {spec.sha256}" for spec in asked)
    named += [f"imported {name}" for name in raters.imported_judges(project_id)]
    key = hashlib.sha256("\n".join(named).encode()).hexdigest()
    return Epoch(key, frozenset(spec.pk for spec in asked))
