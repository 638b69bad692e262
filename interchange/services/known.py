"""Files in a known format: items, and judgments with their raters, in one import."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from annotation.domain.questions import BadAnswer, Question, parse
from annotation.selectors import versions
from interchange.errors import UnreadableFile
from interchange.files.reader import BadLine, Rows
from interchange.formats import READERS, Detected, answers, asking, detect, guess, item_rows
from interchange.formats.base import Json
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.problems import BadMapping, BadRow
from interchange.formats.reading import Casts, Reader, Reading, grouped

SEPARATOR = "\x1f"  # between item and rater in a key: no name holds it
Parsed = tuple[int, Any]  # line, value or BadLine
FIRST_NOTES = 20
EXAMPLES = 3
# Why something of a file is not imported, in the report.
NOT_ASKED = "not_asked:"  # and the key of the question
NOT_FITTING = "not_fitting:"
SAME_AGAIN = "same_again"
JUDGED_TWICE = "judged_twice"
ITEM_DIFFERS = "item_differs"
ALONE = "without_partner"


class Group(list[Parsed]):
    """Rows that are read together."""


class Known:
    """Reads one file of a known format for one project."""

    def __init__(self, reader: Reader, questions: list[Question], *, judgments: bool) -> None:
        self.left: Counter[str] = Counter()  # what is not imported, by reason
        self.notes: list[tuple[int, str, str]] = []  # line, question, reason
        self._reader, self._judgments = reader, judgments
        self._questions = {q.key: q for q in questions}
        self._noted = 0

    def groups(self, rows: Iterable[Parsed]) -> Iterator[tuple[int, Group]]:
        """Numbered rows -> numbered groups of them."""
        for group in grouped(self._reader, rows):
            yield group[0][0], Group(group)

    def stage(
        self, group: Group, casts: Casts
    ) -> tuple[list[tuple[str, Json | None]], list[item_rows.ItemRow]]:
        """(key, payload) of every item and every judgment of a group, and its items, each once.

        Raises:
            BadRow: It cannot be read, or an item has no response or more than nine.
        """
        reading = self._read(group, casts)
        found: dict[str, Json | None] = {}
        rows = {}
        for row in reading.items:
            item_rows.check_count("", len(row.payload["r"]), pairs=False)
            digest = hashlib.sha256(orjson.dumps(row.payload)).hexdigest()[:32]
            if found.setdefault(row.external_id, {"h": digest}) != {"h": digest}:
                reason = "two items of these rows have one id and other content"
                raise BadRow("id", reason, row.external_id[:80])
            rows[row.external_id] = row
        self.left[ALONE] += reading.unused
        for judgment in reading.judgments if self._judgments else []:
            payload = self._judgment(group[0][0], judgment, rows[judgment.item].payload)
            if payload is None:
                continue
            key = f"{judgment.item}{SEPARATOR}{judgment.rater}"
            if key in found:
                self.left[SAME_AGAIN if found[key] == payload else JUDGED_TWICE] += 1
            else:
                found[key] = payload
        return list(found.items()), list(rows.values())

    def items(self, group: Group) -> list[item_rows.ItemRow]:
        """The items of a group, each once.

        Raises:
            BadRow: As `stage`.
        """
        return list({row.external_id: row for row in self._read(group, []).items}.values())

    def _read(self, group: Group, casts: Casts) -> Reading:
        for _, value in group:
            if isinstance(value, BadLine):
                raise BadRow("", str(value), value.value)
        return self._reader.read([value for _, value in group], casts)

    def _judgment(self, line: int, given: JudgmentRow, payload: Json) -> Json | None:
        kept = {}
        for key, answer in given.answers.items():
            question = self._questions.get(key)
            if question is None:
                self.left[f"{NOT_ASKED}{key}"] += 1
                continue
            try:
                kept[key] = answers.inward(answer, question, payload["r"])
            except (BadAnswer, KeyError, TypeError) as e:
                # A KeyError or TypeError: the question of that key is of another type.
                self.left[f"{NOT_FITTING}{key}"] += 1
                reason = str(e.args[0]) if isinstance(e, BadAnswer) else "It is of another type."
                if self._noted < FIRST_NOTES:
                    self._noted += 1
                    self.notes.append((line, key, f"this answer is left out: {reason}"))
        if not kept:
            return None
        return {
            "x": given.item, "n": given.rater, "k": given.kind, "a": kept,
            "c": given.confidence, "t": given.seconds,
            "s": payload["s"], "r": len(payload["r"]),
        }  # fmt: skip


def of(mapping: Any, *, project_id: int, path: Path) -> Known:
    """The reader that {"format": …} names, for the questions of a project.

    Raises:
        BadMapping: There is no such format.
    """
    reader = _reader(mapping)
    asked = parse(questions(mapping, project_id=project_id, path=path) or _no_question())
    return Known(reader, asked, judgments=mapping.get("judgments", True))


def items_of(mapping: Any) -> Known:
    """The reader for items alone; asks the database nothing.

    Raises:
        BadMapping: There is no such format.
    """
    return Known(_reader(mapping), [], judgments=False)


def questions(mapping: Any, *, project_id: int, path: Path) -> list[Json]:
    """What the project will ask: what it asks, or with what the format answers, if that is wanted.

    A project that asks nothing yet gets the questions of the format.
    """
    asked = asked_now(project_id)
    if asked and not mapping.get("questions"):
        return asked
    return asking.proposed(_reader(mapping), first_judgments(_reader(mapping), path), asked)


def asked_now(project_id: int) -> list[Json]:
    """The questions in force, as stored; none if there are none."""
    newest = versions.in_force(project_id).question_set_id
    return [] if newest is None else versions.stored_questions(newest)


def first_judgments(reader: Reader, path: Path) -> list[JudgmentRow]:
    """The judgments in the first rows of a file."""
    return [j for reading in first(reader, first_rows(path)) for j in reading.judgments]


def first_rows(path: Path) -> list[Parsed]:
    """The first rows of a file; none if it cannot be read, which its import will say."""
    try:
        with Rows(path, max_bytes=settings.UPLOAD_MAX_BYTES) as rows:
            return list(islice(rows.read(), guess.SAMPLE))
    except UnreadableFile:
        return []


def first(reader: Reader, rows: Iterable[Parsed]) -> Iterator[Reading]:
    """What the first rows give; bad ones are left to the import."""
    for group in grouped(reader, rows):
        values = [value for _, value in group]
        if any(isinstance(value, BadLine) for value in values):
            continue
        try:
            yield reader.read(values, [])
        except BadRow:
            continue


@dataclass(frozen=True, slots=True)
class Found:
    """A known format that a file may be in, and what reading its first rows gives."""

    format: str
    title: str
    confidence: float
    evidence: list[str]
    rows: int  # that were read
    items: int
    judgments: int
    raters: int
    questions: list[Json]  # [{"key", "type", "asked", "possible"}]
    examples: list[Json]  # [{"prompt", "responses", "judgments"}], the first ones


def found_in(rows: list[Parsed], *, project_id: int | None) -> list[Found]:
    """The known formats that a file's first rows may be in, the surest first."""
    values = [value for _, value in rows if not isinstance(value, BadLine)]
    asked = [] if project_id is None else asked_now(project_id)
    return [
        _found(one, READERS[one.format], rows, asked)
        for one in detect(values)
        if one.format in READERS
    ]


def _found(one: Detected, reader: Reader, rows: list[Parsed], asked: list[Json]) -> Found:
    readings = list(first(reader, rows))
    items = [item for reading in readings for item in reading.items]
    judgments = [j for reading in readings for j in reading.judgments]
    now = {q["key"] for q in asked}
    possible = {q["key"] for q in asking.proposed(reader, judgments, asked)}
    return Found(
        format=one.format,
        title=reader.title,
        confidence=one.confidence,
        evidence=one.evidence,
        rows=len(rows),
        items=len({item.external_id for item in items}),
        judgments=len(judgments),
        raters=len({(j.kind, j.rater) for j in judgments}),
        questions=[
            {"key": q.key, "type": q.type, "asked": q.key in now, "possible": q.key in possible}
            for q in reader.asks
        ],
        examples=[_example(item, judgments) for item in items[:EXAMPLES]],
    )


def _example(item: item_rows.ItemRow, judgments: list[JudgmentRow]) -> Json:
    said = [j for j in judgments if j.item == item.external_id]
    return {
        "external_id": item.external_id,
        "prompt": item.payload["p"],
        "responses": item.payload["r"],
        "judgments": [{"rater": j.rater, "kind": j.kind, "answers": j.answers} for j in said],
    }


def is_known(mapping: Any) -> bool:
    """Whether a mapping names a format instead of saying what is where."""
    return isinstance(mapping, dict) and "format" in mapping


def _reader(mapping: Any) -> Reader:
    name = mapping["format"]
    if unknown := set(mapping) - {"format", "questions", "judgments"}:
        raise BadMapping(f"With a format there is no {min(unknown)!r}.", min(unknown))
    if not isinstance(name, str) or name not in READERS:
        raise BadMapping(f"There is no such format; known: {', '.join(sorted(READERS))}.", "format")
    return READERS[name]


def _no_question() -> list[Json]:
    # Nothing of the format can be asked, and the project asks nothing: every answer is left out.
    return [{"key": "overall", "type": "comparison", "title": "Overall"}]
