"""Whether the sources say what a response cites them for."""

from dataclasses import dataclass
from typing import Any

from annotation.domain.questions.labelled import Labelled
from annotation.domain.questions.stretches import Stretch, citations


@dataclass(frozen=True, slots=True)
class Citations(Labelled):
    """Canonical: {"citations": {response key: [{"start", "end", "source", "label"}, …]}}.

    `source` is the number that the response cites: the place, from 1, in the item's sources. Source
    of the task: RAG-RewardBench (arXiv 2412.13746).
    """

    name = "citations"
    what = "citation"

    def defaults(self) -> dict[str, Any]:
        """Supported or not, to the end."""
        choices = {
            "supported": "Supported",
            "partly": "Partly",
            "unsupported": "Not supported",
            "contradicted": "Contradicted",
        }
        return {
            "choices": [{"key": key, "text": text} for key, text in choices.items()],
            "until": None,
        }

    def find(self, text: str, options: dict[str, Any]) -> list[Stretch]:  # noqa: ARG002
        """Every [n] in it."""
        return citations(text)
