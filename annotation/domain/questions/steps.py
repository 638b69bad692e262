"""Whether each step of a solution is right."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.labelled import Labelled
from annotation.domain.questions.stretches import WAYS, Stretch


@dataclass(frozen=True, slots=True)
class Steps(Labelled):
    """Canonical: {"steps": {response key: [{"start", "end", "label"}, …]}}.

    Source: TPO (arXiv 2410.12854), PRM800K, whose raters stop at the first wrong step (`until`).
    """

    name = "steps"
    what = "step"

    def defaults(self) -> dict[str, Any]:
        """Right, neutral or wrong, line by line, to the end."""
        choices = {"right": "Right", "neutral": "Neither", "wrong": "Wrong"}
        return {
            "choices": [{"key": key, "text": text} for key, text in choices.items()],
            "by": "line",
            "until": None,
        }

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless it is said what a step is and how it can be."""
        Labelled.check_options(self, options)
        parts.check_one_of(options["by"], WAYS, "by")

    def places(
        self, key: str, shown: Presentation, options: dict[str, Any]
    ) -> tuple[list[Stretch], list[int | None]]:
        """Those that the response came with; else the pieces of its text, one after the other."""
        if key not in shown.steps:
            return Labelled.places(self, key, shown, options)
        own = shown.steps[key]
        return [(s["start"], s["end"], None) for s in own], [s["parent"] for s in own]

    def find(self, text: str, options: dict[str, Any]) -> list[Stretch]:
        """Its lines or its paragraphs."""
        return WAYS[options["by"]](text)
