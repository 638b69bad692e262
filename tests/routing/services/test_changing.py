"""Changes that make neither response better: what a judge's verdict does under them."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from annotation.errors import Invalid
from routing.judges import attacks, changes
from routing.judges.attacks import Outcome
from routing.judges.changes import LAYOUTS, Trial
from routing.judges.protocols import PROTOCOLS
from routing.judges.scripted import fingerprint
from routing.models import AttackReport, JudgeCall
from routing.services import attacking, judging, standing
from tests import make
from tests.routing.judges import endpoint as e
from tests.routing.services import build
from tests.routing.services.build import allow

KNOWS = {"better": " ".join(fingerprint(pair.better[:30]) for pair in attacks.pairs())}


def test_the_set_has_every_family_of_a_bias_audit_and_repeats() -> None:
    counts = Counter(case.family for case in changes.cases())

    assert set(counts) == {
        "again", "layout", "asker", "speaker", "assertive", "hedged", "markup",
    }  # fmt: skip
    assert min(counts.values()) >= 4
    assert len({case.id for case in changes.cases()}) == len(changes.cases())
    assert {c.text for c in changes.cases() if c.place == "layout"} == set(LAYOUTS)
    assert all("{}" in c.text for c in changes.cases() if c.place != "layout")


@pytest.mark.parametrize("protocol", ["pairwise", "one_token", "rating", "listwise"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_changes_nothing_but_blanks_bullets_and_capitals(
    protocol: str, layout: str
) -> None:
    case = next(c for c in changes.cases() if c.text == layout)
    pair = replace(attacks.pairs()[0], better='{"- a":\n\n"B c"}\n- one\n\nTwo Three')
    prompt = PROTOCOLS[protocol].prompt(
        pair.material(None), [attacking.ASPECT], part=0, template=f"{protocol}.v1", salt="x"
    )

    laid_out = Trial(pair, case).laid_out(prompt)

    def words(text: str) -> list[str]:
        return text.replace("*", "-").casefold().split()

    for before, after in zip(prompt.messages, laid_out.messages, strict=True):
        assert "".join(words(before["content"])) == "".join(words(after["content"]))
    assert laid_out.expects() == prompt.expects()
    if protocol == "pairwise":
        assert laid_out.messages != prompt.messages


@pytest.mark.django_db
def test_a_judge_that_reads_what_is_said_is_moved_by_no_change() -> None:
    spec = build.judge(make.project(), "knows", params=KNOWS)

    report = attacking.change(spec, per_case=1)

    harmless = [f for name, f in report["families"].items() if name != "hedged"]
    assert [f["changed"] for f in harmless] == [0] * len(harmless)
    assert (report["pairs_decided"], report["again"]["rate"]) == (12, 0.0)
    # It knows a response by its beginning, so that it no longer knows one that hedges first.
    assert report["families"]["hedged"]["changed"] == 3


@pytest.mark.django_db
def test_a_judge_of_length_is_moved_by_how_sure_the_worse_one_sounds() -> None:
    report = attacking.change(build.judge(make.project(), "longer-wins"), per_case=4)

    families = report["families"]
    assert families["assertive"]["turned"] > 0
    assert families["layout"]["changed"] == families["asker"]["changed"] == 0


def test_only_pairs_that_were_decided_without_a_change_count() -> None:
    first, second = attacks.pairs()[:2]
    sure, hedged, again = (
        next(c for c in changes.cases() if c.family == f) for f in ("assertive", "hedged", "again")
    )

    report = changes.report(
        [
            (Trial(first, None), Outcome("a")),
            (Trial(second, None), Outcome(None)),
            (Trial(first, sure), Outcome("b")),
            (Trial(first, hedged), Outcome(None)),
            (Trial(first, again), Outcome("a")),
            (Trial(second, sure), Outcome("b")),
        ]
    )

    assert report["changes"] == {"n": 2, "changed": 2, "turned": 1, "rate": 1.0}
    assert report["again"] == {"n": 1, "changed": 0, "turned": 0, "rate": 0.0}
    assert report["families"]["assertive"]["n"] == 1


@pytest.mark.django_db
def test_pairs_are_paid_for_once_by_attacks_and_changes_and_no_judgment_comes_of_it() -> None:
    project = make.project()
    spec = build.judge(project, "knows", params=KNOWS, price=1)
    build.budget(project, "50")
    attacking.attack(spec, per_case=1)
    before = JudgeCall.objects.count()

    attacking.change(spec, per_case=1)

    assert JudgeCall.objects.count() - before == 2 * len(changes.cases())
    assert attacking.newest(spec.pk) != attacking.newest_changes(spec.pk)
    assert AttackReport.objects.count() == 2
    assert judging.judge(project_id=project.pk).calls == Counter()


@pytest.mark.django_db
def test_what_is_given_no_instructions_has_no_layout(monkeypatch: Any) -> None:
    spec = build.judge(make.project(), "longer-wins")
    spec.spec["template"] = "score.v1"
    seen: list[str] = []
    monkeypatch.setattr(
        attacking, "_asked", lambda _spec, trials, *_: seen.extend(t.subject for t in trials) or []
    )

    attacking.change(spec, per_case=1)

    assert seen
    assert not any("/layout" in subject for subject in seen)


@pytest.mark.django_db
def test_a_judge_that_needs_a_reference_cannot_be_tried_with_this_set() -> None:
    with pytest.raises(Invalid, match="reference"):
        attacking.change(build.judge(make.project(), "longer-wins", template="reference.v1"))


@pytest.mark.django_db
def test_the_report_says_how_steady_a_judge_is() -> None:
    items = build.waiting(("a long and thorough answer", "short"), ("x", "a longer one"))
    project = items[0].project
    first = build.judge(project, "longer-wins", samples=3, name="one")
    judging.judge(project_id=project.pk)
    attacking.change(first, per_case=1)

    steady = standing.of_spec(first)["consistency"]

    assert (steady["repeats"]["value"], steady["repeats"]["n"]) == (1.0, 2)
    assert steady["changed"]["n"] == len(changes.cases()) - 6
    assert set(steady["families"]) >= {"asker", "layout"}
    assert steady["versions"] == []


@pytest.mark.django_db
def test_repeats_are_counted_over_answers_to_one_and_the_same_prompt(settings: Any) -> None:
    said = iter(["A", "A", "tie", "A_much", "B", "B", "B", "A"])

    def speak(handler: e.Handler, body: dict[str, Any]) -> None:
        e.says(next(said))(handler, body)

    with e.serving(speak) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting(("alpha", "beta"))
        spec = build.endpoint_judge(item.project, endpoint.base_url, samples=4, concurrency=1)
        judging.judge(project_id=item.project_id)
    by_order: dict[int, Counter[str]] = {0: Counter(), 1: Counter()}
    for call in JudgeCall.objects.filter(spec=spec).prefetch_related("verdicts"):
        by_order[call.order][call.verdicts.get().winner] += 1

    steady = standing.of_spec(spec)["consistency"]["repeats"]

    same = sum(n * (n - 1) // 2 for counts in by_order.values() for n in counts.values())
    assert steady["value"] == pytest.approx(same / (2 * 6))
    assert 0 < same < 12


@pytest.mark.django_db
def test_versions_are_set_side_by_side_on_what_both_have_judged() -> None:
    items = build.waiting(("a long and thorough answer", "short"), ("x", "a longer one"))
    project = items[0].project
    first = build.judge(project, "longer-wins", name="one")
    judging.judge(project_id=project.pk)
    items[0].refresh_from_db()
    second = build.judge(project, "longer-wins", name="one v2", samples=2)
    type(second).objects.filter(pk=second.pk).update(previous=first, version=2)
    rater = make.rater(project, kind="judge", name="one v2", judge_spec_id=second.pk)  # type: ignore[arg-type]
    make.judgment(items[0], rater, "a")
    make.judgment(items[1], rater, "a")  # the first version says b
    second.refresh_from_db()

    [version] = standing.of_spec(second)["consistency"]["versions"]

    assert (version["name"], version["version"]) == ("one", 1)
    assert (version["same"]["value"], version["same"]["n"]) == (0.5, 2)
