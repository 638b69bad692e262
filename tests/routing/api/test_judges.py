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
    assert judge["calls"] == {"ok": 0, "failed": 0, "unknown": 0}
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
    trying.run(job_id=started.json()["job"])
    [tried] = api.read(f"{path}/{started.json()['trial']}")

    assert judge["active"] is False
    assert tried["item_id"] == item.pk
    assert tried["winner"] == "tie"
    call = tried["calls"][0]
    assert "Answer a" in call["prompt"][1]["content"]
    assert call["verdict"]["reasoning"] == "By the rule “longer-wins”."
    assert call["cost_usd"] > 0
    assert api.call("get", f"{path}/unknown").status_code == 404
    assert api.call("post", path, {"item_ids": [0]}).status_code == 404


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
    assert found["score"]["backends"] == ["reward", "similarity"]
    assert all(p["templates"] for p in found.values())
