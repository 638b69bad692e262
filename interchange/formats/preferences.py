"""Pairs of a better and a worse response, from whatever was said about an item."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, pairwise

from interchange.formats import choosing
from interchange.formats.base import ExportJudgment, Json, Param
from interchange.formats.bundle import Bundle, Losses
from interchange.formats.choosing import Source

FROM = Param(
    "pairs_from",
    "Pairs from",
    "labels",
    ["labels", "judgments", "ratings", "rankings", "picks", "rewrites"],
    "Labels in force; every comparison by itself; mean ratings; every ranking; picked over not "
    "picked; a rewrite over what it rewrote. Ratings and rankings often disagree: never mixed.",
)
EXPAND = Param(
    "expand",
    "Pairs of a ranking",
    "all",
    ["all", "neighbours", "best_worst"],
    "Of more than two responses: every pair, each with the next, or only the best and the worst.",
)
TIES = Param(
    "ties",
    "Ties",
    "drop",
    ["drop", "neutral", "both"],
    "Leave out; keep as neutral pairs in a config of their own; or write in both directions.",
)
SCALE = Param("scale", "Scale", "", [], "The scale of a rating; empty: the mean of all scales.")


@dataclass(frozen=True, slots=True)
class Preference:
    """One pair."""

    chosen: Json  # {"key", "text", "model"}
    rejected: Json
    margin: float | None  # how much better, > 0; 0 for a tie; None when it is not known
    source: Source
    derived_from: str  # comparison, ratings, ranking, picks, rewrite
    chosen_score: float | None = None  # of ratings
    rejected_score: float | None = None


def of(bundle: Bundle, params: Json, losses: Losses) -> list[Preference]:
    """The pairs of an item under the choices pairs_from, expand, ties and scale."""
    found = _SOURCES[params["pairs_from"]](bundle, params, losses)
    kept = []
    for preference in found:
        if preference.chosen["text"] == preference.rejected["text"]:
            losses.drop("same_text")
        elif preference.margin == 0:
            kept += _tie(preference, params, losses)
        else:
            kept.append(preference)
    return kept


def _tie(tie: Preference, params: Json, losses: Losses) -> list[Preference]:
    if params["ties"] != "both":  # neutral pairs stand beside this file, in a config of their own
        losses.drop("tie")
        return []
    other = Preference(
        tie.rejected, tie.chosen, 0.0, tie.source, tie.derived_from, tie.rejected_score,
        tie.chosen_score,
    )  # fmt: skip
    return [tie, other]


def expand(bands: list[list[str]], how: str) -> list[tuple[str, str, int]]:
    """A ranking with ties -> (better or equal, other, levels between them; 0 is a tie).

    Args:
        bands: Keys, the best band first; those in one band are tied.
        how: all pairs, neighbours in the list, or best_worst: the first band over the last.
    """
    flat = [(key, level) for level, band in enumerate(bands) for key in band]
    chosen = list(pairwise(flat) if how == "neighbours" else combinations(flat, 2))
    if how == "best_worst":
        last = len(bands) - 1
        chosen = [(x, y) for x, y in chosen if x[1] == 0 and y[1] == last and last > 0]
    return [(x[0], y[0], y[1] - x[1]) for x, y in chosen]


def _comparisons(bundle: Bundle, params: Json, losses: Losses) -> list[Preference]:
    pair = choosing.two(bundle, losses)
    if pair is None:
        return []
    each = "label" if params["pairs_from"] == "labels" else "each"
    found = []
    for value, source in choosing.verdicts(bundle, {**params, "verdicts": each}, losses):
        winner, strength = value["winner"], value.get("strength")
        if winner == "both_bad":
            losses.drop("both_bad")
            continue
        chosen, rejected = pair if winner in {"a", "tie"} else pair[::-1]
        margin = 0.0 if winner == "tie" else float(abs(strength)) if strength else None
        found.append(Preference(chosen, rejected, margin, source, "comparison"))
    return found


def _ratings(bundle: Bundle, params: Json, losses: Losses) -> list[Preference]:
    rated, by = choosing.ratings(bundle, params, losses)
    scores = choosing.means(rated, params["scale"])
    if len(scores) < 2:
        losses.drop("not_rated")
        return []
    levels: dict[float, list[str]] = {}
    for key, score in scores.items():
        levels.setdefault(score, []).append(key)
    bands = [levels[score] for score in sorted(levels, reverse=True)]
    responses = _by_key(bundle)
    return [
        Preference(
            responses[x], responses[y], scores[x] - scores[y], by, "ratings", scores[x], scores[y]
        )
        for x, y, _ in expand(bands, params["expand"])
    ]


def _each(
    kind: str, make: Callable[[Json, ExportJudgment, Bundle, Json, Losses], list[Preference]]
) -> Callable[[Bundle, Json, Losses], list[Preference]]:
    """Pairs from every judgment that has an answer of a kind."""

    def pairs(bundle: Bundle, params: Json, losses: Losses) -> list[Preference]:
        found: list[Preference] = []
        for judgment in choosing.judgments(bundle, params, losses):
            given = choosing.answer(judgment, kind)
            if given is None:
                losses.drop(f"no_{kind}")
            else:
                found += make(given, judgment, bundle, params, losses)
        return found

    return pairs


def _ranking(
    given: Json,
    judgment: ExportJudgment,
    bundle: Bundle,
    params: Json,
    losses: Losses,  # noqa: ARG001
) -> list[Preference]:
    responses = _by_key(bundle)
    return [
        Preference(responses[x], responses[y], float(levels), judgment, "ranking")
        for x, y, levels in expand(given["ranking"], params["expand"])
    ]


def _picked(
    given: Json,
    judgment: ExportJudgment,
    bundle: Bundle,
    params: Json,  # noqa: ARG001
    losses: Losses,
) -> list[Preference]:
    picked = set(given["picked"])
    others = [r for r in bundle.item.responses if r["key"] not in picked]
    if not picked or not others:
        losses.drop("all_or_none_picked")
    return [
        Preference(r, other, None, judgment, "picks")
        for r in bundle.item.responses
        if r["key"] in picked
        for other in others
    ]


def _rewritten(
    given: Json,
    judgment: ExportJudgment,
    bundle: Bundle,
    params: Json,  # noqa: ARG001
    losses: Losses,
) -> list[Preference]:
    if not given.get("text"):
        losses.drop("no_rewrite")
        return []
    original = _by_key(bundle)[given["response"]]
    rewrite = {"key": f"{original['key']}-rewrite", "text": given["text"], "model": ""}
    return [Preference(rewrite, original, None, judgment, "rewrite")]


def _by_key(bundle: Bundle) -> dict[str, Json]:
    return {r["key"]: r for r in bundle.item.responses}


_SOURCES: dict[str, Callable[[Bundle, Json, Losses], list[Preference]]] = {
    "labels": _comparisons,
    "judgments": _comparisons,
    "ratings": _ratings,
    "rankings": _each("ranking", _ranking),
    "picks": _each("picked", _picked),
    "rewrites": _each("rewrite", _rewritten),
}
