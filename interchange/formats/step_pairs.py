"""Pairs of steps that follow one step, one of them right and one wrong: step-wise preferences."""

from itertools import product
from typing import ClassVar

from interchange.formats import branches, choosing, provenance
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.trl_stepwise import WRONG_LABEL


class StepPairs(ItemFormat):
    """{"prompt", "chosen", "rejected"} as texts: the question and the steps so far, two next steps.

    Every right step is paired with every wrong one that follows the same step, by one rater.

    Source: Step-DPO (arXiv 2406.18629), TPO (2410.12854), which learn from branches of one tree.
    """

    key = "step-pairs"
    title = "Step preferences"
    summary = "From trees of steps: the way so far, a right next step and a wrong one."
    params: ClassVar[list[Param]] = [
        Param("right_labels", "Labels that are right", "right", [],
              "Keys of the labels of steps that are chosen, with commas between."),
        Param("wrong_labels", "Labels that are wrong", WRONG_LABEL, [], "Those that are rejected."),
        provenance.CHOICE,
    ]  # fmt: skip
    carries = frozenset({"models"})

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """TRL's three as texts, and provenance."""
        meta = provenance.columns(params)
        model: Columns = {"meta_model": "text"} if meta else {}
        return {"prompt": "text", "chosen": "text", "rejected": "text", **model, **meta}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a pair of alternatives and rater."""
        asked = choosing.text_prompt(record, losses)
        if asked is None:
            return []
        found: list[Json] = []
        for judgment in choosing.judgments(record, params, losses):
            said = choosing.answer(judgment, "steps")
            trees = [r for r in record.item.responses if branches.branches(r)]
            if said is None or not trees:
                losses.drop("no_tree_of_steps")
                continue
            for response in trees:
                marks = {(m["start"], m["end"]): m["label"] for m in said["steps"][response["key"]]}
                pairs = _pairs(response, marks, params)
                if not pairs:
                    losses.drop("no_right_and_wrong_alternative")
                for way, chosen, rejected in pairs:
                    prompt = "".join(f"{text}{branches.GAP}" for text in (asked, *way))
                    row: Json = {"prompt": prompt, "chosen": chosen, "rejected": rejected}
                    if params["provenance"] != "none":
                        row["meta_model"] = response.get("model") or None
                    found.append({**row, **provenance.of(record.item, params, judgment, "steps")})
        return found


def _pairs(
    response: Json, marks: dict[tuple[int, int], str], params: Json
) -> list[tuple[list[str], str, str]]:
    """The steps up to the parting of the ways, a right one after it, and a wrong one."""
    texts, parents = branches.of(response)
    labels = [marks.get((place["start"], place["end"])) for place in response["steps"]]
    right, wrong = (
        [n for n, label in enumerate(labels) if label in _named(params[choice])]
        for choice in ("right_labels", "wrong_labels")
    )
    return [
        ([texts[n] for n in _before(a, parents)], texts[a], texts[b])
        for a, b in product(right, wrong)
        if parents[a] == parents[b]
    ]


def _named(given: str) -> set[str]:
    return {name.strip() for name in given.split(",")}


def _before(step: int, parents: list[branches.Parent]) -> list[int]:
    way: list[int] = []
    at = parents[step]
    while at is not None:
        way.append(at)
        at = parents[at]
    return way[::-1]
