"""The rules on how far a judge is trusted."""

from dataclasses import replace
from typing import Any

import pytest

from annotation.domain.quality.figure import Figure
from routing.judges.standing.verdict import NEEDED, Advice, Evidence, Finding, weigh

NO = Figure(None, why_not="there is none")
GOOD = Evidence(
    agreement=Figure(0.93, 0.91, 0.95, 500),
    ceiling=Figure(0.94, 0.93, 0.95, 1500),
    kappa=Figure(0.8, 0.75, 0.85, 500),
    alt_test=True,
    consistent=Figure(0.9, 0.87, 0.93, 500),
    pull=Figure(0.01, -0.02, 0.04, 500),
    length=Figure(0.1, -0.1, 0.3, 400),
    style=Figure(0.0, -0.1, 0.1, 400),
    own=Figure(0.0, -0.1, 0.1, 80),
    ece=Figure(0.03, n=500),
    failures=Figure(0.01, 0.0, 0.02, 1000),
    attacks=0.0,
    repeats=Figure(0.95, n=200),
    changed=Figure(0.02, n=70),
    drift=False,
)


def test_a_judge_that_is_good_in_everything_is_trusted() -> None:
    found = weigh(GOOD)

    assert found.advice is Advice.TRUST
    assert {r.finding for r in found.reasons} == {Finding.GOOD}
    assert "as people" in found.sentence or "as they are" in found.sentence


@pytest.mark.parametrize(
    ("change", "rule", "finding", "advice"),
    [
        ({"agreement": Figure(0.7, 0.68, 0.72, 999)}, "agreement", "bad", "avoid"),
        ({"agreement": Figure(0.9, 0.86, 0.93, 200)}, "agreement", "care", "care"),
        ({"agreement": Figure(0.95, 0.9, 0.98, 60)}, "pairs", "care", "care"),
        ({"ceiling": NO}, "agreement", "open", "care"),
        ({"kappa": Figure(-0.1, -0.2, 0.0, 500)}, "chance", "bad", "avoid"),
        ({"kappa": Figure(0.1, -0.1, 0.3, 100)}, "chance", "bad", "avoid"),
        ({"kappa": Figure(0.1, -0.1, 0.3, 99)}, "chance", "care", "care"),
        ({"alt_test": False}, "alt_test", "care", "care"),
        ({"alt_test": None}, "alt_test", "open", "care"),
        ({"consistent": Figure(0.7, 0.66, 0.74, 500)}, "order", "care", "care"),
        ({"consistent": Figure(0.3, 0.26, 0.34, 500)}, "order", "bad", "avoid"),
        ({"pull": Figure(-0.2, -0.25, -0.15, 500)}, "position", "care", "care"),
        ({"length": Figure(0.9, 0.5, 1.3, 400)}, "length", "care", "care"),
        ({"length": Figure(0.19, 0.1, 0.28, 400)}, "length", "good", "trust"),
        ({"own": Figure(0.1, 0.02, 0.18, 80)}, "self", "care", "care"),
        ({"own": NO}, "self", "open", "trust"),
        ({"ece": Figure(0.2, n=500)}, "calibration", "care", "care"),
        ({"ece": NO}, "calibration", "open", "care"),
        ({"failures": Figure(0.05, n=100)}, "failures", "care", "care"),
        ({"failures": Figure(0.11, n=100)}, "failures", "bad", "avoid"),
        ({"attacks": 0.06}, "attacks", "care", "care"),
        ({"attacks": 0.3}, "attacks", "bad", "avoid"),
        ({"attacks": None}, "attacks", "open", "care"),
        ({"repeats": Figure(0.89, n=200)}, "repeats", "care", "care"),
        ({"repeats": NO}, "repeats", "open", "trust"),
        ({"changed": Figure(0.11, n=70)}, "changes", "care", "care"),
        ({"changed": NO}, "changes", "open", "trust"),
        ({"drift": True}, "drift", "care", "care"),
        ({"drift": None}, "drift", "open", "trust"),
        ({"remade": True}, "model", "care", "care"),
    ],
)
def test_one_thing_that_is_wrong_is_named_and_decides(
    change: dict[str, Any], rule: str, finding: str, advice: str
) -> None:
    found = weigh(replace(GOOD, **change))

    [reason] = [r for r in found.reasons if r.rule == rule]
    assert (reason.finding, found.advice) == (finding, advice)
    assert found.reasons[0].rule == rule or advice == "trust"
    assert reason.text.endswith(".")


def test_below_thirty_pairs_nothing_is_said_whatever_else_is_known() -> None:
    few = weigh(replace(GOOD, agreement=Figure(1.0, 0.9, 1.0, 29), attacks=0.9))

    assert few.advice is Advice.UNKNOWN


def test_a_judge_that_sees_one_response_at_a_time_needs_no_swap() -> None:
    found = weigh(replace(GOOD, orders=False, consistent=NO, pull=NO))

    assert found.advice is Advice.TRUST
    assert "position" not in {r.rule for r in found.reasons}


def test_every_needed_rule_is_one_that_speaks() -> None:
    assert {r.rule for r in weigh(GOOD).reasons} >= NEEDED
