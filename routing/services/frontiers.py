"""What people's labels would buy under each policy: computed by a worker, kept for the page."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np
from django.utils import timezone

from annotation.domain.types import Json
from annotation.errors import Refusal
from annotation.selectors import judgments
from annotation.services import jobs
from routing import policies, selectors
from routing.models import Frontier
from routing.policies.base import Policy
from routing.policies.calibration import CalibrationFrame
from routing.policies.hyper import Hyper
from routing.selectors import ConfigRecord
from routing.services import audited, auditing, batches, epochs, learnt, replaying, signals, strata
from routing.services.replaying import Chosen
from routing.signals import bins
from routing.simulator import Terms, Unfit, simulate, tables

COMPARED = ("confidence", "disagreement", "learned_error")
LIMIT = 5000  # items with both labels, the newest
DECIDED = 20_000  # newest decided items over which strata are counted
IN_FORCE = "in_force"
KIND, OF_FILE = "frontier", "frontier_of_file"  # kinds of jobs; a file's is read by interchange


class BeingComputed(Refusal):
    """A worker computes what people's labels buy already; wait until it has."""

    code = "being_computed"


def enqueue(*, project_id: int, asked: Json | None = None) -> int:
    """Have a worker compute it anew.

    Args:
        asked: What is other than usual: "policies", keys of POLICIES; "judge", whose label stands
            without people; fields of `Terms`; "file", the number of a labelled file that was sent
            and is replayed instead of the project's own items.

    Raises:
        BeingComputed: A worker is at it, or will be, perhaps on other terms.
    """
    if asked and running(project_id):
        raise BeingComputed
    kind = OF_FILE if asked and "file" in asked else KIND
    return jobs.enqueue(kind=kind, key=_key(project_id), args=asked, project_id=project_id)


def running(project_id: int) -> bool:
    """Whether a worker is at it, or will be."""
    return any(jobs.open_of(kind=kind, key=_key(project_id)) for kind in (KIND, OF_FILE))


def known(project_id: int) -> Frontier | None:
    """As computed last."""
    return Frontier.objects.filter(project_id=project_id).first()


def run(*, job_id: int) -> None:
    """Carry out a "frontier" job."""
    with jobs.running(job_id) as job:
        if job is None or job.project_id is None:
            return
        work = partial(compute, job.project_id, job.args, beat=lambda _: jobs.heartbeat(job))
        keep(job.project_id, work)


def keep(project_id: int, work: Callable[[], dict[str, Any]]) -> None:
    """Keep the report that some work makes, instead of the one before."""
    begin, as_of = time.monotonic(), timezone.now()
    report = work()
    Frontier.objects.update_or_create(
        project_id=project_id,
        defaults={"report": report, "as_of": as_of, "seconds": time.monotonic() - begin},
    )


def compute(
    project_id: int, asked: Json | None = None, *, beat: Any = lambda _: None
) -> dict[str, Any]:
    """The simulator's report as plain data; "why_not" where there is nothing to simulate."""
    given = dict(asked or {})
    ids = sorted(list(judgments.by_both(project_id))[:LIMIT])

    def labelled(chosen: Chosen) -> CalibrationFrame:
        return replaying.of_project(project_id, chosen, ids=ids)

    return replayed(project_id, given, labelled, beat=beat) | {"strata": _strata(project_id)}


def replayed(
    project_id: int,
    asked: Json,
    labelled: Callable[[Chosen], CalibrationFrame],
    *,
    file: str = "",
    beat: Any = lambda _: None,
) -> dict[str, Any]:
    """The same over items that `labelled` gives, of which no audits are known.

    Args:
        project_id: Whose policy in force is compared.
        asked: As in `enqueue`.
        labelled: May raise Unfit, which becomes "why_not".
        file: Name of the file they come from.
        beat: Called with each policy's name before its turn.
    """
    given = {key: value for key, value in asked.items() if key != "file"}
    names, judge = given.pop("policies", None), given.pop("judge", "")
    config = selectors.config(project_id)
    about = {"judge": judge, "file": file, "strata": []}
    try:
        terms = Terms(**{**given, "budgets": tuple(given.get("budgets") or Terms().budgets)})
        found = labelled(Chosen(judge))
        report = simulate(found, _policies(config, names), terms, beat=beat)
    except Unfit as unfit:
        return {**about, "why_not": str(unfit), "curves": [], "features": []}
    plain = tables.plain(report)
    for curve in plain["curves"]:
        curve["title"] = _title(curve["key"], config)
    gains = {} if file else _gains(project_id, config)
    features = _features(found.usable(), gains)
    return {**plain, **about, "why_not": "", "features": features}


def _policies(config: ConfigRecord | None, names: Sequence[str] | None) -> dict[str, Policy]:
    """The project's own policy with its settings, and others with the usual ones."""
    own = None if config is None else config.policy
    others = [name for name in names or COMPARED if name != own]
    compared = {name: policies.make(name, {}) for name in others}
    if config is None or (names and own not in names):
        return compared
    return {IN_FORCE: policies.make(config.policy, config.params), **compared}


def _title(key: str, config: ConfigRecord | None) -> str:
    if key == IN_FORCE and config is not None:
        return f"{policies.POLICIES[config.policy].title} (in force)"
    return policies.POLICIES[key].title if key in policies.POLICIES else key.capitalize()


def _strata(project_id: int) -> list[dict[str, Any]]:
    """Per range of the judges' confidence: items decided, audited ones, and agreement on them."""
    ids = sorted(selectors.decided(project_id, limit=DECIDED))
    found = audited.of_epoch(project_id, epochs.current(project_id))
    kept = np.isin(found.item_ids, ids)
    found = found.take(np.flatnonzero(kept))
    parts = [signals.read(part, {"judge_confidence"}) for part in batches.batches(ids)]
    confidence = np.concatenate([np.empty(0), *(part["judge_confidence"] for part in parts)])
    cell = strata.ranges(confidence)
    at = cell[np.searchsorted(np.array(ids, dtype=np.int64), found.item_ids)]
    found_strata = []
    for k in range(-1, len(strata.EDGES) - 1):
        rows = at == k
        items = int((cell == k).sum())
        if not items:
            continue
        agreed = auditing.weighted(1 - found.wrong[rows], found.weights[rows])
        found_strata.append(
            {
                "low": None if k < 0 else strata.EDGES[k],
                "high": None if k < 0 else strata.EDGES[k + 1],
                "items": items,
                "audited": int(rows.sum()),
                "agreement": agreed and agreed.value,
            }
        )
    return found_strata


def _features(labelled: CalibrationFrame, gains: dict[str, float]) -> list[dict[str, Any]]:
    """Where the judge is wrong, by feature, those that say most first; by 1 / propensity."""
    edges = bins.fix(labelled.signals)
    members, total = edges.members(labelled.signals), labelled.weights.sum()
    rows = []
    for name, has in zip(edges.names, members.T, strict=True):
        weights = labelled.weights[has]
        wrong = auditing.weighted(labelled.judge_wrong[has], weights)
        if wrong is None:
            continue
        rows.append(
            {
                "feature": name,
                "items": int(has.sum()),
                "share": float(weights.sum() / total),
                "wrong": asdict(wrong),
                "gain": gains.get(name),
            }
        )
    return sorted(rows, key=lambda row: (-row["wrong"]["low"], row["feature"]))


def _gains(project_id: int, config: ConfigRecord | None) -> dict[str, float]:
    """What a person's label adds to the mix by feature, where HyPER has learnt it."""
    if config is None or config.policy != Hyper.key:
        return {}
    policy = policies.make(config.policy, config.params)
    state = learnt.in_force(project_id, config, policy, epochs.current(project_id))
    if state is None or not state.rows:
        return {}
    return dict(zip(state.edges.names, state.linear, strict=True))


def _key(project_id: int) -> str:
    return f"project:{project_id}"
