import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotation.domain.types import Role
from annotation.models import Item, Job
from interchange.models import ImportBatch, Upload
from interchange.services import imports
from tests.conftest import Api
from tests.interchange.services.files import MAPPING, jsonl, row


@pytest.fixture
def admin(team):
    return team.api(Role.ADMIN)


def send(api, team, content, name="f.jsonl"):
    file = SimpleUploadedFile(name, content)
    return api.post(f"/api{team.path}/uploads", {"file": file})


def test_a_file_is_sent_looked_at_mapped_imported_and_followed(admin, team):
    upload = send(admin, team, jsonl(row(1), row(2), b"broken"), name="../my file.jsonl").json()

    assert upload["kind_guess"] == "items"
    assert upload["name"] == "my file.jsonl"
    assert upload["rows"][0]["id"] == "i1"
    assert {"path": "n", "type": "number", "example": "1"} in upload["columns"]
    assert [p["line"] for p in upload["problems"]] == [3]
    assert upload["mapping_guess"] is None  # a and b are no names for responses

    body = {"upload": upload["id"], "kind": "items", "mapping": MAPPING}
    started = admin.call("post", f"{team.path}/imports", body)
    assert started.status_code == 201, started.content
    batch_id = started.json()["id"]
    imports.run(job_id=Job.objects.get(kind="import").pk)

    done = admin.read(f"/imports/{batch_id}")
    assert (done["state"], done["rows_added"], done["rows_bad"]) == ("committed", 2, 1)
    assert done["bytes_read"] == done["size"]
    assert done["problems"][0]["line"] == 3
    assert [b["id"] for b in admin.read(f"{team.path}/imports")["results"]] == [batch_id]
    late = admin.call("post", f"/imports/{batch_id}/cancel")
    assert (late.status_code, late.json()["code"]) == (409, "too_late_to_cancel")


def test_the_first_rows_are_shown_by_their_lines_in_the_file(admin, team):
    upload = send(admin, team, jsonl(b"broken", row(1), b"", row(2))).json()

    assert [r["id"] for r in upload["rows"]] == ["i1", "i2"]
    assert upload["lines"] == [2, 4]
    assert [p["line"] for p in upload["problems"]] == [1]


def test_a_known_shape_comes_with_its_mapping(admin, team):
    sent = gzip.compress(jsonl({"prompt": "q", "chosen": "x", "rejected": "y"}))
    upload = send(admin, team, sent).json()

    assert upload["mapping_guess"] == {
        "prompt": ["prompt"],
        "responses": [{"text": "chosen"}, {"text": "rejected"}],
    }
    assert "named after their content" in " ".join(upload["evidence"])


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "empty"), (b"PK\x03\x04", "zip"), ("{}".encode("utf-16"), "UTF-16")]
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_not_kept(
    admin, team, data_folder, content, says
):
    refused = send(admin, team, content)

    assert refused.status_code == 400
    assert says in refused.json()["detail"] or "file" in refused.json().get("fields", {})
    assert not Upload.objects.exists()
    assert list((data_folder / "uploads").glob("*")) == []


def test_a_file_over_the_cap_is_refused_before_it_is_read(admin, team, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    declared = admin.post(
        f"/api{team.path}/uploads", {"file": SimpleUploadedFile("f", b"x" * 2_000_000)}
    )
    counted = send(admin, team, jsonl(row(1, a="x" * 2000)))

    for refused in (declared, counted):
        assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
        assert (
            "TIEBREAK_UPLOAD_MAX_BYTES" in refused.json()["detail"]
            or "split it" in (refused.json()["detail"])
        )
    assert not Upload.objects.exists()


def test_no_file_no_form_and_no_role_are_refused(admin, team):
    assert admin.post(f"/api{team.path}/uploads", {"other": "x"}).status_code == 400
    assert admin.call("post", f"{team.path}/uploads", {"file": "x"}).status_code == 415
    assert send(team.api(Role.RESEARCHER), team, jsonl(row(1))).status_code == 403
    assert send(Client(), team, jsonl(row(1))).status_code == 401


def test_the_csrf_token_is_asked_for(team):
    strict = Api(team.people[Role.ADMIN], enforce_csrf_checks=True)

    assert send(strict, team, jsonl(row(1))).status_code == 403


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ({}, "mapping.prompt"),
        ({**MAPPING, "id": "a["}, "mapping.id"),
        ({**MAPPING, "surprise": 1}, "mapping.mapping"),
    ],
)
def test_a_wrong_mapping_is_refused_by_its_part(admin, team, mapping, field):
    upload = send(admin, team, jsonl(row(1))).json()["id"]
    body = {"upload": upload, "kind": "items", "mapping": mapping}
    refused = admin.call("post", f"{team.path}/imports", body)

    assert (refused.status_code, refused.json()["code"]) == (400, "wrong_mapping")
    assert list(refused.json()["fields"]) == [field]
    assert not ImportBatch.objects.exists()


def test_an_upload_of_another_project_is_not_found(admin, team, api):
    from tests import make

    other = make.project()
    upload = Upload.objects.create(project=other, name="f", path="x", size=1, sha256="")
    body = {"upload": upload.pk, "kind": "items", "mapping": MAPPING}

    assert admin.call("post", f"{team.path}/imports", body).status_code == 404


def test_a_waiting_import_is_cancelled(admin, team):
    upload = send(admin, team, jsonl(row(1))).json()["id"]
    body = {"upload": upload, "kind": "items", "mapping": MAPPING, "on_error": "stop"}
    batch_id = admin.call("post", f"{team.path}/imports", body).json()["id"]

    assert admin.call("post", f"/imports/{batch_id}/cancel").json()["state"] == "cancelled"
    assert set(Job.objects.filter(kind="import").values_list("state", flat=True)) == {"cancelled"}
    imports.run(job_id=Job.objects.get(kind="import").pk)
    assert not Item.objects.filter(project=team.project).exists()
