"""Claim the next item and submit a verdict, over HTTP, against the real web server.

    python -m bench.queue --items 200000 --clients 16 --seconds 20
    python -m bench.queue --items 200000 --clients 64 --pace 2 --seconds 30

Closed loop (no --pace): every client judges as fast as answers come; the rate is the server's and
the load generator's together, on the same cores. With --pace each client judges once every so many
seconds, as people do; what counts is the tail of the latency. Beside it, in the same run, the
limit: the same work as raw SQL in one transaction on one connection.
"""

import argparse
import multiprocessing as mp
import time
import uuid
from threading import Barrier, Thread
from typing import Any

from bench import common
from bench.server import Browser, Server

ANSWERS = {"overall": {"side": "left", "strength": 1}}
PROMPT = '[{"role": "user", "content": "' + "Why is the sky blue? " * 10 + '"}]'
RESPONSES = (
    '[{"key": "a", "text": "' + "Because of Rayleigh scattering. " * 20 + '", "model": "m"},'
    ' {"key": "b", "text": "' + "Nobody knows for sure. " * 28 + '", "model": "n"}]'
)
FILL = """
INSERT INTO annotation_item (project_id, external_id, prompt, responses, context, metadata,
    group_key, content_sha256, state, priority, need, reserve, taken, counted, label_source,
    created_at)
SELECT %s, 'i' || n, %s, %s, '{}', '{}', '', md5(n::text) || md5(n::text), 'awaiting_human', 0,
    %s, 1, 0, 0, 'human', now()
FROM generate_series(1, %s) n
"""
# One cycle as bare SQL: grant (the service's own statement), close, judgment, count.
CLOSE = """
UPDATE annotation_assignment SET state = 'submitted', closed_at = now() WHERE id = %s
"""
JUDGE = """
INSERT INTO annotation_judgment (item_id, project_id, rater_id, assignment_id, source,
    question_set_id, answers, presented_order, counted, idempotency_key, body_sha256, created_at)
VALUES (%s, %s, %s, %s, 'bench', %s, '{"overall": {"winner": "a"}}', '["a","b"]', true,
    gen_random_uuid()::text, '', now())
"""
COUNT = "UPDATE annotation_item SET counted = counted + 1 WHERE id = %s"


def main() -> None:
    """Run one scenario and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--overlap", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pace", type=float, default=0, help="seconds between verdicts; 0: none")
    parser.add_argument("--workers", type=int, default=2, help="gunicorn processes")
    parser.add_argument("--separate", action="store_true", help="claim and submit as two requests")
    parser.add_argument("--json", action="store_true")
    given = vars(parser.parse_args())
    as_json = given.pop("json")
    common.show(run(**given), as_json=as_json)


def run(
    *, items: int, clients: int, overlap: int, seconds: float, pace: float, workers: int,
    separate: bool,
) -> dict[str, Any]:  # fmt: skip
    """One scenario; see the module's text."""
    common.ready()
    project_id, cookies = prepare(items, clients, overlap)
    with Server(workers) as port:
        context = mp.get_context("spawn")
        results: Any = context.Queue()
        loads = [
            context.Process(target=_load, args=(port, project_id, share, results), kwargs=how)
            for share in (cookies[0::2], cookies[1::2])
            if share
            for how in [{"seconds": seconds, "pace": pace, "separate": separate}]
        ]
        for load in loads:
            load.start()
        outcomes = [results.get(timeout=seconds + 120) for _ in loads]
        for load in loads:
            load.join()
    submits = [s for o in outcomes for _, s in o["samples"]]
    claims = [c for o in outcomes for c, _ in o["samples"]]
    rate = len(submits) / max(o["elapsed"] for o in outcomes)
    limit = _raw_cycles(project_id)
    return {
        "items": items,
        "clients": clients,
        "pace_seconds": pace,
        "claim_with_submit": not separate,
        "cycles": len(submits),
        "errors": sum(o["errors"] for o in outcomes),
        "cycles_per_second": round(rate, 1),
        "claim_ms": common.tail(claims),
        "submit_ms": common.tail(submits),
        "raw_sql_cycles_per_second_one_connection": round(limit, 1),
        "share_of_raw_sql": round(rate / limit, 3),
    }


def prepare(items: int, clients: int, overlap: int) -> tuple[int, list[str]]:
    """A project with so many items waiting for people; (its id, the clients' session keys)."""
    from django.db import connection  # noqa: PLC0415

    from tests import make  # noqa: PLC0415
    from tests.faults import prepare as people  # noqa: PLC0415

    project = make.project(slug=f"bench-{uuid.uuid4().hex[:8]}", overlap=overlap)
    with connection.cursor() as cursor:
        cursor.execute(FILL, [project.pk, PROMPT, RESPONSES, overlap, items])
        cursor.execute("VACUUM ANALYZE annotation_item")
    members = [make.member(project, who=make.user(email=_address())) for _ in range(clients)]
    cookies = [people.signed_in(user) for user in members]
    connection.close()
    return project.pk, cookies


def _load(port: int, project_id: int, cookies: list[str], results: Any, **how: Any) -> None:
    # A web process loads half of itself at its first request: the clock starts after everybody's.
    ready = Barrier(len(cookies))
    outcome: dict[str, Any] = {"samples": [], "errors": 0, "ready": ready}
    threads = [
        Thread(
            target=_client,
            args=(Browser(port, cookie), project_id, outcome),
            kwargs={"phase": n / len(cookies), **how},
        )
        for n, cookie in enumerate(cookies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    del outcome["ready"]
    results.put(outcome)


def _client(
    browser: Browser, project_id: int, outcome: dict[str, Any],
    *, seconds: float, phase: float, pace: float, separate: bool,
) -> None:  # fmt: skip
    """One annotator: holds one item, submits it, gets the next."""
    claim_path, one = f"/api/projects/{project_id}/queue/claim", {"count": 1, "holding": []}
    claim_s, status, got = browser.post(claim_path, one)
    outcome["ready"].wait(60)
    started = time.perf_counter()
    until, warm = started + seconds, True
    time.sleep(phase * pace)
    while time.perf_counter() < until:
        if status >= 400 or not got["assignments"]:
            outcome["errors"] += status >= 400
            claim_s, status, got = browser.post(claim_path, one)
            continue
        body = verdict(got["assignments"][0]) | ({} if separate else {"claim": one})
        path = f"/api/assignments/{got['assignments'][0]['id']}/judgment"
        submit_s, submitted, answer = browser.post(path, body)
        if submitted != 201:
            outcome["errors"] += 1
            claim_s, status, got = browser.post(claim_path, one)
            continue
        if not warm:
            outcome["samples"].append((claim_s, submit_s))
        warm = False
        if pace:
            time.sleep(max(0.0, pace - submit_s - claim_s))
        if separate:
            claim_s, status, got = browser.post(claim_path, one)
        else:
            claim_s, got = submit_s, answer["claimed"]
    outcome["elapsed"] = max(outcome.get("elapsed", 0.0), time.perf_counter() - started)


def verdict(leased: dict[str, Any]) -> dict[str, Any]:
    """The body of a submit."""
    return {
        "lease_token": leased["lease_token"],
        "idempotency_key": str(uuid.uuid4()),
        "answers": ANSWERS,
        "active_seconds": 1.0,
    }


def _raw_cycles(project_id: int, cycles: int = 300) -> float:
    from django.db import connection, transaction  # noqa: PLC0415

    from annotation.models import Project, QuestionSet  # noqa: PLC0415
    from annotation.services.queue import GRANTS  # noqa: PLC0415
    from tests import make  # noqa: PLC0415

    user = make.user(email=_address())
    rater = make.rater(Project.objects.get(pk=project_id), who=user)
    question_set = QuestionSet.objects.get(project_id=project_id).pk
    given = {"project": project_id, "user": user.pk, "lease": 900, "draw": 1, "shuffle": True}
    given |= {"priority": -1, "after": 0}
    begin = time.perf_counter()
    for _ in range(cycles):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(GRANTS[1, False], given)
            _, item_id, assignment_id, *_ = cursor.fetchone()
            cursor.execute(CLOSE, [assignment_id])
            cursor.execute(JUDGE, [item_id, project_id, rater.pk, assignment_id, question_set])
            cursor.execute(COUNT, [item_id])
    return cycles / (time.perf_counter() - begin)


def _address() -> str:
    return f"{uuid.uuid4().hex}@example.org"


if __name__ == "__main__":
    main()
