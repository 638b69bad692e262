"""A ranked list a row, in the names NeMo-RL reads: LiPO, in-context ranking."""

from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading, turns
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.choosing import Source
from interchange.formats.preferences import SCALE
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row

Ranked = tuple[list[list[str]], dict[str, float] | None, Source]  # bands, scores, from what


class Listwise(Reader, ItemFormat):
    """{"context", "completions": [{"rank", "completion"}], "scores"}; 0 is best, equal is a tie."""

    key = "listwise"
    title = "Listwise (ranked)"
    summary = "All responses of an item with their ranks, best first."
    params: ClassVar[list[Param]] = [
        Param("list_from", "Ranks from", "rankings", ["rankings", "ratings", "picks"],
              "Every ranking; the mean rating; or picked before not picked."),
        SCALE,
        choosing.RATINGS,
        provenance.CHOICE,
    ]  # fmt: skip
    carries = frozenset({"turns", "ranking", "raters"})
    marks: ClassVar[dict[str, str]] = {"context": "chat", "completions": "objects"}
    sure = 0.95
    asks = (Asked("ranking", "ranking"),)

    def fits(self, rows: list[Json]) -> list[str] | None:
        """Completions carry ranks."""
        if all("rank" in c and "completion" in c for r in rows for c in r["completions"]):
            return ["Every completion carries a rank."]
        return None

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """NeMo-RL's two, the scores, provenance."""
        return {
            "context": "messages",
            "completions": [{"rank": "integer", "completion": "messages"}],
            "scores": ["number"],
            **provenance.columns(params),
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a ranking."""
        if len(record.item.responses) < 2:
            losses.drop("nothing_to_rank")
            return []
        if not choosing.style(record, params, losses):
            return []
        responses = {r["key"]: r for r in record.item.responses}
        found = []
        for bands, scores, source in _ranked(record, params, losses):
            flat = [(key, rank) for rank, band in enumerate(bands) for key in band]
            row: Json = {
                "context": turns.plain(record.item.prompt),
                "completions": [
                    {"rank": rank, "completion": turns.said(responses[key])} for key, rank in flat
                ],
                "scores": None if scores is None else [scores[key] for key, _ in flat],
            }
            meta = provenance.of(record.item, params, source, params["list_from"])
            found.append({**row, **meta})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item of all completions, and the ranking."""
        row = Row(rows[0], casts)
        completions = row.rows("completions")
        if len(completions) < 2:
            row.refuse("completions", "must be at least two to be ranked")
        # In an order of their own: the file's order is the verdict, which must not show.
        ranked = sorted((c.answer("completion"), c.whole("rank", 0, 10_000)) for c in completions)
        item = reading.item(
            row,
            prompt=row.prompt("context"),
            responses=[(text, "") for text, _ in ranked],
            id=row.id("meta_external_id", "id"),
        )
        levels: dict[int, list[str]] = {}
        for n, (_, rank) in enumerate(ranked, start=1):
            levels.setdefault(rank, []).append(f"r{n}")
        answers = {"ranking": {"ranking": [levels[rank] for rank in sorted(levels)]}}
        rater = row.id("meta_rater") or "listwise"
        kind = reading.meta_kind(row, "human")
        return Reading([item], [reading.said(item, rater, answers, kind=kind)])


def _ranked(record: Bundle, params: Json, losses: Losses) -> list[Ranked]:
    if params["list_from"] == "ratings":
        rated, by = choosing.ratings(record, params, losses)
        scores = choosing.means(rated, params["scale"])
        if len(scores) < len(record.item.responses):
            losses.drop("not_every_response_rated")
            return []
        levels: dict[float, list[str]] = {}
        for key, score in scores.items():
            levels.setdefault(score, []).append(key)
        return [([levels[s] for s in sorted(levels, reverse=True)], scores, by)]
    kind = "ranking" if params["list_from"] == "rankings" else "picked"
    found: list[Ranked] = []
    for judgment in choosing.judgments(record, params, losses):
        given = choosing.answer(judgment, kind)
        if given is None:
            losses.drop(f"no_{kind}")
        elif kind == "ranking":
            found.append((given["ranking"], None, judgment))
        else:
            rest = [r["key"] for r in record.item.responses if r["key"] not in given["picked"]]
            found.append(([b for b in (given["picked"], rest) if b], None, judgment))
    return found
