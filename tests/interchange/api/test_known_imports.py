"""Files of known formats through the interface: found, shown, checked, imported, and again."""

import gzip
import io
import zipfile

import orjson
import pytest

from annotation.domain.types import Role
from annotation.models import Item, Judgment, Rater
from annotation.services import jobs
from interchange.formats import READERS
from interchange.services import imports
from tests.interchange.api.test_imports import send
from tests.interchange.formats.rows import ROWS
from tests.interchange.services.files import jsonl

pytestmark = pytest.mark.django_db(transaction=True)
# Format -> items, judgments and raters of its one hand-made row; of the others what reading gives.
EXPECTED = {
    "label-studio": (1, 2, 2),
    "argilla": (1, 2, 2),
    "multipref": (1, 2, 2),
    "arena-140k": (1, 1, 1),
    "rewardbench2": (1, 1, 1),
    "helpsteer3": (1, 2, 2),
    "joint": (1, 1, 1),
    "trl-stepwise": (1, 1, 1),
}
NO_JUDGMENTS = {"trl-prompts"}  # a prompt alone is nothing to judge


@pytest.fixture
def admin(team):
    return team.api(Role.ADMIN)


def imported(admin, team, content, name, form, **more):
    upload = send(admin, team, content, name=name).json()
    mapping = {"format": form, "questions": True}
    body = {"upload": upload["id"], "kind": "items", "mapping": mapping, **more}
    started = admin.call("post", f"{team.path}/imports", body)
    assert started.status_code == 201, started.content
    for job_id, kind in jobs.due(limit=50):
        if kind == "import":
            imports.run(job_id=job_id)
    return upload, admin.read(f"/imports/{started.json()['id']}")


def counts():
    return Item.objects.count(), Judgment.objects.count(), Rater.objects.count()


def sample(form):
    rows = [ROWS[form]]
    if form == "label-counts":  # a text is compared with another
        rows.append({**rows[0], "id": "t2", "text": "Hello."})
    return rows


@pytest.mark.parametrize("form", sorted(set(READERS) - NO_JUDGMENTS))
def test_a_file_is_found_shown_tried_imported_and_twice_adds_nothing(admin, team, form):
    content = jsonl(*sample(form))
    upload, tried = imported(admin, team, content, "f.jsonl", form, dry_run=True)

    assert upload["known"][0]["format"] == form
    assert upload["known"][0]["evidence"]
    assert (tried["state"], counts()) == ("checked", (0, 0, 0))

    _, done = imported(admin, team, content, "f.jsonl", form)
    assert (done["state"], done["error"]) == ("committed", "")
    expected = EXPECTED.get(form) or counts()
    assert (done["rows_added"], done["judgments_added"]) == expected[:2]
    assert counts() == expected
    assert done["rows_added"]
    assert done["judgments_added"] or done["left_out"], "verdicts come along, or why not is told"

    _, again = imported(admin, team, content, "f.jsonl", form)
    assert (again["rows_added"], again["judgments_added"]) == (0, 0)
    assert counts() == expected


@pytest.mark.parametrize("form", sorted(NO_JUDGMENTS))
def test_a_file_without_responses_is_found_and_refused_in_words(admin, team, form):
    upload, done = imported(admin, team, jsonl(*sample(form)), "f.jsonl", form)

    assert upload["known"][0]["format"] == form
    assert (done["state"], counts()) == ("failed", (0, 0, 0))
    assert "a prompt alone is nothing to judge" in done["error"]


def test_the_same_text_under_another_id_is_told_of(admin, team):
    row = ROWS["rewardbench2"]
    _, done = imported(admin, team, jsonl(row, {**row, "id": "other"}), "f.jsonl", "rewardbench2")

    assert done["rows_added"] == 2
    [note] = [p for p in done["problems"] if p["note"]]
    assert (note["line"], note["value"]) == (2, "other")
    assert f"says the same as the item {row['id']}" in note["reason"]


def test_gzip_and_the_several_files_of_an_archive_are_one_import_each(admin, team):
    rows = [dict(ROWS["rewardbench2"], id=f"rb{n}", prompt=f"{n}?") for n in range(3)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", jsonl(*rows[:2]))
        archive.writestr("b.json", orjson.dumps(rows[2:]))

    _, first = imported(admin, team, gzip.compress(jsonl(rows[0])), "f.jsonl.gz", "rewardbench2")
    _, all_of_them = imported(admin, team, packed.getvalue(), "f.zip", "rewardbench2")
    assert first["rows_added"] == 1
    assert (all_of_them["rows_added"], all_of_them["rows_present"]) == (2, 1)


def test_a_format_that_is_not_there_is_refused_by_its_name(admin, team):
    upload = send(admin, team, jsonl(ROWS["joint"])).json()["id"]
    body = {"upload": upload, "kind": "items", "mapping": {"format": "nonsense"}}
    refused = admin.call("post", f"{team.path}/imports", body)

    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["mapping.format"])
