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
