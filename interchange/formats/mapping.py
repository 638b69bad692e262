"""Which part of a row is what: the mapping that a person gives, checked and compiled."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from interchange.formats import paths
from interchange.formats.problems import BadMapping

PAIRS = ("all", "adjacent", "first", "none")  # none: one item of all the responses
KINDS = ("human", "judge")
WINNERS = ("a", "b", "tie", "both_bad")
SKIP = "skip"  # a value that is no verdict: leave that answer out


@dataclass(frozen=True, slots=True)
class Column:
    """A path with the text it was written as, which is what a report shows."""

    text: str
    path: paths.Path
    # The value in a row that is an object, or paths.MISSING: asked several times per row.
    of: Callable[[dict[str, Any]], Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", paths.getter(self.path))


@dataclass(frozen=True, slots=True)
class ResponseColumn:
    """Where a response is, or a whole list of them, and the model that wrote it."""

    text: Column
    model: Column | None = None


@dataclass(frozen=True, slots=True)
class ItemMapping:
    """Row -> item."""

    prompt: tuple[Column, ...]
    responses: tuple[ResponseColumn, ...]
    id: Column | None = None  # None: the item is named after its content
    group: Column | None = None
    context: tuple[tuple[str, Column], ...] = ()
    metadata: tuple[tuple[str, Column], ...] = ()
    pairs: str = "all"


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """Where the answer of one rater to one question is."""

    question: str
    value: Column
    rater: str | Column  # a fixed name, or the column that holds it
    rationale: Column | None = None
    confidence: Column | None = None
    seconds: Column | None = None


@dataclass(frozen=True, slots=True)
class JudgmentMapping:
    """Row -> judgments."""

    item: Column
    answers: tuple[AnswerColumn, ...]
    kind: str
    # As written in the file -> a, b, tie, both_bad, skip, or a strength "-3".."3" (minus: a better)
    values: dict[str, str] = field(default_factory=dict)
    simulated: bool = False


def items(raw: Any) -> ItemMapping:
    """The mapping of items, from its JSON form.

    Raises:
        BadMapping: `field` says which part does not fit.
    """
    known = {"id", "prompt", "responses", "group", "language", "context", "metadata", "pairs"}
    raw = _object(raw, "mapping", known)
    prompt = raw.get("prompt") or []
    responses = raw.get("responses") or []
    if not isinstance(prompt, list) or not prompt:
        raise BadMapping("Say where the prompt is.", "prompt")
    if not isinstance(responses, list) or not responses:
        raise BadMapping("Say where the responses are.", "responses")
    context = _named(raw.get("context"), "context")
    if raw.get("language"):
        context = (*context, ("language", _column(raw["language"], "language")))
    pairs = raw.get("pairs") or "all"
    if pairs not in PAIRS:
        raise BadMapping(f"pairs must be one of {', '.join(PAIRS)}.", "pairs")
    return ItemMapping(
        prompt=tuple(_column(p, "prompt") for p in prompt),
        responses=tuple(_response(r) for r in responses),
        id=_optional(raw, "id"),
        group=_optional(raw, "group"),
        context=context,
        metadata=_named(raw.get("metadata"), "metadata"),
        pairs=pairs,
    )


def judgments(raw: Any) -> JudgmentMapping:
    """The mapping of judgments, from its JSON form.

    Raises:
        BadMapping: `field` says which part does not fit.
    """
    raw = _object(raw, "mapping", {"item", "answers", "kind", "values", "simulated"})
    answers = raw.get("answers") or []
    if not isinstance(answers, list) or not answers:
        raise BadMapping("Say where the answers are.", "answers")
    if raw.get("kind") not in KINDS:
        raise BadMapping("Say who judged: human or judge.", "kind")
    compiled = tuple(_answer(a) for a in answers)
    given = [(a.question, a.rater if isinstance(a.rater, str) else a.rater.path) for a in compiled]
    if len(set(given)) < len(given):
        raise BadMapping("Two columns answer the same question for the same rater.", "answers")
    return JudgmentMapping(
        item=_column(raw.get("item"), "item"),
        answers=compiled,
        kind=raw["kind"],
        values=_values(raw.get("values") or {}),
        simulated=bool(raw.get("simulated", False)),
    )


def _answer(raw: Any) -> AnswerColumn:
    known = {"question", "path", "rater", "rationale", "confidence", "seconds"}
    raw = _object(raw, "answers", known)
    question, rater = raw.get("question"), raw.get("rater")
    if not isinstance(question, str) or not question:
        raise BadMapping("Say which question is answered.", "answers.question")
    if isinstance(rater, dict):
        rater = _column(_object(rater, "answers.rater", {"path"}).get("path"), "answers.rater")
    elif not isinstance(rater, str) or not rater.strip():
        raise BadMapping("Name the rater, or the column that names them.", "answers.rater")
    return AnswerColumn(
        question=question,
        value=_column(raw.get("path"), "answers.path"),
        rater=rater,
        rationale=_optional(raw, "rationale"),
        confidence=_optional(raw, "confidence"),
        seconds=_optional(raw, "seconds"),
    )


def _values(raw: Any) -> dict[str, str]:
    strengths = {str(n) for n in range(-3, 4)}
    allowed = {*WINNERS, SKIP, *strengths}
    values = {str(k): str(v) for k, v in _object(raw, "values").items()}
    for written, meant in values.items():
        if meant not in allowed:
            raise BadMapping(
                f"{written!r} cannot mean {meant!r}; take one of {', '.join(WINNERS)}, {SKIP}, "
                "or a strength from -3 (a much better) to 3.",
                "values",
            )
    return values


def _response(raw: Any) -> ResponseColumn:
    raw = _object(raw, "responses", {"text", "model"})
    return ResponseColumn(_column(raw.get("text"), "responses.text"), _optional(raw, "model"))


def _named(raw: Any, part: str) -> tuple[tuple[str, Column], ...]:
    return tuple((str(k), _column(v, f"{part}.{k}")) for k, v in _object(raw or {}, part).items())


def _optional(raw: dict[str, Any], part: str) -> Column | None:
    return _column(raw[part], part) if raw.get(part) else None


def _column(text: Any, part: str) -> Column:
    if not isinstance(text, str) or not text:
        raise BadMapping("Name a column.", part)
    try:
        return Column(text, paths.parse(text))
    except BadMapping as e:
        raise BadMapping(str(e), part) from e


def _object(raw: Any, part: str, known: set[str] | None = None) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadMapping("Must be an object.", part)
    if known is not None and (unknown := set(raw) - known):
        raise BadMapping(
            f"There is no {min(map(str, unknown))!r} here; known: {', '.join(sorted(known))}.", part
        )
    return raw
