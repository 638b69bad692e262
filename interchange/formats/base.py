"""What an export format is: a pure function from a record to a row, and the columns of that row."""

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Json = dict[str, Any]
Scalar = Literal["text", "integer", "number", "boolean", "messages", "texts", "json"]
# A list is [of what], an object {field: what}; "json" is anything, kept as JSON text where a file
# needs a type. Plain JSON itself, since the manifest keeps the columns.
ColumnType = Scalar | list[Any] | dict[str, Any]
Columns = dict[str, ColumnType]  # in the order of the file; every value may be missing (null)
Unit = Literal["label", "judgment", "item"]


class LeftOut(Exception):  # a format's way to say that it cannot carry a record
    """The record is not exported; the text is the reason's stable name, counted in the manifest."""


@dataclass(slots=True)  # not frozen: made a million times, which took twice as long
class ExportItem:
    """The parts of an item that rows are made of."""

    id: int
    external_id: str
    prompt: list[Json]
    responses: list[Json]  # canonical order: [{"key", "text", "model"}], "prompt" if its own
    group_key: str
    context: Json = field(default_factory=dict)
    metadata: Json = field(default_factory=dict)


@dataclass(slots=True)  # not frozen: made a million times, which took twice as long
class Routing:
    """The decision behind a record; all None when nothing was decided."""

    policy: str | None = None
    policy_version: str | None = None
    reason: str | None = None
    propensity: float | None = None


@dataclass(slots=True)  # not frozen: made a million times, which took twice as long
class Judge:
    """The judge behind a record; all None when it was people."""

    name: str | None = None
    sha256: str | None = None
    template_sha256: str | None = None
    confidence: float | None = None
    order_consistent: bool | None = None


@dataclass(slots=True)  # not frozen: made a million times, which took twice as long
class ExportLabel:
    """A label in force, with its evidence."""

    item: ExportItem
    value: Json  # {"winner", "strength"}
    posterior: float | None
    method: str
    method_version: str
    status: str
    source: str  # human | llm | both
    n_human: int
    n_judge: int
    agreement: float | None
    guideline_version: int | None
    routing: Routing
    judge: Judge
    snapshot: str
    trusted: bool = True  # False: made by a judge that nobody has marked as trusted
    fit: int | None = None  # the fit of the raters that it was made with, where votes were weighed


@dataclass(slots=True)  # not frozen: made a million times, which took twice as long
class ExportJudgment:
    """One verdict."""

    id: int
    item: ExportItem
    answers: Json
    rater: str
    rater_kind: str
    simulated: bool
    source: str
    counted: bool
    presented_order: list[str]
    active_seconds: float | None
    guideline_version: int | None
    question_set_version: int
    created_at: str
    routing: Routing
    judge: Judge
    snapshot: str
    confidence: float | None = None  # the rater's own, [0, 1]
    purpose: str = "work"  # gold, training, repeat, settle
    supersedes: int | None = None  # the judgment that this one corrects


@dataclass(frozen=True, slots=True)
class Param:
    """A choice of the researcher; every one is written into the manifest."""

    key: str
    title: str
    default: Any
    choices: list[Any] = field(default_factory=list)  # empty: free, of the default's type
    help: str = ""
    most: float = 1.0  # of a number, which starts at 0
    empty: bool = False  # of a list: none of its choices may be chosen


class Format(Protocol):
    """One export format; `key` is its name everywhere."""

    @property
    def key(self) -> str:
        """Its name in the registry, the API and file names."""

    @property
    def title(self) -> str:
        """Its name on the page."""

    @property
    def summary(self) -> str:
        """One sentence: what it is for."""

    @property
    def unit(self) -> Unit:
        """What one row stands for."""

    @property
    def params(self) -> list[Param]:
        """The choices beside those that every export has."""

    def columns(self, params: Json, questions: list[Json]) -> Columns:
        """The columns of the file under these choices.

        Args:
            params: Checked choices.
            questions: Every question that any version of the project's set asked.
        """

    def row(self, record: Any, params: Json) -> Json:
        """The row of an ExportLabel or ExportJudgment.

        Raises:
            LeftOut: The format cannot carry it.
        """
