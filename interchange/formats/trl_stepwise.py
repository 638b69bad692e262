"""TRL's stepwise type: an answer in steps, and whether each is right. Process rewards."""

from typing import Any, ClassVar

from annotation.domain.questions.stretches import paragraphs
from interchange.formats import branches, choosing, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.messages import Woven
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row

WRONG = "wrong_step"  # the category of a span that covers a wrong step
RIGHT_LABEL, WRONG_LABEL = "right", "wrong"  # of a step, as read
Labelled = tuple[list[str], list[bool | None]]  # steps; None: not labelled, of a tree only


class TrlStepwise(Reader, ItemFormat):
    """{"prompt", "completions", "labels"}: steps as a person labelled them, one by one.

    Without such labels a response is cut into steps, of which each that a marked span touches is
    wrong. A response that is a tree of steps becomes a row for each way through it, or one row with
    all its steps and, in `parents`, which one each follows.
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
        Param("trees", "Trees of steps", "paths", ["paths", "whole"],
              "A row for each way through a tree, for trainers; or one row for all of it, with a "
              "column of parents, which an import takes back."),
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
        parents: Columns = {"parents": ["integer"]} if _whole(params) else {}
        steps: Columns = {"completions": ["text"], "labels": ["boolean"], **parents}
        return {"prompt": "text", **steps, **model, **meta}

    def carried(self, record: Bundle, params: Json) -> frozenset[str]:  # noqa: ARG002
        """Which steps are alternatives, where whole trees are written."""
        return frozenset({"branches"}) if _whole(params) else frozenset()

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
                for one in _laid_out(response, params, cut) if cut else ():
                    row: Json = {"prompt": prompt, **one}
                    if params["provenance"] != "none":
                        row["meta_model"] = response.get("model") or None
                    found.append({**row, **provenance.of(record.item, params, judgment, kind)})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item of one response, the steps with blank lines between, each with its label.

        Where a step has blank lines of its own, the wrong ones are marked as spans instead. With
        `parents` the response is a tree of these steps.
        """
        row = Row(rows[0], casts)
        steps, labels = row.values("completions"), row.values("labels")
        if len(steps) != len(labels):
            row.refuse("labels", f"must have one value for each of the {len(steps)} steps", labels)
        if not steps or not all(isinstance(s, str) and s for s in steps):
            row.refuse("completions", "must be texts, none of them empty", steps)
        tree = _tree(row, steps) if row.has("parents") else None
        if not all(isinstance(right, bool) or (tree and right is None) for right in labels):
            row.refuse("labels", "must be true or false", labels)
        text = Woven(tree.text, {"steps": tree.places}) if tree else "\n\n".join(steps)
        item = reading.item(
            row,
            prompt=row.prompt("prompt"),
            responses=[(text, row.optional("meta_model"))],
            id=row.id("id"),
            metadata={} if tree else {"steps": steps},
        )
        # The responses of one exported item are rows of their own: named after their content.
        item.external_id = row.id("id") or f"sha256:{item.payload['s'][:32]}"
        answers = (
            _of_tree(tree, labels)
            if tree
            else _answers(item.payload["r"][0]["text"], steps, labels)
        )
        rater = row.id("meta_rater") or "trl-stepwise"
        kind = reading.meta_kind(row, "human")
        return Reading([item], [reading.said(item, rater, answers, kind=kind)])


def _whole(params: Json) -> bool:
    return params.get("trees") == "whole"  # snapshots from before trees have no such choice


def _tree(row: Row, steps: list[str]) -> branches.Steps:
    """The steps under those that they follow."""
    parents = row.values("parents")
    if len(parents) != len(steps):
        row.refuse("parents", f"must have one value for each of the {len(steps)} steps", parents)
    given = [{"text": t, "parent": p} for t, p in zip(steps, parents, strict=True)]
    return branches.read(row.name("completions"), given, [])


def _of_tree(tree: branches.Steps, labels: list[bool | None]) -> dict[str, Json]:
    """What was said of those of its steps that were labelled."""
    placed = zip(tree.places, (labels[n] for n in tree.order), strict=True)
    given = [
        {
            "start": place["start"],
            "end": place["end"],
            "label": RIGHT_LABEL if right else WRONG_LABEL,
        }
        for place, right in placed
        if right is not None
    ]
    return {"steps": {"steps": {"r1": given}}}


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
    if "steps" in response:
        said = {(mark["start"], mark["end"]): mark["label"] not in wrong for mark in marks}
        labels = [said.get((place["start"], place["end"])) for place in response["steps"]]
        if None in labels:
            losses.without("steps_after_the_last_label")
        return branches.of(response)[0], labels
    if text[marks[-1]["end"] :].strip():
        losses.without("steps_after_the_last_label")
    return (
        [text[mark["start"] : mark["end"]] for mark in marks],
        [mark["label"] not in wrong for mark in marks],
    )


def _laid_out(response: Json, params: Json, cut: Labelled) -> list[Json]:
    """The rows of a response: one; of a tree the whole of it, or one for each way through it."""
    steps, labels = cut
    if "steps" not in response:
        return [{"completions": steps, "labels": labels}]
    parents = branches.of(response)[1]
    if _whole(params):
        return [{"completions": steps, "labels": labels, "parents": parents}]
    return [
        {"completions": [steps[n] for n in way], "labels": [labels[n] for n in way]}
        for way in branches.paths(parents, [label is not None for label in labels])
    ]


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
    if "steps" in response:
        return branches.of(response)[0]
    steps = record.item.metadata.get("steps")
    if isinstance(steps, list) and "\n\n".join(steps) == response["text"]:
        return steps
    separator = "\n" if params["separator"] == "line" else "\n\n"
    return str(response["text"]).split(separator)


def _labels(steps: list[str], response: Json, spans: list[Json]) -> list[bool | None]:
    marked = [s for s in spans if s["response"] == response["key"]]
    labels: list[bool | None] = []
    at = 0
    for step in steps:
        at = response["text"].index(step, at)
        labels.append(not any(s["start"] < at + len(step) and at < s["end"] for s in marked))
        at += len(step)
    return labels
