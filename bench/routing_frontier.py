"""What each policy buys on real labels, what the guarantee is worth, how well mixes are ranked.

    python -m bench.routing_frontier --data DIR --out docs/images [--only PART …]

Parts: frontier, guarantee, both with the name of a set, as in "frontier llmbar-GPT-4", and mixes.
DIR holds the folders `pandalm` (github.com/WeOpenML/PandaLM, `data/`) and `llmbar`
(github.com/princeton-nlp/LLMBar, reshaped: items.jsonl, judge_labels.csv.gz). Both sets come in
through the ordinary import commands; learning policies are scored out of fold, by prompt.
"""

import argparse
import csv
import gzip
import io
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench import common

POLICIES = (
    "random", "confidence", "disagreement", "learned_error", "guaranteed", "hyper", "rules",
    "dawid_skene", "diverse", "stack",
)  # fmt: skip
SHOWN = (0.1, 0.2, 0.3, 0.5)
# One call each and both orders: sixteen verdicts an item.
STRATEGIES = (
    "Vanilla", "Vanilla_NoRules", "CoT", "Vanilla_1shot", "Vanilla_2shot", "Metrics", "Reference",
    "Metrics_Reference",
)  # fmt: skip
REDRAWS, AUDITED, DELTA, ALPHAS = 400, 250, 0.1, (0.10, 0.15, 0.20, 0.25)
MIXES = 600


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="folder for the pictures")
    parser.add_argument("--json", type=Path, help="the figures as a file")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="not everything, but these")
    options = parser.parse_args()
    missing = [name for name in ("pandalm", "llmbar") if not (options.data / name).is_dir()]
    if missing:
        print(f"{options.data} has no folder {missing[0]!r}: {__doc__}", file=sys.stderr)
        return 1
    common.ready()

    figures = run(options.data, options.out, options.only or PARTS)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2))
    return 0


def run(data: Path, out: Path | None, parts: Sequence[str]) -> dict[str, Any]:
    """The figures of these parts, printed as they come."""
    figures: dict[str, Any] = {}
    labelled: dict[str, Any] = {}
    for part in parts:
        kind, _, name = part.partition(" ")
        name = name or MIXED
        if name not in labelled:
            labelled[name] = SETS[name](data)
        if kind == "frontier":
            figures[name] = frontier(name, labelled[name], out)
        elif kind == "guarantee":
            figures[part] = guarantee(name, labelled[name])
        else:
            figures[part] = mixes(labelled[name])
    return figures


def of_pandalm(data: Path) -> Any:
    """PandaLM with GPT-3.5's labels; the other judge is a signal."""
    from routing.services.replaying import Chosen, of_project  # noqa: PLC0415

    return of_project(pandalm(data / "pandalm"), Chosen("gpt-3.5-turbo"))


def of_llmbar(model: str, data: Path, *, two_orders: bool) -> Any:
    """LLMBar with the labels of one model's plain prompt, and its other verdicts as signals."""
    from routing.services.replaying import Chosen, of_project  # noqa: PLC0415

    every = [f"{s}{order}" for s in STRATEGIES for order in ("", "-swapped")]
    others = ("Vanilla-swapped",) if two_orders else tuple(every)
    return of_project(llmbar(data / "llmbar", model), Chosen("Vanilla", others))


MIXED = "pandalm-gpt-3.5"
SETS: dict[str, Callable[[Path], Any]] = {
    MIXED: of_pandalm,
    **{
        f"llmbar-{model}{'-two-orders' if two else ''}": partial(of_llmbar, model, two_orders=two)
        for two in (False, True)
        for model in ("GPT-4", "ChatGPT")
    },
}
PARTS = (
    *(f"frontier {name}" for name in SETS),
    *(f"guarantee {name}" for name in SETS if not name.endswith("-two-orders")),
    "mixes",
)


def pandalm(folder: Path) -> int:
    """The project's id: 999 items, three people each, GPT-3.5 and PandaLM-7B."""
    slug = common.new_project()
    tests = folder / "testset-v1.json"
    command(
        "import_items", slug, tests, "id=idx", "prompt=instruction", "prompt=input",
        "response_a=response1", "response_b=response2",
    )  # fmt: skip
    people = [f"answer.overall@annotator{n}=annotator{n}" for n in (1, 2, 3)]
    judgments(slug, tests, "human", people, {"0": "tie", "1": "a", "2": "b"}, item="idx")
    for judge, column, file in (
        ("gpt-3.5-turbo", "gpt_result", "gpt-3.5-turbo-testset-v1.json"),
        ("pandalm-7b", "pandalm_result", "pandalm-7b-testset-v1.json"),
    ):
        meant = {"0": "tie", "Tie": "tie", "1": "a", "2": "b"}
        judgments(
            slug, folder / file, "judge", [f"answer.overall@{judge}={column}"], meant, item="idx"
        )
    return project_id(slug)


def llmbar(folder: Path, model: str) -> int:
    """The project's id: 419 core items, gold labels, one model by eight prompts in two orders."""
    verdicts: dict[str, dict[str, str]] = defaultdict(dict)
    with gzip.open(folder / "judge_labels.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            if row["judge"] == model and row["strategy"] in STRATEGIES:
                verdicts[row["id"]][row["strategy"]] = row["winner"]
                verdicts[row["id"]][f"{row['strategy']}-swapped"] = row["winner_swapped"]
    slug = common.new_project()
    with tempfile.TemporaryDirectory() as temporary:
        rows = Path(temporary) / "rows.jsonl"
        with rows.open("w") as out:
            for line in (folder / "items.jsonl").read_text().splitlines():
                item = json.loads(line)
                if item["subset"] == "Natural" or item["subset"].startswith("Adversarial"):
                    said = {k: v for k, v in verdicts[item["id"]].items() if v in ("1", "2")}
                    out.write(json.dumps({**item, "verdicts": said}) + "\n")
        command(
            "import_items",
            slug,
            rows,
            "id=id",
            "prompt=input",
            "response_a=output_1",
            "response_b=output_2",
        )
        meant = {"1": "a", "2": "b"}
        judgments(slug, rows, "human", ["answer.overall@gold=label"], meant)
        names = [f"{s}{order}" for s in STRATEGIES for order in ("", "-swapped")]
        for name in names:
            judgments(slug, rows, "judge", [f"answer.overall@{name}=verdicts.{name}"], meant)
    return project_id(slug)


def judgments(
    slug: str,
    file: Path,
    kind: str,
    answers: list[str],
    values: dict[str, str],
    *,
    item: str = "id",
) -> None:
    meant = [part for k, v in values.items() for part in ("--value", f"{k}={v}")]
    command(
        "import_judgments", slug, file, f"item={item}", *answers,
        more=["--kind", kind, "--on-error", "skip", *meant],
    )  # fmt: skip


def command(name: str, slug: str, file: Path, *maps: str, more: list[str] | None = None) -> None:
    from django.core.management import call_command  # noqa: PLC0415

    mapped = [part for each in maps for part in ("--map", each)]
    quiet = io.StringIO()
    call_command(name, slug, str(file), *mapped, *(more or []), stdout=quiet, stderr=quiet)


def project_id(slug: str) -> int:
    from annotation.models import Project  # noqa: PLC0415

    return Project.objects.get(slug=slug).pk


def frontier(name: str, labelled: Any, out: Path | None) -> dict[str, Any]:
    """Quality at each budget, lift and its band, for every policy."""
    from routing.policies import POLICIES as ALL  # noqa: PLC0415
    from routing.simulator import Terms, plot, simulate, tables  # noqa: PLC0415

    start, cpu = time.perf_counter(), time.process_time()
    policies = {**{key: ALL[key]() for key in POLICIES}, "features": features_only()}
    report = simulate(labelled, policies, Terms(repeats=100))
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"\n{name}: {report.items} items, judge right {report.judge_right:.3f}")
    print(f"  {took:.1f} s, {cpu:.1f} s of CPU")
    for curve in report.curves:
        at = {p.budget: p.quality for p in curve.points}
        cells = " ".join(f"{at[b]:.3f}" for b in SHOWN)
        band = f"[{curve.lift_low:+.2f}, {curve.lift_high:+.2f}]"
        own = f"  own: {curve.own.people:.0%} people, {curve.own.quality:.3f}" if curve.own else ""
        print(f"  {curve.key:14} {cells}  lift {curve.lift:+.3f} {band} {own}")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        picture = plot.frontier(report, f"What people's labels buy: {name}")
        (out / f"frontier-{name.lower()}.svg").write_text(picture)
    return {**tables.plain(report), "seconds": took, "cpu_seconds": cpu}


def features_only() -> Any:
    """The learned model without a word of the judges: what prompt and responses alone tell."""
    from dataclasses import replace  # noqa: PLC0415

    from routing.policies.learned_error import LearnedError  # noqa: PLC0415
    from routing.signals import SIGNALS, SignalFrame  # noqa: PLC0415

    def bare(frame: SignalFrame) -> SignalFrame:
        kept = {k: v for k, v in frame.columns.items() if not SIGNALS[k].reads_verdicts}
        heard = (frame.column("judge_verdicts") > 0).astype(float)
        return replace(frame, columns={**kept, "judge_verdicts": heard})

    class Features(LearnedError):
        """Sees no verdict."""

        def fit(self, audited: Any) -> Any:
            return super().fit(replace(audited, signals=bare(audited.signals)))

        def score(self, frame: Any, state: Any) -> Any:
            return super().score(bare(frame), state)

    return Features()


def guarantee(name: str, labelled: Any) -> list[dict[str, Any]]:
    """How often a promise is made and broken, over audits drawn anew.

    Each time the prompts are halved; one half learns the order of items, and from the other half,
    which stands for the population, an audit is drawn with replacement. A promise is broken when
    the judge is wrong on more than alpha of what it would keep of that population.
    """
    from routing.policies.guaranteed import walk  # noqa: PLC0415
    from routing.policies.learned_error import LearnedError  # noqa: PLC0415

    rows = labelled.usable()
    rng = np.random.default_rng(3)
    tally = {alpha: [0, 0, 0.0, 0] for alpha in ALPHAS}
    prompts = np.unique(rows.groups)
    for _ in range(REDRAWS):
        learn = np.isin(rows.groups, rng.permutation(prompts)[: len(prompts) // 2])
        state = LearnedError().fit(rows.take(np.flatnonzero(learn).tolist()))
        rest = rows.take(np.flatnonzero(~learn).tolist())
        doubt = LearnedError().score(rest.signals, state).doubt
        known = np.flatnonzero(~np.isnan(doubt))
        doubt, wrong = doubt[known], rest.judge_wrong[known]
        drawn = rng.integers(0, len(doubt), AUDITED)
        order = np.argsort(doubt[drawn], kind="stable")
        shares = np.cumsum(wrong[drawn][order]) / np.arange(1, AUDITED + 1)
        for alpha, sums in tally.items():
            found = walk(doubt[drawn], wrong[drawn], alpha, DELTA)
            kept = doubt <= found.limit
            if found.kept:
                sums[0] += 1
                sums[1] += wrong[kept].mean() > alpha
                sums[2] += kept.mean()
            plain = np.flatnonzero(shares <= alpha)
            if len(plain):
                sums[3] += wrong[doubt <= doubt[drawn][order][plain[-1]]].mean() > alpha
    print(f"\nguarantee on {name}: {REDRAWS} audits of {AUDITED}, delta {DELTA}")
    lines = []
    for alpha, (made, broken, coverage, plain_broken) in tally.items():
        line = {
            "alpha": alpha,
            "promised": made / REDRAWS,
            "coverage": coverage / REDRAWS,
            "broken": broken / REDRAWS,
            "uncorrected_broken": plain_broken / REDRAWS,
        }
        print("  " + "  ".join(f"{k} {v:.3f}" for k, v in line.items()))
        lines.append(line)
    return lines


def mixes(labelled: Any) -> dict[str, float]:
    """Held-out rank correlation of the performance model over random mixes, and its time."""
    from routing import performance  # noqa: PLC0415
    from routing.policies.hyper import differences  # noqa: PLC0415
    from routing.signals import bins  # noqa: PLC0415

    rows = labelled.usable()
    members = bins.fix(rows.signals).members(rows.signals)
    start, cpu = time.perf_counter(), time.process_time()
    found = []
    for held in range(3):
        rng = np.random.default_rng(held)
        given = performance.Study(
            members, differences(rows.signals), rows.people, rows.judge, rows.fold(3) != held
        )
        found.append(performance.fit(*performance.study(given, MIXES, rng), rng))
    each = 1 / len(found)
    figures = {
        "mixes": MIXES,
        "spearman": sum(f.spearman for f in found) * each,
        "lowest": min(f.spearman for f in found),
        "spearman_linear": sum(f.spearman_linear for f in found) * each,
        "spearman_quadratic": sum(f.spearman_quadratic for f in found) * each,
        "seconds": (time.perf_counter() - start) * each,
        "cpu_seconds": (time.process_time() - cpu) * each,
    }
    print("\nmixes: " + "  ".join(f"{k} {v:.3f}" for k, v in figures.items()))
    return figures


if __name__ == "__main__":
    sys.exit(main())
