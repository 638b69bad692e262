"""What the benchmarks share: rows of a usual size, a project to throw away, timing, printing."""

import os
import random
import resource
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson


def setup() -> None:
    """Load Django with the settings of a real installation."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()


@contextmanager
def project() -> Iterator[str]:
    """The slug of an empty project; it and its items are gone afterwards."""
    from django.db import connection  # noqa: PLC0415

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
    try:
        yield made.slug
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM interchange_importeditem o USING annotation_item i "
                "WHERE i.id = o.item_id AND i.project_id = %s",
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


def show(result: dict[str, Any], *, as_json: bool) -> None:
    """One line per figure, or one JSON object."""
    if as_json:
        print(orjson.dumps(result).decode())
        return
    for name, value in result.items():
        print(f"{name:24} {value:,.2f}" if isinstance(value, float) else f"{name:24} {value}")
