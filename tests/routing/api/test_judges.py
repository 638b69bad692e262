"""Judges over HTTP."""

from typing import Any

import pytest

from annotation.domain.types import Role
from tests.conftest import Team

KEY = "sk-test-0123456789abcdef"
PRICES = {"input_usd_per_million": 1, "output_usd_per_million": "2.5"}
REMOTE = {
    "name": "remote",
    "backend": "openai",
    "model": "m",
    "endpoint": {"base_url": "https://judge.example/v1", "api_key": KEY},
    **PRICES,
}


def test_an_admin_adds_a_judge_and_its_key_is_never_shown(team: Team) -> None:
    api = team.api(Role.ADMIN)

    made = api.call("post", f"{team.path}/judges", REMOTE)

    assert made.status_code == 201, made.content
    listed = api.read(f"{team.path}/judges")
    assert listed == [made.json()]
    judge = listed[0]
    assert judge["endpoint"] == {"base_url": "https://judge.example/v1", "key_last4": KEY[-4:]}
    assert judge["trust"]["status"] == "untested"
    assert judge["calls"] == {"ok": 0, "failed": 0, "unknown": 0, "again": 0}
    assert judge["prices"] == {"input_usd_per_million": 1.0, "output_usd_per_million": 2.5}
    assert KEY not in made.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"input_usd_per_million": None}, "input_usd_per_million"),
        ({"backend": "magic"}, "backend"),
        ({"endpoint": None}, "base_url"),
        ({"params": {"extra_headers": "x"}}, "params"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_judge_that_does_not_fit_is_refused_by_field(
    team: Team, change: dict[str, Any], field: str
) -> None:
    answer = team.api(Role.ADMIN).call("post", f"{team.path}/judges", REMOTE | change)

    assert answer.status_code == 400
    assert field in answer.json()["fields"]


def test_an_edit_makes_the_next_version_and_retires_the_one_before(team: Team) -> None:
    api = team.api(Role.ADMIN)
    first = api.call("post", f"{team.path}/judges", REMOTE).json()
    edit = REMOTE | {"replaces": first["id"], "params": {"temperature": 0.7}, "samples": 3}
    edit["endpoint"] = {"base_url": "https://judge.example/v1"}

    second = api.call("post", f"{team.path}/judges", edit).json()
    again = api.call("post", f"{team.path}/judges", edit | {"samples": 5})
    listed = {judge["id"]: judge for judge in api.read(f"{team.path}/judges")}

    assert (second["name"], second["version"]) == ("remote v2", 2)
    assert (second["previous"], second["trust"]["status"]) == (first["id"], "untested")
    assert second["sha256"] != first["sha256"]
    assert second["endpoint"]["key_last4"] == KEY[-4:]  # the address keeps its key
    assert [listed[pk]["active"] for pk in (first["id"], second["id"])] == [False, True]
    assert listed[first["id"]]["sha256"] == first["sha256"]
    assert (again.status_code, again.json()["code"]) == (409, "judge_replaced")
    assert "remote v2" in again.json()["detail"]


def test_an_edit_that_changes_no_verdict_says_where_such_things_are_changed(team: Team) -> None:
    api = team.api(Role.ADMIN)
    judge = api.call("post", f"{team.path}/judges", REMOTE).json()

    same = api.call("post", f"{team.path}/judges", REMOTE | {"replaces": judge["id"]})

    assert (same.status_code, same.json()["code"]) == (409, "same_judge")
    assert "can be changed where it stands" in same.json()["detail"]
    assert [one["active"] for one in api.read(f"{team.path}/judges")] == [True]


def test_how_a_judge_is_run_may_change_and_it_stays_the_same_judge(team: Team) -> None:
    api = team.api(Role.ADMIN)
    judge = api.call("post", f"{team.path}/judges", REMOTE).json()
    path = f"{team.path}/judges/{judge['id']}"
    run = {"concurrency": 3, "deadline_seconds": 45, "unknown_retries": 2}

    changed = api.call("patch", path, {"run": run}).json()
    too_often = api.call("patch", path, {"run": run | {"unknown_retries": 4}})

    assert (changed["run"], changed["sha256"]) == (run, judge["sha256"])
    assert list(too_often.json()["fields"]) == ["unknown_retries"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"template": "pairwise.v1", "orders": 1}, "both are always asked"),
        ({"template": "rating.v1", "orders": 2}, "one response at a time"),
        ({"template": "listwise.v1", "orders": 3}, "One of 2, 4, 6."),
    ],
)
def test_orders_that_a_way_of_asking_does_not_have_are_refused(
    team: Team, change: dict[str, Any], says: str
) -> None:
    answer = team.api(Role.ADMIN).call("post", f"{team.path}/judges", REMOTE | change)

    assert answer.status_code == 400
    assert says in answer.json()["fields"]["orders"][0]


def test_what_a_judge_would_cost_is_said_before_it_is_made(team: Team) -> None:
    from tests import make

    api = team.api(Role.ADMIN)
    path = f"{team.path}/judge-estimates"
    empty = api.call("post", path, REMOTE | {"name": ""}).json()
    make.item(team.project)
    once = api.call("post", path, REMOTE).json()
    often = api.call("post", path, REMOTE | {"samples": 3, "name": ""}).json()
    begun = {"input_usd_per_million": None, "endpoint": {"base_url": ""}}
    unpriced = api.call("post", path, REMOTE | begun).json()
    wrong = api.call("post", path, REMOTE | {"samples": 99})

    assert (empty["calls_per_item"], empty["usd_most"], empty["items_looked_at"]) == (2, None, 0)
    assert (once["calls_per_item"], often["calls_per_item"]) == (2, 6)
    assert often["usd_most"] == pytest.approx(3 * once["usd_most"])
    # Two calls an item of at most 800 tokens out at $2.5 a million are $0.40 for a hundred items.
    assert 0.40 < once["usd_most"] < 1.5
    assert 0 < once["usd_expected"] < once["usd_most"]
    assert unpriced["usd_most"] is None
    assert list(wrong.json()["fields"]) == ["samples"]
    assert api.read(f"{team.path}/judges") == []


def test_a_panel_costs_what_its_members_cost(team: Team) -> None:
    from tests import make

    make.item(team.project)
    api = team.api(Role.ADMIN)
    made = [
        api.call("post", f"{team.path}/judges", REMOTE | {"name": name, "model": name}).json()
        for name in ("one", "two")
    ]
    panel = {"name": "p", "backend": "panel", "members": [judge["sha256"] for judge in made]}

    found = api.call("post", f"{team.path}/judge-estimates", panel).json()
    single = api.call("post", f"{team.path}/judge-estimates", REMOTE).json()

    assert found["calls_per_item"] == 4
    assert found["usd_most"] == pytest.approx(2 * single["usd_most"])


def test_the_same_judge_twice_is_a_conflict(team: Team) -> None:
    api = team.api(Role.ADMIN)
    api.call("post", f"{team.path}/judges", REMOTE)

    again = api.call("post", f"{team.path}/judges", REMOTE | {"name": "again"})

    assert (again.status_code, again.json()["code"]) == (409, "same_judge")


def test_a_judge_is_retired_trusted_and_given_another_key(team: Team) -> None:
    api = team.api(Role.ADMIN)
    judge = api.call("post", f"{team.path}/judges", REMOTE).json()
    path = f"{team.path}/judges/{judge['id']}"

    retired = api.call("patch", path, {"active": False, "api_key": "new-key-0123456789"}).json()
    trusted = api.call("post", f"{path}/trust", {"status": "trusted", "reason": "tested"}).json()
    wordless = api.call("post", f"{path}/trust", {"status": "trusted", "reason": ""})

    assert (retired["active"], retired["endpoint"]["key_last4"]) == (False, "6789")
    assert trusted["trust"] | {"at": ""} == {"status": "trusted", "reason": "tested", "at": ""}
    assert wordless.status_code == 400


def test_the_judge_of_another_project_is_not_found(team: Team) -> None:
    from tests import make

    judge = team.api(Role.ADMIN).call("post", f"{team.path}/judges", REMOTE).json()
    other = make.project()
    make.member(other, Role.ADMIN, who=team.people[Role.ADMIN])

    answer = team.api(Role.ADMIN).call(
        "patch", f"/projects/{other.pk}/judges/{judge['id']}", {"active": False}
    )

    assert answer.status_code == 404


SCRIPTED = {"name": "rule", "backend": "scripted", "model": "longer-wins", **PRICES}


def test_limits_and_prices_may_change_and_the_judge_stays_the_same(team: Team) -> None:
    api = team.api(Role.ADMIN)
    judge = api.call("post", f"{team.path}/judges", REMOTE | {"requests_per_minute": 60}).json()
    limits = {"requests_per_minute": 120, "tokens_per_minute": None}
    prices = {"input_usd_per_million": 3, "output_usd_per_million": 0}

    changed = api.call(
        "patch", f"{team.path}/judges/{judge['id']}", {"limits": limits, "prices": prices}
    ).json()

    assert judge["limits"]["requests_per_minute"] == 60
    assert changed["limits"] == {**limits, "closed_until": None}
    assert changed["prices"] == prices
    assert changed["sha256"] == judge["sha256"]
    [price] = api.read(f"{team.path}/model-prices")
    assert (price["model"], price["input_usd_per_million"]) == ("m", 3)


def test_a_judge_is_tried_before_it_is_asked(team: Team) -> None:
    from routing.services import trying
    from tests import make

    item = make.item(team.project)
    api = team.api(Role.ADMIN)
    judge = api.call("post", f"{team.path}/judges", SCRIPTED | {"active": False}).json()
    path = f"{team.path}/judges/{judge['id']}/trials"
    api.call("put", f"{team.path}/budgets/usd", {"limit": 5})

    started = api.call("post", path, {"count": 1})
    assert started.status_code == 202, started.content
    begun = api.read(f"{path}/{started.json()['trial']}")
    trying.run(job_id=started.json()["job"])
    trial = api.read(f"{path}/{started.json()['trial']}")
    [tried] = trial["items"]

    assert begun == {"items": [], "done": False, "error": ""}
    assert (trial["done"], trial["error"]) == (True, "")

    assert judge["active"] is False
    assert tried["item_id"] == item.pk
    assert tried["winner"] == "tie"
    call = tried["calls"][0]
    assert "Answer a" in call["prompt"][1]["content"]
    assert call["verdict"]["reasoning"] == "By the rule “longer-wins”."
    assert call["cost_usd"] > 0
    assert api.call("get", f"{path}/unknown").status_code == 404
    assert api.call("post", path, {"item_ids": [0]}).status_code == 404


def test_a_trial_that_cannot_go_on_says_why(team: Team) -> None:
    from routing.services import trying
    from tests import make

    make.item(team.project)
    api = team.api(Role.ADMIN)
    judge = api.call("post", f"{team.path}/judges", SCRIPTED).json()
    path = f"{team.path}/judges/{judge['id']}/trials"
    started = api.call("post", path).json()
    trying.run(job_id=started["job"])

    trial = api.read(f"{path}/{started['trial']}")

    assert (trial["items"], trial["done"]) == ([], True)
    assert "No budget for judges" in trial["error"]


def test_a_judge_is_attacked_and_its_report_is_read(team: Team) -> None:
    from routing.services import attacking

    api = team.api(Role.ADMIN)
    free = {"input_usd_per_million": 0, "output_usd_per_million": 0}
    judge = api.call("post", f"{team.path}/judges", SCRIPTED | free).json()
    path = f"{team.path}/judges/{judge['id']}/attacks"
    assert api.read(path) == {"at": None, "report": None}

    started = api.call("post", path, {"per_case": 1})
    attacking.run(job_id=started.json()["job"])
    report = api.read(path)["report"]

    assert report["passes"] is False
    assert len(report["families"]) >= 8 - 1
    assert report["control"]["n"] > 0
    assert api.call("post", path, {"per_case": 99}).status_code == 400


def test_judging_is_watched_and_a_wrong_move_is_a_conflict(team: Team) -> None:
    api = team.api(Role.ADMIN)

    assert api.read(f"{team.path}/judging")["state"] == "none"
    refused = api.call("post", f"{team.path}/judging", {"action": "pause"})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_run")
    assert api.call("post", f"{team.path}/judging", {"action": "stop"}).status_code == 400


def test_the_protocols_say_which_judges_they_are_for(team: Team) -> None:
    found = {p["key"]: p for p in team.api(Role.ADMIN).read(f"{team.path}/judge-protocols")}

    assert found["rating"]["rates_aspects"] is True
    assert found["reference"]["needs_reference"] is True
    assert found["score"]["backends"] == ["likelihood", "reward", "similarity", "trained"]
    assert all(p["templates"] for p in found.values())
