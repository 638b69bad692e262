"""Known answers from files: the command, and a column of an import."""

import csv
import json

import pytest

from annotation.domain.types import ItemState
from annotation.models import Gold, Item
from tests import make
from tests.interchange.management.test_import_commands import MAP, command
from tests.interchange.services.files import row, write

pytestmark = pytest.mark.django_db
KNOWN = {"overall": {"winner": "a"}}


@pytest.fixture
def project(db):
    return make.project(slug="demo")


def test_a_file_makes_answers_known_and_names_the_rows_that_do_not_fit(project, tmp_path):
    make.item(project, external_id="q1")
    rows = [{"item": "q1", "answers": KNOWN, "training": True}, {"item": "q2", "answers": KNOWN}]

    with pytest.raises(SystemExit):
        command("gold", "demo", write(tmp_path / "f", *rows))

    assert Gold.objects.get().training
    report = tmp_path / "again"
    write(report, rows[0])
    out, _ = command("gold", "demo", report, json=True)
    assert json.loads(out) == {"added": 0, "changed": 1, "refused": []}


def test_a_table_holds_answers_as_json(project, tmp_path):
    make.item(project, external_id="q1")
    path = tmp_path / "known.csv"
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerows([["item", "answers", "training"], ["q1", json.dumps(KNOWN), "false"]])

    out, _ = command("gold", "demo", path)

    assert "1 answers made known, 0 changed." in out
    assert Gold.objects.get().answers["overall"]["winner"] == "a"


def test_an_import_brings_known_answers_where_the_project_says_so(project, tmp_path):
    project.rules = {"gold_field": "known"}
    project.save()
    rows = [row(1) | {"known": KNOWN}, row(2), row(3) | {"known": {"overall": {"winner": "?"}}}]

    out, err = command(
        "import_items", "demo", write(tmp_path / "f", *rows), map=[*MAP, "metadata.known=known"]
    )

    assert Gold.objects.get().item.external_id == row(1)["id"]
    states = dict(Item.objects.values_list("external_id", "state"))
    assert states[row(1)["id"]] == ItemState.REFERENCE
    assert states[row(2)["id"]] != ItemState.REFERENCE
    assert "Say which response is better" in out + err


def test_nothing_is_taken_from_an_import_unasked(project, tmp_path):
    file = write(tmp_path / "f", row(1) | {"known": KNOWN})
    command("import_items", "demo", file, map=[*MAP, "metadata.known=known"])

    assert not Gold.objects.exists()
