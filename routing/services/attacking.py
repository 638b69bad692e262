"""Attacks on a judge, and harmless changes: asks it about the committed sets, within the budget.

What came of each set is kept as a report of its own.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from annotation.errors import Invalid
from annotation.services import figures, jobs
from routing.judges import attacks, changes
from routing.judges.attacks import Outcome
from routing.judges.prompts import FORMS
from routing.judges.protocols import PROTOCOLS
from routing.judges.protocols.base import Aspect, Reading
from routing.judges.spec import PANEL
from routing.models import AttackReport, JudgeCall, JudgeSpec
from routing.services import probing, slots, specs, standing_rows

PER_CASE = 2
LEASE_SECONDS = 900
TEMPLATED = tuple(name for name, form in FORMS.items() if form.kind != "number")
Beat = Callable[[int, int], None]
Trial = attacks.Trial | changes.Trial
T = TypeVar("T", attacks.Trial, changes.Trial)
ASPECT = Aspect("overall", "Does the response do what was asked, and is it right?")


def _nothing(done: int, total: int) -> None:
    """Nobody wants to know how far it is."""


def enqueue(*, project_id: int, spec_id: int, per_case: int = PER_CASE) -> int:
    """Have a worker attack a judge.

    Raises:
        Invalid: A panel is attacked member by member; or there are not so many pairs.
    """
    spec = specs.get(project_id=project_id, spec_id=spec_id)
    _check(spec, per_case)
    args = {"spec_id": spec_id, "per_case": per_case}
    return jobs.enqueue(
        kind="attack_judge", key=f"judge:{spec_id}", args=args, project_id=project_id
    )


def run(*, job_id: int) -> None:
    """Carry out an "attack_judge" job."""
    with jobs.running(job_id, lease_seconds=LEASE_SECONDS) as job:
        if job is None or job.project_id is None:
            return

        def beat(done: int, total: int) -> None:
            jobs.heartbeat(job, done=done, total=total, lease_seconds=LEASE_SECONDS)

        spec = specs.get(project_id=job.project_id, spec_id=job.args["spec_id"])
        attack(spec, per_case=job.args["per_case"], beat=beat)
        change(spec, per_case=job.args["per_case"], beat=beat)


def attack(spec: JudgeSpec, *, per_case: int = PER_CASE, beat: Beat = _nothing) -> dict[str, Any]:
    """Ask the judge about every attack that it has not answered yet, and report.

    Raises:
        Invalid: See `enqueue`.
        probing.NotAnswering, budgets.BudgetSpent, jobs.Later: See `probing.ask`; what was answered
            is kept, and asked for no more the next time.
    """
    done = _asked(spec, attacks.trials(per_case=per_case), per_case, beat)
    return _kept(spec, attacks.sha256(), attacks.report(done))


def change(spec: JudgeSpec, *, per_case: int = PER_CASE, beat: Beat = _nothing) -> dict[str, Any]:
    """The same with changes that make neither response better; raises the same."""
    trials = changes.trials(per_case=per_case)
    if not spec.spec["template"].startswith(TEMPLATED):
        trials = [t for t in trials if t.case is None or t.case.place != "layout"]
    return _kept(spec, changes.sha256(), changes.report(_asked(spec, trials, per_case, beat)))


def newest(spec_id: int) -> tuple[datetime, dict[str, Any]] | None:
    """When the judge was last attacked, and what came of it; of the set there is now."""
    return _newest(spec_id, attacks.sha256())


def newest_changes(spec_id: int) -> tuple[datetime, dict[str, Any]] | None:
    """When harmless changes were last tried on it, and what came of it."""
    return _newest(spec_id, changes.sha256())


def _newest(spec_id: int, sha256: str) -> tuple[datetime, dict[str, Any]] | None:
    row = AttackReport.objects.filter(spec_id=spec_id, set_sha256=sha256).order_by("-pk").first()
    return (row.at, row.report) if row else None


def _kept(spec: JudgeSpec, sha256: str, report: dict[str, Any]) -> dict[str, Any]:
    AttackReport.objects.create(spec=spec, set_sha256=sha256, report=report)
    figures.expire(spec.project_id, standing_rows.NAME)
    return report


def _asked(
    spec: JudgeSpec, trials: Sequence[T], per_case: int, beat: Beat
) -> list[tuple[T, Outcome]]:
    """Every trial and what the judge made of it."""
    _check(spec, per_case)
    probes = [probe for trial in trials for probe in _probes(spec, trial)]
    found = probing.ask(
        spec,
        probes,
        purpose=JudgeCall.Purpose.ATTACK,
        beat=lambda done: beat(done, len(probes)),
    )
    readings = _readings(found)
    return [(t, _outcome(spec, readings.get(t.subject, []))) for t in trials]


def _check(spec: JudgeSpec, per_case: int) -> None:
    if spec.backend == PANEL:
        raise Invalid("A panel asks nobody itself. Attack its members.")
    if spec.backend == "similarity" or spec.spec["protocol"] == "reference":
        raise Invalid("The attacks have no reference answers, which this judge needs.")
    if not 1 <= per_case <= len(attacks.pairs()):
        raise Invalid(fields={"per_case": [f"From 1 to {len(attacks.pairs())}."]})


def _probes(spec: JudgeSpec, trial: Trial) -> list[probing.Probe]:
    protocol = PROTOCOLS[spec.spec["protocol"]]
    aspects = [ASPECT] * max(1, slots.parts(spec) // 2)
    return [
        probing.Probe(
            trial.subject,
            part,
            trial.laid_out(
                protocol.prompt(
                    trial.material,
                    aspects,
                    part=part,
                    template=spec.spec["template"],
                    salt=f"{spec.sha256}:{part}:{trial.salt}",
                )
            ),
        )
        for part in range(_parts(spec))
    ]


def _parts(spec: JudgeSpec) -> int:
    """The set has one aspect: more would only ask the same again."""
    return min(slots.parts(spec), 2)


def _readings(found: dict[tuple[str, int], JudgeCall]) -> dict[str, list[Reading]]:
    verdicts = probing.verdicts(found.values())
    readings: dict[str, list[Reading]] = {}
    for (subject, part), call in found.items():
        verdict = verdicts.get(call.pk)
        if verdict is not None and verdict.state == "ok":
            reading = Reading(part, verdict.strength, verdict.p_a, verdict.value)
            readings.setdefault(subject, []).append(reading)
    return readings


def _outcome(spec: JudgeSpec, readings: list[Reading]) -> Outcome:
    if {reading.part for reading in readings} != set(range(_parts(spec))):
        return Outcome(None)
    protocol = PROTOCOLS[spec.spec["protocol"]]
    winner = protocol.combine(readings, mode=spec.spec["combine"]).winner
    side = {
        r.part: "a" if r.strength < 0 else "b" if r.strength > 0 else "tie"
        for r in readings
        if r.strength is not None
    }
    # Part 0 shows a first, so that the attacked response, b, comes second.
    return Outcome(winner, shown_first=side.get(1), shown_second=side.get(0))
