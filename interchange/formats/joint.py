"""Two instruction-response pairs with prompts of their own, one of them preferred (DOVE)."""

from typing import Any, ClassVar

from annotation.domain import context
from interchange.formats import choosing, preferences, provenance, reading, turns
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row

ASKED = [{"role": "user", "content": "Which of the two pairs of instruction and answer is better?"}]


class Joint(Reader, ItemFormat):
    """A response answers its own prompt in `context.prompts`, if there; else the item's prompt."""

    key = "joint"
    title = "Joint pairs (DOVE)"
    summary = "Chosen and rejected, each with its own prompt: joint preference optimisation."
    labels = True
    params: ClassVar[list[Param]] = [
        preferences.FROM, preferences.EXPAND, preferences.TIES, preferences.SCALE,
        choosing.RATINGS, provenance.CHOICE,
    ]  # fmt: skip
    version = 2  # 1 knew prompts beside the responses only
    carries = frozenset({"turns", "comparison"})
    marks: ClassVar[dict[str, str]] = {
        "prompt_chosen": "prompt", "chosen": "prompt", "prompt_rejected": "prompt",
        "rejected": "prompt",
    }  # fmt: skip
    sure = 0.98

    def sides(self) -> str:
        """In which order the responses stand."""
        return reading.BY_TEXT

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """Two prompts, two answers, provenance."""
        names = ("prompt_chosen", "chosen", "prompt_rejected", "rejected")
        return {**dict.fromkeys(names, "messages"), **provenance.columns(params)}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a pair."""
        own, prompts = turns.plain(record.item.prompt), _prompts(record, params)
        return [
            {
                "prompt_chosen": prompts.get(pair.chosen["key"], own),
                "chosen": turns.said(pair.chosen),
                "prompt_rejected": prompts.get(pair.rejected["key"], own),
                "rejected": turns.said(pair.rejected),
                **provenance.of(record.item, params, pair.source, pair.derived_from),
            }
            for pair in preferences.of(record, params, losses)
        ]

    def carried(self, record: Bundle, params: Json) -> frozenset[str]:
        """The context, where it holds nothing but the prompts that the rows have."""
        only = set(record.item.context) == {"prompts"} and _prompts(record, params)
        return frozenset({"context"}) if only else frozenset()

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item; equal prompts are the item's own."""
        row = Row(rows[0], casts)
        prompts = [row.prompt("prompt_chosen"), row.prompt("prompt_rejected")]
        same = prompts[0] == prompts[1]
        texts = [
            row.answer(name, prompt)
            for name, prompt in zip(("chosen", "rejected"), prompts, strict=True)
        ]
        if same and texts[0] == texts[1]:
            row.refuse("rejected", "is the same text as chosen", texts[1])
        sides = sorted(zip(texts, prompts, strict=True), key=lambda s: (s[0], str(s[1])))
        item = reading.item(
            row,
            prompt=prompts[0] if same else ASKED,
            responses=[(t, "") for t, _ in sides],
            context=None if same else {"prompts": [prompt for _, prompt in sides]},
        )
        winner = "a" if sides[0] == (texts[0], prompts[0]) else "b"
        answers = {"overall": reading.comparison(None, winner=winner)}
        kind = reading.meta_kind(row, "human")
        return Reading([item], [reading.said(item, "joint", answers, kind=kind)])


def _prompts(record: Bundle, params: Json) -> dict[str, list[Json]]:
    """Response key -> the prompt of its own."""
    keys = [r["key"] for r in record.item.responses]
    # Once they stood beside the response itself, where the bench does not look.
    older = {r["key"]: r["prompt"] for r in record.item.responses if r.get("prompt")}
    if params.get("writer", 1) < 2:
        return older
    return older | context.prompts(record.item.context, keys)
