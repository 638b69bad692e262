"""`manage.py simulate` as an operator uses it."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from annotation.domain.types import RaterKind
from annotation.models import Project
from tests import make
from tests.routing import rows


def run(*args: Any, **options: Any) -> str:
    out = StringIO()
    call_command("simulate", *map(str, args), stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def a_file(folder: Path, lines: list[Any]) -> Path:
    path = folder / "labelled.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    return path


def row(n: int, people: Any, judge: Any, **more: Any) -> dict[str, Any]:
    return {
        "prompt": f"Why {n}?", "response_a": "One answer.", "response_b": "Another, longer answer.",
        "people": people, "judges": {"gpt": judge}, **more,
    }  # fmt: skip


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Four items; the judge is wrong on the one it is least sure of."""
    sure = [("a", 0.95), ("b", 0.9), ("a", 0.8), ("b", 0.55)]
    lines = [
        row(n, "a" if n == 3 else side, {"winner": side, "confidence": confidence})
        for n, (side, confidence) in enumerate(sure)
    ]
    return a_file(tmp_path, lines)


def test_a_file_gives_the_frontier_of_each_policy(labelled):
    report = json.loads(
        run("--file", labelled, "--policies", "confidence", "--budgets", "0,0.25,1", "--json")
    )

    policy, chance, oracle = report["curves"]
    assert (policy["key"], chance["key"], oracle["key"]) == ("confidence", "chance", "oracle")
    assert report["judge_right"] == 0.75
    assert [p["quality"] for p in policy["points"]] == [0.75, 1.0, 1.0]
    assert policy["lift"] == 1


def test_the_result_is_written_as_json_csv_and_a_picture(labelled, tmp_path):
    out = tmp_path / "new" / "folder"
    run("--file", labelled, "--policies", "confidence,random", "--out", out)

    assert json.loads((out / "frontier.json").read_text())["items"] == 4
    table = list(csv.DictReader((out / "frontier.csv").open()))
    assert {r["policy"] for r in table} == {"confidence", "random", "chance", "oracle"}
    assert len(table) == 4 * 21
    assert ElementTree.parse(out / "frontier.svg").getroot().tag.endswith("svg")


def test_annotators_reliability_and_prices_count(labelled):
    report = json.loads(
        run(
            "--file", labelled, "--policies", "confidence", "--budgets", "1", "--annotators", "3",
            "--reliability", "0.8", "--price-people", "2", "--json",
        )
    )  # fmt: skip
    [point] = report["curves"][0]["points"]
    assert point["quality"] == pytest.approx(0.896)
    assert point["cost"] == 4 * 3 * 2


def test_the_table_says_what_is_left_out(labelled):
    labelled.write_text(labelled.read_text() + "\n" + json.dumps(row(9, None, "a")))
    assert "4 items of 4 prompts, 1 without both labels left out" in run("--file", labelled)


def test_a_projects_own_labels_are_replayed(db):
    project: Project = make.project()
    items = rows.waiting(project, 4)
    person = make.rater(project, kind=RaterKind.HUMAN, name="ann")
    for n, item in enumerate(items):
        rows.verdict(item, "a", confidence=0.6 + n / 10)
        make.judgment(item, person, "b" if n == 0 else "a", source="import")

    report = json.loads(
        run(project.slug, "--policies", "confidence", "--budgets", "0.25", "--json")
    )
    assert (report["items"], report["judge_right"]) == (4, 0.75)
    assert report["curves"][0]["points"][0]["quality"] == 1


def test_a_project_without_labels_is_said(db):
    project = make.project()
    rows.waiting(project, 2)
    with pytest.raises(CommandError, match="No item has both"):
        run(project.slug)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Name a project, or a file"),
        (["--file", "{file}", "x"], "Name a project, or a file"),
        (["--file", "nowhere.jsonl"], "cannot be read"),
        (["--file", "{file}", "--policies", "best"], "There is no policy 'best'"),
        (["--file", "{file}", "--policies", ","], "name some of"),
        (["--file", "{file}", "--budgets", "0.1;0.2"], "shares of the items"),
        (["--file", "{file}", "--budgets", "30"], "from 0 to 1"),
        (["--file", "{file}", "--reliability", "0"], "above 0"),
        (["--file", "{file}", "--annotators", "0"], "from 1"),
        (["--file", "{file}", "--price-people", "-1"], "0 or more"),
        (
            ["--file", "{file}", "--judge", "claude"],
            "There is no judge 'claude' here; there is gpt",
        ),
        (["--file", "{file}", "--param", "confidence"], "POLICY.NAME=VALUE"),
        (["--file", "{file}", "--param", "hyper.mixes=9"], "of a policy that is replayed"),
        (["--file", "{file}", "--param", "confidence.threshold=2"], "from 0 to 1"),
    ],
)
def test_what_means_nothing_is_refused_in_words(labelled, options, sentence):
    given = [str(o).replace("{file}", str(labelled)) for o in options]
    with pytest.raises(CommandError, match=sentence):
        run(*given)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        '{"prompt": "x"}',
        json.dumps(row(1, "left", "a")),
        json.dumps(row(1, "a", {})),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_what_would_do(tmp_path, line):
    with pytest.raises(CommandError, match=r"Line 2 cannot be read.*response_a"):
        run("--file", a_file(tmp_path, [row(0, "a", "a"), line]))


def test_an_empty_file_is_said(tmp_path):
    with pytest.raises(CommandError, match="is empty"):
        run("--file", a_file(tmp_path, [""]))
