"""A response that comes in steps, of which several may follow one: a tree of alternatives.

It is stored as a text, branch by branch with blank lines between the steps, beside the place of
each step and the number of the one that it follows (`presentation.Presentation.steps`).
"""

from dataclasses import dataclass
from typing import Any

from annotation.domain.questions.stretches import MAX_STRETCHES
from interchange.formats import messages
from interchange.formats.base import Json
from interchange.formats.problems import kind_of, refuse

GAP = "\n\n"
Parent = int | None
Place = Json  # {"start", "end", "parent"}


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps in the order in which they are shown: each right before what follows it."""

    text: str
    places: list[Place]
    order: list[int]  # the number that each had as it was given


def read(field: str, given: Any, casts: list[tuple[str, Any]]) -> Steps:
    """Steps as a file lists them: texts, or {"text", "parent", "id"}.

    `parent` is the number of the step that it follows, counted from 0, or the id of that step where
    steps have ids; null begins anew. Where it is left out, it is the step listed before.

    Raises:
        BadRow: One is empty or no text, follows a step that is not there, or itself.
    """
    if not isinstance(given, list) or not given:
        refuse(field, "must be a list of steps, at least one", given)
    names = _names(field, given)
    texts, parents = [], []
    for n, step in enumerate(given):
        where = f"{field}[{n}]"
        of = step if isinstance(step, dict) else {"text": step}
        if "text" not in of:
            refuse(where, "has no text", step)
        texts.append(messages.text(f"{where}.text", of["text"], casts))
        before = n - 1 if n else None
        parents.append(
            _numbered(where, of["parent"], names, len(given)) if "parent" in of else before
        )
    return arranged(field, texts, parents)


def arranged(field: str, texts: list[str], parents: list[Parent]) -> Steps:
    """The steps as they are stored.

    Args:
        field: What a refusal names.
        texts: Of every step.
        parents: The number of the step that each follows, None of one that begins anew.

    Raises:
        BadRow: There are too many, one is empty, or steps follow each other in a circle.
    """
    if len(texts) > MAX_STRETCHES:
        refuse(field, f"has {len(texts)} steps; at most {MAX_STRETCHES} can be shown and labelled")
    for n, text in enumerate(texts):
        if not text.strip():
            refuse(f"{field}[{n}]", "is an empty step")
    order = _order(parents)
    if len(order) < len(texts):
        lost = min(set(range(len(texts))) - set(order))
        refuse(f"{field}[{lost}]", "follows itself in a circle; let one step of it begin anew")
    place = {n: at for at, n in enumerate(order)}
    places: list[Place] = []
    at = 0
    for n in order:
        above = parents[n]
        parent = None if above is None else place[above]
        places.append({"start": at, "end": at + len(texts[n]), "parent": parent})
        at += len(texts[n]) + len(GAP)
    return Steps(GAP.join(texts[n] for n in order), places, order)


def of(response: Json) -> tuple[list[str], list[Parent]]:
    """The steps of a response that has its own, and which one each follows."""
    text, places = response["text"], response["steps"]
    return [text[p["start"] : p["end"]] for p in places], [p["parent"] for p in places]


def paths(parents: list[Parent], kept: list[bool]) -> list[list[int]]:
    """The numbers of the steps on every way through the tree, as far as they are kept.

    A step that is not kept ends its way, whatever follows it.
    """
    whole: list[list[int] | None] = []
    for n, parent in enumerate(parents):
        before = [] if parent is None else whole[parent]
        whole.append([*before, n] if before is not None and kept[n] else None)
    gone_on = {parent for parent, way in zip(parents, whole, strict=True) if way}
    return [way for n, way in enumerate(whole) if way and n not in gone_on]


def branches(response: Json) -> bool:
    """Whether any step of it has an alternative."""
    parents = [place["parent"] for place in response.get("steps", ())]
    return len(set(parents)) < len(parents)


def _order(parents: list[Parent]) -> list[int]:
    """Every step before what follows it; those in a circle are not among them."""
    after: dict[Parent, list[int]] = {}
    for n, parent in enumerate(parents):
        after.setdefault(parent, []).append(n)
    order: list[int] = []
    waiting = after.get(None, [])[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting += after.get(order[-1], [])[::-1]
    return order


def _names(field: str, given: list[Any]) -> dict[Any, int]:
    """Id -> number of the step; empty where the steps have none."""
    ids = [(n, s["id"]) for n, s in enumerate(given) if isinstance(s, dict) and "id" in s]
    found: dict[Any, int] = {}
    for n, name in ids:
        if isinstance(name, bool) or not isinstance(name, str | int):
            refuse(f"{field}[{n}].id", f"must be a text or a number, but is {kind_of(name)}", name)
        if name in found:
            refuse(f"{field}[{n}].id", "is the id of another step, too", name)
        found[name] = n
    return found


def _numbered(where: str, parent: Any, names: dict[Any, int], of: int) -> Parent:
    if parent is None:
        return None
    if isinstance(parent, bool) or not isinstance(parent, str | int):
        refuse(f"{where}.parent", "must be the number or the id of a step, or null", parent)
    if names:
        if parent not in names:
            refuse(f"{where}.parent", "is the id of no step of this response", parent)
        return names[parent]
    if not isinstance(parent, int) or not 0 <= parent < of:
        refuse(f"{where}.parent", f"names no step: there are {of}, counted from 0", parent)
    return parent
