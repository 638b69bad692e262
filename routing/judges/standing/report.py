"""All figures of one judge, and the verdict on it."""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from annotation.domain.quality import intervals
from annotation.domain.quality.figure import Figure, shown
from routing.judges.standing import consistency, habits, people, sureness, times, verdict
from routing.judges.standing.consistency import NEVER, Asked
from routing.judges.standing.table import NOBODY, Table

LEAST_FAIR = 30  # audited rows from which agreement rests on them alone
SHOWN_DISAGREEMENTS = 200


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a judge's calls came to."""

    calls: int = 0  # finished
    failures: dict[str, int] = field(default_factory=dict)  # calls without a verdict, by kind
    spent_usd: float = 0.0
    judged: int = 0  # judgments given
    models: tuple[str, ...] = ()  # what the provider says it was
    attack_rate: float | None = None
    orders: bool = True  # it sees two responses at once
    imported: bool = False  # no call of it was ever made here
    asked: Asked = NEVER  # again, in earlier versions, under harmless changes


def report(table: Table, ledger: Ledger) -> dict[str, Any]:
    """As plain data, ready for a page or a file.

    Agreement, ceiling and calibration rest on the audited rows where there are enough of them.
    """
    rng = np.random.default_rng(0)  # the same rows show the same interval on every page
    enough = int(table.fair.sum()) >= LEAST_FAIR
    fair = table.take(table.fair) if enough else table
    agreed = people.agree(fair, rng=rng)
    alt = people.replaces(fair)
    swapped = habits.orders(table)
    length, style = habits.liking(table, table.length), habits.liking(table, table.style)
    own = habits.own_family(table)
    sure = sureness.measure(fair)
    best = sureness.best(sure)
    over_time = times.weekly(fair)
    steady = consistency.IMPORTED if ledger.imported else consistency.measure(ledger.asked, rng=rng)
    failed = _failures(ledger)
    weighed = verdict.weigh(
        verdict.Evidence(
            agreement=agreed.overall,
            ceiling=agreed.ceiling,
            kappa=agreed.kappa,
            alt_test=alt["passed"],
            consistent=swapped.consistent,
            orders=ledger.orders,
            pull=swapped.pull,
            length=length.gap,
            style=style.gap,
            own=own,
            ece=best.ece if best else _uncalibrated(sure),
            failures=failed,
            attacks=ledger.attack_rate,
            repeats=steady.repeats,
            changed=steady.changed,
            drift=over_time["fell"],
            remade=len(ledger.models) > 1,
            imported=ledger.imported,
        )
    )
    return {
        "verdict": asdict(weighed),
        "basis": {
            "rows": len(table),
            "audited": int(table.fair.sum()),
            "only_audited": enough and not bool(table.fair.all()),
            "all_fair": bool(table.fair.all()),
        },
        "labels": list(table.labels),
        "agreement": asdict(agreed),
        "alt_test": alt,
        "orders": asdict(swapped),
        "length": asdict(length),
        "format": asdict(style),
        "own_family": asdict(own),
        "calibration": {"best": best.name if best else None, "maps": [asdict(m) for m in sure]},
        "failures": {"share": asdict(failed), "by_kind": ledger.failures, "calls": ledger.calls},
        "models": list(ledger.models),
        "attack_rate": ledger.attack_rate,
        "consistency": asdict(steady),
        "cost": _cost(ledger, agreed.overall),
        "drift": over_time,
        "disagreements": _disagreements(table),
    }


def _uncalibrated(sure: list[sureness.Measured]) -> Figure:
    raw = sure[0].ece
    why = next((m.ece.why_not for m in sure[1:] if m.ece.why_not), "")
    return Figure(
        None, n=raw.n, why_not=(raw.why_not or why)[:1].lower() + (raw.why_not or why)[1:]
    )


def _failures(ledger: Ledger) -> Figure:
    if ledger.imported:
        return Figure(None, why_not="its verdicts were imported")
    if not ledger.calls:
        return Figure(None, why_not="it was never asked")
    n = sum(ledger.failures.values())
    return shown(n / ledger.calls, intervals.wilson(n, ledger.calls), n=ledger.calls)


def _cost(ledger: Ledger, agreement: Figure) -> dict[str, Any]:
    each = ledger.spent_usd / ledger.judged if ledger.judged and not ledger.imported else None
    right = each / agreement.value if each is not None and agreement.value else None
    return {
        "spent_usd": ledger.spent_usd,
        "judged": ledger.judged,
        "usd_per_label": each,
        "usd_per_correct_label": right,
    }


def _disagreements(table: Table) -> dict[str, Any]:
    """Ids of the newest items on which the judge and people's majority differ."""
    best = table.majority()
    other = (best != NOBODY) & (table.said != NOBODY) & (best != table.said)
    return {"n": int(other.sum()), "items": table.items[other][::-1][:SHOWN_DISAGREEMENTS].tolist()}
