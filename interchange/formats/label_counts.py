"""Texts with how many annotators gave each label -> pairs: which text is it more (P2C)."""

from collections.abc import Hashable
from typing import Any, ClassVar

from interchange.formats import reading
from interchange.formats.base import Json
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row


class LabelCounts(Reader):
    """{"text", "label_counts": {label: annotators}}; rows of one most frequent label are paired.

    Source: Kim et al. (2023), Prefer to Classify, arXiv 2306.04925, sec. 3: the text that more
    annotators gave the label to is preferred; equal shares are a tie.
    """

    key = "label-counts"
    title = "Texts with label counts"
    summary = "Annotators' label counts of an existing set, turned into preferences between texts."
    marks: ClassVar[dict[str, str]] = {"text": "text", "label_counts": "object"}
    sure = 0.97

    def sides(self) -> str:
        """Which response is a."""
        return "Rows that follow each other with the same most frequent label are paired in order."

    def group(self, row: Any) -> Hashable | None:
        """The most frequent label; rows want sorting by it to give the most pairs."""
        counts = row.get("label_counts") if isinstance(row, dict) else None
        if not isinstance(counts, dict) or not all(isinstance(v, int) for v in counts.values()):
            return None
        return max(sorted(counts), key=lambda label: counts[label], default=None)

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """The first with the second, the third with the fourth, and so on."""
        found = [(Row(row, casts), self.group(row)) for row in rows]
        texts: list[tuple[Row, str, float]] = []
        for row, label in found:
            if not isinstance(label, str):
                row.refuse("label_counts", "must map labels to numbers of annotators")
            row.response("text")
            counts = row.row("label_counts")
            total = sum(counts.whole(name, 0, 10**6) for name in counts.raw)
            if not total:
                row.refuse("label_counts", "counts nobody")
            texts.append((row, label, counts.whole(label, 0, 10**6) / total))
        reading_ = Reading(unused=len(texts) % 2)
        for (x, label, share), (y, _, other) in zip(texts[::2], texts[1::2], strict=False):
            _add(reading_, x, y, label, (share, other))
        return reading_


def _add(out: Reading, x: Row, y: Row, label: str, shares: tuple[float, float]) -> None:
    names = [x.id("id"), y.id("id")]
    texts = [x.response("text"), y.response("text")]
    if texts[0] == texts[1]:
        y.refuse("text", "is the same text as the row before", texts[1])
    prompt: list[Json] = [{"role": "user", "content": f"Which text is rather “{label}”?"}]
    item = reading.item(
        x,
        prompt=prompt,
        responses=[(t, "") for t in texts],
        id=f"{names[0]}#{names[1]}"[:200] if all(names) else "",
        metadata={"label": label, "shares": list(shares)},
    )
    winner = "tie" if shares[0] == shares[1] else "a" if shares[0] > shares[1] else "b"
    answers = {"overall": reading.comparison(None, winner=winner)}
    out.items.append(item)
    out.judgments.append(reading.said(item, "label-counts", answers))
