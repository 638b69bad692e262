"""The judge command, as a person at a terminal meets it."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotation.models import Judgment
from routing.models import JudgeSpec
from routing.services import specs
from tests import make
from tests.routing.judges import endpoint as e
from tests.routing.services import build
from tests.routing.services.build import allow

pytestmark = pytest.mark.django_db
LONG, SHORT = "a long and thorough answer", "short"


def judge(*args: str) -> str:
    out = io.StringIO()
    call_command("judge", *args, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_adding_a_judge_and_judging_is_one_command() -> None:
    [item] = build.waiting((LONG, SHORT))

    text = judge(item.project.slug, "--add-scripted", "longer-wins")

    assert "Calls: 2 ok. Judged 1" in text
    assert Judgment.objects.get().answers["overall"]["winner"] == "a"


def test_json_is_for_scripts_and_a_limit_is_kept() -> None:
    items = build.waiting(*[(f"{LONG} {n}", SHORT) for n in range(3)])

    summary = json.loads(
        judge(str(items[0].project_id), "--add-scripted", "longer-wins", "--limit", "2", "--json")
    )

    assert (summary["judged"], summary["calls"]) == (2, {"ok": 4})
    assert summary["cost_usd"] == "0"  # and not 0E-8


def test_a_dry_run_changes_nothing() -> None:
    [item] = build.waiting()

    text = judge(item.project.slug, "--add-scripted", "longer-wins", "--dry-run")

    assert "1 items wait" in text
    assert not JudgeSpec.objects.exists()


def test_an_endpoint_is_added_with_its_key_from_the_environment(
    settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("JUDGE_KEY", "sk-test-0123456789abcdef")
    with e.serving(e.says("tie")) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        judge(
            item.project.slug,
            *("--add-openai", endpoint.base_url, "--model", "m", "--key-env", "JUDGE_KEY"),
            *("--price-in", "0", "--price-out", "0"),
        )

        assert endpoint.headers[0]["authorization"] == "Bearer sk-test-0123456789abcdef"
    assert Judgment.objects.count() == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--limit", "0"], "at least 1"),
        (["--spec", "nobody"], "No judge called 'nobody'"),
        (["--add-scripted", "no-such"], "longer-wins"),
        (["--add-local", "../etc"], "not a folder inside"),
        (["--add-openai", "https://judge.example/v1"], "--model"),
        (["--add-openai", "https://judge.example/v1", "--model", "m"], "0 is a price"),
        (["--add-scripted", "longer-wins", "--price-in", "cheap"], "must be a number"),
        (["--add-openai", "https://x.example", "--model", "m", "--key-env", "UNSET_1"], "UNSET_1"),
    ],
)
def test_what_cannot_be_is_said_in_words(args: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        judge(make.project().slug, *args)


def test_an_unknown_project_is_said_in_words() -> None:
    with pytest.raises(CommandError, match="no project 'nowhere'"):
        judge("nowhere")


def test_a_judge_that_had_to_stop_is_an_error_with_its_reason(settings: Any) -> None:
    with e.serving(e.fails(401)) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        spec = build.endpoint_judge(item.project, endpoint.base_url)

        with pytest.raises(CommandError, match="refused the API key"):
            judge(item.project.slug)

    assert specs.trust_of(spec.pk).status == "suspended"


def test_where_nothing_waits_the_command_says_what_comes_first() -> None:
    assert "manage.py route" in judge(make.project().slug)


def test_an_attack_says_how_often_it_won_and_against_what() -> None:
    project = make.project()
    build.judge(project)

    text = judge(project.slug, "--attack", "--spec", "longer-wins", "--per-case", "1")
    report = json.loads(
        judge(project.slug, "--attack", "--spec", "longer-wins", "--per-case", "1", "--json")
    )

    assert "harmless texts" in text
    assert "forged_verdict" in text
    assert report["passes"] is False
    assert "Harmless changes changed its verdict" in text
    assert report["harmless"]["families"]["layout"]["changed"] == 0
    with pytest.raises(CommandError, match="--spec NAME"):
        judge(project.slug, "--attack")


def test_reading_again_says_that_nothing_changed() -> None:
    [item] = build.waiting((LONG, SHORT))
    judge(item.project.slug, "--add-scripted", "longer-wins")

    assert "No call was made" in judge(item.project.slug, "--reparse")
    assert "Read 2 answers again: nothing changed" in judge(
        item.project.slug, "--reparse", "--dry-run"
    )


def test_a_panel_is_made_of_judges_by_name() -> None:
    [item] = build.waiting((LONG, SHORT))
    build.judge(item.project)
    build.judge(item.project, "noisy", params={"p": 1, "mark": "long"})

    judge(item.project.slug, "--add-panel", "longer-wins, noisy")

    assert Judgment.objects.get().rater.name == "panel"
    with pytest.raises(CommandError, match="no judge called nobody"):
        judge(item.project.slug, "--add-panel", "longer-wins,nobody")


def test_a_report_says_how_far_each_judge_may_be_trusted_and_why() -> None:
    items = build.waiting((LONG, SHORT), route="both")
    make.judgment(items[0], make.rater(items[0].project), "a")
    slug = items[0].project.slug
    judge(slug, "--add-scripted", "longer-wins")

    text, data = judge(slug, "--report"), json.loads(judge(slug, "--report", "--json"))

    assert "longer-wins: Nothing can be said yet" in text
    assert "agreement with people          1.000" in text
    assert data["longer-wins"]["agreement"]["overall"]["n"] == 1


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--spec", "nobody"), "No judge called 'nobody'"),
        (("--swapped", "x"), "--swapped needs --spec"),
        (("--where", "subset"), "FIELD=VALUE"),
        (("--spec", "longer-wins", "--swapped", "x"), "no judge called 'x'"),
    ],
)
def test_a_report_on_what_is_not_there_is_refused_in_words(
    args: tuple[str, ...], says: str
) -> None:
    [item] = build.waiting((LONG, SHORT))
    judge(item.project.slug, "--add-scripted", "longer-wins")

    with pytest.raises(CommandError, match=says):
        judge(item.project.slug, "--report", *args)
