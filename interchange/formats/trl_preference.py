"""TRL's preference type with an explicit prompt: DPO, KTO (which unpairs it), CPO, ORPO, reward."""

from dataclasses import dataclass, field

from interchange.formats import provenance
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


@dataclass(frozen=True, slots=True)
class TrlPreference:
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
            Param(
                "style",
                "Text or messages",
                "conversational",
                ["conversational", "text"],
                "Messages keep the turns and fit every chat template; text is for single turns.",
            ),
            Param(
                "margin",
                "Margin column",
                False,
                [False, True],
                "How much better (1 to 3), for the reward trainer; a label without one is out.",
            ),
        ]
    )

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """Strings or message lists, then the margin if asked for, then where it came from."""
        content: ColumnType = "text" if params["style"] == "text" else "messages"
        kind: Columns = {"prompt": content, "chosen": content, "rejected": content}
        if params["margin"]:
            kind["margin"] = "number"
        return {
            **kind,
            **provenance.IDENTITY,
            "meta_chosen_model": "text",
            "meta_rejected_model": "text",
            **provenance.LABEL,
            **provenance.JUDGE,
            **provenance.ROUTING,
            **provenance.VERSIONS,
        }

    def row(self, record: ExportLabel, params: Json) -> Json:
        """The pair of a label with a winner."""
        winner = record.value["winner"]
        if winner not in {"a", "b"}:
            raise LeftOut(winner or "open")
        a, b = record.item.responses
        chosen, rejected = (a, b) if winner == "a" else (b, a)
        row = _texts if params["style"] == "text" else _messages
        out = row(record.item, chosen["text"], rejected["text"])
        if params["margin"]:
            if not record.value.get("strength"):
                raise LeftOut("no_strength")
            out["margin"] = float(abs(record.value["strength"]))
        out.update(provenance.identity(record.item))
        out["meta_chosen_model"] = chosen.get("model") or None
        out["meta_rejected_model"] = rejected.get("model") or None
        out.update(provenance.label(record))
        out.update(provenance.judge(record.judge))
        out.update(provenance.routing(record.routing))
        out["meta_guideline_version"] = record.guideline_version
        out["meta_snapshot"] = record.snapshot
        return out


def _messages(item: ExportItem, chosen: str, rejected: str) -> Json:
    if item.prompt[-1]["role"] not in {"user", "tool"}:
        # A prompt that ends with the assistant means "continue" to one trainer, not to another.
        raise LeftOut("prompt_does_not_end_with_user")
    return {
        "prompt": [{"role": m["role"], "content": m["content"]} for m in item.prompt],
        "chosen": [{"role": "assistant", "content": chosen}],
        "rejected": [{"role": "assistant", "content": rejected}],
    }


def _texts(item: ExportItem, chosen: str, rejected: str) -> Json:
    if len(item.prompt) != 1 or item.prompt[0]["role"] != "user":
        raise LeftOut("several_turns_do_not_fit_text")
    return {"prompt": item.prompt[0]["content"], "chosen": chosen, "rejected": rejected}
