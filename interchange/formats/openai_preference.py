"""OpenAI's preference fine-tuning: an input of messages, a preferred and another output."""

from typing import Any, ClassVar

from interchange.formats import choosing, preferences, provenance, reading, turns
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row


class OpenAiPreference(Reader, ItemFormat):
    """{"input": {"messages"}, "preferred_output", "non_preferred_output"}, JSON Lines only."""

    key = "openai-preference"
    title = "OpenAI preference"
    summary = "For OpenAI's preference fine-tuning; Together and Fireworks take the same."
    labels = True
    files = ("jsonl",)
    params: ClassVar[list[Param]] = [
        preferences.FROM, preferences.EXPAND, preferences.TIES, preferences.SCALE,
        choosing.RATINGS,
        Param("provenance", "Provenance columns", "none", ["none", "identity", "full"],
              "The service takes files without other columns only: for your own use."),
    ]  # fmt: skip
    carries = frozenset({"turns", "comparison"})
    marks: ClassVar[dict[str, str]] = {
        "input": "object", "preferred_output": "chat", "non_preferred_output": "chat",
    }  # fmt: skip
    sure = 0.99

    def sides(self) -> str:
        """In which order the responses stand."""
        return reading.BY_TEXT

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The three fields."""
        return {
            "input": {"messages": "messages"},
            "preferred_output": "messages",
            "non_preferred_output": "messages",
            **provenance.columns(params),
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a pair."""
        if not choosing.style(record, params, losses):
            return []
        return [
            {
                "input": {"messages": turns.plain(record.item.prompt)},
                "preferred_output": turns.said(pair.chosen),
                "non_preferred_output": turns.said(pair.rejected),
                **provenance.of(record.item, params, pair.source, pair.derived_from),
            }
            for pair in preferences.of(record, params, losses)
        ]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item; tools are kept as metadata."""
        row = Row(rows[0], casts)
        given = row.row("input")
        responses, winner = reading.preferred(row, "preferred_output", "non_preferred_output")
        item = reading.item(
            row,
            prompt=given.prompt("messages"),
            responses=responses,
            metadata=given.keep("tools", "parallel_tool_calls"),
        )
        answers = {"overall": reading.comparison(None, winner=winner)}
        kind = reading.meta_kind(row, "human")
        return Reading([item], [reading.said(item, "openai-preference", answers, kind=kind)])
