"""TRL's preference type with an explicit prompt: DPO, KTO (which unpairs it), CPO, ORPO, reward."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from interchange.formats import provenance, reading, turns
from interchange.formats.base import (
    Columns,
    ColumnType,
    ExportItem,
    ExportLabel,
    Json,
    LeftOut,
    Param,
    Unit,
)
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row


@dataclass(frozen=True)
class TrlPreference(Reader):
    """{"prompt", "chosen", "rejected"} beside meta_ columns; checked against TRL 1.16.0.

    All three are of one kind, message lists or strings: mixed rows make TRL's `is_conversational`
    depend on the hash seed. No extra column is called label, completion or messages: TRL's
    `apply_chat_template` accepts exact key sets only.
    """

    key: str = "trl-preference"
    title: str = "TRL preference"
    summary: str = "Prompt, chosen and rejected: loads in TRL's DPO, KTO and reward trainers as is."
    unit: Unit = "label"
    params: list[Param] = field(
        default_factory=lambda: [
            turns.STYLE,
            Param(
                "margin",
                "Margin column",
                False,
                [False, True],
                "How much better (1 to 3), for the reward trainer; a label without one is out.",
            ),
            Param(
                "ties",
                "Ties",
                "drop",
                ["drop", "neutral"],
                "Leave out, or keep as neutral pairs in a config of their own. Both directions: "
                "take “TRL preference, derived”.",
            ),
            provenance.CHOICE,
        ]
    )

    marks: ClassVar[dict[str, str]] = {"chosen": "prompt", "rejected": "prompt"}
    sure: ClassVar[float] = 0.7  # many formats have these two columns, and more
    not_with: ClassVar[tuple[str, ...]] = ("chosen_model", "score_chosen", "prompt_chosen")

    def sides(self) -> str:
        """In which order the responses stand."""
        return reading.BY_TEXT

    def fits(self, rows: list[Json]) -> list[str] | None:
        """A prompt, or conversations that hold it; transcripts in one text are HH-RLHF."""
        if all("prompt" in row for row in rows):
            return ["The prompt is in a column of its own."]
        if all(isinstance(row["chosen"], list) for row in rows):
            return ["Both sides are conversations that begin with the prompt."]
        return None

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item, and the verdict that says so."""
        row = Row(rows[0], casts)
        prompt = turns.implicit(row, "chosen", "rejected") or row.prompt("prompt")
        models = ("meta_chosen_model", "meta_rejected_model")
        responses, winner = reading.preferred(
            row, "chosen", "rejected", models=models, asked=prompt
        )
        item = reading.item(row, prompt=prompt, responses=responses, id=row.id("id", "prompt_id"))
        strength = row.number("margin", 0, 1e6) if row.has("margin") else None
        answer = reading.comparison(strength, winner="tie" if strength == 0 else winner)
        kind = reading.meta_kind(row, "human")
        rater = row.id("meta_rater") or "trl-preference"
        return Reading([item], [reading.said(item, rater, {"overall": answer}, kind=kind)])

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """Strings or message lists, then the margin if asked for, then where it came from."""
        content: ColumnType = "text" if params["style"] == "text" else "messages"
        if params.get("provenance", "full") == "full":
            return _whole(content, margin=params["margin"])
        kind: Columns = {"prompt": content, "chosen": content, "rejected": content}
        if params["margin"]:
            kind["margin"] = "number"
        return {**kind, **provenance.columns(params)}

    def row(self, record: ExportLabel, params: Json) -> Json:
        """The pair of a label with a winner."""
        winner = record.value["winner"]
        if winner not in {"a", "b"}:
            raise LeftOut(winner or "open")
        if len(record.item.responses) < 2:
            raise LeftOut("not_a_pair")
        a, b = record.item.responses[:2]  # what a comparison's a and b are, however many there are
        chosen, rejected = (a, b) if winner == "a" else (b, a)
        whole = params.get("provenance", "full") == "full"
        out = _BLANK[params["margin"]].copy() if whole else {}
        fill = _texts if params["style"] == "text" else _messages
        fill(out, record.item, chosen, rejected)
        if params["margin"]:
            if not record.value.get("strength"):
                raise LeftOut("no_strength")
            out["margin"] = float(abs(record.value["strength"]))
        if not whole:
            return {**out, **provenance.of(record.item, params, record)}
        provenance.fill(out, record, chosen.get("model") or None, rejected.get("model") or None)
        return out


def _whole(content: ColumnType, *, margin: bool) -> Columns:
    """The columns with all provenance, in the order of the file."""
    return {
        "prompt": content,
        "chosen": content,
        "rejected": content,
        **({"margin": "number"} if margin else {}),
        **provenance.IDENTITY,
        "meta_chosen_model": "text",
        "meta_rejected_model": "text",
        **provenance.LABEL,
        **provenance.JUDGE,
        **provenance.ROUTING,
        **provenance.VERSIONS,
    }


_BLANK: dict[bool, Json] = {
    margin: dict.fromkeys(_whole("messages", margin=margin)) for margin in (False, True)
}


def _messages(out: Json, item: ExportItem, chosen: Json, rejected: Json) -> None:
    prompt = item.prompt
    if prompt[-1]["role"] not in {"user", "tool"}:
        # A prompt that ends with the assistant means "continue" to one trainer, not to another.
        raise LeftOut("prompt_does_not_end_with_user")
    out["prompt"] = [{"role": m["role"], "content": m["content"]} for m in prompt]
    out["chosen"], out["rejected"] = turns.said(chosen), turns.said(rejected)


def _texts(out: Json, item: ExportItem, chosen: Json, rejected: Json) -> None:
    several = len(item.prompt) != 1 or item.prompt[0]["role"] != "user"
    if several or "turns" in chosen or "turns" in rejected:
        raise LeftOut("several_turns_do_not_fit_text")
    out["prompt"] = item.prompt[0]["content"]
    out["chosen"], out["rejected"] = chosen["text"], rejected["text"]
