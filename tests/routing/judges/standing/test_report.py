"""Figures of a judge, worked out by hand."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from routing.judges.standing import habits
from routing.judges.standing import report as whole
from routing.judges.standing.report import Ledger
from routing.judges.standing.table import Table, family

A, B, TIE, NONE = 0, 1, 2, -1


def table(said: list[int], votes: list[list[int]], **columns: Any) -> Table:
    n = len(said)
    zeros = np.zeros(n, dtype=int)
    votes_of = np.array(votes, dtype=int).reshape(n, len(votes[0]) if n else 2)
    found = Table(
        items=np.arange(n),
        groups=np.arange(n),
        labels=("a", "b", "tie"),
        said=np.array(said, dtype=int),
        first=zeros + NONE,
        swapped=zeros + NONE,
        confidence=np.full(n, np.nan),
        votes=votes_of,
        people=tuple(f"Rater {k + 1}" for k in range(votes_of.shape[1])),
        length=np.zeros(n),
        style=np.zeros(n),
        family_a=zeros + NONE,
        family_b=zeros + NONE,
        week=zeros,
        fair=np.ones(n, dtype=bool),
    )
    return replace(found, **{k: np.array(v) for k, v in columns.items()})


def told(found: Table, **ledger: Any) -> dict[str, Any]:
    return whole.report(found, Ledger(**ledger))


def test_agreement_is_with_the_majority_and_the_ceiling_leaves_one_out() -> None:
    found = told(
        table([A, A, B, TIE, NONE], [[A, A, A], [A, A, B], [A, A, A], [A, B, TIE], [B, B, B]])
    )["agreement"]

    # The fourth item has no majority, on the fifth the judge abstains.
    assert (found["overall"]["value"], found["overall"]["n"]) == (pytest.approx(2 / 3), 3)
    assert (found["unanimous"]["value"], found["split"]["value"]) == (0.5, 1.0)
    # Nine votes on unanimous items agree; on the second item only the third person has a majority
    # of others against them, and nobody has one on the fourth.
    assert (found["ceiling"]["value"], found["ceiling"]["n"]) == (0.9, 10)
    assert found["pairs_of_people"]["value"] == pytest.approx(10 / 15)
    assert found["confusion"] == [[2, 1, 0], [0, 0, 0], [0, 0, 0]]


def test_ties_have_a_recall_and_a_precision_of_their_own() -> None:
    ties = told(table([TIE, TIE, A, A], [[TIE], [A], [TIE], [TIE]]))["agreement"]["ties"]

    assert ties["recall"]["value"] == pytest.approx(1 / 3)
    assert ties["precision"]["value"] == 0.5
    assert (ties["judge"]["value"], ties["people"]["value"]) == (0.5, 0.75)


def test_a_judge_that_takes_the_first_place_is_wholly_pulled_and_never_consistent() -> None:
    found = told(table([NONE] * 4, [[A], [A], [B], [B]], first=[A] * 4, swapped=[B] * 4))["orders"]

    assert (found["consistent"]["value"], found["turned"], found["first_both"]) == (0.0, 4, 4)
    assert found["pull"]["value"] == 0.5
    assert found["accuracy_first"]["value"] == 0.5
    assert found["accuracy_mean"]["value"] == 0.5


def test_accuracy_is_told_apart_by_whether_the_orders_agree() -> None:
    found = told(table([A, A, NONE], [[A], [B], [A]], first=[A, A, A], swapped=[A, A, B]))["orders"]

    assert found["consistent"]["value"] == pytest.approx(2 / 3)
    assert found["accuracy_mean"]["value"] == pytest.approx(3 / 6)
    assert found["accuracy_consistent"]["value"] == 0.5
    assert found["accuracy_inconsistent"]["value"] == 1.0


def test_what_is_missing_can_be_counted_as_wrong_and_as_different() -> None:
    votes = [[A, A]] * 3 + [[A, B]]
    orders = {"first": [A, B, NONE, A], "swapped": [A, NONE, NONE, A]}

    both = habits.missing_wrong(table([A, B, NONE, A], votes, **orders))
    one = habits.missing_wrong(table([A, B, NONE, A], votes))

    # The fourth item has no majority; of the other three orders twice three labels are wanted.
    assert (both.right.value, both.right.n) == (pytest.approx(2 / 6), 3)
    assert both.same.value == pytest.approx(1 / 3)
    assert (one.right.value, one.same.value) == (pytest.approx(1 / 3), None)


def test_a_liking_for_length_counts_only_beyond_that_of_people() -> None:
    longer = [50.0, 80.0, -60.0, -90.0] * 20
    long_wins = [A, A, B, B] * 20
    coin = [[A], [B], [A], [B]] * 20

    same = told(table(long_wins, [[w] for w in long_wins], length=longer))["length"]
    apart = told(table(long_wins, coin, length=longer))["length"]

    assert same["gap"]["value"] == pytest.approx(0)
    assert apart["gap"]["low"] > 1
    assert (apart["judge_share"]["value"], apart["people_share"]["value"]) == (1.0, 0.5)


def test_favour_for_its_own_family_is_a_difference_of_two_shares() -> None:
    found = told(
        table(
            [A, A, A, B], [[A], [A], [B], [B]],
            family_a=[1, 1, 1, 1], family_b=[0, 0, 0, 0],
        )
    )["own_family"]  # fmt: skip

    assert (found["value"], found["n"]) == (0.5, 4)  # always right for its own, half for others


@pytest.mark.parametrize(
    ("model", "name"),
    [("openai/gpt-4o", "gpt"), ("GPT-4", "gpt"), ("llama2:7b", "llama"), ("", ""), ("7b", "7b")],
)
def test_a_family_is_the_first_letters_of_a_models_name(model: str, name: str) -> None:
    assert family(model) == name


def test_calibration_mends_a_judge_that_is_too_sure_on_prompts_it_has_not_seen() -> None:
    rng = np.random.default_rng(1)
    right = rng.random(600) < 0.7
    sure = np.full(600, 0.95) + rng.normal(0, 0.01, 600)

    found = told(table([A] * 600, [[A if hit else B] for hit in right], confidence=sure))

    maps = {m["name"]: m["ece"]["value"] for m in found["calibration"]["maps"]}
    assert maps["raw"] == pytest.approx(0.95 - right.mean(), abs=0.01)
    assert maps["temperature"] < 0.06
    assert found["calibration"]["best"] in {"temperature", "platt", "isotonic"}
    [rule] = [r for r in found["verdict"]["reasons"] if r["rule"] == "calibration"]
    assert rule["finding"] == "good"


def test_with_few_pairs_a_judge_is_uncalibrated_until_shown_otherwise() -> None:
    found = told(table([A] * 40, [[A]] * 40, confidence=[0.9] * 40))

    assert found["calibration"]["best"] is None
    [rule] = [r for r in found["verdict"]["reasons"] if r["rule"] == "calibration"]
    assert rule["finding"] == "open"
    assert "50 audited" in rule["text"]


def test_all_pairs_of_a_prompt_stand_on_one_side_of_a_fold() -> None:
    from routing.judges.standing.sureness import _folds

    groups = np.repeat(np.arange(20), 5)

    folds = _folds(groups).reshape(20, 5)

    assert (folds == folds[:, :1]).all()
    assert len(np.unique(folds)) == 5


def test_agreement_rests_on_audited_rows_alone_once_there_are_enough() -> None:
    fair = [True] * 30 + [False] * 70

    found = told(table([A] * 100, [[A]] * 30 + [[B]] * 70, fair=fair))

    assert found["agreement"]["overall"]["value"] == 1.0
    assert found["basis"] == {"rows": 100, "audited": 30, "only_audited": True, "all_fair": False}


def test_a_fall_in_agreement_over_the_weeks_is_an_alarm() -> None:
    week = np.repeat(np.arange(10), 50)
    votes = [[A if w < 6 or n % 2 else B] for n, w in enumerate(week)]

    fell = told(table([A] * 500, votes, week=week))["drift"]
    short = told(table([A] * 100, [[A]] * 100, week=np.repeat([0, 1], 50)))["drift"]

    assert fell["fell"] is True
    assert [w["n"] for w in fell["weeks"]] == [50] * 10
    assert (short["fell"], "3 weeks" in short["why_not"]) == (None, True)


def test_what_a_correct_label_costs_is_told_from_the_ledger() -> None:
    found = told(
        table([A, A, A, A], [[A], [A], [A], [B]]),
        calls=10, failures={"timeout": 1}, spent_usd=0.6, judged=4,
    )  # fmt: skip

    assert found["cost"]["usd_per_label"] == pytest.approx(0.15)
    assert found["cost"]["usd_per_correct_label"] == pytest.approx(0.2)
    assert found["failures"]["share"]["value"] == 0.1
    assert found["disagreements"] == {"n": 1, "items": [3]}


def test_an_empty_table_has_no_number_and_no_nan() -> None:
    found = told(table([], []))

    assert found["verdict"]["advice"] == "unknown"
    json.dumps(found, allow_nan=False)


def test_of_imported_verdicts_nothing_is_said_that_only_asking_can_tell() -> None:
    found = told(table([A] * 40, [[A, A]] * 40), imported=True)

    said = {reason["rule"]: reason["text"] for reason in found["verdict"]["reasons"]}
    for rule in ("failures", "attacks", "repeats", "changes"):
        assert "its verdicts were imported" in said[rule]
