import io
import json

import pytest
from django.core.management import CommandError, call_command

from annotation.models import Item, Judgment, Project
from interchange.models import ImportBatch, Upload
from tests import make
from tests.interchange.services.files import row, write

pytestmark = pytest.mark.django_db
MAP = ["id=id", "prompt=prompt", "response_a=a", "response_b=b", "model_a=model_a", "metadata.n=n"]


@pytest.fixture
def project(db):
    return make.project(slug="demo")


def command(name, *args, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command(name, *map(str, args), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_items_are_imported_with_a_mapping_and_the_report_counts_them(project, tmp_path):
    out, err = command("import_items", "demo", write(tmp_path / "f", row(1), row(2)), map=MAP)

    assert "2 rows read: 2 ok, 0 bad. 2 items added." in out
    assert "100 % of the file" in err
    assert Item.objects.filter(project=project).count() == 2


def test_the_shape_is_guessed_and_printed_first(project, tmp_path):
    file = write(tmp_path / "f", {"prompt": "q", "answer1": "x", "answer2": "y"})
    _, err = command("import_items", "demo", file)

    assert "The responses are answer1 and answer2." in err
    assert Item.objects.get(project=project).external_id.startswith("sha256:")


def test_a_known_format_is_found_and_brings_its_judgments(project, tmp_path):
    file = write(tmp_path / "f", {"prompt": "q", "chosen": "x", "rejected": "y"})
    out, err = command("import_items", "demo", file)

    assert "as trl-preference" in err
    assert "1 of 1 rows have chosen and rejected." in err
    assert "1 items added; 1 judgments added." in out
    assert Judgment.objects.get().answers["overall"]["winner"] == "a"

    again, _ = command("import_items", "demo", file)
    assert "0 items added, 1 were there already; 0 judgments added, 1 were there already" in again


def test_the_judgments_of_a_known_format_can_be_left_out(project, tmp_path):
    file = write(tmp_path / "f", {"prompt": "q", "chosen": "x", "rejected": "y"})
    command("import_items", "demo", file, items_only=True)

    assert (Item.objects.count(), Judgment.objects.count()) == (1, 0)


def test_several_files_are_imported_one_after_the_other(project, tmp_path):
    files = [write(tmp_path / f"f{n}", row(n)) for n in (1, 2)]
    out, _ = command("import_items", "demo", *files, map=MAP)

    assert out.count("1 items added.") == 2
    assert Item.objects.count() == 2


def test_a_list_of_responses_becomes_one_item(project, tmp_path):
    file = write(tmp_path / "f", {"prompt": "q", "all": ["x", "y", "z"]})
    command("import_items", "demo", file, map=["prompt=prompt", "response=all"], pairs="none")

    assert [r["text"] for r in Item.objects.get().responses] == ["x", "y", "z"]


def test_an_unknown_shape_names_the_columns(project, tmp_path):
    with pytest.raises(CommandError, match="--map; the columns are x, y"):
        command("import_items", "demo", write(tmp_path / "f", {"x": 1, "y": 2}))


def test_a_dry_run_leaves_no_trace(project, tmp_path):
    out, _ = command("import_items", "demo", write(tmp_path / "f", row(1)), map=MAP, dry_run=True)

    assert "Dry run: nothing was added." in out
    assert not Item.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not Upload.objects.exists()


def test_a_bad_row_ends_with_its_line_and_the_way_out(project, tmp_path):
    file = write(tmp_path / "f", row(1), row(2, b=None))
    with pytest.raises(
        CommandError, match=r"line 2, b: must be a text, but is null.*skip bad rows"
    ):
        command("import_items", "demo", file, map=MAP)
    with pytest.raises(CommandError, match="would add nothing"):
        command("import_items", "demo", file, map=MAP, dry_run=True)
    assert not Item.objects.exists()

    out, _ = command("import_items", "demo", file, map=MAP, on_error="skip")
    assert "1 ok, 1 bad. 1 items added" in out
    assert "line 2, b" in out


def test_json_output_is_the_report(project, tmp_path):
    out, _ = command("import_items", "demo", write(tmp_path / "f", row(1)), map=MAP, json=True)

    report = json.loads(out)
    assert report["import"]["rows_added"] == 1
    assert report["problems"] == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["id"], "write FIELD=PATH"),
        (["colour=x"], "no such field"),
        (["prompt=p", "response_a=a"], "go together"),
        (["model_a=m"], "needs --map response_a"),
        (["prompt=p"], "Say where the responses are"),
        (["prompt=p[", "response=a", "response=b"], "is not a path"),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(project, tmp_path, given, says):
    with pytest.raises(CommandError, match=says.replace("[", r"\[")):
        command("import_items", "demo", write(tmp_path / "f", row(1)), map=given)
    assert not Upload.objects.exists()


def test_a_missing_file_and_a_missing_project_are_named(project, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        command("import_items", "demo", tmp_path / "none", map=MAP)
    with pytest.raises(CommandError, match="There is no project 'other'"):
        command("import_items", "other", write(tmp_path / "f", row(1)), map=MAP)


def test_create_makes_the_project_for_somebody_who_may(tmp_path):
    make.user(email="op@example.org", is_staff=True)
    file = write(tmp_path / "f", row(1))
    with pytest.raises(CommandError, match="There is no person"):
        command("import_items", "new", file, map=MAP, create="nobody@example.org")
    command("import_items", "new", file, map=MAP, create="op@example.org")

    assert Item.objects.filter(project=Project.objects.get(slug="new")).count() == 1


def test_judgments_of_columns_and_of_one_judge_are_imported(project, tmp_path):
    command("import_items", "demo", write(tmp_path / "f", row(1), row(2)), map=MAP)
    verdicts = write(
        tmp_path / "v",
        {"id": "i1", "x": 1, "y": 2, "g": "1"},
        {"id": "i2", "x": 0, "y": 0, "g": "?"},
    )
    values = ["0=tie", "1=a", "2=b"]
    people, _ = command(
        "import_judgments", "demo", verdicts, kind="human", value=values,
        map=["item=id", "answer.overall@xenia=x", "answer.overall@yan=y"],
    )  # fmt: skip
    judge, _ = command(
        "import_judgments", "demo", verdicts, kind="judge", rater="gpt", value=[*values, "?=skip"],
        map=["item=id", "answer.overall=g"],
    )  # fmt: skip

    assert "4 judgments added" in people
    assert "2 rows read: 2 ok, 0 bad. 1 judgments added" in judge
    assert Judgment.objects.filter(project=project, rater__name="gpt").count() == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"map": ["answer.overall@x=x"]}, "Say where the item's id is"),
        ({"map": ["item=id", "answer.overall=x"]}, "Who gave answer.overall"),
        ({"map": ["item=id", "answer.style@x=x"]}, "asks no question 'style'"),
        ({"map": ["item=id", "answer.overall@x=x"], "value": ["1"]}, "write WRITTEN=MEANT"),
        ({"map": ["item=id", "answer.overall@x=x"], "value": ["1=left"]}, "cannot mean 'left'"),
        ({"map": ["item=id", "answer.overall@x=x"]}, "1 is none of the known values"),
    ],
)
def test_judgments_with_a_wrong_mapping_are_refused_in_words(project, tmp_path, options, says):
    command("import_items", "demo", write(tmp_path / "f", row(1)), map=MAP)
    with pytest.raises(CommandError, match=says):
        command(
            "import_judgments", "demo", write(tmp_path / "v", {"id": "i1", "x": 1}),
            kind="human", **options,
        )  # fmt: skip
    assert not Judgment.objects.exists()


CHOICES = [{"key": "yes", "text": "Yes"}, {"key": "no", "text": "No"}]
POINTS = [{"value": n, "text": ""} for n in (1, 2, 3)]


def asked(kind, key, **options):
    return {
        "key": key, "type": kind, "title": key, "help": "", "required": True,
        "options": options, "when": None,
    }  # fmt: skip


def test_choices_and_ratings_of_one_response_come_from_columns(tmp_path):
    scale = [{"key": "score", "title": "Score", "points": POINTS}]
    project = make.project(
        slug="one",
        questions=[
            asked("choice", "safe", choices=CHOICES, per="item"),
            asked("rating", "fluency", scales=scale),
        ],
    )
    file = write(
        tmp_path / "f", {"id": "x", "q": "?", "text": "So.", "said": ["Yes", "No"], "n": [2]}
    )
    command("import_items", "one", file, map=["id=id", "prompt=q", "response=text"], pairs="none")
    command(
        "import_judgments",
        "one",
        file,
        kind="human",
        map=[
            "item=id",
            "answer.safe@r1=said[0]",
            "answer.safe@r2=said[1]",
            "answer.fluency@r1=n[0]",
        ],
    )

    found = [j.answers for j in Judgment.objects.filter(project=project).order_by("pk")]
    assert found == [
        {"safe": {"choice": "yes"}, "fluency": {"ratings": {"r1": {"score": 2}}}},
        {"safe": {"choice": "no"}},
    ]


@pytest.mark.parametrize(
    ("column", "says"),
    [("safe@r=bad", "does not answer 'safe'"), ("fluency@r=bad", "whole number")],
)
def test_what_is_no_choice_and_no_point_is_refused_in_words(tmp_path, column, says):
    scale = [{"key": "score", "title": "Score", "points": POINTS}]
    make.project(
        slug="one",
        questions=[
            asked("choice", "safe", choices=CHOICES, per="item"),
            asked("rating", "fluency", scales=scale),
        ],
    )
    file = write(tmp_path / "f", {"id": "x", "q": "?", "text": "So.", "bad": "Perhaps"})
    command("import_items", "one", file, map=["id=id", "prompt=q", "response=text"], pairs="none")

    with pytest.raises(CommandError, match=says):
        command("import_judgments", "one", file, kind="human", map=["item=id", f"answer.{column}"])


@pytest.mark.django_db(transaction=True)  # an export is written by a job of its own
def test_the_kinds_of_what_is_missing_come_with_a_file_and_are_counted_in_the_report(
    project, tmp_path
):
    lacks = [("Missing-Answer", 1, [1]), ("Missing-Minor", 1, [1, 2]), ("Missing-Answer", 9, [3])]
    row = {
        "question": "Why is the sky blue?",
        "passages": [["Sky", "Light scatters.", "Blue most."]],
        "prediction 1": "Because.",
        "feedback": {
            "errors": [{"error type": "Irrelevant", "start": 0, "end": 7}],
            "missing-info": [
                {"error type": kind, "passage_id": passage, "sentence_id": sentences}
                for kind, passage, sentences in lacks
            ],
        },
    }
    file = write(tmp_path / "f", row)
    command("import_items", "demo", file, format="finegrained", questions=True)

    [marked] = json.loads(command("quality", "demo", json=True)[0])["marks"]
    assert marked["missing_kinds"] == {"missing_answer": 2, "missing_minor": 1}
    assert (marked["missing"], marked["n_without"]) == (3, 0)
    assert Judgment.objects.get().answers["errors"]["missing"] == {
        "r1": [
            {"category": "missing_answer", "text": "Light scatters."},
            {"category": "missing_minor", "text": "Light scatters. Blue most."},
            {"category": "missing_answer", "text": "passage 9, sentence 3"},
        ]
    }

    out = tmp_path / "out"
    command("export", "demo", format="spans", out=out)
    [line] = next(out.glob("*.jsonl")).read_text().splitlines()
    assert [m["category"] for m in json.loads(line)["missing"]] == [
        "missing_answer", "missing_minor", "missing_answer",
    ]  # fmt: skip
