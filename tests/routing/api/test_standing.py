"""A judge's report over HTTP."""

from typing import Any

from annotation.domain.types import ItemState, Role
from annotation.models import Item
from routing.models import Budget, Decision, JudgeSpec
from routing.services import judging
from tests import make
from tests.conftest import Team
from tests.routing.services import build

LONG, SHORT = "a long and thorough answer", "short"


def judged(team: Team, *winners: str) -> tuple[JudgeSpec, list[Item]]:
    """Pairs whose first response is the longer one, judged by a judge and by a person."""
    spec = build.judge(team.project, "longer-wins")
    items = build.waiting(*[(LONG, SHORT)] * len(winners), project=team.project, route="both")
    person = make.rater(team.project)
    for item, winner in zip(items, winners, strict=True):
        answers = {
            "overall": {"winner": winner, "strength": -1 if winner == "a" else 1},
            "why": {"text": "Brevity."},
        }
        make.judgment(item, person, answers=answers)
    judging.judge(project_id=team.project.pk)
    return spec, items


def path(team: Team, spec: JudgeSpec, what: str) -> str:
    return f"{team.path}/judges/{spec.pk}/{what}"


def test_a_researcher_reads_how_far_a_judge_may_be_trusted(team: Team) -> None:
    spec, _ = judged(team, "a", "a", "b")

    found = team.api(Role.RESEARCHER).read(path(team, spec, "report"))

    report: dict[str, Any] = found["report"]
    assert report["verdict"]["advice"] == "unknown"
    assert report["agreement"]["overall"]["n"] == 3
    assert found["as_of"]


def test_a_new_attack_or_failure_is_in_the_next_report(team: Team) -> None:
    from routing.models import AttackReport
    from routing.services import attacking

    spec, _ = judged(team, "a")
    api = team.api(Role.RESEARCHER)
    before = api.read(path(team, spec, "report"))["report"]["attack_rate"]
    attacking.attack(spec, per_case=1)

    after = api.read(path(team, spec, "report"))["report"]["attack_rate"]

    assert AttackReport.objects.filter(spec=spec).exists()
    assert (before, after is None) == (None, False)


def test_disagreements_stand_with_the_reasons_of_both_sides(team: Team) -> None:
    spec, items = judged(team, "a", "b")

    found = team.api(Role.RESEARCHER).read(path(team, spec, "disagreements"))

    assert found["total"] == 1
    [row] = found["rows"]
    assert row["item_id"] == items[1].pk
    assert (row["judge"]["winner"], row["people"]["winner"]) == ("a", "b")
    assert row["people"]["reasons"][0]["text"] == "Brevity."
    assert len(row["judge"]["reasons"]) == 2


def test_an_admin_asks_more_people_about_disagreements_within_the_budget(team: Team) -> None:
    spec, items = judged(team, "b", "b")
    Budget.objects.create(
        project=team.project, unit="human_judgments", limit=team.project.overlap + 2, spent=2
    )
    ids = [item.pk for item in items]

    asked = team.api(Role.ADMIN).call("post", path(team, spec, "disagreements"), {"item_ids": ids})

    assert (asked.status_code, asked.json()) == (200, {"items": 1})
    rounds = [Decision.objects.filter(item=i).count() for i in items]
    assert sorted(rounds) == [1, 2]
    again = items[rounds.index(2)]
    again.refresh_from_db()
    assert again.state == ItemState.AWAITING_HUMAN
    assert again.need == team.project.overlap  # beyond the one that was imported
    assert "differ" in Decision.objects.get(item=again, round=2).reasons[0]


def test_asking_people_about_nothing_or_about_others_items_is_refused(team: Team) -> None:
    spec, _ = judged(team, "a")
    stranger = make.item(make.project())
    api = team.api(Role.ADMIN)

    none = api.call("post", path(team, spec, "disagreements"), {"item_ids": []})
    other = api.call("post", path(team, spec, "disagreements"), {"item_ids": [stranger.pk]})

    assert (none.status_code, other.status_code) == (400, 400)
