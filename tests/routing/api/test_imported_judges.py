"""Judges whose verdicts came by import, over HTTP: the same report, nothing of calls and money."""

from typing import Any

import pytest

from annotation.domain.types import ItemState, RaterKind, Role
from annotation.models import AuditEvent, Figures, Item, Rater
from annotation.selectors import figures
from annotation.services import figures as kept
from routing.models import Decision
from routing.services import standing
from tests import make
from tests.conftest import Team
from tests.routing import rows
from tests.routing.services import build


def verdict(winner: str, why: str = "") -> dict[str, Any]:
    answers: dict[str, Any] = {"overall": {"winner": winner, "strength": -1}}
    return answers | ({"why": {"text": why}} if why else {})


def imported(team: Team, name: str, *winners: str, items: list[Item]) -> Rater:
    rater = make.rater(team.project, kind=RaterKind.JUDGE, name=name)
    for item, winner in zip(items, winners, strict=True):
        make.judgment(item, rater, answers=verdict(winner, f"{name} says so."), source="import")
    return rater


@pytest.fixture
def items(team: Team) -> list[Item]:
    """Four pairs; a person takes a of all."""
    person = make.rater(team.project)
    made = [make.item(team.project) for _ in range(4)]
    for item in made:
        make.judgment(item, person, answers=verdict("a", "It is right."))
    return made


def path(team: Team, rater: Rater, what: str) -> str:
    return f"{team.path}/imported-judges/{rater.pk}/{what}"


def test_its_report_holds_all_but_calls_and_money(team: Team, items: list[Item]) -> None:
    rater = imported(team, "gpt-4", "a", "a", "a", "b", items=items)

    found = team.api(Role.RESEARCHER).read(path(team, rater, "report"))

    report = found["report"]
    assert report["agreement"]["overall"]["value"] == 0.75
    assert report["failures"]["share"]["why_not"] == "its verdicts were imported"
    assert (report["attack_rate"], report["cost"]["usd_per_label"]) == (None, None)
    assert report["verdict"]["advice"] == "unknown"  # four pairs


def test_it_is_listed_with_how_much_it_has_judged_and_judges_made_here_are_not(
    team: Team, items: list[Item]
) -> None:
    build.judge(team.project)
    rater = imported(team, "gpt-4", "a", "a", "a", "b", items=items)

    [listed] = team.api(Role.RESEARCHER).read(f"{team.path}/imported-judges")

    assert (listed["id"], listed["name"], listed["judged"]) == (rater.pk, "gpt-4", 4)
    assert (listed["swapped_id"], listed["swapped_of"]) == (None, None)


def test_flips_are_told_once_an_admin_has_named_the_verdicts_of_the_other_order(
    team: Team, items: list[Item]
) -> None:
    rater = imported(team, "gpt-4", "a", "a", "a", "b", items=items)
    other = imported(team, "gpt-4-swapped", "a", "b", "a", "b", items=items)
    admin, body = team.api(Role.ADMIN), {"swapped": other.pk}
    assert admin.read(path(team, rater, "report"))["report"]["orders"]["consistent"]["n"] == 0

    said = admin.call("put", path(team, rater, "other-order"), body).json()

    orders = admin.read(path(team, rater, "report"))["report"]["orders"]
    assert (orders["consistent"]["value"], orders["consistent"]["n"]) == (0.75, 4)
    assert said["swapped_id"] == other.pk
    listed = admin.read(f"{team.path}/imported-judges")
    assert [one["swapped_of"] for one in listed] == [None, rater.pk]
    event = AuditEvent.objects.get(kind="judge.other_order_changed")
    assert event.data == {"judge": "gpt-4", "swapped": "gpt-4-swapped"}

    admin.call("put", path(team, rater, "other-order"), {"swapped": None})
    assert admin.read(path(team, rater, "report"))["report"]["orders"]["consistent"]["n"] == 0


def test_an_order_that_cannot_be_is_refused_in_words(team: Team, items: list[Item]) -> None:
    one, two, three = (imported(team, n, *"aaaa", items=items) for n in ("one", "two", "three"))
    person = make.rater(team.project)
    elsewhere = make.rater(make.project(), kind=RaterKind.JUDGE)
    admin = team.api(Role.ADMIN)
    admin.call("put", path(team, one, "other-order"), {"swapped": two.pk})

    def refused(rater: Rater, swapped: int) -> str:
        answer = admin.call("put", path(team, rater, "other-order"), {"swapped": swapped})
        assert answer.status_code == 400
        [sentence] = answer.json()["fields"]["swapped"]
        return str(sentence)

    for stranger in (one, person, elsewhere):
        assert "another judge that was imported here" in refused(one, stranger.pk)
    assert refused(three, two.pk) == "two is the other order of one."
    assert refused(two, three.pk) == "This judge is the other order of one."
    assert refused(three, one.pk) == "one has another order of its own."


def test_disagreements_stand_with_the_reasons_of_both_sides(team: Team, items: list[Item]) -> None:
    rater = imported(team, "gpt-4", "a", "a", "a", "b", items=items)

    found = team.api(Role.RESEARCHER).read(path(team, rater, "disagreements"))

    [row] = found["rows"]
    assert (found["total"], row["item_id"]) == (1, items[3].pk)
    assert (row["judge"]["winner"], row["people"]["winner"]) == ("b", "a")
    assert row["judge"]["reasons"] == [{"part": 0, "text": "gpt-4 says so."}]
    assert row["people"]["reasons"][0]["text"] == "It is right."


def test_people_are_asked_about_what_it_and_they_differ_on(team: Team, items: list[Item]) -> None:
    rows.choose(team.project, "all_judge")
    rater = imported(team, "gpt-4", "a", "a", "a", "b", items=items)

    asked = team.api(Role.ADMIN).call(
        "post", path(team, rater, "disagreements"), {"item_ids": [items[3].pk]}
    )

    assert (asked.status_code, asked.json()) == (200, {"items": 1})
    items[3].refresh_from_db()
    assert items[3].state == ItemState.AWAITING_HUMAN
    assert "gpt-4 and people differ." in Decision.objects.get(item=items[3]).reasons[0]


def test_a_judge_made_here_and_a_person_have_no_such_page(team: Team, items: list[Item]) -> None:
    build.judge(team.project)
    made = make.rater(team.project, kind=RaterKind.JUDGE, name="x", judge_spec_id=7)
    api = team.api(Role.ADMIN)

    for rater in (made, make.rater(team.project)):
        assert api.call("get", path(team, rater, "report")).status_code == 404


def test_a_big_projects_page_shows_what_the_sweep_has_counted(
    team: Team, items: list[Item], monkeypatch: Any
) -> None:
    monkeypatch.setattr(figures, "QUICK_JUDGMENTS", 3)
    rater = imported(team, "gpt-4", "a", "a", "a", "b", items=items)
    other = imported(team, "gpt-4-swapped", "a", "b", "a", "b", items=items)
    api = team.api(Role.ADMIN)
    assert api.read(path(team, rater, "report"))["report"] is None

    kept.refresh({"judges": standing.of_project})
    first = api.read(path(team, rater, "report"))["report"]
    api.call("put", path(team, rater, "other-order"), {"swapped": other.pk})
    Figures.objects.update(as_of="2026-01-01T00:00:00Z")  # the sweep's pause is over
    kept.refresh({"judges": standing.of_project})

    assert (first["agreement"]["overall"]["value"], first["orders"]["consistent"]["n"]) == (0.75, 0)
    assert api.read(path(team, rater, "report"))["report"]["orders"]["consistent"]["n"] == 4
