"""What the routing page shows of audits, queues and spending: counted once, and kept.

Counted while the page waits where a project is small, else by a sweep, with the time they hold for.
"""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from annotation.selectors import figures as kept
from annotation.selectors import judgments
from annotation.selectors.figures import Known
from annotation.services import figures
from routing import policies, selectors
from routing.services import audited, auditing, drifting, epochs, learnt

NAME = "routing"
DAYS = 30  # of spending


def known(project_id: int) -> Known:
    """The figures, see `counted`."""
    return kept.known(project_id, NAME, counted, also=selectors.stamp(project_id))


def refresh() -> int:
    """Sweep: count again what has changed in big projects; returns how many were counted."""
    return figures.refresh({NAME: counted})


def counted(project_id: int) -> dict[str, Any]:
    """All of them, as plain data."""
    epoch = epochs.current(project_id)
    found = audited.of_epoch(project_id, epoch)
    agreement = auditing.agreement(project_id)
    return {
        "epoch": epoch.key,
        "audited": len(found),
        "new": int((found.seen > _seen(project_id, epoch)).sum()),
        "watch": _watch(project_id, epoch, found),
        "agreement": agreement and asdict(agreement),
        "queues": selectors.queues(project_id),
        "days": _days(project_id),
        "moves": selectors.moves(project_id),
    }


def _seen(project_id: int, epoch: epochs.Epoch) -> int:
    """The newest judgment of people that the state in force was learnt from."""
    config = selectors.config(project_id)
    if config is None:
        return 0
    policy = policies.make(config.policy, config.params)
    state = learnt.promoted(project_id, learnt.key(config, policy, epoch))
    return 0 if state is None else state.seen


def _watch(project_id: int, epoch: epochs.Epoch, found: audited.Audited) -> dict[str, Any]:
    """How far the audited agreement has fallen since the last alarm, against the limit."""
    rows = drifting.watched(project_id, epoch, found)
    n, agreed = len(rows), auditing.weighted(1 - rows.wrong, rows.weights)
    fallen = drifting.line(rows).down
    return {
        "n": n,
        "fewest": drifting.FEWEST,
        "agreement": agreed and asdict(agreed),
        "fallen": float(fallen[-1]) if n else 0.0,
        "limit": drifting.LIMIT,
    }


def _days(project_id: int) -> list[dict[str, Any]]:
    """The last days in UTC, oldest first: judgments of people, their minutes, cost of judges."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
    people = judgments.per_day(project_id, since=days[0])
    judges = selectors.judge_usd_per_day(project_id, since=days[0])
    rows = []
    for day in (each.date().isoformat() for each in days):
        n, seconds = people.get(day, (0, 0.0))
        rows.append(
            {"day": day, "judgments": n, "minutes": seconds / 60, "judge_usd": judges.get(day, 0.0)}
        )
    return rows
