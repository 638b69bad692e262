"""TRL's stepwise type: an answer in steps, and whether each is right. Process rewards."""

from typing import Any, ClassVar

from annotation.domain.questions.stretches import paragraphs
from interchange.formats import choosing, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row

WRONG = "wrong_step"  # the category of a span that covers a wrong step
RIGHT_LABEL, WRONG_LABEL = "right", "wrong"  # of a step, as read
Labelled = tuple[list[str], list[bool]]


class TrlStepwise(Reader, ItemFormat):
    """{"prompt", "completions", "labels"}: steps as a person labelled them, one by one.

    Without such labels a response is cut into steps, of which each that a marked span touches is
    wrong.
    """

    key = "trl-stepwise"
    title = "TRL stepwise supervision"
    summary = "Prompt, steps and true or false for each, from labels of steps or from marked spans."
    params: ClassVar[list[Param]] = [
        Param("separator", "Between steps", "blank_line", ["blank_line", "line"],
              "How an answer is cut into steps, where the file it came from did not say."),
        Param("right_labels", "Labels that are right", "right,neutral", [],
              "Keys of the labels of steps that become true, with commas between."),
        Param("wrong_labels", "Labels that are wrong", WRONG_LABEL, [], "Those that become false."),
        provenance.CHOICE,
    ]  # fmt: skip
    carries = frozenset({"models", "steps"})
    marks: ClassVar[dict[str, str]] = {"prompt": "prompt", "completions": "texts", "labels": "list"}
    sure = 0.92
    asks = (Asked("steps", "steps"), Asked("errors", "spans"))

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
            # Exports from before steps were read stay as they are: they have no such choice.
            labelled = choosing.answer(judgment, "steps") if "right_labels" in params else None
            spans = choosing.answer(judgment, "spans")
            if labelled is None and spans is None:
                losses.drop("no_steps_and_no_spans")
                continue
            kind = "spans" if labelled is None else "steps"
            for response in record.item.responses:
                cut = (
                    _cut(record, response, params, (spans or {}).get("spans", []), losses)
                    if labelled is None
                    else _labelled(response, params, labelled["steps"], losses)
                )
                if cut is None:
                    continue
                row: Json = {"prompt": prompt, "completions": cut[0], "labels": cut[1]}
                if params["provenance"] != "none":
                    row["meta_model"] = response.get("model") or None
                found.append({**row, **provenance.of(record.item, params, judgment, kind)})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item of one response, the steps with blank lines between, each with its label.

        Where a step has blank lines of its own, the wrong ones are marked as spans instead.
        """
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
        if not all(isinstance(right, bool) for right in labels):
            row.refuse("labels", "must be true or false", labels)
        answers = _answers(item.payload["r"][0]["text"], steps, labels)
        rater = row.id("meta_rater") or "trl-stepwise"
        kind = reading.meta_kind(row, "human")
        return Reading([item], [reading.said(item, rater, answers, kind=kind)])


def _answers(text: str, steps: list[str], labels: list[bool]) -> dict[str, Json]:
    """What was said of steps that stand in the text with a blank line between."""
    at, places = 0, []
    for step in steps:
        places.append((at, at + len(step)))
        at += len(step) + 2
    if [(start, end) for start, end, _ in paragraphs(text)] == places:
        given = [
            {"start": start, "end": end, "label": RIGHT_LABEL if right else WRONG_LABEL}
            for (start, end), right in zip(places, labels, strict=True)
        ]
        return {"steps": {"steps": {"r1": given}}}
    spans = [
        {"response": "r1", "start": start, "end": end, "category": WRONG, "severity": None}
        for (start, end), right in zip(places, labels, strict=True)
        if not right
    ]
    return {"errors": {"spans": spans, "missing": []}}


def _labelled(
    response: Json, params: Json, given: dict[str, list[Json]], losses: Losses
) -> Labelled | None:
    """The steps that a person labelled, up to the last one; None, counted, without any."""
    marks = given.get(response["key"], [])
    right = {name.strip() for name in params["right_labels"].split(",")}
    wrong = {name.strip() for name in params["wrong_labels"].split(",")}
    if not marks:
        losses.drop("no_step_labelled")
        return None
    if not {mark["label"] for mark in marks} <= right | wrong:
        losses.drop("label_neither_right_nor_wrong")
        return None
    text = response["text"]
    if text[marks[-1]["end"] :].strip():
        losses.without("steps_after_the_last_label")
    return (
        [text[mark["start"] : mark["end"]] for mark in marks],
        [mark["label"] not in wrong for mark in marks],
    )


def _cut(
    record: Bundle, response: Json, params: Json, spans: list[Json], losses: Losses
) -> Labelled | None:
    """Steps cut from the text, and whether no span touches them; None, counted, if one is empty."""
    steps = _steps(record, response, params)
    if not all(step.strip() for step in steps):
        losses.drop("empty_step")
        return None
    return steps, _labels(steps, response, spans)


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
