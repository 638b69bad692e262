"""Arena 55k: prompt and responses as JSON-encoded lists of turns, the winner in three columns."""

from typing import Any, ClassVar

import orjson

from interchange.formats import arena, choosing, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row

WINNERS = {"winner_model_a": "a", "winner_model_b": "b", "winner_tie": "tie"}


class Arena55k(Reader, ItemFormat):
    """Both bad counts as a tie in this set, and cannot be told from one."""

    key = "arena-55k"
    title = "Arena 55k"
    summary = "Two conversations as JSON texts; the winner as 0 and 1 in three columns."
    labels = True
    params: ClassVar[list[Param]] = [choosing.VERDICTS, provenance.SLIM]
    carries = frozenset({"comparison", "models"})
    marks: ClassVar[dict[str, str]] = {
        "prompt": "text", "response_a": "text", "response_b": "text",
        **dict.fromkeys(WINNERS, "boolean"),
    }  # fmt: skip
    sure = 0.98

    def sides(self) -> str:
        """Which response is a."""
        return arena.SIDES

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The columns of the published set."""
        return {
            **dict.fromkeys(("id", "model_a", "model_b", "prompt", "response_a", "response_b"),
                            "text"),
            **dict.fromkeys(WINNERS, "integer"),
            **provenance.columns(params),
        }  # fmt: skip

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a verdict."""
        prompt = record.item.prompt
        if any(m["role"] != ("user", "assistant")[n % 2] for n, m in enumerate(prompt)):
            losses.drop("turns_do_not_alternate")
            return []
        asked = [m["content"] for m in prompt[::2]]
        answered = [m["content"] for m in prompt[1::2]]
        found = []
        for winner, source in arena.voted(record, params, losses):
            if winner == "both_bad":
                losses.drop("both_bad")
                continue
            a, b = record.item.responses
            row = {
                "id": record.item.external_id,
                "model_a": a.get("model") or None,
                "model_b": b.get("model") or None,
                "prompt": orjson.dumps(asked).decode(),
                "response_a": orjson.dumps([*answered, a["text"]]).decode(),
                "response_b": orjson.dumps([*answered, b["text"]]).decode(),
                **{column: int(winner == meant) for column, meant in WINNERS.items()},
            }
            found.append({**row, **provenance.of(record.item, params, source, "comparison")})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item and the vote."""
        row = Row(rows[0], casts)
        won = [meant for column, meant in WINNERS.items() if row.boolean(column)]
        if len(won) != 1:
            row.refuse("winner_model_a", f"exactly one of {', '.join(WINNERS)} must be 1")
        asked = _turns(row, "prompt")
        chats = [_woven(row, name, asked) for name in ("response_a", "response_b")]
        prompt, responses = arena.shared(row, chats[0], chats[1])
        item = reading.item(row, prompt=prompt, responses=responses, id=row.id("id"))
        return arena.vote(item, won[0], row.id("meta_rater") or "arena")


def _turns(row: Row, field: str) -> list[str]:
    text = row.text(field)
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        row.refuse(field, "must be a JSON list of turns, written as a text", text)
    if not isinstance(found, list) or not found:
        row.refuse(field, "must be a JSON list of turns, written as a text", text)
    return ["" if turn is None else str(turn) for turn in found]


def _woven(row: Row, field: str, asked: list[str]) -> list[Json]:
    answered = _turns(row, field)
    if len(answered) != len(asked):
        row.refuse(field, f"has {len(answered)} turns, but the prompt has {len(asked)}")
    chat: list[Json] = []
    for question, answer in zip(asked, answered, strict=True):
        chat += [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return chat
