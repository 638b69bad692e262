"""Stretches that stand in a response already, each given one of a few labels: steps, citations."""

from abc import ABC, abstractmethod
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Question, Uncounted
from annotation.domain.questions.stretches import MAX_STRETCHES, Stretch

Label = dict[str, Any]


class Labelled(Uncounted, ABC):
    """Canonical: {name: {response key: [{"start", "end", "label"}, …]}}; offsets as in Spans.

    Displayed: {name: {side: [label or None, …]}}, one for each stretch in the order of the text.
    Where the options name a label as `until`, what follows one of that kind has no label: the rest
    of the response, or of its branch where the response is a tree.
    """

    name: str  # of the list in an answer
    what: str  # in a sentence: "step"

    @abstractmethod
    def find(self, text: str, options: dict[str, Any]) -> list[Stretch]:
        """The stretches of a text, in its order."""

    def places(
        self, key: str, shown: Presentation, options: dict[str, Any]
    ) -> tuple[list[Stretch], list[int | None]]:
        """The stretches of a response, and the number of the one that each follows."""
        found = self.find(shown.texts[key], options)
        return found, [n - 1 if n else None for n in range(len(found))]

    @property
    def reads_texts(self) -> bool:
        """Yes: they are found in them."""
        return True

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless there are labels, and the last one is among them."""
        parts.check_choices(options["choices"], "choices")
        if options["until"] is not None:
            parts.check_one_of(options["until"], [c["key"] for c in options["choices"]], "until")

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check that every stretch of the texts has a label that is offered."""
        given = answer.get(self.name)
        labels = parts.each(given, shown, lambda g: self._labels(g, question), every=True)
        if shown is not None:
            labels = {key: self._whole(key, labels[key], question, shown) for key in labels}
        return {self.name: labels}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Labels by side, in the order of the text -> labels at their places, by response."""
        placed = {}
        for key, given in parts.keys_of(answer.get(self.name), shown).items():
            found, _ = self.places(key, shown, question.options)
            if not isinstance(given, list) or len(given) > len(found):
                raise BadAnswer(f"Give every {self.what} one label.")
            placed[key] = [
                {"start": start, "end": end, "label": label} | ({"source": n} if n else {})
                for (start, end, n), label in zip(found, given, strict=False)
                if label is not None
            ]
        return self.validate({self.name: placed}, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Labels by response -> labels by side."""
        labels = {
            key: self._in_order(key, given, question, shown)
            for key, given in answer[self.name].items()
        }
        return {self.name: parts.sides_of(labels, shown)}

    def _in_order(
        self, key: str, given: list[Label], question: Question, shown: Presentation
    ) -> list[str | None]:
        """One for each stretch up to the last labelled one."""
        if key not in shown.texts:
            return [one["label"] for one in given]
        placed, _ = _placed(given, self.places(key, shown, question.options)[0])
        last = max((n for n, one in enumerate(placed) if one), default=-1)
        return [one["label"] if one else None for one in placed[: last + 1]]

    def _labels(self, given: Any, question: Question) -> list[Label]:
        if not isinstance(given, list) or len(given) > MAX_STRETCHES:
            raise BadAnswer(f"Give every {self.what} one label.")
        return [self._label(one, question) for one in given]

    def _label(self, given: Any, question: Question) -> Label:
        if not isinstance(given, dict):
            raise BadAnswer(f"A label of a {self.what} has a start and an end.")
        start, end, source = _place(given)
        if not parts.whole(start) or not parts.whole(end) or not 0 <= start < end:
            raise BadAnswer(f"A {self.what} starts before it ends.")
        if given.get("label") not in [c["key"] for c in question.options["choices"]]:
            raise BadAnswer(f"Give every {self.what} one of the labels offered.")
        checked = {"start": start, "end": end, "label": given["label"]}
        return checked if source is None else {**checked, "source": source}

    def _whole(
        self, key: str, labels: list[Label], question: Question, shown: Presentation
    ) -> list[Label]:
        """The labels, one for every stretch that is asked about."""
        found, parents = self.places(key, shown, question.options)
        placed, left = _placed(labels, found)
        if left:
            raise BadAnswer(f"A label stands where the response has no {self.what}.")
        over = _over(placed, parents, question.options["until"])
        asked = [one for one, after in zip(placed, over, strict=True) if not after]
        if None in asked:
            raise BadAnswer(f"Give every {self.what} one label.")
        return [one for one in asked if one]


def _placed(labels: list[Label], found: list[Stretch]) -> tuple[list[Label | None], int]:
    """The label of each stretch, and how many labels stand elsewhere or out of order."""
    placed: list[Label | None] = []
    used = 0
    for place in found:
        here = used < len(labels) and _place(labels[used]) == place
        placed.append(labels[used] if here else None)
        used += here
    return placed, len(labels) - used


def _over(placed: list[Label | None], parents: list[int | None], until: str | None) -> list[bool]:
    """Which stretches come after one whose label ends the response, or its branch."""
    over: list[bool] = []
    for parent in parents:
        before = None if parent is None else placed[parent]
        ended = before is not None and until is not None and before["label"] == until
        over.append(parent is not None and (over[parent] or ended))
    return over


def _place(one: Label) -> Stretch:
    return one.get("start"), one.get("end"), one.get("source")  # type: ignore[return-value]
