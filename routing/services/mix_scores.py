"""Scores of real reward models, trained elsewhere on mixes of labels, for HyPER to learn from."""

from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction

from annotation.errors import Invalid
from annotation.selectors import items
from annotation.services import audit
from routing.models import MixScore
from routing.policies.calibration import Mix
from routing.services import batches

SHAPE = '{"people": ["id of an item with people\'s label", …], "score": 0.71}'
MOST = 5000  # mixes of a project that count, the newest


@transaction.atomic
def read(*, project_id: int, path: Path, actor_id: int | None) -> int:
    """Take in a file, all of it or nothing; returns how many mixes it held.

    Raises:
        Invalid: A line cannot be read, or names an item that the project does not have.
    """
    known = {
        item.external_id: item.id
        for ids in batches.batches(batches.all_ids(project_id))
        for item in items.records(ids)
    }
    rows = [
        MixScore(project_id=project_id, people=_ids(number, line["people"], known), score=score)
        for number, line, score in _lines(path)
    ]
    MixScore.objects.bulk_create(rows)
    audit.record(
        kind="routing.mix_scores", project_id=project_id, actor_id=actor_id, data={"n": len(rows)}
    )
    return len(rows)


def mixes(project_id: int) -> tuple[Mix, ...]:
    """The newest mixes of the project with their scores, oldest first."""
    rows = MixScore.objects.filter(project_id=project_id).order_by("-pk")[:MOST]
    return tuple(Mix(frozenset(row.people), row.score) for row in reversed(rows))


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any], float]]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as e:
        raise Invalid(f"{path} cannot be read: {e.strerror}.") from e
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            line = orjson.loads(text)
            score = line["score"]
            fits = isinstance(line["people"], list) and not isinstance(score, bool)
            if not fits or not isfinite(score):
                raise ValueError("people is a list and score a number")
        except (ValueError, KeyError, TypeError) as e:
            raise Invalid(f"Line {number} cannot be read ({e}): each is {SHAPE}.") from e
        yield number, line, float(score)


def _ids(number: int, named: list[Any], known: dict[str, int]) -> list[int]:
    if missing := [name for name in named if str(name) not in known]:
        raise Invalid(f"Line {number}: the project has no item {missing[0]!r}.")
    return sorted({known[str(name)] for name in named})
