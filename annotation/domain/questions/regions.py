"""Places in a picture, as points or boxes, and words of the prompt that it does not show."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Question, Uncounted

MAX_MARKS = 200  # in one picture
SHAPES = ("point", "box")
MAX_SIDE = 100_000  # pixels
Mark = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Regions(Uncounted):
    """Canonical: {"regions": {response key: [mark, …]}, "words": {response key: [span, …]}}.

    A mark is {"x", "y", "category"} or {"x", "y", "width", "height", "category"}: whole pixels of
    the picture as it is served, from its upper left corner, whatever size it was shown in. A span
    is {"start", "end"}: characters (code points) of the prompt's last message. Nothing marked is an
    answer too. Displayed: by side. Source of the shape: Rich Human Feedback (arXiv 2312.10240).
    """

    @property
    def reads_texts(self) -> bool:
        """Yes: the name of the picture stands there, and its size is looked up."""
        return True

    def defaults(self) -> dict[str, Any]:
        """Points where something looks wrong, or is not what was asked for; and words."""
        categories = {"artifact": "Looks wrong", "misaligned": "Not what was asked"}
        return {
            "shape": "point",
            "categories": [{"key": k, "text": t} for k, t in categories.items()],
            "words": True,
        }

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless there is something to mark with."""
        parts.check_one_of(options["shape"], SHAPES, "shape")
        parts.check_choices(options["categories"], "categories", at_least=1)
        parts.check_flag(options["words"], "words")

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check the places and the words; marks from top to bottom, words as they are read."""
        regions, words = answer.get("regions"), answer.get("words", {})
        if not isinstance(regions, dict) or not isinstance(words, dict):
            raise BadAnswer("Mark places, or say that there is nothing to mark.")
        if words and not question.options["words"]:
            raise BadAnswer("This question does not ask about the words of the prompt.")
        if shown is not None and (set(regions) | set(words)) - set(shown.keys):
            raise BadAnswer("It speaks of a response that this item does not have.")
        checked: Answer = {"regions": {}, "words": {}}
        for key in shown.keys if shown is not None else sorted(regions):
            size = shown.size_of(key) if shown is not None else None
            if marks := _marks(regions.get(key, []), question.options, size):
                checked["regions"][key] = marks
        for key in shown.keys if shown is not None else sorted(words):
            length = shown.asked if shown is not None else None
            if spans := _spans(words.get(key, []), length):
                checked["words"][key] = spans
        return checked

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Marks by side -> marks by response."""
        words = answer.get("words", {})
        given = {"regions": parts.keys_of(answer.get("regions"), shown)}
        return self.validate(given | {"words": parts.keys_of(words, shown)}, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Marks by response -> marks by side."""
        return {name: parts.sides_of(answer[name], shown) for name in ("regions", "words")}


def _marks(given: Any, options: dict[str, Any], size: tuple[int, int] | None) -> list[Mark]:
    if not isinstance(given, list) or len(given) > MAX_MARKS:
        raise BadAnswer(f"Mark at most {MAX_MARKS} places of a picture.")
    marks = [_mark(one, options, size) for one in given]
    unlike = {tuple(sorted(mark.items())): mark for mark in marks}
    return sorted(
        unlike.values(), key=lambda m: (m["y"], m["x"], m.get("height", 0), m.get("width", 0),
                                        m["category"])
    )  # fmt: skip


def _mark(given: Any, options: dict[str, Any], size: tuple[int, int] | None) -> Mark:
    box = options["shape"] == "box"
    if not isinstance(given, dict):
        raise BadAnswer("A marked place has an x and a y.")
    if given.get("category") not in [c["key"] for c in options["categories"]]:
        raise BadAnswer("Say what each marked place is.")
    if size == (0, 0):
        raise BadAnswer("There is no picture to mark places in.")
    wide, high = size or (MAX_SIDE, MAX_SIDE)
    mark = {"x": _within(given.get("x"), 0, wide - 1), "y": _within(given.get("y"), 0, high - 1)}
    if box:
        mark["width"] = _within(given.get("width"), 1, wide - mark["x"])
        mark["height"] = _within(given.get("height"), 1, high - mark["y"])
    return {**mark, "category": given["category"]}


def _within(value: Any, low: int, high: int) -> int:
    if not parts.whole(value) or not low <= value <= high:
        raise BadAnswer("A marked place lies within the picture, in whole pixels.")
    return int(value)


def _spans(given: Any, length: int | None) -> list[dict[str, int]]:
    if not isinstance(given, list) or len(given) > MAX_MARKS:
        raise BadAnswer(f"Mark at most {MAX_MARKS} words.")
    found = set()
    for one in given:
        start, end = (one.get("start"), one.get("end")) if isinstance(one, dict) else (None, None)
        if not parts.whole(start) or not parts.whole(end) or not 0 <= start < end:
            raise BadAnswer("A marked word starts before it ends.")
        if length is not None and end > length:
            raise BadAnswer(f"A marked word ends at {end}; the prompt has {length} characters.")
        found.add((start, end))
    return [{"start": start, "end": end} for start, end in sorted(found)]
