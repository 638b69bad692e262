"""Each response on one or several named scales."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from annotation.domain.presentation import Presentation
from annotation.domain.questions import parts
from annotation.domain.questions.base import Answer, BadAnswer, Blind, Pooled, Question

MAX_SCALES = 8


@dataclass(frozen=True, slots=True)
class Rating(Blind):
    """Canonical: {"ratings": {response key: {scale key: value}}}; displayed: by side.

    A scale is {"key", "title", "points": [{"value", "text"}, …]}, values ascending: HelpSteer2 has
    0 to 4, UltraFeedback 1 to 5, and each point says in words what it means.
    """

    def defaults(self) -> dict[str, Any]:
        """One scale of five points."""
        words = ["Very poor", "Poor", "Fair", "Good", "Very good"]
        points = [{"value": n, "text": text} for n, text in enumerate(words, start=1)]
        return {"scales": [{"key": "quality", "title": "Quality", "points": points}]}

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise BadAnswer unless every scale has a name and points with words."""
        scales = options["scales"]
        if not isinstance(scales, list) or not 1 <= len(scales) <= MAX_SCALES:
            raise BadAnswer(f"Give 1 to {MAX_SCALES} scales.")
        for scale in scales:
            if not isinstance(scale, dict) or set(scale) != {"key", "title", "points"}:
                raise BadAnswer("A scale has a key, a title and points.")
            parts.check_name(scale["key"], "scales")
            parts.check_words(scale["title"], "scales")
            _check_points(scale["points"])
        if len({scale["key"] for scale in scales}) < len(scales):
            raise BadAnswer("Two scales have one key.")

    def validate(
        self, answer: Answer, question: Question, shown: Presentation | None = None
    ) -> Answer:
        """Check that every response has a point on every scale."""

        def one(given: Any) -> dict[str, int]:
            if not isinstance(given, dict) or set(given) - {s["key"] for s in scales}:
                raise BadAnswer("It rates on a scale that this question does not have.")
            rated = {}
            for scale in scales:
                value = given.get(scale["key"])
                if value is None:
                    raise BadAnswer(f"Rate {scale['title']} for every response.")
                if not parts.whole(value) or value not in [p["value"] for p in scale["points"]]:
                    raise BadAnswer(f"{str(value)[:20]!r} is no point of {scale['title']}.")
                rated[scale["key"]] = value
            return rated

        scales = question.options["scales"]
        return {"ratings": parts.each(answer.get("ratings"), shown, one, every=True)}

    def from_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:
        """Ratings by side -> ratings by response."""
        given = parts.keys_of(answer.get("ratings"), shown)
        return self.validate({"ratings": given}, question, shown)

    def to_display(self, answer: Answer, question: Question, shown: Presentation) -> Answer:  # noqa: ARG002
        """Ratings by response -> ratings by side."""
        return {"ratings": parts.sides_of(answer["ratings"], shown)}

    def categories(self, question: Question) -> list[str]:  # noqa: ARG002
        """Ratings are averaged, not counted."""
        return []

    def category(self, answer: Answer) -> str:  # noqa: ARG002
        """Ratings are averaged, not counted."""
        return ""

    def pool(self, answers: list[Answer], question: Question) -> Pooled | None:
        """The mean of each response on each scale.

        Agreement is the mean share, over responses and scales, of the commonest point.
        """
        given = [a["ratings"] for a in answers]
        scores: dict[str, dict[str, float]] = {}
        shares = []
        for key in sorted({key for ratings in given for key in ratings}):
            scores[key] = {}
            for scale in question.options["scales"]:
                name = scale["key"]
                values = [r[key][name] for r in given if key in r and name in r[key]]
                if values:
                    scores[key][name] = sum(values) / len(values)
                    shares.append(max(Counter(values).values()) / len(values))
        if not shares:
            return None
        agreement = sum(shares) / len(shares)
        status = "unanimous" if agreement == 1 else "majority"
        return Pooled({"scores": scores}, agreement, status)


def _check_points(points: Any) -> None:
    if not isinstance(points, list) or not 2 <= len(points) <= parts.MAX_CHOICES:
        raise BadAnswer(f"A scale has 2 to {parts.MAX_CHOICES} points, so that each has a digit.")
    for point in points:
        if not isinstance(point, dict) or set(point) != {"value", "text"}:
            raise BadAnswer("A point has a value and a text.")
        if not parts.whole(point["value"]):
            raise BadAnswer("The value of a point is a whole number.")
        parts.check_words(point["text"], "points")
    values = [point["value"] for point in points]
    if values != sorted(set(values)):
        raise BadAnswer("The values of a scale ascend, each once.")
