"""What a project's policy has learnt and how it stands with its audits, for pages."""

from typing import Any

from routing import policies, selectors
from routing.models import PolicyState
from routing.services import drifting, epochs, figures, learnt


def of_project(project_id: int) -> dict[str, Any]:
    """The state in force, the attempts since these judges are asked, the promise, the watch.

    What is counted over the audits is as of `as_of`, and not known while judges that are new wait
    to be counted.
    """
    epoch = epochs.current(project_id)
    config = selectors.config(project_id)
    known = figures.known(project_id)
    counted = known.data if known.data and known.data["epoch"] == epoch.key else None
    rows: list[PolicyState] = []
    learns = False
    if config is not None:
        policy = policies.make(config.policy, config.params)
        learns = learnt.learns(policy)
        rows = list(learnt.attempts(project_id, learnt.key(config, policy, epoch))[:20])
    state = next((row for row in rows if row.promoted), None)
    return {
        "learns": learns,
        "epoch": epoch.key[:12],
        "as_of": counted and known.as_of,
        "audited": counted and counted["audited"],
        "new": counted and counted["new"],
        "state": state and {**_figures(state), "notes": state.state.get("notes", [])},
        "attempts": [_figures(row) for row in rows],
        "promise": _promise(state, config.params if config else {}),
        "watch": counted and counted["watch"],
        "alarms": [_alarm(alarm) for alarm in drifting.alarms(project_id)],
    }


def _figures(row: PolicyState) -> dict[str, Any]:
    names = ("at", "rows", "tried_on", "brier", "auqc", "brier_before", "auqc_before")
    return {name: getattr(row, name) for name in (*names, "promoted", "reason")}


def _promise(state: PolicyState | None, params: dict[str, Any]) -> dict[str, Any] | None:
    """α, δ, n and the bound R⁺ of a guarantee; None where the policy gives none."""
    if state is None or state.policy != "guaranteed":
        return None
    made = policies.make("guaranteed", params)
    kept = {name: state.state[name] for name in ("rows", "kept", "bound", "limit")}
    levels = {name: getattr(made, name) for name in ("alpha", "delta")}
    kept["wrong"] = state.state["errors"]
    return {**levels, **kept, "holds": kept["kept"] > 0, "said": state.state["notes"][0]}


def _alarm(alarm: Any) -> dict[str, Any]:
    names = ("at", "rows", "before", "after", "since_item", "acknowledged_at", "note")
    by = alarm.acknowledged_by.name if alarm.acknowledged_by else ""
    return {"id": alarm.pk, "acknowledged_by": by, **{n: getattr(alarm, n) for n in names}}
