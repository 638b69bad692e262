"""Files of known formats through the interface: found, shown, checked, imported, and again."""

import gzip
import io
import zipfile

import orjson
import pytest

from annotation.domain.types import Role
from annotation.models import Item, Judgment, Rater
from annotation.services import jobs
from interchange.services import imports
from tests.interchange.api.test_imports import send
from tests.interchange.formats.rows import ROWS
from tests.interchange.services.files import jsonl

pytestmark = pytest.mark.django_db(transaction=True)
# Format -> items, judgments and raters of its one hand-made row.
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


@pytest.mark.parametrize("form", EXPECTED)
def test_a_file_is_found_shown_tried_imported_and_twice_adds_nothing(admin, team, form):
    content = jsonl(ROWS[form])
    upload, tried = imported(admin, team, content, "f.jsonl", form, dry_run=True)

    assert upload["known"][0]["format"] == form
    assert upload["known"][0]["evidence"]
    assert (tried["state"], counts()) == ("checked", (0, 0, 0))

    _, done = imported(admin, team, content, "f.jsonl", form)
    assert (done["state"], done["error"]) == ("committed", "")
    assert (done["rows_added"], done["judgments_added"]) == EXPECTED[form][:2]
    assert counts() == EXPECTED[form]

    _, again = imported(admin, team, content, "f.jsonl", form)
    assert (again["rows_added"], again["judgments_added"]) == (0, 0)
    assert counts() == EXPECTED[form]


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
