"""What the benchmarks share: rows of a usual size, a project to throw away, timing, printing."""

import multiprocessing as mp
import os
import random
import resource
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import orjson

Ran = TypeVar("Ran", bound="tuple[float, ...]")


def setup() -> None:
    """Load Django with the settings of a real installation."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()


def ready() -> None:
    """The same, with the tables of the database made."""
    setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


def new_project() -> str:
    """The slug of an empty project that asks one question."""
    from annotation.models import Project, QuestionSet  # noqa: PLC0415

    made = Project.objects.create(slug=f"bench-{uuid.uuid4().hex[:12]}", name="Bench")
    questions = [
        {
            "key": "overall",
            "type": "comparison",
            "title": "Overall",
            "help": "",
            "required": True,
            "options": {"points": 7, "tie": True, "both_bad": True},
        }
    ]
    QuestionSet.objects.create(project=made, version=1, questions=questions)
    return made.slug


@contextmanager
def project() -> Iterator[str]:
    """The slug of an empty project; its items are gone afterwards."""
    from django.db import connection  # noqa: PLC0415

    from annotation.models import Project  # noqa: PLC0415

    slug = new_project()
    made = Project.objects.get(slug=slug)
    try:
        yield slug
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM interchange_importedrun r USING interchange_importbatch b "
                "WHERE b.id = r.batch_id AND b.project_id = %s",
                [made.pk],
            )
            cursor.execute("DELETE FROM annotation_item WHERE project_id = %s", [made.pk])


def rows(count: int, *, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Rows of about 1.5 kB: a prompt, two answers of some 90 words, models, a little metadata."""
    rng = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(5000)]

    def text(n: int) -> str:
        return " ".join(rng.choices(words, k=n))

    for n in range(count):
        yield {
            "id": f"row-{n}",
            "prompt": text(40),
            "response_a": text(90),
            "response_b": text(90),
            "model_a": "model-one",
            "model_b": "model-two",
            "metadata": {"source": "bench", "n": n},
        }


def write_jsonl(path: Path, count: int) -> None:
    """The rows as a file."""
    with path.open("wb") as file:
        for row in rows(count):
            file.write(orjson.dumps(row) + b"\n")


@contextmanager
def timed() -> Iterator[list[float]]:
    """A list that holds the seconds afterwards."""
    took: list[float] = []
    start = time.perf_counter()
    yield took
    took.append(time.perf_counter() - start)


def peak_mb() -> float:
    """The most memory this process has held so far, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kilobytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def database_seconds() -> float:
    """Processor seconds of PostgreSQL's processes so far, ended ones too; Linux only."""
    from annotation import statements  # noqa: PLC0415

    [(folder,)] = statements.rows("SHOW data_directory", {})
    server = (Path(folder) / "postmaster.pid").read_text().split()[0]
    stats = [
        file.read_text().rpartition(")")[2].split() for file in Path("/proc").glob("[0-9]*/stat")
    ]
    # After the name: state, parent, …; 11 to 14 are own time and that of children waited for.
    own = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(map(int, own[11:15]))
    ticks += sum(int(s[11]) + int(s[12]) for s in stats if s[1] == server)
    return ticks / os.sysconf("SC_CLK_TCK")


def wal_bytes() -> int:
    """How much write-ahead log the server has written in all."""
    from annotation import statements  # noqa: PLC0415

    [(written,)] = statements.rows("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')", {})
    return int(written)


def in_child(work: Callable[..., None], *args: str) -> tuple[Any, float]:
    """(seconds or more, peak MB) that `work` puts on the queue it gets as its last argument.

    In a process of its own, so that its memory is its own.
    """
    context = mp.get_context("spawn")
    results: Any = context.Queue()
    child = context.Process(target=work, args=(*args, results))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(f"{work.__name__} ended with code {child.exitcode}.")
    return results.get()  # type: ignore[no-any-return]


def in_turns(limit: Callable[[], float], ours: Callable[[], Ran]) -> tuple[float, Ran]:
    """The better of two runs of each, in turns.

    The better of two against a single one would measure what else the machine did meanwhile.

    Args:
        limit: Gives its seconds.
        ours: Gives its seconds first, then what else is to be known.
    """
    runs = [(limit(), ours()) for _ in range(2)]
    return min(least for least, _ in runs), min(ran for _, ran in runs)


def tail(seconds: list[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    ranked = sorted(seconds)
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {
        name: round(1000 * ranked[min(len(ranked) - 1, int(q * len(ranked)))], 1)
        for name, q in at.items()
        if ranked
    }


def show(result: dict[str, Any], *, as_json: bool) -> None:
    """One line per figure, or one JSON object."""
    if as_json:
        print(orjson.dumps(result).decode())
        return
    for name, value in result.items():
        print(f"{name:24} {value:,.2f}" if isinstance(value, float) else f"{name:24} {value}")
