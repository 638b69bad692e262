"""The route command."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotation.models import Project
from routing.models import Budget, Decision, RoutingConfig
from tests import make
from tests.routing import rows


@pytest.fixture
def project(db: None) -> Project:
    made = make.project(slug="mine")
    for confidence, item in zip((0.9, 0.5, 0.6, 0.8), rows.waiting(made, 4), strict=True):
        rows.verdict(item, confidence=confidence)
    return made


def route(*args: str) -> str:
    out = StringIO()
    call_command("route", "mine", *args, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_share_for_people_is_cut_by_rank(project):
    said = route("--policy", "confidence", "--budget", "0.5", "--audit-rate", "1e-9")

    assert said.startswith("4 items decided by confidence: 2 to people, 2 to judges")
    assert rows.routes(project) == ["judge", "human", "human", "judge"]
    assert Budget.objects.get().limit == 2


def test_a_dry_run_writes_nothing_and_tells_each_decision(project):
    seen = json.loads(route("--policy", "random", "--param", "share=1", "--dry-run", "--json"))

    assert (seen["human"], len(seen["decisions"])) == (4, 4)
    assert seen["decisions"][0]["reasons"]
    assert not Decision.objects.exists()
    assert not RoutingConfig.objects.exists()


def test_a_dry_run_holds_to_the_budget_it_is_given(project):
    seen = json.loads(route("--policy", "all_human", "--budget", "3", "--dry-run", "--json"))
    assert (seen["human"], seen["held"]) == (3, 1)
    assert not Budget.objects.exists()


def test_the_policy_is_remembered_and_not_made_anew(project):
    for _ in range(2):
        route("--policy", "random", "--param", "share=0.5", "--scope", "all")
    route("--scope", "all")

    assert RoutingConfig.objects.count() == 1
    assert Decision.objects.filter(round=3).count() == 4


def test_money_for_people_is_a_hard_limit(project):
    said = route(
        "--policy", "all_human", "--budget", "1.50usd", "--usd-per-judgment", "0.5"
    )  # fmt: skip

    assert "3 to people" in said
    assert "1 held" in said
    assert Budget.objects.get().limit == 3


def test_minutes_are_spread_over_days(project):
    assert "2 to people" in route("--policy", "all_human", "--budget", "4min", "--days", "2")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--policy", "oracle"], "no policy 'oracle'"),
        (["--policy", "random", "--param", "share=2"], "from 0 to 1"),
        (["--policy", "random", "--param", "share"], "NAME=VALUE"),
        (["--policy", "random", "--param", "share=lots"], "NAME=VALUE"),
        (["--policy", "random", "--audit-rate", "0"], "audit_rate"),
        (["--policy", "confidence", "--param", "threshold=null"], "budget decides"),
        (["--param", "share=1"], "add --policy"),
        ([], "No policy is chosen yet"),
        (["--policy", "all_human", "--budget", "1.5"], "whole number"),
        (["--policy", "all_human", "--budget", "-1"], "whole number"),
        (["--policy", "all_human", "--budget", "nan"], "whole number"),
        (["--policy", "all_human", "--budget", "3eur"], "money such as 40usd"),
        (["--policy", "all_human", "--budget", "3usd"], "what people cost"),
        (["--policy", "all_human", "--budget", "3", "--days", "2"], "in money or minutes"),
        (["--policy", "all_human", "--budget", "3min", "--dry-run"], "judgments or a share"),
        (["--policy", "all_human", "--budget", "3min", "--reserve", "1"], "reserve"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_way_out(project, args, words):
    with pytest.raises(CommandError, match=words):
        route(*args)
    assert not Decision.objects.exists()


def test_a_project_that_does_not_exist_is_named(db):
    with pytest.raises(CommandError, match="no project 'mine'"):
        route("--policy", "all_human")
