"""Bad files: refused with a reason, nothing of them kept, and the next good file goes in."""

import gzip
import io
import random
import struct
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotation.domain.types import Role
from annotation.models import Item, Judgment
from annotation.services import jobs
from interchange.models import StagedRow, Upload
from interchange.services import imports
from tests.interchange.api.test_imports import send
from tests.interchange.services.files import MAPPING, jsonl, row

pytestmark = pytest.mark.django_db(transaction=True)
PAIR = {"prompt": "q?", "chosen": "x", "rejected": "y"}
PAIRS = {"format": "trl-preference"}


@pytest.fixture
def admin(team):
    return team.api(Role.ADMIN)


def packed(*files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def parquet():
    out = io.BytesIO()
    pq.write_table(pa.table({"a": [1]}), out)
    return out.getvalue()


def outcome(admin, team, upload, mapping, **more):
    body = {"upload": upload, "kind": "items", "mapping": mapping, "on_error": "stop", **more}
    started = admin.call("post", f"{team.path}/imports", body)
    assert started.status_code == 201, started.content
    for job_id, kind in jobs.due(limit=50):
        if kind == "import":
            imports.run(job_id=job_id)
    return admin.read(f"/imports/{started.json()['id']}")


def nothing_is_left_and_a_good_file_goes_in(admin, team):
    assert not Item.objects.exists()
    assert not Judgment.objects.exists()
    assert not StagedRow.objects.exists()
    good = send(admin, team, jsonl(row(1))).json()["id"]
    assert outcome(admin, team, good, MAPPING)["state"] == "committed"


WHOLE = {
    "gzip cut off": (gzip.compress(jsonl(*map(row, range(9))))[:-30], "damaged or incomplete"),
    "zip bomb": (packed(("z.jsonl", b"0" * 30_000_000)), "times as many"),
    "zip leading out": (packed(("../../up.jsonl", jsonl(row(1)))), "leads out of its folder"),
    "zip with a root": (packed(("/etc/up.jsonl", jsonl(row(1)))), "leads out of its folder"),
    "lying footer": (
        parquet()[:-8] + struct.pack("<I", 2**30) + b"PAR1",
        "claims a footer of 1,073,741,824 bytes",
    ),
    "column twice": (b"id,prompt,prompt\n1,2,3\n", "Two columns are called 'prompt'"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_broken_as_a_whole_is_refused_when_it_is_sent(admin, team, name):
    content, says = WHOLE[name]
    refused = send(admin, team, content)

    assert refused.status_code == 400
    assert says in refused.json()["detail"]
    assert not Upload.objects.exists()
    nothing_is_left_and_a_good_file_goes_in(admin, team)


def test_ten_gigabytes_are_refused_before_a_byte_of_them_is_read(admin, team):
    head = {"CONTENT_LENGTH": str(10 * 2**30), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    refused = admin.post(f"/api{team.path}/uploads", **head)

    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    nothing_is_left_and_a_good_file_goes_in(admin, team)


def test_a_gzip_that_breaks_off_far_behind_the_first_rows_fails_as_a_whole(admin, team):
    noise = random.Random(1)
    rows = [row(n, a=noise.randbytes(600).hex()) for n in range(400)]
    upload = send(admin, team, gzip.compress(jsonl(*rows))[:-5000]).json()["id"]
    ended = outcome(admin, team, upload, MAPPING)

    assert ended["state"] == "failed"
    assert "damaged or incomplete" in ended["error"]
    nothing_is_left_and_a_good_file_goes_in(admin, team)


ROWS = {
    "mixed types": (MAPPING, [row(1), row(2, a={"no": "text"})], "line 2, a"),
    "no object": (MAPPING, [row(1), [1, 2]], "must be an object"),
    "a column that is not there": ({**MAPPING, "id": "nonsense"}, [row(1)], "nonsense: is missing"),
    "id twice": (MAPPING, [row(1), row(1, a="z")], "was used on line 1 already"),
    "roles that contradict": (
        PAIRS,
        [PAIR, {**PAIR, "prompt": [{"role": "oracle", "content": "q?"}]}],
        "oracle",
    ),
    "an empty response": (PAIRS, [PAIR, {**PAIR, "prompt": "r?", "chosen": " "}], "chosen"),
    "chosen is rejected": (PAIRS, [PAIR, {**PAIR, "rejected": "x"}], "same text as chosen"),
    "no response at all": (
        MAPPING,
        [row(1), row(2, a=" ", b="")],
        "line 2, a: is an empty response",
    ),
    "NUL in a text": (MAPPING, [row(1), row(2, a="a\0b")], "line 2, a"),
    "a key twice": (
        MAPPING,
        [row(1), b'{"n":2,"q":"?","a":"x","a":"y","b":"z"}'],
        "the key a twice",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_stops_all_of_its_file_with_line_and_reason(admin, team, name):
    mapping, rows, says = ROWS[name]
    upload = send(admin, team, jsonl(*rows)).json()["id"]
    ended = outcome(admin, team, upload, mapping)

    assert ended["state"] == "failed"
    assert says in ended["error"]
    nothing_is_left_and_a_good_file_goes_in(admin, team)


def test_columns_that_nobody_mapped_and_reserved_names_do_no_harm(admin, team):
    mapping = {**MAPPING, "metadata": {"label": "label", "meta_item_id": "n"}}
    upload = send(admin, team, jsonl(row(1, label="x", meta_snapshot="y"))).json()["id"]
    ended = outcome(admin, team, upload, mapping)

    assert ended["state"] == "committed", ended["error"]
    assert Item.objects.get().metadata == {"label": "x", "meta_item_id": 1}
