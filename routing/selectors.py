"""What routing has decided, for its own services and for pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import orjson
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from numpy.typing import NDArray

from annotation import statements
from annotation.domain.states import OUTSIDE
from annotation.domain.types import ItemState, Json, Route
from routing.models import Budget, Decision, JudgeCall, RoutingConfig

ROUTES = tuple(Route)
# A look-up per item, not a join: a run fills the table within seconds, and a plan made while it was
# empty would read all of it for every batch.
NEWEST = """
SELECT d.* FROM unnest(%(items)s::bigint[]) AS asked(id) CROSS JOIN LATERAL (
    SELECT item_id, round, route, human_judgments, draw FROM routing_decision
    WHERE item_id = asked.id ORDER BY round DESC LIMIT 1) d
"""

PROPENSITY = """
SELECT d.* FROM unnest(%(items)s::bigint[]) AS asked(id) CROSS JOIN LATERAL (
    SELECT item_id, route, propensity, audited FROM routing_decision
    WHERE item_id = asked.id ORDER BY round DESC LIMIT 1) d
"""
TAGS = "SELECT item_id, tags FROM routing_itemtags WHERE item_id = ANY(%(items)s::bigint[])"

# Of every item that waits: since when, by whom it waits for.
QUEUES = """
SELECT waits, count(*), min(since), percentile_disc(0.5) WITHIN GROUP (ORDER BY since) FROM (
    SELECT CASE i.state WHEN 'awaiting_human' THEN 'people' WHEN 'awaiting_judge' THEN 'judges'
            ELSE 'nobody' END AS waits,
        coalesce((SELECT d.created_at FROM routing_decision d WHERE d.item_id = i.id
            ORDER BY d.round DESC LIMIT 1), i.created_at) AS since
    FROM annotation_item i
    WHERE i.project_id = %(project)s
        AND i.state IN ('awaiting_human', 'awaiting_judge', 'imported')) waiting
GROUP BY waits
"""
# Items that the policy in force has decided on, by who was asked under the one before.
MOVES = """
SELECT p.route, d.route, count(*) FROM routing_decision d
JOIN LATERAL (
    SELECT route FROM routing_decision o
    WHERE o.item_id = d.item_id AND o.round < d.round AND o.config_id <> d.config_id
    ORDER BY o.round DESC LIMIT 1) p ON true
WHERE d.project_id = %(project)s
    AND d.config_id = (SELECT id FROM routing_routingconfig WHERE project_id = %(project)s
        ORDER BY version DESC LIMIT 1)
    AND NOT EXISTS (
        SELECT FROM routing_decision l WHERE l.item_id = d.item_id AND l.round > d.round)
GROUP BY 1, 2 ORDER BY 1, 2
"""
JUDGE_USD = """
SELECT to_char((created_at AT TIME ZONE 'UTC')::date, 'YYYY-MM-DD'), sum(cost_usd)
FROM routing_judgecall WHERE project_id = %(project)s AND created_at >= %(since)s GROUP BY 1
"""
STAMP = """
SELECT md5(concat_ws(':',
    (SELECT max(id) FROM routing_routingconfig WHERE project_id = %(project)s),
    (SELECT max(id) FROM routing_policystate WHERE project_id = %(project)s),
    (SELECT max(item_id) FROM routing_decision WHERE project_id = %(project)s),
    (SELECT count(*) FROM (SELECT FROM routing_decision WHERE project_id = %(project)s
        LIMIT 50000) few),
    (SELECT string_agg(concat(id, acknowledged_at), ',' ORDER BY id) FROM routing_driftalarm
        WHERE project_id = %(project)s),
    (SELECT string_agg(concat(id, active), ',' ORDER BY id) FROM routing_judgespec
        WHERE project_id = %(project)s)))
"""


@dataclass(frozen=True, slots=True)
class ConfigRecord:
    """One version of how a project decides who is asked."""

    id: int
    version: int
    policy: str
    params: Json
    audit_rate: float
    seed: int
    created_at: datetime
    created_by: str  # empty: the command line


@dataclass(frozen=True, slots=True)
class Last:
    """The newest decision on an item."""

    round: int
    route: Route
    human_judgments: int
    draw: float
    score: float | None
    policy: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest decision on each of a batch of items, column by column, in the batch's order.

    Args:
        rounds: Its round, shape (n_items,), and so are the others; 0: nothing was decided yet.
        routes: Index into the routes' enumeration; -1 without a decision.
        human_judgments: How many people it asked.
        draws: Its coin, [0, 1).
    """

    rounds: NDArray[np.int64]
    routes: NDArray[np.int8]
    human_judgments: NDArray[np.int64]
    draws: NDArray[np.float64]

    @classmethod
    def nothing(cls, n: int) -> "Standing":
        """Of items on which nothing was decided."""
        return cls(
            np.zeros(n, np.int64), np.full(n, -1, np.int8), np.zeros(n, np.int64), np.zeros(n)
        )

    def put(self, first: int, part: "Standing") -> None:
        """Put a batch's rows in, from row `first` on."""
        rows = slice(first, first + len(part.rounds))
        self.rounds[rows], self.routes[rows] = part.rounds, part.routes
        self.human_judgments[rows], self.draws[rows] = part.human_judgments, part.draws

    def take(self, rows: NDArray[np.intp]) -> "Standing":
        """Of these rows, in the order given."""
        return Standing(
            self.rounds[rows], self.routes[rows], self.human_judgments[rows], self.draws[rows]
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """A budget as pages show it; amounts in dollars or judgments."""

    limit: float
    spent: float
    reserved: float


def config(project_id: int) -> ConfigRecord | None:
    """The version in force."""
    return next(iter(configs(project_id, limit=1)), None)


def configs(project_id: int, *, limit: int = 50) -> list[ConfigRecord]:
    """The versions, newest first."""
    rows = RoutingConfig.objects.filter(project_id=project_id).select_related("created_by")
    return [
        ConfigRecord(
            id=row.pk,
            version=row.version,
            policy=row.policy,
            params=row.params,
            audit_rate=row.audit_rate,
            seed=row.seed,
            created_at=row.created_at,
            created_by=row.created_by.name if row.created_by else "",
        )
        for row in rows.order_by("-version")[:limit]
    ]


def routed_projects() -> list[int]:
    """Active projects that have a policy."""
    rows = RoutingConfig.objects.filter(project__state="active")
    return list(rows.order_by("project_id").values_list("project_id", flat=True).distinct())


def newest(project_id: int) -> QuerySet[Decision]:
    """The decision in force of each item."""
    later = Decision.objects.filter(item=OuterRef("item"), round__gt=OuterRef("round"))
    return Decision.objects.filter(~Exists(later), project_id=project_id)


def last(item_ids: Sequence[int]) -> dict[int, Last]:
    """The newest decision of each of these items."""
    rows = (
        Decision.objects.filter(item_id__in=item_ids)
        .order_by("item_id", "-round")
        .distinct("item_id")
        .values_list(
            "item_id", "round", "route", "human_judgments", "draw", "score", "config__policy"
        )
    )
    return {row[0]: Last(row[1], Route(row[2]), *row[3:]) for row in rows}


def standing(item_ids: Sequence[int]) -> Standing:
    """The newest decision on each of these items, which come in id order."""
    found = Standing.nothing(len(item_ids))
    rows = statements.rows(NEWEST, {"items": statements.array(item_ids)})
    if rows:
        ids, rounds, routes, people, draws = zip(*rows, strict=True)
        at = np.searchsorted(np.asarray(item_ids), ids)
        found.rounds[at], found.human_judgments[at], found.draws[at] = rounds, people, draws
        found.routes[at] = [ROUTES.index(route) for route in routes]
    return found


def looked_first(project_id: int, policies: Sequence[str], *, limit: int) -> list[int]:
    """Items sent to the judge to begin with, whose verdict has come and waits to be weighed."""
    rows = newest(project_id).filter(
        route=Route.JUDGE,
        score__isnull=True,
        config__policy__in=policies,
        item__state=ItemState.RESOLVED,
    )
    return list(rows.order_by("item_id").values_list("item_id", flat=True)[:limit])


def routes(project_id: int) -> dict[str, int]:
    """How many items each route has now, and how many are audited."""
    rows = newest(project_id).order_by().values("route")
    counts = list(rows.annotate(n=Count("pk"), audited=Count("pk", filter=Q(audited=True))))
    by_route = {row["route"]: row["n"] for row in counts}
    named = {route.value: by_route.get(route.value, 0) for route in Route}
    return {**named, "audited": sum(row["audited"] for row in counts)}


def queues(project_id: int) -> list[dict[str, Any]]:
    """Who is waited for: how many items, since when the oldest and the middle one."""
    return [
        {"waits_for": waits, "items": n, "oldest": old.isoformat(), "middle": middle.isoformat()}
        for waits, n, old, middle in statements.rows(QUEUES, {"project": project_id})
    ]


def moves(project_id: int) -> list[dict[str, Any]]:
    """Where the policy in force has sent the items that the one before had decided on."""
    rows = statements.rows(MOVES, {"project": project_id})
    return [{"from": before, "to": now, "items": n} for before, now, n in rows]


def judge_usd_per_day(project_id: int, *, since: datetime) -> dict[str, float]:
    """Day in UTC -> what calls of judges cost; days without calls are left out."""
    rows = statements.rows(JUDGE_USD, {"project": project_id, "since": since})
    return {day: float(cost) for day, cost in rows}


def stamp(project_id: int) -> str:
    """Another one whenever something was decided, learnt or changed."""
    [(found,)] = statements.rows(STAMP, {"project": project_id})
    return str(found)


def last_run(project_id: int) -> dict[str, Any] | None:
    """When items were last decided on, and how many then."""
    rows = Decision.objects.filter(project_id=project_id)
    newest_row = rows.order_by("-pk").first()
    if newest_row is None:
        return None
    at = newest_row.created_at
    return {"at": at, "items": rows.filter(created_at=at).count()}


def budgets(project_id: int) -> dict[str, Limits | None]:
    """Both budgets; None where none is set."""
    found = {
        row.unit: Limits(float(row.limit), float(row.spent), float(row.reserved))
        for row in Budget.objects.filter(project_id=project_id)
    }
    return {unit: found.get(unit) for unit in Budget.Unit.values}


def people_left(project_id: int) -> int | None:
    """How many judgments of people may still be asked for; None = no limit."""
    row = Budget.objects.filter(project_id=project_id, unit=Budget.Unit.HUMAN_JUDGMENTS).first()
    return None if row is None else int(row.limit - row.spent - row.reserved)


def decisions_of(item_id: int) -> list[Json]:
    """An item's decisions, first to last, with the policy that made each."""
    fields = ["round", "route", "human_judgments", "audited", "propensity", "draw", "score"]
    fields += ["threshold", "policy_version", "reasons", "signals", "created_at"]
    rows = Decision.objects.filter(item_id=item_id).select_related("config").order_by("round")
    return [
        {name: getattr(row, name) for name in fields}
        | {"policy": row.config.policy, "config_version": row.config.version}
        for row in rows
    ]


def calls_of(item_id: int) -> list[Json]:
    """An item's judge calls, first to last, each with its newest verdict."""
    fields = ["id", "order", "sample", "attempt", "state", "error", "cost_usd", "latency_ms"]
    fields += ["tokens_in", "tokens_out", "response", "created_at"]
    read = ["state", "winner", "strength", "p_a", "reasoning"]
    work = JudgeCall.objects.filter(item_id=item_id, purpose=JudgeCall.Purpose.WORK)
    rows = work.select_related("spec").order_by("pk")
    calls = []
    for call in rows.prefetch_related("verdicts"):
        verdict = max(call.verdicts.all(), key=lambda v: v.pk, default=None)
        calls.append(
            {name: getattr(call, name) for name in fields}
            | {
                "judge": call.spec.name,
                "verdict": {name: getattr(verdict, name) for name in read} if verdict else None,
            }
        )
    return calls


def audited(project_id: int, *, limit: int = 5000) -> list[tuple[int, float]]:
    """Item and propensity of the newest audited decisions."""
    rows = newest(project_id).filter(Q(audited=True)).order_by("-item_id")
    return list(rows.values_list("item_id", "propensity")[:limit])


def audited_judgments(project_id: int) -> int:
    """How many judgments of people the audited items took."""
    rows = newest(project_id).filter(audited=True).order_by()
    return int(rows.aggregate(n=Sum("human_judgments"))["n"] or 0)


def tags(item_ids: Sequence[int]) -> dict[int, Json]:
    """What a judge says of the prompts of these items; those that are not tagged are left out."""
    rows = statements.rows(TAGS, {"items": statements.array(item_ids)})
    return {item_id: orjson.loads(found) for item_id, found in rows}


def asked_people(item_ids: Sequence[int]) -> dict[int, tuple[float, bool]]:
    """Of these items, those that people are asked about: (chance of that, whether by the coin)."""
    rows = statements.rows(PROPENSITY, {"items": statements.array(item_ids)})
    return {
        item_id: (propensity, audited)
        for item_id, route, propensity, audited in rows
        if route in (Route.HUMAN, Route.BOTH)
    }


def decided(project_id: int, *, limit: int) -> list[int]:
    """Ids of the newest items that something was decided on."""
    rows = newest(project_id).order_by("-item_id")
    return list(rows.values_list("item_id", flat=True)[:limit])


def doubtful(project_id: int, *, limit: int) -> list[Json]:
    """Items left to judges, with the chance to be wrong that was seen then, largest first."""
    rows = newest(project_id).filter(route=Route.JUDGE, score__isnull=False)
    rows = rows.exclude(item__state__in=OUTSIDE).order_by("-score", "item_id")
    return [
        {"item_id": row.item_id, "score": row.score, "reason": row.reasons[0]}
        for row in rows[:limit]
    ]
