"""Argilla: one record a row, flat columns; a question's answers beside who gave them."""

from typing import Any, ClassVar

from interchange.formats import choosing, parts, provenance, reading
from interchange.formats.base import Columns, ExportJudgment, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.guess import PAIRS, PROMPTS
from interchange.formats.item_rows import ItemRow
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.reading import OVERALL, WHY, Asked, Casts, Reader, Reading
from interchange.formats.row import Row

RESPONSES, USERS, STATUS = ".responses", ".responses.users", ".responses.status"
SUGGESTION, AGENT = ".suggestion", ".suggestion.agent"
SUBMITTED = "submitted"
WINNERS = ("a", "b", "tie", "both_bad")


class Argilla(Reader, ItemFormat):
    """`<question>.responses`, `.responses.users`, `.responses.status`, `.suggestion` and so on.

    A suggestion is a judge's verdict. A comparison is a label question with the values a, b, tie
    and both_bad, or with the names of the two response fields.
    """

    key = "argilla"
    title = "Argilla"
    summary = "Flat records as Argilla's to_hub writes them: fields, responses, suggestions."
    files = ("jsonl", "parquet")
    params: ClassVar[list[Param]] = [provenance.SLIM]
    carries = frozenset({"comparison", "aspects", "raters", "rater_kind", "text", "models"})
    marks: ClassVar[dict[str, str]] = {}
    sure = 0.96
    asks: ClassVar[tuple[Asked, ...]] = (OVERALL, WHY)

    def fits(self, rows: list[Json]) -> list[str] | None:
        """A question with responses and their users in every row, and a pair of response fields."""
        asked = _questions(rows[0])
        if not asked or _fields(rows[0]) is None or any(_questions(r) != asked for r in rows):
            return None
        return [f"The questions are {', '.join(asked)}, each with the users who answered."]

    def sides(self) -> str:
        """Which response is a."""
        return "The first response, a, is the first of the two response fields."

    def columns(self, params: Json, questions: list[Json]) -> Columns:
        """Fields, then five columns for each comparison and text."""
        out: Columns = {
            "id": "text", "prompt": "text", "response_a": "text", "response_b": "text",
            "model_a": "text", "model_b": "text",
        }  # fmt: skip
        for question in questions:
            if question["type"] in {"comparison", "text"}:
                key = question["key"]
                out |= {
                    f"{key}{RESPONSES}": "texts", f"{key}{USERS}": "texts",
                    f"{key}{STATUS}": "texts", f"{key}{SUGGESTION}": "text",
                    f"{key}{AGENT}": "text",
                }  # fmt: skip
        return {**out, **provenance.columns(params)}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One record an item."""
        prompt, pair = choosing.text_prompt(record, losses), choosing.two(record, losses)
        if prompt is None or pair is None:
            return []
        row: Json = {"id": record.item.external_id, "prompt": prompt}
        for side, response in zip("ab", pair, strict=True):
            row[f"response_{side}"] = response["text"]
            row[f"model_{side}"] = response.get("model") or None
        fields = len(row)
        for judgment in choosing.judgments(record, params, losses):
            _add(row, judgment, losses)
        if len(row) == fields:
            losses.drop("nothing_to_show")
            return []
        return [{**row, **provenance.of(record.item, params)}]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item, a judgment for every user who submitted, and one for every agent."""
        row = Row(rows[0], casts)
        fields = _fields(row.raw)
        asked = _questions(row.raw)
        if fields is None or not asked:
            row.refuse("", "has no prompt with two response fields, or no <question>.responses")
        prompt, first, second = fields
        models = ("model_a", "model_b") if {"model_a", "model_b"} <= set(row.raw) else ("", "")
        item = reading.item(
            row,
            prompt=row.prompt(prompt),
            responses=reading.pair(row, first, second, models=models),
            id=row.id("id"),
        )
        said: dict[tuple[str, str], dict[str, Json]] = {}
        for question in asked:
            for rater, kind, value in _given(row, question):
                answer = _answer(value, (first, second))
                if answer is not None:
                    said.setdefault((rater, kind), {})[question] = answer
        return Reading([item], [_judgment(item, who, answers) for who, answers in said.items()])


def _add(row: Json, judgment: ExportJudgment, losses: Losses) -> None:
    for question, answer in judgment.answers.items():
        kind = parts.type_of(answer)
        if kind not in {"comparison", "text"}:
            continue
        value = answer["winner"] if kind == "comparison" else answer["text"]
        if judgment.rater_kind != "judge":
            row.setdefault(f"{question}{RESPONSES}", []).append(value)
            row.setdefault(f"{question}{USERS}", []).append(judgment.rater)
            row.setdefault(f"{question}{STATUS}", []).append(SUBMITTED)
        elif f"{question}{SUGGESTION}" in row:
            losses.drop("second_suggestion")  # a record has room for one
        else:
            row[f"{question}{SUGGESTION}"] = value
            row[f"{question}{AGENT}"] = judgment.rater


def _questions(row: Json) -> list[str]:
    named = (n.removesuffix(end) for n in row for end in (USERS, SUGGESTION) if n.endswith(end))
    return list(dict.fromkeys(named))


def _fields(row: Json) -> tuple[str, str, str] | None:
    prompt = next((n for n in PROMPTS if n in row), None)
    pair = next(((a, b) for a, b in PAIRS if a in row and b in row), None)
    return (prompt, *pair) if prompt and pair else None


def _given(row: Row, question: str) -> list[tuple[str, str, Any]]:
    found: list[tuple[str, str, Any]] = []
    if row.has(f"{question}{RESPONSES}"):
        values, users = row.values(f"{question}{RESPONSES}"), row.values(f"{question}{USERS}")
        if len(values) != len(users):
            row.refuse(f"{question}{USERS}", f"must name a user for each of {len(values)} answers")
        states = row.raw.get(f"{question}{STATUS}") or [SUBMITTED] * len(values)
        found += [
            (str(user), "human", value)
            for value, user, state in zip(values, users, states, strict=False)
            if state == SUBMITTED  # drafts and discarded records are no verdicts
        ]
    if row.has(f"{question}{SUGGESTION}"):
        agent = row.optional(f"{question}{AGENT}") or "argilla"
        found.append((agent, "judge", row.raw[f"{question}{SUGGESTION}"]))
    return found


def _answer(value: Any, fields: tuple[str, str]) -> Json | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return {"choice": value}
    winner = {**{w: w for w in WINNERS}, fields[0]: "a", fields[1]: "b"}.get(value)
    return reading.comparison(None, winner=winner) if winner else {"text": value}


def _judgment(item: ItemRow, who: tuple[str, str], answers: dict[str, Json]) -> JudgmentRow:
    return reading.said(item, who[0], answers, kind=who[1])
