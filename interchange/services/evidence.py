"""What stands around a verdict: versions, raters and judges, and whether both orders agreed.

Their tables are small, and were joined to every row; read once for a snapshot, they cost nothing,
and their texts go over the wire once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from interchange.formats.base import Judge, Routing

# Of the members `m` and the judgment `j` that a label or a verdict rests on.
EVIDENCE = "j.guideline_id, d.config_id, d.reasons->>0, d.propensity, j.rater_id, j.confidence"
JOINS = "LEFT JOIN routing_decision d ON d.id = m.decision_id"

GUIDELINES = "SELECT id, version FROM annotation_guideline WHERE project_id = %s"
QUESTION_SETS = "SELECT id, version FROM annotation_questionset WHERE project_id = %s"
CONFIGS = "SELECT id, policy, version FROM routing_routingconfig WHERE project_id = %s"
RATERS = """
SELECT r.id, r.name, r.kind, r.simulated, s.id, s.sha256, s.spec->>'template_sha256'
FROM annotation_rater r LEFT JOIN routing_judgespec s ON s.id = r.judge_spec_id
WHERE r.project_id = %s
"""
CALLED = """
SELECT EXISTS (SELECT FROM routing_judgecall k WHERE k.spec_id = ANY(%(specs)s::bigint[]))
"""
# True where the judge said the same in both orders; an item that is not there has no verdict.
ORDERS = """
SELECT k.item_id, k.spec_id, coalesce(min(v.winner) = max(v.winner), false)
FROM routing_judgecall k JOIN routing_verdict v ON v.call_id = k.id
WHERE k.item_id = ANY(%(items)s::bigint[]) AND k.spec_id = ANY(%(specs)s::bigint[])
    AND k.purpose = 'work' AND v.state = 'ok' AND v.created_at <= %(at)s
GROUP BY 1, 2
"""
_PEOPLE, _UNDECIDED = Judge(), Routing()  # shared by all rows: records are read, never written
Orders = dict[tuple[int, int], bool]  # (item, spec) -> whether both orders agreed


@dataclass(frozen=True, slots=True)
class KnownRater:
    """A rater as an export names them; of a judge also its spec, if it has one here."""

    name: str
    kind: str
    simulated: bool
    spec_id: int | None
    sha256: str | None
    template_sha256: str | None


class Known:
    """The small tables of a project, as one transaction sees them."""

    def __init__(self, own: psycopg.Connection[Any], *, project_id: int, at: Any) -> None:
        """Read them; verdicts of judges after `at`, on older calls, are not seen."""
        self.at = at
        self.guidelines = dict(own.execute(GUIDELINES, [project_id]).fetchall())
        self.question_sets = dict(own.execute(QUESTION_SETS, [project_id]).fetchall())
        configs = own.execute(CONFIGS, [project_id]).fetchall()
        self.configs = {pk: (policy, str(version)) for pk, policy, version in configs}
        raters = own.execute(RATERS, [project_id]).fetchall()
        self.raters = {pk: KnownRater(*rest) for pk, *rest in raters}
        self.judges = {pk: rater for pk, rater in self.raters.items() if rater.kind == "judge"}
        specs = {judge.spec_id for judge in self.judges.values()} - {None}
        self._given = {"specs": sorted(specs), "at": at}  # type: ignore[type-var]
        self._called = bool(own.execute(CALLED, self._given).fetchall()[0][0])

    def orders(self, own: psycopg.Connection[Any], items: list[int]) -> Orders:
        """Whether judges said the same in both orders, of those items on which they said anything.

        Args:
            own: The snapshot's transaction.
            items: Ids.
        """
        if not self._called:
            return {}
        given = {**self._given, "items": items}
        found = own.execute(ORDERS, given, prepare=True, binary=True).fetchall()
        return {(item, spec): same for item, spec, same in found}

    def with_orders(
        self, own: psycopg.Connection[Any], found: Iterator[list[Any]]
    ) -> Iterator["Read"]:
        """Rows that begin with their item's id, each chunk with what judges said in both orders."""
        for rows in found:
            yield Read(self, rows, self.orders(own, [row[0] for row in rows]))


@dataclass(frozen=True, slots=True)
class Read:
    """Rows as they were read, and what to make records of them with."""

    known: Known
    rows: list[Any]
    orders: Orders

    def routing(self, config_id: Any, reason: Any, propensity: Any) -> Routing:
        """The decision in the columns of EVIDENCE."""
        if config_id is None:
            return _UNDECIDED
        return Routing(*self.known.configs[config_id], reason, propensity)

    def judge(self, item_id: int, rater_id: Any, confidence: Any) -> Judge:
        """The judge in the columns of EVIDENCE."""
        found = self.known.judges.get(rater_id)
        if found is None:
            return _PEOPLE
        spec_id = found.spec_id
        same = None if spec_id is None else self.orders.get((item_id, spec_id), False)
        return Judge(found.name, found.sha256, found.template_sha256, confidence, same)
