"""Frozen records and enums that cross packages."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Role(StrEnum):
    """What a member may do in a project; reading widens from one to the next."""

    ANNOTATOR = "annotator"  # judges items; sees only their own work
    REVIEWER = "reviewer"  # reads items with everybody's judgments
    RESEARCHER = "researcher"  # reads all of it, replays routing, exports
    ADMIN = "admin"  # configures: people, questions, judges, budgets, imports


class RaterKind(StrEnum):
    """Who gave a judgment."""

    HUMAN = "human"
    JUDGE = "judge"


class ItemState(StrEnum):
    """Where an item stands; the moves between them are `states.MOVES`."""

    IMPORTED = "imported"  # nobody has been chosen to judge it yet
    AWAITING_JUDGE = "awaiting_judge"
    AWAITING_HUMAN = "awaiting_human"
    RESOLVED = "resolved"  # every question has a label
    REFERENCE = "reference"  # its answer is known: asked to check or train people, never labelled
    DISCARDED = "discarded"  # broken or out of scope: kept, never shown, never exported


class AssignmentState(StrEnum):
    """The life of a lease."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SKIPPED = "skipped"  # the annotator declined it with a reason; never offered to them again
    EXPIRED = "expired"  # the lease ran out; may come back to the same person as the same row
    RETURNED = "returned"  # put to the back of the annotator's own queue


class Purpose(StrEnum):
    """Why somebody was given an item; all but the first are kept apart from labels and overlap."""

    WORK = "work"
    GOLD = "gold"  # its answer is known, and they are not told
    TRAINING = "training"  # its answer is known, and shown to them once they have answered
    REPEAT = "repeat"  # judged by them before, now with the responses the other way round
    SETTLE = "settle"  # an adjudicator's, who has seen the others': it makes the label


class Cause(StrEnum):
    """Why raters disagreed, as whoever settled it saw it."""

    AMBIGUOUS = "ambiguous"  # the item can be read in two ways
    GUIDELINE_GAP = "guideline_gap"  # the guidelines do not say
    ERROR = "error"  # a rater was wrong
    EDGE_CASE = "edge_case"  # at the border of what the guidelines say
    TASTE = "taste"  # both are right


class Route(StrEnum):
    """Who is asked about an item."""

    HUMAN = "human"
    JUDGE = "judge"
    BOTH = "both"  # the audit stream: person and judge, blind to each other


class JobState(StrEnum):
    """The life of a job row; the last three are final and visible."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"  # gave up after its last attempt; `error` says why
    UNKNOWN = "unknown"  # may or may not have had its effect
    CANCELLED = "cancelled"


class Winner(StrEnum):
    """The verdict of a comparison, in canonical order: a is the item's first response."""

    A = "a"
    B = "b"
    TIE = "tie"
    BOTH_BAD = "both_bad"


@dataclass(frozen=True, slots=True)
class ResponseRecord:
    """A candidate answer; `model` is never sent to an annotator before they have judged."""

    key: str  # stable within the item
    text: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item as other packages see it."""

    id: int
    project_id: int
    external_id: str
    prompt: list[Json]  # messages: {"role", "content"}
    responses: list[ResponseRecord]  # canonical order
    context: Json = field(default_factory=dict)
    metadata: Json = field(default_factory=dict)
    group_key: str = ""
    state: ItemState = ItemState.IMPORTED


@dataclass(frozen=True, slots=True)
class JudgmentRecord:
    """A verdict as other packages see it."""

    id: int
    item_id: int
    rater_id: int
    rater_kind: RaterKind
    rater: str  # pseudonym of a person, name of a judge
    judge_spec_id: int | None
    answers: Json  # question key -> canonical answer
    presented_order: list[str]  # response keys, left first
    confidence: float | None  # judge only, [0.5, 1]
    active_seconds: float | None
    guideline_version: int | None
    question_set_version: int
    source: str  # bench | judge | import
    counted: bool
    created_at: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """What we believe about one question of an item."""

    id: int
    item_id: int
    question: str
    version: int
    value: Json
    posterior: float | None
    method: str
    method_version: str
    source: str  # human | llm | both
    n_human: int
    n_judge: int
    agreement: float | None
    status: str  # unanimous | majority | open
    judgment_ids: list[int]
