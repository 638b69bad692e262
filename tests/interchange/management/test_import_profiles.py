"""What raters of a file told about themselves."""

import json

import pytest
from django.core.management import CommandError, call_command

from annotation.models import AnnotatorProfile, Consent
from annotation.services import raters
from tests import make

pytestmark = pytest.mark.django_db


def run(project, path, *more):
    call_command(
        "import_profiles", project.slug, str(path), "--rater", "who", "--field", "age",
        "--consent", "CC BY 4.0", *more,
    )  # fmt: skip


def written(tmp_path, *rows):
    path = tmp_path / "raters.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_raters_of_a_file_are_in_groups_under_the_pseudonyms_of_their_judgments(tmp_path):
    project = make.project()
    known = raters.imported(project_id=project.pk, kind="human", names=["w1"])

    run(
        project,
        written(
            tmp_path,
            {"who": "w1", "age": "30-39"},
            {"who": "w2"},
            {"who": "w3", "age": "40-49"},
            {"who": "w1", "age": "30-39"},
        ),
    )

    told = dict(AnnotatorProfile.objects.values_list("rater_id", "attributes"))
    assert told[known["w1"]] == {"age": "30-39"}
    assert sorted(map(len, told.values())) == [0, 1, 1]
    assert set(Consent.objects.values_list("survey__consent", "given")) == {("CC BY 4.0", True)}


def test_a_rater_of_two_ages_is_refused_and_nothing_is_kept(tmp_path):
    path = written(tmp_path, {"who": "w1", "age": "30"}, {"who": "w1", "age": "40"})
    with pytest.raises(CommandError, match="Row 2: 'age' is '40' here and '30' before"):
        run(make.project(), path)
    assert not AnnotatorProfile.objects.exists()


def test_one_choice_is_no_question(tmp_path):
    with pytest.raises(CommandError, match="'age' needs 2 to 30 choices"):
        run(make.project(), written(tmp_path, {"who": "w1", "age": "30"}))
