"""TRL's unpaired type: a completion and whether it is good. KTO, BCO."""

from typing import Any, ClassVar

from interchange.formats import choosing, preferences, provenance, reading, turns
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.choosing import Source
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row

Verdict = tuple[str, bool, Source]  # response key, good?, from what


class TrlUnpaired(Reader, ItemFormat):
    """{"prompt", "completion", "label"}; from thumbs, from ratings and a threshold, from labels."""

    key = "trl-unpaired"
    title = "TRL unpaired (KTO, BCO)"
    summary = "Prompt, completion and true or false: loads in TRL's KTO trainer as is."
    labels = True
    params: ClassVar[list[Param]] = [
        Param(
            "label_from",
            "Good or bad from",
            "thumbs",
            ["thumbs", "ratings", "labels"],
            "Thumbs (most of them; a draw is left out); the mean rating against a threshold; or "
            "the label in force: the better one true, the other false, both false if both are bad.",
        ),
        Param("threshold", "Threshold", 5.0, [], "Of ratings: this or more is good.", most=1000),
        preferences.SCALE,
        choosing.RATINGS,
        turns.STYLE,
        provenance.CHOICE,
    ]
    carries = frozenset({"turns", "thumbs", "models"})
    marks: ClassVar[dict[str, str]] = {
        "prompt": "prompt", "completion": "prompt", "label": "boolean",
    }  # fmt: skip
    asks = (Asked("thumbs", "thumbs"),)

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """TRL's three and provenance; `label` is TRL's own name here."""
        content = turns.kind(params)
        meta = provenance.columns(params)
        model: Columns = {"meta_model": "text"} if meta else {}
        return {"prompt": content, "completion": content, "label": "boolean", **model, **meta}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a response that was judged good or bad."""
        if not choosing.style(record, params, losses):
            return []
        from_ = {"thumbs": _thumbs, "ratings": _ratings, "labels": _labels}[params["label_from"]]
        responses = {r["key"]: r for r in record.item.responses}
        found = []
        for key, good, source in from_(record, params, losses):
            row: Json = {
                "prompt": turns.prompt(record.item, params),
                "completion": turns.answer(responses[key], params),
                "label": good,
            }
            if params["provenance"] != "none":
                row["meta_model"] = responses[key].get("model") or None
            row.update(provenance.of(record.item, params, source, params["label_from"]))
            found.append(row)
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item with one response, and the thumb it got.

        Rows of one prompt stay rows of one group; each is an item of its own, since nothing says
        that they were judged against each other.
        """
        row = Row(rows[0], casts)
        response = (row.answer("completion"), row.optional("meta_model"))
        item = reading.item(row, prompt=row.prompt("prompt"), responses=[response])
        # Two rows of one exported item must not become one: named after their content.
        item.external_id = row.id("id") or f"sha256:{item.payload['s'][:32]}"
        thumb = {"thumbs": {"r1": "up" if row.boolean("label") else "down"}}
        rater = row.id("meta_rater") or "trl-unpaired"
        kind = reading.meta_kind(row, "human")
        return Reading([item], [reading.said(item, rater, {"thumbs": thumb}, kind=kind)])


def _thumbs(record: Bundle, params: Json, losses: Losses) -> list[Verdict]:
    votes: dict[str, list[bool]] = {}
    by = []
    for judgment in choosing.judgments(record, params, losses):
        given = choosing.answer(judgment, "thumbs")
        if given is None or not given["thumbs"]:
            losses.drop("no_thumbs")
            continue
        by.append(judgment)
        for key, thumb in given["thumbs"].items():
            votes.setdefault(key, []).append(thumb == "up")
    found: list[Verdict] = []
    for key, ups in votes.items():
        if 2 * sum(ups) == len(ups):
            losses.drop("as_many_up_as_down")
        else:
            found.append((key, 2 * sum(ups) > len(ups), by))
    return found


def _ratings(record: Bundle, params: Json, losses: Losses) -> list[Verdict]:
    rated, by = choosing.ratings(record, params, losses)
    scores = choosing.means(rated, params["scale"])
    if len(scores) < len(rated):
        losses.drop("not_rated", len(rated) - len(scores))
    return [(key, score >= params["threshold"], by) for key, score in scores.items()]


def _labels(record: Bundle, params: Json, losses: Losses) -> list[Verdict]:
    pair = choosing.two(record, losses)
    found = choosing.label(record, params, losses) if pair else None
    if pair is None or found is None:
        return []
    winner = found.value["winner"]
    if winner == "tie":
        losses.drop("tie")
        return []
    # Both bad: two bad completions, which a pair could not say.
    good = {"a": (True, False), "b": (False, True), "both_bad": (False, False)}[winner]
    return [(r["key"], g, found) for r, g in zip(pair, good, strict=True)]
