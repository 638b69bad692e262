"""Judge calls against an endpoint of a fixed latency: the share of concurrency ÷ latency reached.

    python -m bench.judging --calls 4000 --latency 1.0

The endpoint is a process of its own that answers every chat completion after exactly the latency.
What is measured is the whole way: prompt, ledger, budget, call, verdict, judgment, label. Memory is
read along the way: it must not grow with the number of calls.
"""

import argparse
import asyncio
import json
import multiprocessing as mp
import os
import re
import time
from pathlib import Path
from typing import Any

from bench import common

CONCURRENCY = 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=4000)
    parser.add_argument("--latency", type=float, default=1.0, help="seconds")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    common.show(run(calls=options.calls, latency=options.latency), as_json=options.json)


def run(*, calls: int, latency: float) -> dict[str, Any]:
    """Calls/s beside the ideal, CPU time per call, and memory after a tenth, half and all."""
    context = mp.get_context("spawn")
    ports: Any = context.Queue()
    server = context.Process(target=_serve, args=(latency, ports), daemon=True)
    server.start()
    try:
        return _measure(calls, latency, ports.get(timeout=30))
    finally:
        server.terminate()
        server.join()


def _measure(calls: int, latency: float, port: int) -> dict[str, Any]:
    common.ready()
    from django.conf import settings  # noqa: PLC0415

    from annotation.models import Project  # noqa: PLC0415
    from routing.services import judging  # noqa: PLC0415

    settings.JUDGE_PRIVATE_HOSTS = [f"127.0.0.1:{port}"]
    project_id = Project.objects.get(slug=common.new_project()).pk
    _items(project_id, calls // 2)
    _judge(project_id, port)
    memory: list[tuple[int, float]] = []

    def beat(report: Any) -> None:
        memory.append((report.calls.total(), _rss_mb()))

    cpu, begin = time.process_time(), time.perf_counter()
    report = judging.judge(project_id=project_id, beat=beat)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    done = report.calls.total()
    assert report.calls["ok"] == done == calls // 2 * 2, report.calls
    held = {
        f"mb_after_{share}_percent": next(
            (round(mb, 1) for n, mb in memory if n >= 0.97 * done * share / 100), None
        )
        for share in (10, 50, 100)
    }
    ideal = CONCURRENCY / latency
    return {
        "calls": done,
        "latency_seconds": latency,
        "concurrency": CONCURRENCY,
        "calls_per_second": round(done / seconds, 1),
        "ideal_calls_per_second": round(ideal, 1),
        "share_of_ideal": round(done / seconds / ideal, 3),
        "cpu_ms_per_call": round(1000 * cpu / done, 2),
        **held,
    }


def _items(project_id: int, count: int) -> None:
    """Items of a usual size that wait for a judge, with the decisions that sent them there."""
    from annotation.models import Item  # noqa: PLC0415
    from routing.models import Decision, RoutingConfig  # noqa: PLC0415

    config = RoutingConfig.objects.create(
        project_id=project_id, version=1, policy="all_judge", seed=1
    )
    batch: list[Any] = []
    for row in common.rows(count):
        responses = [
            {"key": side, "text": row[f"response_{side}"], "model": row[f"model_{side}"]}
            for side in "ab"
        ]
        batch.append(
            Item(
                project_id=project_id,
                external_id=row["id"],
                prompt=[{"role": "user", "content": row["prompt"]}],
                responses=responses,
                content_sha256=row["id"],
                state="awaiting_judge",
                label_source="judge",
            )
        )
    Item.objects.bulk_create(batch, batch_size=2000)
    ids = Item.objects.filter(project_id=project_id).values_list("pk", flat=True)
    Decision.objects.bulk_create(
        [
            Decision(
                item_id=pk,
                project_id=project_id,
                config=config,
                round=1,
                route="judge",
                human_judgments=0,
                propensity=0.05,
                draw=0.5,
                reasons=["Bench."],
                signals_sha256="",
                seed=1,
            )
            for pk in ids
        ],
        batch_size=2000,
    )


def _judge(project_id: int, port: int) -> None:
    from decimal import Decimal  # noqa: PLC0415

    from routing.judges.spec import NewSpec  # noqa: PLC0415
    from routing.services import budgets, making  # noqa: PLC0415

    new = NewSpec(
        name="fixed latency",
        backend="openai",
        model="m",
        base_url=f"http://127.0.0.1:{port}/v1",
        input_usd_per_million=Decimal("0.1"),
        output_usd_per_million=Decimal("0.4"),
        concurrency=CONCURRENCY,
    )
    making.create(project_id=project_id, actor_id=None, new=new)
    budgets.set_limit(project_id=project_id, unit="usd", limit=Decimal(1000), actor_id=None)


def _rss_mb() -> float:
    """What this process holds now, where the system says so; else the most it has held."""
    try:
        with Path("/proc/self/statm").open(encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        return common.peak_mb()


def _serve(latency: float, ports: Any) -> None:
    asyncio.run(_listen(latency, ports))


async def _listen(latency: float, ports: Any) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                begin = asyncio.get_running_loop().time()
                length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
                body = _reply(json.loads(await reader.readexactly(length)))
                await asyncio.sleep(latency - (asyncio.get_running_loop().time() - begin))
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + str(len(body)).encode()
                    + b"\r\n\r\n"
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=2**20)
    ports.put(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()


def _reply(body: dict[str, Any]) -> bytes:
    """A verdict for the first of the two texts by alphabet, so that both orders agree."""
    shown = body["messages"][1]["content"]
    nonce = re.search(r"<<<DATA (\w+)>>>", shown)[1]  # type: ignore[index]
    texts = [re.search(rf'"response_{side}": "(.*)"', shown)[1] for side in "AB"]  # type: ignore[index]
    verdict = {
        "call": nonce,
        "reasoning": "It comes first in the alphabet.",
        "strength": "A" if texts[0] < texts[1] else "B",
    }
    message = {"role": "assistant", "content": json.dumps(verdict)}
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "model": "m",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 600, "completion_tokens": 40},
        }
    ).encode()


if __name__ == "__main__":
    main()
