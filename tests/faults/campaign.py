"""One campaign: a real `serve`, people and imports at work, processes killed, then the check."""

import json
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from config.embedded import paths
from tests.config.processes import ROOT, Serve, environment, eventually
from tests.faults import checks, planted
from tests.faults.clients import Annotator, Campaign, Client, Importer
from tests.faults.killer import WORKER, Faults, Stack, hit
from tests.faults.proxy import Proxy

# As if so much time had passed: leases last for minutes, a campaign does not.
AGE_JOBS = "UPDATE annotation_job SET lease_until = now() WHERE state = 'running'"
AGE_WAITS = "UPDATE annotation_job SET not_before = now() WHERE state = 'pending'"
AGE_LEASES = "UPDATE annotation_assignment SET leased_until = now() WHERE state = 'open'"
UNHELD = """
SELECT 1 FROM annotation_job
WHERE state IN ('pending', 'running') AND not_before < now()
    AND coalesce(lease_until, now()) <= now()
"""
AGE_CALLS = (
    "UPDATE routing_judgecall SET created_at = created_at - interval '1 hour' "
    "WHERE state IN ('reserved', 'sent')"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how many, how bad."""

    seed: int
    port: int  # of the server; the proxy, which the clients use, listens on the one after it
    seconds: float = 30
    people: int = 16
    items_for_people: int = 700
    items_for_judges: int = 40
    bound: float = 120  # seconds in which everything must have ended after the last fault
    mutant: str = ""


def run(plan: Plan, folder: Path) -> dict[str, Any]:
    """The report: seed, settings, faults with their times, counts, and what is broken."""
    rng = random.Random(plan.seed)
    begin = time.monotonic()
    with _serving(plan, folder / "data") as (served, proxy):
        given = _prepared(plan, folder / "data")
        up = time.monotonic()
        stack = Stack(
            served.process.pid,
            proxy,
            age_jobs=lambda: _try(folder, AGE_JOBS),
            age_leases=lambda: _try(folder, AGE_LEASES),
        )
        faults = Faults(stack, plan.seconds, rng)
        clients = _clients(plan, given, folder, until=up + plan.seconds)
        for thread in (*clients, faults):
            thread.start()
        for thread in (faults, *clients):
            thread.join(plan.seconds + 60)
        settled = _settle(plan, stack, folder)
        ledgers = sorted(folder.glob("*.ledger"))
        with _connected(folder) as database:
            broken = checks.violations(database, ledgers)
            counted = checks.counts(database, ledgers)
        (folder / "serve.log").write_text("".join(served.lines))
    done = [fault for fault in stack.done if fault["pid"]]
    acked = counted["ledger"].get("ack", 0)
    return {
        "seed": plan.seed,
        "mutant": plan.mutant or None,
        "versions": {"python": platform.python_version(), "kernel": platform.release()},
        "durability": given["durability"],
        "seconds": {
            "start": round(up - begin, 1),
            "faults": plan.seconds,
            "until_all_ended": settled,
            "whole": round(time.monotonic() - begin, 1),
        },
        "faults": stack.done,
        "faults_done": len(done),
        "answers_cut": proxy.cut,
        "counts": counted,
        "bounds": {"per_fault": _bound(len(done)), "per_acknowledgement": _bound(acked)},
        "violations": broken,
    }


def sentence(report: dict[str, Any]) -> str:
    """What the run showed, and no more than that."""
    bounds, counts = report["bounds"], report["counts"]
    head = (
        f"seed {report['seed']}: {report['faults_done']} faults, {report['answers_cut']} answers "
        f"cut, {counts['ledger'].get('ack', 0)} acknowledgements, {counts['judge_calls']} judge "
        f"calls, {counts['items_imported']} items imported, in {report['seconds']['whole']} s"
    )
    if report["violations"]:
        lines = [f"  {promise}: {cases}" for promise, cases in report["violations"].items()]
        return "\n".join([head, "BROKEN", *lines])
    return (
        f"{head}\nnothing broken. By the rule of three (95 %) that means less than "
        f"{bounds['per_fault']:.1%} per fault and {bounds['per_acknowledgement']:.2%} per "
        "acknowledgement; not never."
    )


@contextmanager
def _serving(plan: Plan, data: Path) -> Iterator[tuple[Serve, Proxy]]:
    changes = {"TIEBREAK_SWEEP_SECONDS": "1", "TIEBREAK_LOG_LEVEL": "WARNING"}
    if plan.mutant:
        changes |= {
            "DJANGO_SETTINGS_MODULE": "tests.faults.planted.settings",
            "PLANTED": plan.mutant,
        }
    served = Serve(data, plan.port, **changes)
    proxy = Proxy(plan.port + 1, plan.port)
    try:
        served.wait_until_up(180)
        proxy.start()
        proxy.wait_until_up()
        yield served, proxy
    finally:
        if proxy.is_alive():
            proxy.stop()
        if served.process.poll() is None:
            served.end()


def _prepared(plan: Plan, data: Path) -> dict[str, Any]:
    numbers = (plan.people, plan.items_for_people, plan.items_for_judges)
    argv = [sys.executable, "-m", "tests.faults.prepare", *map(str, numbers)]
    made = subprocess.run(
        [*argv, *planted.SQL.get(plan.mutant, ())],
        check=False, cwd=ROOT, capture_output=True, text=True, timeout=120,
        env=environment(data, **_mutant_settings(plan)),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    given: dict[str, Any] = json.loads(made.stdout)
    return given


def _mutant_settings(plan: Plan) -> dict[str, str]:
    if not plan.mutant:
        return {}
    return {"DJANGO_SETTINGS_MODULE": "tests.faults.planted.settings", "PLANTED": plan.mutant}


def _clients(plan: Plan, given: dict[str, Any], folder: Path, *, until: float) -> list[Client]:
    campaign = Campaign(plan.port + 1, given["project"], lambda: time.monotonic() > until)
    people: list[Client] = [
        Annotator(campaign, cookie, folder / f"{n:02}.ledger", plan.seed + n)
        for n, cookie in enumerate(given["cookies"])
    ]
    return [*people, Importer(campaign, given["admin"], folder / "importer.ledger", plan.seed)]


def _settle(plan: Plan, stack: Stack, folder: Path) -> float | None:
    """Wait until all work has ended, as the sweeps find it; gives the seconds, None if it did not.

    The last worker is killed first: so no living process holds any of the leases that are aged.
    """
    begin = time.monotonic()
    if worker := stack.leader(WORKER):
        hit(worker, 9)
    time.sleep(0.5)
    eventually(lambda: _try(folder, f"{AGE_JOBS}; {AGE_LEASES}"), 30)
    # Now workers take up what the killed one held; only then do its calls count as lost.
    eventually(lambda: _none(folder, UNHELD), 30)
    time.sleep(1)
    eventually(lambda: _try(folder, AGE_CALLS), 30)

    def ended() -> bool:
        time.sleep(1)
        try:
            _sql(folder, AGE_WAITS)
            with _connected(folder) as database:
                return checks.open_work(database) == 0
        except psycopg.Error:
            return False

    if eventually(ended, plan.bound):
        return round(time.monotonic() - begin, 1)
    return None


def _try(folder: Path, sql: str) -> bool:
    try:
        _sql(folder, sql)
    except psycopg.Error:
        return False
    return True


def _none(folder: Path, sql: str) -> bool:
    try:
        with _connected(folder) as database:
            return not database.execute(sql).fetchall()
    except psycopg.Error:
        return False


def _sql(folder: Path, sql: str) -> None:
    with _connected(folder) as database:
        database.execute(sql)


def _connected(folder: Path) -> psycopg.Connection[Any]:
    sockets = str(paths.socket_dir(folder / "data"))
    return psycopg.connect(
        host=sockets, port=5432, user="postgres", dbname="tiebreak", connect_timeout=3
    )


def _bound(n: int) -> float:
    """The rule of three: what 0 of n leaves open, with 95 % confidence."""
    return 3 / n if n else 1.0


def random_seed() -> int:
    return int.from_bytes(os.urandom(4))
