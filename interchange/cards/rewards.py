"""What a dataset optimises: which properties of a response its labels reward."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from annotation.domain.quality import factors, intervals
from annotation.domain.quality.figure import Figure, shown

Json = dict[str, Any]
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+")
HEDGES = ("perhaps", "maybe", "might", "possibly", "i think", "it seems", "likely")
REFUSALS = ("sorry", "i can", "i am unable", "as an ai")
HEDGING = re.compile(rf"\b(?:{'|'.join(HEDGES)})\b", re.I)
REFUSING = re.compile(r"\b(?:sorry|i can(?:no|')t|i am unable|as an ai)\b", re.I)


def _said(text: str, starts: Sequence[str], pattern: re.Pattern[str]) -> int:
    """How often a pattern is in a text; most hold none of its starts, which is seen faster."""
    low = text.lower()
    if not any(start in low for start in starts):
        return 0
    return len(pattern.findall(text))


def _runs(text: str, pattern: re.Pattern[str], others: dict[int, str]) -> int:
    """How many runs of letters, or of digits, a text has.

    Args:
        text: Any.
        pattern: Finds one.
        others: What else there is in ASCII, as blanks: then runs are counted without a pattern,
            at a third of the cost.
    """
    if text.isascii():
        return len(text.translate(others).split())
    return len(pattern.findall(text))


def _blank_but(pattern: re.Pattern[str]) -> dict[int, str]:
    return {n: " " for n in range(128) if not pattern.match(chr(n))}


NO_WORD, NO_NUMBER = _blank_but(WORD), _blank_but(NUMBER)
# Title -> how much of it a text has.
FACTORS: dict[str, tuple[str, Callable[[str], float]]] = {
    "words": ("Length in words", lambda t: _runs(t, WORD, NO_WORD)),
    "paragraphs": ("Paragraphs", lambda t: len(re.findall(r"\n\s*\n", t)) + bool(t.strip())),
    "list_points": (
        "Points of lists",
        lambda t: len(re.findall(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+\S", t, re.M)),
    ),
    "bold": ("Bold passages", lambda t: t.count("**") // 2),
    "headings": ("Headings", lambda t: len(re.findall(r"^#{1,6} ", t, re.M)) if "#" in t else 0),
    "code_blocks": ("Code blocks", lambda t: t.count("```") // 2),
    "digits": ("Numbers", lambda t: _runs(t, NUMBER, NO_NUMBER)),
    "links": ("Links", lambda t: len(re.findall(r"https?://", t))),
    "hedges": (
        "Hedges (perhaps, might, I think …)",
        lambda t: _said(t, HEDGES, HEDGING),
    ),
    "refusals": (
        "Apologies and refusals",
        lambda t: _said(t, REFUSALS, REFUSING),
    ),
    "exclamations": ("Exclamation marks", lambda t: t.count("!")),
    "questions": ("Questions asked back", lambda t: t.count("?")),
}
MOST_MODELS = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two responses in canonical order and what the label says of them."""

    first: str
    second: str
    winner: str  # a, b, tie, both_bad
    source: str  # human, llm, both
    models: tuple[str, str] = ("", "")


def rewards(pairs: Sequence[Pair]) -> Json:
    """For every factor whether more of it wins (τ), by people, by judges and in all.

    Returns:
        Plain data: {"n", "factors": [{"key", "title", "all", "people", "judges"}], "explained",
        "weights", "why_not", "first", "models"}; figures as of `Figure`.
    """
    difference = np.array(
        [[of(p.second) - of(p.first) for _, of in FACTORS.values()] for p in pairs], dtype=float
    ).reshape(-1, len(FACTORS))
    signs = {"a": -1.0, "b": 1.0, "tie": 0.0}
    preferred = np.array([signs.get(p.winner, np.nan) for p in pairs])
    human = np.array([p.source != "llm" for p in pairs], dtype=bool)
    seen = (difference != 0).any(axis=0)  # what no two responses differ in cannot be rewarded
    used = [n for n in range(len(FACTORS)) if seen[n]]
    explained = factors.explain(difference[:, used], preferred)
    listed = [
        {
            "key": key,
            "title": FACTORS[key][0],
            "all": _drive(difference[:, n], preferred),
            "people": _drive(difference[human, n], preferred[human]),
            "judges": _drive(difference[~human, n], preferred[~human]),
            "weight": asdict(explained.weights[used.index(n)]),
        }
        for n, key in enumerate(FACTORS)
        if seen[n]
    ]
    first, decided = (int((preferred == -1).sum()), int((np.abs(preferred) == 1).sum()))
    return {
        "n": len(pairs),
        "factors": listed,
        "explained": None if explained.share is None else float(explained.share),
        "why_not": explained.why_not,
        "first": asdict(share(first, decided)),
        "models": _models(pairs),
    }


def share(hits: int, n: int) -> Figure:
    """A share with Wilson's interval."""
    if not n:
        return Figure(None, n=0, why_not="nothing was decided")
    return shown(hits / n, intervals.wilson(hits, n), n=n)


def _drive(difference: Any, preferred: Any) -> Json:
    return asdict(factors.drive(difference, preferred))


def _models(pairs: Sequence[Pair]) -> list[Json]:
    """How often each model's response wins of the pairs it is in that are decided."""
    won: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for pair in pairs:
        if pair.winner in {"a", "b"} and all(pair.models) and pair.models[0] != pair.models[1]:
            of.update(pair.models)
            won[pair.models[pair.winner == "b"]] += 1
    return [
        {"model": model, "won": asdict(share(won[model], n))}
        for model, n in of.most_common(MOST_MODELS)
    ]
