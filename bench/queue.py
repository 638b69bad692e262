"""Claim the next item and submit a verdict, over HTTP, against the real web server.

    python -m bench.queue --items 200000 --clients 16 --seconds 20
    python -m bench.queue --items 200000 --clients 64 --pace 2 --seconds 30

Closed loop (no --pace): every client judges as fast as answers come; the rate is the server's and
the load generator's together, on the same cores. With --pace each client judges once every so many
seconds, as people do; what counts is the tail of the latency. Beside it, in the same run, the limit:
the same work as raw SQL in one transaction on one connection.
"""

import argparse
import http.client
import multiprocessing as mp
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from threading import Thread
from typing import Any

import django
import orjson

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = {"overall": {"side": "left", "strength": 1}}
Sample = tuple[float, float]  # seconds of a claim, seconds of a submit


def main() -> None:
    """Run one scenario and print a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--overlap", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pace", type=float, default=0, help="seconds between verdicts; 0: at once")
    parser.add_argument("--workers", type=int, default=2, help="gunicorn processes")
    parser.add_argument("--separate", action="store_true", help="claim and submit as two requests")
    options = parser.parse_args()
    print(orjson.dumps(run(**vars(options)), option=orjson.OPT_INDENT_2).decode())


def run(
    *, items: int, clients: int, overlap: int, seconds: float, pace: float, workers: int,
    separate: bool = True,
) -> dict[str, Any]:
    """One scenario; see the module's text."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    project_id, cookies = _prepare(items, clients, overlap)
    with Server(workers) as port:
        context = mp.get_context("spawn")
        results: Any = context.Queue()
        loads = [
            context.Process(
                target=_load,
                args=(port, project_id, share, seconds, pace, separate, results),
            )
            for share in (cookies[0::2], cookies[1::2])
            if share
        ]
        for load in loads:
            load.start()
        outcomes = [results.get(timeout=seconds + 120) for _ in loads]
        for load in loads:
            load.join()
    claims = sorted(c for o in outcomes for c, _ in o["samples"])
    submits = sorted(s for o in outcomes for _, s in o["samples"])
    elapsed = max(o["elapsed"] for o in outcomes)
    rate = len(submits) / elapsed
    limit = _raw_cycles(project_id)
    return {
        "scenario": {"items": items, "clients": clients, "overlap": overlap, "pace_s": pace,
                     "workers": workers, "claim_with_submit": not separate},
        "cycles": len(submits),
        "errors": sum(o["errors"] for o in outcomes),
        "cycles_per_second": round(rate, 1),
        "claim_ms": _tail(claims),
        "submit_ms": _tail(submits),
        "raw_sql_cycles_per_second_one_connection": round(limit, 1),
        "share_of_raw_sql": round(rate / limit, 3),
    }  # fmt: skip


class Server:
    """The real gunicorn on a free port, ended with the block."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __enter__(self) -> int:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port: int = s.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "config" / "gunicorn.py"),
             "--workers", str(self.workers), "--bind", f"127.0.0.1:{port}",
             "--log-level", "warning", "config.wsgi"],
            cwd=ROOT, env={**os.environ, "TIEBREAK_LOG_LEVEL": "ERROR"}, start_new_session=True,
        )  # fmt: skip
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return port
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the web server did not start")

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)


def _prepare(items: int, clients: int, overlap: int) -> tuple[int, list[str]]:
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from tests import make

    project = make.project(slug=f"bench-{uuid.uuid4().hex[:8]}", overlap=overlap)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO annotation_item (project_id, external_id, prompt, responses, context,
                metadata, group_key, content_sha256, state, priority, need, reserve, taken, counted,
                label_source, created_at)
            SELECT %s, 'i' || n, %s, %s, '{}', '{}', '', md5(n::text) || md5(n::text),
                'awaiting_human', 0, %s, 1, 0, 0, 'human', now()
            FROM generate_series(1, %s) n
            """,
            [
                project.pk,
                '[{"role": "user", "content": "%s"}]' % ("Why is the sky blue? " * 10),
                '[{"key": "a", "text": "%s", "model": "m"}, {"key": "b", "text": "%s", "model": "n"}]'
                % ("Because of Rayleigh scattering. " * 20, "Nobody knows for sure. " * 28),
                overlap,
                items,
            ],
        )
        cursor.execute("VACUUM ANALYZE annotation_item")
    cookies = []
    for _ in range(clients):
        user = make.member(project, who=make.user(email=_address()))
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.save()
        cookies.append(str(session.session_key))
    connection.close()
    return project.pk, cookies


def _load(
    port: int, project_id: int, cookies: list[str], seconds: float, pace: float, separate: bool,
    results: Any,
) -> None:
    outcome: dict[str, Any] = {"samples": [], "errors": 0}
    started = time.perf_counter()
    threads = [
        Thread(
            target=_client,
            args=(port, project_id, cookie, started + seconds, pace, n / len(cookies), separate,
                  outcome),
        )
        for n, cookie in enumerate(cookies)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome["elapsed"] = time.perf_counter() - started
    results.put(outcome)


def _client(
    port: int, project_id: int, cookie: str, until: float, pace: float, phase: float,
    separate: bool, outcome: dict[str, Any],
) -> None:
    """One annotator: holds one item, submits it, gets the next."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Cookie": f"sessionid={cookie}; csrftoken={'x' * 32}",
        "X-CSRFToken": "x" * 32,
        "Content-Type": "application/json",
    }

    def post(path: str, body: object) -> tuple[float, int, Any]:
        begin = time.perf_counter()
        connection.request("POST", path, orjson.dumps(body), headers)
        answer = connection.getresponse()
        raw = answer.read()
        return time.perf_counter() - begin, answer.status, orjson.loads(raw)

    claim_path = f"/api/projects/{project_id}/queue/claim"
    time.sleep(phase * pace)
    claim_s, status, got = post(claim_path, {"count": 1, "holding": []})
    while time.perf_counter() < until:
        if status >= 400 or not got["assignments"]:
            outcome["errors"] += status >= 400
            claim_s, status, got = post(claim_path, {"count": 1, "holding": []})
            continue
        leased = got["assignments"][0]
        body = {
            "lease_token": leased["lease_token"],
            "idempotency_key": str(uuid.uuid4()),
            "answers": ANSWERS,
            "active_seconds": 1.0,
        }
        if not separate:
            body["claim"] = {"count": 1, "holding": []}
        submit_s, status, answer = post(f"/api/assignments/{leased['id']}/judgment", body)
        if status != 201:
            outcome["errors"] += 1
            continue
        outcome["samples"].append((claim_s, submit_s))
        if pace:
            time.sleep(max(0.0, pace - submit_s - claim_s))
        if separate:
            claim_s, status, got = post(claim_path, {"count": 1, "holding": []})
        else:
            claim_s, got = submit_s, answer["claimed"]


def _raw_cycles(project_id: int, cycles: int = 300) -> float:
    """The same rows written by bare SQL: grant, assignment, judgment, one commit each."""
    from django.db import connection, transaction

    from annotation.models import QuestionSet
    from annotation.services.queue import GRANT
    from tests import make

    user = make.user(email=_address())
    rater = make.rater(make.Project.objects.get(pk=project_id), who=user)
    question_set = QuestionSet.objects.get(project_id=project_id).pk
    begin = time.perf_counter()
    for _ in range(cycles):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(GRANT, {"project": project_id, "user": user.pk, "count": 1})
            item_id = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO annotation_assignment (item_id, project_id, annotator_id, state, "
                "lease_token, leased_until, presented_order, order_seed, reason, note, opened_at, "
                "closed_at) VALUES (%s, %s, %s, 'submitted', gen_random_uuid(), now(), "
                "'[\"a\",\"b\"]', 1, '', '', now(), now()) RETURNING id",
                [item_id, project_id, user.pk],
            )
            assignment_id = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO annotation_judgment (item_id, project_id, rater_id, assignment_id, "
                "source, question_set_id, answers, presented_order, counted, idempotency_key, "
                "body_sha256, created_at) VALUES (%s, %s, %s, %s, 'bench', %s, "
                "'{\"overall\": {\"winner\": \"a\"}}', '[\"a\",\"b\"]', true, "
                "gen_random_uuid()::text, '', now())",
                [item_id, project_id, rater.pk, assignment_id, question_set],
            )
            cursor.execute(
                "UPDATE annotation_item SET counted = counted + 1 WHERE id = %s", [item_id]
            )
    return cycles / (time.perf_counter() - begin)


def _address() -> str:
    return f"{uuid.uuid4().hex}@example.org"


def _tail(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {
        name: round(1000 * seconds[min(len(seconds) - 1, int(q * len(seconds)))], 1)
        for name, q in at.items()
    }


if __name__ == "__main__":
    main()
