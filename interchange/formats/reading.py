"""What a known format's reader is: rows of a file -> items, and judgments with their raters."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson

from interchange.formats import messages
from interchange.formats.base import Json
from interchange.formats.item_rows import ItemRow, digest_of
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.problems import refuse
from interchange.formats.row import Row

Casts = list[tuple[str, Any]]
Pair = tuple[str, str]  # a response's text and its model


@dataclass(frozen=True, slots=True)
class Reading:
    """What some rows stand for."""

    items: list[ItemRow] = field(default_factory=list)
    judgments: list[JudgmentRow] = field(default_factory=list)
    unused: int = 0  # rows that are fine but stand for nothing: one left without a partner


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the judgments of a format answer, for whoever sets up the project."""

    key: str
    type: str  # comparison, text, rating, ranking, pick, thumbs, spans, steps, rewrite
    scales: dict[str, tuple[int, int]] = field(default_factory=dict)  # of a rating: least, most


OVERALL = Asked("overall", "comparison")
WHY = Asked("why", "text")


BY_TEXT = "The responses stand in the order of their texts; the verdict says which was chosen."


class Reader(ABC):
    """Reads one format; stateless."""

    key: str
    title: str
    summary: str
    # Columns every row has, and what kind of value is in them (detect.KINDS).
    marks: ClassVar[dict[str, str]]
    sure: ClassVar[float] = 0.9  # how sure the marks make it, (0, 1]
    not_with: ClassVar[tuple[str, ...]] = ()  # columns that speak against it
    asks: ClassVar[tuple[Asked, ...]] = (OVERALL,)

    def sides(self) -> str:
        """Which response is a, the first one: shown with the detection."""
        return ""

    def fits(self, rows: list[Json]) -> list[str] | None:  # noqa: ARG002
        """More evidence than the columns give, or None: it is not this format after all."""
        return []

    def group(self, row: Any) -> Hashable | None:  # noqa: ARG002
        """Rows that follow each other with the same group are read together; None: each alone."""
        return None

    @abstractmethod
    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """The items and judgments of one row, or of one group of rows.

        Args:
            rows: Parsed lines.
            casts: Filled with (field, value) wherever a number stood for a text.

        Raises:
            BadRow: Which field, why, and the value in short.
        """


def grouped(reader: Reader, rows: Iterable[tuple[int, Any]]) -> Iterator[list[tuple[int, Any]]]:
    """Numbered rows, as `read` wants them: alone, or with those they belong to."""
    waiting: list[tuple[int, Any]] = []
    of: Hashable | None = None
    for number, row in rows:
        group = reader.group(row)
        if waiting and (group is None or group != of):
            yield waiting
            waiting = []
        waiting.append((number, row))
        of = group
    if waiting:
        yield waiting


def item(
    row: Row,
    *,
    prompt: list[messages.Message],
    responses: list[Pair],
    id: str = "",  # noqa: A002
    group: str = "",
    context: Json | None = None,
    metadata: Json | None = None,
) -> ItemRow:
    """An item with its responses in canonical order, r1, r2 and so on.

    Without an id it is named after its content; without a group its prompt is its group.
    """
    sha = hashlib.sha256(orjson.dumps(prompt))
    found = [
        {"key": f"r{n}", "text": str(text), "model": model[:200], **messages.parts_of(text)}
        for n, (text, model) in enumerate(responses, start=1)
    ]
    digest = digest_of(sha, found, (context or {}).get("prompts"))
    payload: dict[str, Any] = {
        "p": prompt,
        "r": found,
        "c": context or {},
        "m": metadata or {},
        "g": group or row.id("meta_prompt_group") or f"prompt:{sha.hexdigest()[:32]}",
        "s": digest,
    }
    return ItemRow(id or row.id("meta_external_id") or f"sha256:{digest[:32]}", payload)


def pair(
    row: Row,
    first: str,
    second: str,
    *,
    models: tuple[str, str] = ("", ""),
    asked: list[messages.Message] | None = None,
) -> list[Pair]:
    """The two responses in two columns, which may be conversations that begin with the prompt.

    Raises:
        BadRow: One is empty, or they are the same text: nothing can be said about those.
    """
    texts = [row.answer(first, asked), row.answer(second, asked)]
    if texts[0] == texts[1]:
        row.refuse(second, f"is the same text as {first}", texts[1])
    names = [row.optional(m) if m else "" for m in models]
    return list(zip(texts, names, strict=True))


def preferred(
    row: Row,
    chosen: str,
    rejected: str,
    *,
    models: tuple[str, str] = ("", ""),
    asked: list[messages.Message] | None = None,
) -> tuple[list[Pair], str]:
    """The responses of a chosen and a rejected column, and the winner.

    They stand in the order of their texts. Two rows about one pair, of raters who disagree, are so
    the same item, and the first response is not always the one that was chosen.
    """
    found = pair(row, chosen, rejected, models=models, asked=asked)
    return (found, "a") if found[0][0] < found[1][0] else (found[::-1], "b")


def comparison(strength: float | None, *, winner: str = "") -> Json:
    """The canonical answer: by a strength from -3 (a is better) to 3, or by the winner.

    With a winner, the strength is only a size.
    """
    if winner:
        size = strength and (-abs(strength) if winner == "a" else abs(strength))
        return {"winner": winner, "strength": 0 if winner == "tie" else size}
    assert strength is not None
    won = "tie" if strength == 0 else "a" if strength < 0 else "b"
    return {"winner": won, "strength": int(strength) if float(strength).is_integer() else strength}


def said(of: ItemRow, rater: str, answers: dict[str, Json], **more: Any) -> JudgmentRow:
    """What a rater said about an item."""
    if not rater.strip():
        refuse("rater", "is empty")
    return JudgmentRow(of.external_id, rater[:90], answers, **more)


def meta_kind(row: Row, default: str) -> str:
    """Who made the label of a file that this system wrote; else what the format is known for."""
    source = row.raw.get("meta_source")
    return {"llm": "judge", "human": "human"}.get(source, default) if source else default
