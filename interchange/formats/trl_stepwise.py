"""TRL's stepwise type: an answer in steps, and whether each is right. Process rewards."""

from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row

WRONG = "wrong_step"  # the category of a span that covers a wrong step


class TrlStepwise(Reader, ItemFormat):
    """{"prompt", "completions", "labels"}: a step is wrong when a marked span touches it."""

    key = "trl-stepwise"
    title = "TRL stepwise supervision"
    summary = "Prompt, steps and true or false for each, from spans that annotators marked."
    params: ClassVar[list[Param]] = [
        Param("separator", "Between steps", "blank_line", ["blank_line", "line"],
              "How an answer is cut into steps, where the file it came from did not say."),
        provenance.CHOICE,
    ]  # fmt: skip
    carries = frozenset({"models"})
    marks: ClassVar[dict[str, str]] = {"prompt": "prompt", "completions": "texts", "labels": "list"}
    sure = 0.92
    asks = (Asked("errors", "spans"),)

    def fits(self, rows: list[Json]) -> list[str] | None:
        """As many labels as steps."""
        if all(len(r["completions"]) == len(r["labels"]) for r in rows):
            return ["There is one label for every step."]
        return None

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """TRL's three and provenance; `completions` and `labels` are TRL's own names here."""
        meta = provenance.columns(params)
        model: Columns = {"meta_model": "text"} if meta else {}
        return {"prompt": "text", "completions": ["text"], "labels": ["boolean"], **model, **meta}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a response and rater."""
        prompt = choosing.text_prompt(record, losses)
        if prompt is None:
            return []
        found = []
        for judgment in choosing.judgments(record, params, losses):
            given = choosing.answer(judgment, "spans")
            if given is None:
                losses.drop("no_spans")
                continue
            for response in record.item.responses:
                steps = _steps(record, response, params)
                if not all(step.strip() for step in steps):
                    losses.drop("empty_step")
                    continue
                labels = _labels(steps, response, given["spans"])
                row: Json = {"prompt": prompt, "completions": steps, "labels": labels}
                if params["provenance"] != "none":
                    row["meta_model"] = response.get("model") or None
                found.append({**row, **provenance.of(record.item, params, judgment, "spans")})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item of one response, the steps with blank lines between; wrong ones are spans."""
        row = Row(rows[0], casts)
        steps, labels = row.values("completions"), row.values("labels")
        if len(steps) != len(labels):
            row.refuse("labels", f"must have one value for each of the {len(steps)} steps", labels)
        if not steps or not all(isinstance(s, str) and s for s in steps):
            row.refuse("completions", "must be texts, none of them empty", steps)
        item = reading.item(
            row,
            prompt=row.prompt("prompt"),
            responses=[("\n\n".join(steps), row.optional("meta_model"))],
            id=row.id("id"),
            metadata={"steps": steps},
        )
        # The responses of one exported item are rows of their own: named after their content.
        item.external_id = row.id("id") or f"sha256:{item.payload['s'][:32]}"
        spans, at = [], 0
        for step, right in zip(steps, labels, strict=True):
            if not isinstance(right, bool):
                row.refuse("labels", "must be true or false", right)
            if not right:
                spans.append({"response": "r1", "start": at, "end": at + len(step),
                              "category": WRONG, "severity": None})  # fmt: skip
            at += len(step) + 2
        answers = {"errors": {"spans": spans, "missing": []}}
        rater = row.id("meta_rater") or "trl-stepwise"
        kind = reading.meta_kind(row, "human")
        return Reading([item], [reading.said(item, rater, answers, kind=kind)])


def _steps(record: Bundle, response: Json, params: Json) -> list[str]:
    """The steps the file came with, if they are still those of the response; else cut now."""
    steps = record.item.metadata.get("steps")
    if isinstance(steps, list) and "\n\n".join(steps) == response["text"]:
        return steps
    separator = "\n" if params["separator"] == "line" else "\n\n"
    return str(response["text"]).split(separator)


def _labels(steps: list[str], response: Json, spans: list[Json]) -> list[bool]:
    marked = [s for s in spans if s["response"] == response["key"]]
    labels, at = [], 0
    for step in steps:
        at = response["text"].index(step, at)
        labels.append(not any(s["start"] < at + len(step) and at < s["end"] for s in marked))
        at += len(step)
    return labels
