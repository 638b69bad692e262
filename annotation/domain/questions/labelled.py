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

    Displayed: {name: {side: [label, …]}}, one for each stretch in the order of the text. Where the
    options name a label as `until`, a response is labelled up to the first one of that kind.
    """

    name: str  # of the list in an answer
    what: str  # in a sentence: "step"

    @abstractmethod
    def find(self, text: str, options: dict[str, Any]) -> list[Stretch]:
        """The stretches of a text, in its order."""

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
        for key in labels if shown is not None else ():
            found = self.find(shown.texts[key], question.options) if shown else []
            if [_place(one) for one in labels[key]] != found[: len(labels[key])]:
                raise BadAnswer(f"A label stands where the response has no {self.what}.")
            self._complete(labels[key], len(found), question)
        return {self.name: labels}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Labels by side, in the order of the text -> labels at their places, by response."""
        placed = {}
        for key, given in parts.keys_of(answer.get(self.name), shown).items():
            found = self.find(shown.texts[key], question.options)
            if not isinstance(given, list) or len(given) > len(found):
                raise BadAnswer(f"Give every {self.what} one label.")
            placed[key] = [
                {"start": start, "end": end, "label": label} | ({"source": n} if n else {})
                for (start, end, n), label in zip(found, given, strict=False)
            ]
        return self.validate({self.name: placed}, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Labels by response -> labels by side."""
        labels = {key: [one["label"] for one in given] for key, given in answer[self.name].items()}
        return {self.name: parts.sides_of(labels, shown)}

    def _labels(self, given: Any, question: Question) -> list[Label]:
        if not isinstance(given, list) or len(given) > MAX_STRETCHES:
            raise BadAnswer(f"Give every {self.what} one label.")
        labels = [self._label(one, question) for one in given]
        last = [n for n, one in enumerate(labels) if one["label"] == question.options["until"]]
        return labels[: last[0] + 1] if last else labels

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

    def _complete(self, labels: list[Label], of: int, question: Question) -> None:
        ended = bool(labels) and labels[-1]["label"] == question.options["until"]
        if len(labels) < of and not ended:
            raise BadAnswer(f"Give every {self.what} one label.")


def _place(one: Label) -> Stretch:
    return one.get("start"), one.get("end"), one.get("source")  # type: ignore[return-value]
