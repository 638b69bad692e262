"""What if: frontiers worked by hand, and what learning policies are allowed to see."""

import math
from dataclasses import astuple, dataclass, replace
from typing import ClassVar

import numpy as np
import pytest
from scipy.stats import binom

from routing.policies import POLICIES, make
from routing.policies.base import Score
from routing.policies.calibration import CalibrationFrame
from routing.policies.learned_error import LEARNABLE, LearnedError
from routing.policies.ranking import Ranked
from routing.signals import Floats, SignalFrame
from routing.simulator import Report, Terms, Unfit, simulate

BUDGETS = (0.0, 0.25, 0.5, 1.0)


def labelled(
    confidence: list[float], wrong: list[float], *, groups: Floats | None = None, **columns: Floats
) -> CalibrationFrame:
    n = len(confidence)
    seen = {"judge_confidence": np.array(confidence), "judge_verdicts": np.ones(n), **columns}
    frame = SignalFrame(tuple(range(1, n + 1)), seen, (np.arange(n) * 0.618) % 1)
    judge = np.where(np.isnan(wrong), np.nan, np.where(np.array(wrong) == 1, -1.0, 1.0))
    return CalibrationFrame.of(frame, np.ones(n), judge, groups=groups)


def run(rows: CalibrationFrame, name: str = "confidence", **terms: object) -> Report:
    given = {"budgets": BUDGETS, "repeats": 50, **terms}
    return simulate(rows, {name: make(name, {})}, Terms(**given))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Said(Ranked):
    """Takes the chances of an error from a column: 0.25 and more goes to people."""

    key: ClassVar[str] = "said"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Said"
    summary: ClassVar[str] = ""
    needs: ClassVar[frozenset[str]] = frozenset()
    params: ClassVar[dict[str, object]] = {}
    threshold: float | None = 0.25

    def score(self, frame: SignalFrame, state: object) -> Score:
        return Score(frame.column("p"), reasons=("",) * len(frame))


def test_quality_regret_and_lift_of_four_items_by_hand():
    # The judge is wrong about the least sure and about the surest.
    report = run(labelled([0.5, 0.6, 0.7, 0.9], [1, 0, 0, 1]))
    policy, chance, oracle = report.curves

    assert report.judge_right == 0.5
    assert [p.quality for p in policy.points] == [0.5, 0.75, 0.75, 1.0]
    assert [p.quality for p in chance.points] == [0.5, 0.625, 0.75, 1.0]
    assert [p.quality for p in oracle.points] == [0.5, 0.75, 1.0, 1.0]
    assert [p.regret for p in policy.points] == [0, 0, 0.25, 0]
    # Areas: .5 → .75 → .75 → .75 → 1 gives .75; chance .75; oracle .5 → .75 → 1 → 1 → 1 gives .875.
    assert (policy.auqc, chance.auqc, oracle.auqc) == (0.75, 0.75, 0.875)
    assert (policy.lift, oracle.lift) == (0, 1)
    # Errors among the k surest: 1, 1/2, 1/3, 2/4.
    assert policy.aurc == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert policy.auroc == 0.5


def test_items_of_one_doubt_have_the_quality_of_their_mean_order():
    alike = run(labelled([0.6] * 8, [1, 1, 1, 1, 0, 0, 0, 0])).curves[0]
    assert [p.quality for p in alike.points] == [0.5, 0.625, 0.75, 1.0]
    assert alike.lift == pytest.approx(0)


def test_an_item_of_weight_three_counts_as_three():
    """An audit with chance 1/3 stands for two more items that were not drawn."""
    confidence, wrong, p = [0.5, 0.6, 0.7, 0.9], [1, 0, 0, 1], np.array([0.6, 0.3, 0.2, 0.1])
    one = labelled(confidence, wrong, p=p)
    heavy = replace(one, weights=np.array([1.0, 3.0, 1.0, 2.0]))
    again = [0, 1, 1, 1, 2, 3, 3]
    many = labelled([confidence[n] for n in again], [wrong[n] for n in again], p=p[again])

    by_weight, by_rows = (simulate(r, {"said": Said()}, Terms(repeats=0)) for r in (heavy, many))

    assert by_weight.judge_right == pytest.approx(4 / 7)
    for weighed, counted in zip(by_weight.curves, by_rows.curves, strict=True):
        for name in ("auqc", "lift", "auroc", "ece", "brier"):
            expected = pytest.approx(getattr(counted, name), nan_ok=True)
            assert getattr(weighed, name) == expected, name
        assert [x.quality for x in weighed.points] == pytest.approx(
            [x.quality for x in counted.points]
        )
    mine, theirs = (astuple(r.curves[0].own) for r in (by_weight, by_rows))  # type: ignore[arg-type]
    assert mine == pytest.approx(theirs)


def test_a_judge_without_errors_has_no_lift_and_that_is_no_error():
    report = run(labelled([0.5, 0.9], [0, 0]))
    assert math.isnan(report.curves[0].lift)
    assert [p.quality for p in report.curves[0].points] == [1, 1, 1, 1]


def test_costs_count_every_annotator_and_the_judge_of_every_item():
    rows = labelled([0.5, 0.6, 0.7, 0.9], [1, 0, 0, 0])
    point = run(rows, annotators=3, human_cost=2.0, judge_cost=0.5).curves[0].points[1]

    assert point.cost == 4 * (0.25 * 3 * 2 + 0.5)
    assert point.cost_per_correct == point.cost / 4
    # One right item bought with 1 of 4; by chance it takes all 4.
    assert point.saved == pytest.approx(0.75)


def test_unreliable_people_are_right_as_often_as_their_majority():
    assert Terms(annotators=3, reliability=0.8).people_right == pytest.approx(binom.sf(1, 3, 0.8))
    assert Terms(annotators=2, reliability=0.8).people_right == pytest.approx(0.8)
    report = run(labelled([0.5, 0.9], [1, 0]), reliability=0.8)
    assert report.curves[0].points[-1].quality == pytest.approx(0.8)


def test_the_band_holds_the_figure_and_is_of_whole_prompts():
    rng = np.random.default_rng(2)
    wrong, confidence = (rng.random(200) < 0.3).astype(float), rng.random(200)
    rows = labelled(confidence.tolist(), wrong.tolist())
    clustered = labelled(
        confidence.tolist(),
        np.repeat(wrong[:20], 10).tolist(),
        groups=np.repeat(np.arange(20.0), 10),
    )
    one, many = run(rows).curves[0].points[0], run(clustered).curves[0].points[0]

    assert one.low < one.quality < one.high
    assert many.high - many.low > 1.5 * (one.high - one.low)


@dataclass(frozen=True, slots=True)
class Memory(LearnedError):
    """Remembers the prompts it has learnt from: a model that cheats where it can."""

    seen: ClassVar[list[tuple[set[float], set[float]]]] = []

    def fit(self, audited):  # type: ignore[no-untyped-def]
        state = LearnedError.fit(self, audited)
        self.seen.append((set(audited.groups.tolist()), set()))
        return state

    def score(self, frame, state):  # type: ignore[no-untyped-def]
        self.seen[-1][1].update(frame.column("prompt_words").tolist())
        return LearnedError.score(self, frame, state)


def test_a_learning_policy_never_scores_a_prompt_it_has_learnt_from():
    rng = np.random.default_rng(4)
    groups = np.repeat(np.arange(40.0), 5)
    rows = labelled(
        rng.random(200).tolist(), (rng.random(200) < 0.4).astype(float).tolist(),
        groups=groups, prompt_words=groups,
    )  # fmt: skip
    Memory.seen.clear()
    simulate(rows, {"memory": Memory()}, Terms(repeats=0))

    scored = [(learnt, met) for learnt, met in Memory.seen if met]
    assert len(scored) == 10
    assert all(not learnt & met for learnt, met in scored)
    assert set().union(*(met for _, met in scored)) == set(groups.tolist())


def test_noise_is_not_learnt():
    rng = np.random.default_rng(11)
    n = 400
    columns = {key: rng.random(n) for key in LEARNABLE if key != "judge_verdicts"}
    confidence = columns.pop("judge_confidence").tolist()
    rows = labelled(confidence, (rng.random(n) < 0.3).astype(float).tolist(), **columns)
    curve = run(rows, "learned_error", repeats=200).curves[0]
    # Below 0 by pooling: a fold with many errors leaves a sample with few to learn from.
    assert -0.3 < curve.lift < 0.1
    assert any("say nothing about the judge's errors" in note for note in curve.notes)


def test_a_bias_that_confidence_hides_is_learnt():
    """A judge that is sure and wrong where the longer answer is worse."""
    rng = np.random.default_rng(12)
    n = 600
    longer = rng.uniform(-1, 1, n)
    wrong = (rng.random(n) < 1 / (1 + np.exp(-4 * longer))).astype(float)
    confidence = np.where(wrong == 1, 0.9, 0.7) + rng.uniform(-0.1, 0.1, n)
    rows = labelled(confidence.tolist(), wrong.tolist(), judge_longer=longer)

    assert run(rows).curves[0].lift < -0.3
    assert run(rows, "learned_error").curves[0].lift > 0.3


def test_rows_without_both_labels_are_counted_and_left_out():
    report = run(labelled([0.5, 0.6, 0.7], [1, math.nan, 0]))
    assert (report.items, report.ignored) == (2, 1)


def test_nothing_to_simulate_on_is_said():
    with pytest.raises(Unfit, match="No item has both"):
        run(labelled([0.5], [math.nan]))


@pytest.mark.parametrize(
    "terms",
    [
        {"budgets": (-0.1,)},
        {"budgets": (1.1,)},
        {"budgets": ()},
        {"budgets": (math.nan,)},
        {"annotators": 0},
        {"reliability": 0.0},
        {"reliability": 1.5},
        {"human_cost": -1.0},
        {"judge_cost": math.inf},
        {"folds": 1},
        {"repeats": -1},
    ],
)
def test_terms_that_mean_nothing_are_refused_with_what_would(terms):
    with pytest.raises(Unfit, match=r"from|above|more|shares"):
        Terms(**terms)


@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_can_be_replayed_over_rows_that_say_nothing(name):
    constant = labelled([0.7] * 60, [1.0] * 60)
    report = simulate(constant, {name: POLICIES[name]()}, Terms(repeats=5))
    assert len(report.curves[0].points) == 21
    assert all(0 <= p.quality <= 1 for p in report.curves[0].points)


def test_signals_that_say_nothing_about_errors_cost_next_to_nothing():
    """Where a fold has more errors the others have fewer: they must not doubt it less for that."""
    lifts = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        noise = {key: rng.random(120) for key in LEARNABLE[:12]}
        wrong = (rng.random(120) < 0.2).astype(float).tolist()
        report = run(labelled([0.8] * 120, wrong, **noise), "learned_error", repeats=0)
        lifts.append(report.curves[0].lift)

    assert np.mean(lifts) > -0.2


def test_folds_alike_have_one_share_of_errors_and_no_prompt_in_two():
    groups = np.repeat(np.arange(40.0), 2)
    rows = labelled([0.8] * 80, ([1.0] * 2 + [0.0] * 6) * 10, groups=groups)

    fold = rows.fold(5, alike=True)

    assert all(len(set(fold[groups == g])) == 1 for g in range(40))
    assert np.bincount(fold.astype(int)).tolist() == [16] * 5
    assert np.bincount(fold.astype(int), rows.judge_wrong).tolist() == [4] * 5
