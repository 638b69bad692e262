"""Who would be asked: signals and decisions, computed without writing anything."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotation.domain.types import ItemRecord, ItemState, JudgmentRecord, RaterKind, Route
from annotation.errors import NotFound
from annotation.selectors import items, judgments
from annotation.selectors import projects as project_rows
from annotation.selectors.projects import ProjectRecord
from routing import policies, selectors
from routing.errors import NoPolicy
from routing.policies import pipeline
from routing.policies.base import Budget, Decision, Policy
from routing.selectors import ConfigRecord, Last
from routing.services import specs
from routing.signals import SIGNALS, SignalFrame, frame

BATCH = 2000
ROUTABLE = [s for s in ItemState if s is not ItemState.DISCARDED]
Beat = Callable[[int, int], None]  # items looked at, of how many


@dataclass(frozen=True, slots=True)
class Setting:
    """All that holds for a whole run."""

    project: ProjectRecord
    config: ConfigRecord
    policy: Policy
    judges: tuple[int, ...]  # ids of the specs that are asked
    people_left: int | None  # judgments; None = no limit


@dataclass(frozen=True, slots=True)
class Planned:
    """A decision to be written."""

    decision: Decision
    round: int
    draw: float  # the audit coin
    before: Last | None


def setting(project_id: int, config: ConfigRecord | None = None) -> Setting:
    """The project with the policy in force, or with another for a rehearsal.

    Raises:
        NotFound: There is no such project.
        NoPolicy: None has been chosen.
    """
    project, config = project_rows.by_id(project_id), config or selectors.config(project_id)
    if project is None:
        raise NotFound
    if config is None:
        raise NoPolicy
    return Setting(
        project=project,
        config=config,
        policy=policies.make(config.policy, config.params),
        judges=tuple(spec.pk for spec in specs.active(project_id=project_id)),
        people_left=selectors.people_left(project_id),
    )


def all_ids(project_id: int, states: Sequence[ItemState] = ROUTABLE) -> list[int]:
    """Every item in these states, in id order."""
    found: list[int] = []
    while page := items.ids_in_states(
        project_id=project_id, states=states, after=found[-1] if found else 0, limit=50_000
    ):
        found += page
    return found


def plan(
    given: Setting, item_ids: Sequence[int], *, weigh: bool = False, beat: Beat = lambda *_: None
) -> list[Planned]:
    """Decide on these items together, since a budget binds them to each other.

    Args:
        weigh: The judge went first on these items. Its verdict is weighed now, under the audit
            coin that was tossed then: a second toss would audit more than was said.
        beat: Called after each batch that was read.
    """
    latest: dict[int, Last] = {}
    for ids in batches(item_ids):
        latest |= selectors.last(ids)
    rounds = {i: latest[i].round + 1 if i in latest else 1 for i in item_ids}
    draws = {i: pipeline.draws(given.config.seed, i, rounds[i]) for i in item_ids}
    coins = {i: latest[i].draw if weigh else draws[i][0] for i in item_ids}
    seen = _frame(given, item_ids, [draws[i][1] for i in item_ids], beat)
    terms = pipeline.Terms(
        audit_rate=given.config.audit_rate,
        judge_active=bool(given.judges),
        budget=_budget(given, latest.values()),
    )
    made = pipeline.decide(seen, given.policy, [coins[i] for i in item_ids], terms)
    return [Planned(d, rounds[d.item_id], coins[d.item_id], latest.get(d.item_id)) for d in made]


def batches(ids: Sequence[int], size: int = BATCH) -> Iterator[Sequence[int]]:
    """The ids, so many at a time."""
    for at in range(0, len(ids), size):
        yield ids[at : at + size]


def _budget(given: Setting, latest: Iterable[Last]) -> Budget:
    if given.people_left is None:
        return Budget(None, given.project.overlap)
    # What an earlier round set aside for these very items is theirs to spend again.
    mine = sum(last.human_judgments for last in latest)
    return Budget(given.people_left + mine, given.project.overlap)


def _frame(
    given: Setting, item_ids: Sequence[int], draws: Sequence[float], beat: Beat
) -> SignalFrame:
    """The signals the policy needs, a batch at a time; texts only where a signal reads them."""
    keys = given.policy.needs | {"judge_verdicts"}
    reads_text = any(SIGNALS[key].reads_text for key in keys)
    parts = []
    for at, ids in enumerate(batches(item_ids)):
        found = items.records(ids) if reads_text else [_bare(i, given.project.id) for i in ids]
        by_id = {item.id: item for item in found}
        part = draws[at * BATCH : at * BATCH + len(ids)]
        parts.append(frame([by_id[i] for i in ids], _judged(ids), keys=keys, draws=part))
        beat(at * BATCH + len(ids), len(item_ids))
    return SignalFrame.joined(parts, keys)


def _bare(item_id: int, project_id: int) -> ItemRecord:
    return ItemRecord(item_id, project_id, external_id="", prompt=[], responses=[])


def _judged(ids: Sequence[int]) -> dict[int, list[JudgmentRecord]]:
    return {
        item_id: [r for r in records if r.rater_kind is RaterKind.JUDGE]
        for item_id, records in judgments.of_items(ids).items()
    }


def counts(planned: Sequence[Planned]) -> dict[str, int]:
    """How many items each route gets; "held": nobody can be asked for now."""
    routes = [p.decision.route for p in planned]
    named = {route.value: routes.count(route) for route in Route}
    return {**named, "held": routes.count(None)}
