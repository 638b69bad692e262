"""Exports hold what people told of themselves as agreed, when asked for, and of no few people."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from annotation.domain.types import Role
from annotation.models import Survey
from annotation.services import surveys
from interchange.services import exports
from tests import make
from tests.interchange.api.exporting import download, exported

pytestmark = pytest.mark.django_db(transaction=True)
FIELDS = [
    {"key": key, "title": key, "choices": [{"key": c, "title": c} for c in choices]}
    for key, choices in {"home": ("town", "land"), "age": ("young", "old")}.items()
]
# Of home 5 and 4; of both together 3, 2 and 4.
TOLD = (
    [{"home": "town", "age": "young"}] * 3
    + [{"home": "town", "age": "old"}] * 2
    + [{"home": "land", "age": "old"}] * 4
)


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def crowd(team):
    """Nine people judged one item, and told about themselves."""
    publish(team.project, exported=True)
    raters = [make.rater(team.project) for _ in TOLD]
    survey = Survey.objects.get(project=team.project)
    surveys.keep(survey=survey, told={r.pk: t for r, t in zip(raters, TOLD, strict=True)})
    item = make.item(team.project, need=0)
    for rater in raters:
        make.judgment(item, rater, "a")
    return team


def publish(project, **changes):
    given = {"consent": "For science.", "fields": FIELDS, "min_group": 3, "exported": False}
    surveys.publish(project_id=project.pk, actor_id=None, **{**given, **changes})


def rows_of(team, **params):
    api = team.api(Role.RESEARCHER)
    snapshot = exported(api, team.project, "judgments", **params)
    raw = download(api, snapshot, "judgments.jsonl")
    return snapshot, [json.loads(line) for line in raw.splitlines()]


def preview(team, **params):
    path = f"{team.path}/exports/preview"
    return team.api(Role.RESEARCHER).call("post", path, {"format": "judgments", "params": params})


def seen(rows, *keys):
    return Counter(tuple(row[f"meta_rater_{key}"] for key in keys) for row in rows)


def test_nothing_that_people_told_is_in_an_export_that_did_not_ask_for_it(crowd):
    _, rows = rows_of(crowd)

    assert len(rows) == 9
    assert not [key for key in rows[0] if key.startswith("meta_rater_")]
    assert "town" not in str(rows)


def test_each_person_stands_with_what_enough_people_told_and_blanks_are_counted(crowd):
    snapshot, rows = rows_of(crowd, about_raters="home")
    assert seen(rows, "home") == {("town",): 5, ("land",): 4}
    assert snapshot["manifest"]["without"] == []

    snapshot, rows = rows_of(crowd, about_raters="home, age")
    # Two old people in town are too few; to blank them alone would tell them by subtraction.
    assert seen(rows, "home", "age") == {("town", None): 5, ("land", "old"): 4}
    assert snapshot["manifest"]["without"] == [{"part": "answers_of_too_few_raters", "n": 5}]
    assert preview(crowd, about_raters="home, age").json()["without"] == [
        {"part": "answers_of_too_few_raters", "n": 5}
    ]


def test_two_exports_side_by_side_tell_no_more_than_one(crowd):
    """By the pseudonym, which is the same in both, rows could be joined."""
    _, with_home = rows_of(crowd, about_raters="home")
    _, with_age = rows_of(crowd, about_raters="age")
    ages = {row["rater"]: row["meta_rater_age"] for row in with_age}
    joined = Counter((row["meta_rater_home"], ages[row["rater"]]) for row in with_home)

    assert all(n >= 3 for n in joined.values())
    assert ("town", "old") not in joined


def test_of_a_group_of_many_few_who_judged_these_items_stand_with_nothing(crowd):
    item = make.item(crowd.project, need=0, metadata={"part": "second"})
    raters = list(crowd.project.raters.order_by("pk"))
    for rater in raters[:3] + raters[7:]:  # three of the town, two of the land
        make.judgment(item, rater, "b")
    _, rows = rows_of(crowd, about_raters="home", where="metadata.part=second")

    assert seen(rows, "home") == {(None,): 5}


def test_who_agreed_to_groups_alone_is_in_no_export(crowd):
    publish(crowd.project, consent="For science, in groups.")
    answer = preview(crowd, about_raters="home")

    assert answer.status_code == 400
    assert "Nobody agreed" in answer.json()["fields"]["about_raters"][0]


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"about_raters": "shoes"}, "known are home, age"),
        ({"about_raters": "home,home"}, "once"),
    ],
)
def test_what_is_not_asked_of_people_is_named(crowd, params, says):
    assert says in preview(crowd, **params).json()["fields"]["about_raters"][0]


def test_a_format_without_raters_needs_the_judgments_beside_it(crowd):
    api, path = crowd.api(Role.RESEARCHER), f"{crowd.path}/exports"
    body = {"format": "soft", "params": {"about_raters": "home", "beside": []}}
    assert "about_raters" in api.call("post", path, body).json()["fields"]

    snapshot = exported(api, crowd.project, "soft", about_raters="home", beside=["judgments"])
    assert b'"meta_rater_home":"town"' in download(api, snapshot, "judgments.jsonl")
    assert b"meta_rater_home" not in download(api, snapshot, "soft.jsonl")


def test_who_takes_consent_back_is_in_no_later_export_and_in_the_frozen_one_as_before(
    crowd, tmp_path
):
    snapshot, before = rows_of(crowd, about_raters="home")
    gone = crowd.project.raters.order_by("pk").last()
    gone.profile.delete()
    into = tmp_path / "again"
    into.mkdir()
    again = exports.rebuild(snapshot_id=snapshot["id"], into=into)

    assert {f.name: f.sha256 for f in again} == {f["name"]: f["sha256"] for f in snapshot["files"]}
    _, after = rows_of(crowd, about_raters="home")
    assert [row["meta_rater_home"] for row in before if row["rater"] == gone.name] == ["land"]
    assert [row["meta_rater_home"] for row in after if row["rater"] == gone.name] == [None]


def test_raters_of_files_are_exported_only_where_the_file_says_that_they_agreed(team, tmp_path):
    file = tmp_path / "raters.jsonl"
    file.write_text('{"who": "w1", "home": "town"}\n{"who": "w2", "home": "land"}\n')
    asked = ["--rater", "who", "--field", "home", "--consent", "CC BY"]
    given = [team.project.slug, str(file), *asked]
    call_command("import_profiles", *given, stdout=StringIO())
    assert surveys.newest(team.project.pk).exported is False
    call_command("import_profiles", *given, "--exported", stdout=StringIO())
    assert surveys.newest(team.project.pk).exported is True
