"""Feedback Forensics' AnnotatedPairs 2.0: one document of comparisons and their annotators."""

import hashlib
from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.item_rows import ItemRow
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row

PREFS = {"a": "a", "b": "b", "text_a": "a", "text_b": "b"}
NO_VERDICT = ("both", "neither", "invalid", "not applicable")


class AnnotatedPairs(Reader, ItemFormat):
    """Exporting this gives trait analysis for free; it knows no tie and no strength."""

    key = "annotated-pairs"
    title = "Feedback Forensics AnnotatedPairs"
    summary = "One JSON document: comparisons, and every annotator's preference in them."
    files = ("json",)
    params: ClassVar[list[Param]] = [provenance.SLIM]
    carries = frozenset({"comparison", "raters", "rater_kind", "models"})
    marks: ClassVar[dict[str, str]] = {"annotators": "object", "comparisons": "objects"}
    sure = 0.98

    def sides(self) -> str:
        """Which response is a."""
        return "The first response, a, is response_a."

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The fields of a comparison."""
        return {
            "id": "text",
            "prompt": "text",
            "response_a": {"text": "text", "model": "text"},
            "response_b": {"text": "text", "model": "text"},
            "annotations": "json",
            "metadata": "json",
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One comparison an item, with every verdict that names a winner."""
        prompt, pair = choosing.text_prompt(record, losses), choosing.two(record, losses)
        if prompt is None or pair is None:
            return []
        annotations: Json = {}
        for judgment in choosing.judgments(record, params, losses):
            given = choosing.answer(judgment, "comparison", params["question"])
            if given is None:
                losses.drop("no_comparison")
            elif given["winner"] not in {"a", "b"}:
                losses.drop(f"verdict_{given['winner']}")
            else:
                name = annotator(judgment.rater, judgment.rater_kind)
                annotations[name] = {"pref": given["winner"]}
        if not annotations:
            return []
        meta = provenance.of(record.item, params)
        return [
            {
                "id": record.item.external_id,
                "prompt": prompt,
                "response_a": {"text": pair[0]["text"], "model": pair[0].get("model") or None},
                "response_b": {"text": pair[1]["text"], "model": pair[1].get("model") or None},
                "annotations": annotations,
                "metadata": {k.removeprefix("meta_"): v for k, v in meta.items()},
            }
        ]

    inside = "comparisons"

    def names(self, row: Json) -> list[str]:
        """The annotators of a comparison."""
        return list(row["annotations"])

    def document(self, names: list[str]) -> Json:
        """What stands in the file beside the comparisons.

        Args:
            names: Of all annotators that any comparison has.
        """
        return {
            "metadata": {"version": "2.0"},
            "annotators": {
                name: {"name": _rater(name)[0], "description": "", "type": _rater(name)[1]}
                for name in names
            },
        }

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """Every comparison of the document; annotations that name no winner are no verdicts."""
        whole = Row(rows[0], casts)
        annotators = whole.row("annotators")
        items: list[ItemRow] = []
        judgments: list[JudgmentRow] = []
        whole.values("comparisons")  # an empty list is fine, none at all is not
        for one in whole.rows("comparisons"):
            sides = [one.row("response_a"), one.row("response_b")]
            texts = [side.response("text") for side in sides]
            if texts[0] == texts[1]:
                one.refuse("response_b", "is the same text as response_a", texts[1])
            item = reading.item(
                one,
                prompt=one.prompt("prompt"),
                responses=[(t, s.optional("model")) for t, s in zip(texts, sides, strict=True)],
                id=one.id("id"),
                metadata=one.keep("metadata"),
            )
            items.append(item)
            judgments += _judgments(one, item, annotators)
        return Reading(items, judgments)


def annotator(rater: str, kind: str) -> str:
    """An annotator's key in the document: what it is called, and what it is."""
    sha = hashlib.sha256(f"{kind}:{rater}".encode()).hexdigest()[:8]
    return f"{'ai' if kind == 'judge' else 'human'}:{sha}:{rater}"


def _rater(name: str) -> tuple[str, str]:
    kind, _, rater = name.partition(":")
    return rater.partition(":")[2], kind


def _judgments(one: Row, item: ItemRow, annotators: Row) -> list[JudgmentRow]:
    found = []
    given = one.row("annotations")
    for key in given.raw:
        annotation = given.row(key)
        pref = annotation.raw.get("pref")
        if pref is None or str(pref).lower() in NO_VERDICT:
            continue
        if str(pref).lower() not in PREFS:
            annotation.refuse("pref", "must be a or b", pref)
        who = annotators.row(key) if annotators.has(key) else Row({}, [])
        rater = who.optional("name") or who.optional("visible_name") or key
        kind = "human" if who.raw.get("type") == "human" else "judge"
        answers = {"overall": reading.comparison(None, winner=PREFS[str(pref).lower()])}
        found.append(reading.said(item, rater, answers, kind=kind))
    return found
