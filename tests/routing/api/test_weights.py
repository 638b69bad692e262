"""Every figure of the routing page counts an audited item by 1 / its chance to be audited.

Worked by hand: a judge is right on the one item that was drawn with a chance of .05 and on one of
the three that were drawn with .2. Unweighted that is 2 of 4; by weights of 20, 5, 5 and 5 it is
25 / 35.
"""

import pytest

from annotation.domain.types import Role
from routing.models import Decision
from routing.services import frontiers
from tests import make
from tests.conftest import Team
from tests.routing import rows

CHANCE = (0.05, 0.2, 0.2, 0.2)
PEOPLE = ("a", "a", "b", "b")  # the judge says a
RIGHT = 25 / 35


@pytest.fixture
def audited(team: Team) -> Team:
    """Four items with both labels, drawn with unequal chances."""
    project = team.project
    config = rows.choose(project, "confidence")
    for n, (chance, said) in enumerate(zip(CHANCE, PEOPLE, strict=True)):
        prompt = [{"role": "user", "content": f"Question {n}?" + "```x```" * (n in (0, 3))}]
        [item] = rows.waiting(project, 1, prompt=prompt, state="resolved", label_source="human")
        rows.verdict(item, "a", confidence=0.9)
        make.judgment(item, make.rater(project), said)
        make.label(item, said, source="human")
        Decision.objects.create(
            item=item, project=project, config_id=config.id, round=1, route="both",
            human_judgments=1, audited=True, propensity=chance, draw=0.01, score=0.1, threshold=0.3,
            reasons=["Drawn for the audit."], signals={}, signals_sha256="0" * 64, seed=1,
        )  # fmt: skip
    return team


def test_agreement_and_the_watch_are_weighted(audited):
    api = audited.api(Role.ADMIN)
    agreement = api.read(f"{audited.path}/routing")["audit"]["agreement"]
    watch = api.read(f"{audited.path}/routing/calibration")["watch"]["agreement"]

    assert (agreement["value"], agreement["n"]) == (pytest.approx(RIGHT), 4)
    # 35² / (20² + 3 · 5²) = 2.6 items' worth: far less is known than of four equal ones.
    assert agreement["low"] < 0.3
    assert watch == agreement


def test_frontier_strata_and_features_are_weighted(audited):
    report = frontiers.compute(audited.project.pk)

    [stratum] = [each for each in report["strata"] if each["audited"]]
    assert stratum["agreement"] == pytest.approx(RIGHT)
    curves = {curve["key"]: curve for curve in report["curves"]}
    for key in ("in_force", "chance", "oracle"):
        assert curves[key]["points"][0]["quality"] == pytest.approx(RIGHT)
    # Code is in the first, right with a weight of 20, and in the last, wrong with 5.
    wrong = {row["feature"]: row["wrong"]["value"] for row in report["features"]}
    assert wrong["code: yes"] == pytest.approx(5 / 25)
    assert wrong["code: no"] == pytest.approx(5 / 10)
