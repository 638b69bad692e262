"""Policies learn from audits: refit as labels come in, in force only where not worse."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.core.cache import cache
from django.utils import timezone

from annotation.selectors import judgments
from annotation.services import jobs
from routing import policies, selectors
from routing.models import PolicyState
from routing.policies import calibration, numbers
from routing.policies.base import Policy
from routing.policies.calibration import CalibrationFrame
from routing.selectors import ConfigRecord
from routing.services import audited, drifting, epochs, learnt
from routing.services.audited import Audited
from routing.services.epochs import Epoch
from routing.simulator.trial import Trial, trial

EVERY = 50  # new audited labels after which a policy learns again
NIGHTLY = timedelta(hours=24)
LOOK_EVERY = 10  # new audited labels after which agreement is looked at
WINDOW = 20  # newest audited items a new state is tried on; fewer tell nothing
# A state as good as the one before on a few dozen items differs by chance.
ALIKE = 0.005
# A promise has to stand on all that is audited; a mix and an error table are not orders of doubt.
UNCOMPARED = {"guaranteed", "hyper", "dawid_skene"}
LOOKED = "calibrating:looked:{}"


@dataclass(frozen=True, slots=True)
class _Learner:
    """A project's policy with all it may learn from."""

    project_id: int
    config: ConfigRecord
    policy: Policy
    epoch: Epoch

    @property
    def key(self) -> str:
        return learnt.key(self.config, self.policy, self.epoch)

    def frame(self, found: Audited) -> CalibrationFrame:
        return audited.frame(found, self.policy, self.config.seed)


def run(*, job_id: int) -> None:
    """Carry out a "calibrate" job."""
    with jobs.running(job_id) as job:
        if job is not None and job.project_id is not None:
            look(project_id=job.project_id)


def look(*, project_id: int) -> PolicyState | None:
    """Watch for drift, and learn again if that is due; returns what was made of it."""
    learner = _learner(project_id)
    if learner is None:
        return None
    found = audited.of_epoch(project_id, learner.epoch)
    cache.set(LOOKED.format(project_id), int(found.seen.max(initial=0)), None)
    drifting.check(project_id, learner.epoch, found)
    if not learnt.learns(learner.policy) or not _due(learner, found):
        return None
    return _learn(learner, found)


def ensure(*, project_id: int) -> None:
    """Learn now if the policy has never learnt from these judges: before the first decision."""
    learner = _learner(project_id)
    if learner is None or not learnt.learns(learner.policy):
        return
    if not learnt.attempts(project_id, learner.key).exists():
        _learn(learner, audited.of_epoch(project_id, learner.epoch))


def learn(*, project_id: int) -> PolicyState | None:
    """Learn now, whether it is due or not; None when the policy learns nothing."""
    learner = _learner(project_id)
    if learner is None or not learnt.learns(learner.policy):
        return None
    return _learn(learner, audited.of_epoch(project_id, learner.epoch))


def rehearsed(project_id: int, config: ConfigRecord, policy: Policy) -> Any | None:
    """The state a policy would begin with: the one in force, else what it would learn now.

    HyPER, which learns for many seconds, begins with what is kept.
    """
    epoch = epochs.current(project_id)
    state = learnt.in_force(project_id, config, policy, epoch)
    if state is not None or not learnt.learns(policy) or policy.key == "hyper":
        return state
    found = audited.of_epoch(project_id, epoch)
    kept = f"rehearsed:{learnt.key(config, policy, epoch)}:{int(found.seen.max(initial=0))}"

    data = cache.get(kept)
    if data is None:
        data = calibration.dump(policy.fit(audited.frame(found, policy, config.seed)))
        cache.set(kept, data, 3600)
    return calibration.load(policy.state, data)


def sweep() -> None:
    """Ask for a look wherever enough was audited since the last one."""
    for project_id in selectors.routed_projects():
        if _wants_a_look(project_id):
            jobs.enqueue(kind="calibrate", key=f"project:{project_id}", project_id=project_id)


def _wants_a_look(project_id: int) -> bool:
    looked = cache.get(LOOKED.format(project_id))
    if looked is None:
        return True
    new = selectors.asked_people(list(judgments.by_both(project_id, after=looked)))
    if len(new) >= LOOK_EVERY:
        return True
    learner = _learner(project_id)
    if learner is None or not learnt.learns(learner.policy):
        return False
    last = learnt.attempts(project_id, learner.key).first()
    return last is None or (bool(new) and last.at < timezone.now() - NIGHTLY)


def _learner(project_id: int) -> _Learner | None:
    config = selectors.config(project_id)
    if config is None:
        return None
    policy = policies.make(config.policy, config.params)
    return _Learner(project_id, config, policy, epochs.current(project_id))


def _due(learner: _Learner, found: Audited) -> bool:
    last = learnt.attempts(learner.project_id, learner.key).first()
    if last is None:
        return True
    new = int((found.seen > last.seen).sum())
    # At first whenever they have doubled: a policy that knows little learns much from a few.
    enough = min(EVERY, max(LOOK_EVERY, last.rows))
    return new >= enough or (new > 0 and last.at < timezone.now() - NIGHTLY)


def _learn(learner: _Learner, found: Audited) -> PolicyState:
    frame = learner.frame(found)
    made = learner.policy.fit(frame)
    before = learnt.promoted(learner.project_id, learner.key)
    judged = _compared(learner, found, frame, before)
    return PolicyState.objects.create(
        project_id=learner.project_id,
        policy=learner.policy.key,
        key=learner.key,
        epoch=learner.epoch.key,
        rows=len(frame),
        seen=int(found.seen.max(initial=0)),
        state=calibration.dump(made),
        **judged,
    )


def _compared(
    learner: _Learner, found: Audited, frame: CalibrationFrame, before: PolicyState | None
) -> dict[str, Any]:
    """Whether the new state comes into force, why, and the figures behind it.

    Both are tried on what was audited since the state in force: it has not seen these, and the new
    one is fitted once more without them and without the prompts among them.
    """
    if before is None:
        return {"promoted": True, "reason": "The first since these judges are asked."}
    if _uncompared(learner.policy, learner.config):
        return {"promoted": True, "reason": "It stands on everything that is audited by now."}
    fresh = np.flatnonzero(found.seen > before.seen)
    if len(fresh) < WINDOW:
        said = f"Only {len(fresh)} items were audited since the state in force: too few to compare."
        return {"promoted": False, "reason": said}
    older = np.flatnonzero(~np.isin(frame.groups, frame.groups[fresh]))
    window = frame.take(fresh.tolist())
    new = trial(learner.policy, learner.policy.fit(frame.take(older.tolist())), window)
    old = trial(learner.policy, calibration.load(learner.policy.state, before.state), window)
    return {
        **_verdict(new, old),
        "tried_on": len(fresh),
        "brier": new.brier,
        "auqc": new.auqc,
        "brier_before": old.brier,
        "auqc_before": old.auqc,
    }


def _uncompared(policy: Policy, config: ConfigRecord) -> bool:
    inside = [str(part.get("policy")) for part in config.params.get("policies", ())]
    return bool(UNCOMPARED & {policy.key, *inside})


def _verdict(new: Trial, old: Trial) -> dict[str, Any]:
    on = f"on the newest {new.rows} audited items"
    if new.auqc < old.auqc - ALIKE:
        now, before = numbers.apart(new.auqc, old.auqc, 3)
        why = f"its order finds fewer errors (AUQC {now}, before {before})"
    elif new.brier is not None and old.brier is not None and new.brier > old.brier + ALIKE:
        now, before = numbers.apart(new.brier, old.brier, 3)
        why = f"its chances are further off (Brier {now}, before {before})"
    elif new.brier is None and old.brier is not None:
        why = "without them there is too little to learn from"
    else:
        return {"promoted": True, "reason": f"Not worse than the state before it, {on}."}
    return {"promoted": False, "reason": f"Worse than the state before it, {on}: {why}."}
