"""Figures published with open data sets, computed again from the files; needs no database.

    python -m bench.published DIR     # holds pandalm/, dices/, recipe_ratings/

Prints each figure beside the published one. Not a test: the data are not part of this repository.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from annotation.domain.aggregation import AGGREGATORS, Table
from annotation.domain.quality import agreement, alt_test, krippendorff

Line = tuple[str, float, float]  # what, measured, published


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    off = 0
    for part in (_pandalm, _dices, _recipes):
        for what, measured, published in part(given.folder):
            # As many digits as were published, no more.
            near = abs(measured - published) < 0.00051
            off += not near
            print(f"{what:52} {measured:7.3f} {published:7.3f} {'' if near else 'DIFFERS'}")
    return 1 if off else 0


def _pandalm(folder: Path) -> Iterator[Line]:
    rows = _read(folder / "pandalm" / "testset-v1.json")
    votes = np.array([[r[f"annotator{n}"] for n in (1, 2, 3)] for r in rows])
    counts = np.stack([(votes == c).sum(axis=1) for c in range(3)], axis=1)
    published = {(0, 1): (0.913, 0.852), (0, 2): (0.929, 0.879), (1, 2): (0.918, 0.862)}
    for a, b in combinations(range(3), 2):
        share, kappa = published[a, b]
        one, two = votes[:, a], votes[:, b]
        yield f"PandaLM, people {a + 1} and {b + 1}: agreement", (one == two).mean(), share
        yield "  Cohen's kappa", agreement.cohen_kappa(one, two, n_classes=3), kappa
    yield "PandaLM, alpha nominal", krippendorff.alpha(counts), 0.864
    yield "PandaLM, unanimous", (counts.max(axis=1) == 3).mean(), 0.880
    majority = agreement.majority(counts)
    said = {"1": 1, "2": 2, "Tie": 0, "0": 0}
    for name, key, figures in (
        ("gpt-3.5-turbo", "gpt_result", (0.716, 0.493, 0.132)),
        ("pandalm-7b", "pandalm_result", (0.668, 0.435, 0.299)),
    ):
        by_id = {r["idx"]: r[key] for r in _read(folder / "pandalm" / f"{name}-testset-v1.json")}
        judge = np.array([said.get(str(by_id[r["idx"]]), -1) for r in rows])
        use = judge >= 0
        yield f"{name} against the majority", (judge == majority)[use].mean(), figures[0]
        kappa = agreement.cohen_kappa(judge[use], majority[use], n_classes=3)
        yield "  Cohen's kappa", kappa, figures[1]
        yield "  tie precision", (majority[judge == 0] == 0).mean(), figures[2]
        tested = alt_test.run(votes.astype(float), np.where(use, judge, np.nan), epsilon=0.15)
        yield "  alternative-annotator test: people beaten", _or_nan(tested.winning_rate), 0.0
        print(f"    ρ {tested.advantage:.3f}", file=sys.stderr)
    items, raters = np.repeat(np.arange(len(votes)), 3), np.tile(np.arange(3), len(votes))
    table = Table(items, raters, votes.ravel(), len(votes), 3, 3)
    same = (AGGREGATORS["dawid_skene"].pool(table).labels == majority).mean()
    print(
        f"    Dawid–Skene of the people gives {same:.3f} of the majority's labels", file=sys.stderr
    )


def _dices(folder: Path) -> Iterator[Line]:
    for name, share, alpha in (("350_crowdsourced", 0.567, 0.161), ("990", 0.603, 0.143)):
        rows = _read(folder / "dices" / f"dices_{name}.json")["instances"]
        scores = [r["annotations"]["safety"]["individual_human_scores"] for r in rows]
        labels = ["Yes", "No", "Unsure"]
        counts = np.array([[s.count(label) for label in labels] for s in scores])
        yield f"DICES {name}: agreement", agreement.exact_agreement(counts), share
        yield "  alpha nominal", krippendorff.alpha(counts), alpha


def _recipes(folder: Path) -> Iterator[Line]:
    path = folder / "recipe_ratings" / "meta_evaluation_recipes.json"
    rows = _read(path)["instances"]
    scores = [r["annotations"]["overall"]["individual_human_scores"] for r in rows]
    counts = np.array([[sum(int(x) == c for x in s) for c in range(1, 7)] for s in scores])
    yield "Recipes, overall: alpha ordinal", krippendorff.alpha(counts, level="ordinal"), 0.435


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value  # differs from any published figure


def _read(path: Path) -> Any:
    return json.loads(path.read_text())


if __name__ == "__main__":
    sys.exit(main())
