"""Projects in which a judge errs where it can be learnt: it is taken in by length."""

import random
from typing import Any

from annotation.models import Item, Project
from annotation.services import labels
from routing.services import routing
from tests import make
from tests.routing import rows

WORDS = ("sky", "blue", "since", "light", "of", "short", "waves", "scatters", "more", "than", "red")


def items(project: Project, count: int, **fields: Any) -> list[Item]:
    """Items to route; of every second one the first response is the longer one."""
    made, there = [], Item.objects.filter(project=project).count()
    for n in range(there, there + count):
        drawn = random.Random(n)  # texts that differ, the same whatever ran before
        sizes = (drawn.randint(40, 70), drawn.randint(8, 20))
        responses = [
            {"key": key, "text": " ".join(drawn.choices(WORDS, k=size)), "model": "m"}
            for key, size in zip("ab", sizes if n % 2 else sizes[::-1], strict=True)
        ]
        asked = " ".join(drawn.choices(WORDS, k=6))
        [item] = rows.waiting(project, 1, prompt=f"{asked} {n}?", **fields)
        item.responses = responses
        item.save(update_fields=["responses"])
        made.append(item)
    return made


def judged(project: Project, count: int, *, name: str = "gpt") -> list[Item]:
    """The same, with a verdict for the first response that is as sure on all."""
    made = items(project, count)
    for item in made:
        rows.verdict(item, "a", name=name, confidence=0.9)
    return made


def longer_first(item: Item) -> bool:
    return len(item.responses[0]["text"]) > len(item.responses[1]["text"])


def people_say(made: list[Item], *, wrong: bool | None = None) -> None:
    """People's judgments: against the judge where the first response is longer.

    Args:
        wrong: The judge is wrong on all of them, or on none; None = where it was taken in.
    """
    for item in made:
        errs = longer_first(item) if wrong is None else wrong
        make.judgment(item, make.rater(item.project), "b" if errs else "a")


def audited(project: Project, count: int, *, wrong: bool | None = None, **how: Any) -> list[Item]:
    """Judged, given to both by the coin, and judged by people."""
    made = judged(project, count, **how)
    people_say(made, wrong=wrong)
    routing.route(project_id=project.pk)
    return made


def preferred(project: Project, count: int) -> list[Item]:
    """So many more items, labelled by one person each, who prefers the shorter response."""
    project.overlap = 1
    project.save()
    made = items(project, count)
    for item in made:
        make.judgment(item, make.rater(project), "b" if longer_first(item) else "a")
    labels.resolve(item_ids=[item.pk for item in made])
    return made
