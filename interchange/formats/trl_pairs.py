"""TRL's preference type from anything that orders responses: pair by pair, judgment by judgment."""

from typing import ClassVar

from interchange.formats import choosing, preferences, provenance, turns
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses


class TrlPairs(ItemFormat):
    """As trl-preference, from rankings, ratings, picks and rewrites too; TRL has no ranked type."""

    key = "trl-pairs"
    title = "TRL preference, derived"
    summary = "Prompt, chosen and rejected from rankings, ratings, picks, rewrites or each verdict."
    labels = True
    params: ClassVar[list[Param]] = [
        preferences.FROM,
        preferences.EXPAND,
        preferences.TIES,
        preferences.SCALE,
        choosing.RATINGS,
        turns.STYLE,
        Param(
            "margin",
            "Margin column",
            False,
            [False, True],
            "How much better: strength, difference of ratings, or levels of a ranking.",
        ),
        provenance.CHOICE,
    ]
    carries = frozenset({"turns", "models", "comparison", "strength"})

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """TRL's three, the margin if asked for, provenance."""
        content = turns.kind(params)
        out: Columns = {"prompt": content, "chosen": content, "rejected": content}
        if params["margin"]:
            out["margin"] = "number"
        meta = provenance.columns(params)
        models: Columns = {"meta_chosen_model": "text", "meta_rejected_model": "text"}
        return {**out, **(models if meta else {}), **meta}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a pair."""
        if not choosing.style(record, params, losses):
            return []
        found = []
        for pair in preferences.of(record, params, losses):
            if params["margin"] and pair.margin is None:
                losses.drop("no_strength")
                continue
            found.append(_row(record, pair, params))
        return found


def _row(record: Bundle, pair: preferences.Preference, params: Json) -> Json:
    out: Json = {
        "prompt": turns.prompt(record.item, params),
        "chosen": turns.answer(pair.chosen, params),
        "rejected": turns.answer(pair.rejected, params),
    }
    if params["margin"]:
        out["margin"] = pair.margin
    if params["provenance"] != "none":
        out["meta_chosen_model"] = pair.chosen.get("model") or None
        out["meta_rejected_model"] = pair.rejected.get("model") or None
    return {**out, **provenance.of(record.item, params, pair.source, pair.derived_from)}
