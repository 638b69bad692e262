"""A labelled file over HTTP: sent, replayed by a worker, shown, and gone."""

import gzip
import json
import os
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from annotation.domain.types import Role
from annotation.models import Item
from interchange.models import ImportBatch, Snapshot, Upload
from interchange.services import replays, uploads
from tests.conftest import Api, Team
from tests.interchange.formats.rows import LONG, SHORT
from tests.interchange.formats.rows import ROWS as KNOWN


@pytest.fixture
def researcher(team: Team) -> Api:
    return team.api(Role.RESEARCHER)


def row(n: int, **fields: object) -> dict[str, object]:
    """An item whose judge is wrong on the odd ones, where it is less sure."""
    judge = {"winner": "a" if n % 2 == 0 else "b", "confidence": 0.9 if n % 2 == 0 else 0.6}
    return {
        "prompt": f"Question {n}?",
        "response_a": f"Answer {n}.",
        "response_b": f"Another {n}, longer.",
        "people": "a",
        "judges": {"gpt": judge},
        **fields,
    }


def send(api: Api, team: Team, content: bytes, name: str = "labelled.jsonl"):
    return api.post(f"/api{team.path}/routing/files", {"file": SimpleUploadedFile(name, content)})


def lines(*rows: dict[str, object]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in rows)


def replay(api: Api, team: Team, file: int, **asked: object) -> dict:
    path = f"{team.path}/routing/frontier"
    job = api.call("post", path, {"file": file, **asked}).json()["job"]
    assert api.read(path)["running"] is True
    replays.run(job_id=job)
    return api.read(path)


def test_a_file_is_replayed_instead_of_the_projects_items(researcher, team):
    content = gzip.compress(lines(*(row(n) for n in range(40)), row(99, people=None)))
    sent = send(researcher, team, content, "labelled.jsonl.gz").json()
    assert (sent["items"], sent["both"], sent["judges"]) == (41, 40, ["gpt"])

    seen = replay(researcher, team, sent["id"], policies=["confidence"], budgets=[0, 0.5, 1])

    assert (seen["file"], seen["why_not"], seen["items"]) == ("labelled.jsonl.gz", "", 40)
    curves = {c["key"]: [p["quality"] for p in c["points"]] for c in seen["curves"]}
    assert curves["confidence"] == curves["oracle"] == [0.5, 1.0, 1.0]
    assert curves["chance"] == [0.5, 0.75, 1.0]
    # Nothing of it is imported, and nothing is left of it.
    assert not Item.objects.exists()
    assert not Upload.objects.exists()
    assert list((settings.DATA_DIR / "uploads").iterdir()) == []


def test_a_table_has_a_column_for_each_judge(researcher, team):
    head = "prompt,response_a,response_b,people,judges.gpt,judges.other\n"
    table = head + "".join(f"Q{n},A{n},B{n},a,{'ab'[n % 2]},a\n" for n in range(10))
    sent = send(researcher, team, table.encode(), "labelled.csv").json()
    assert (sent["both"], sent["judges"]) == (10, ["gpt", "other"])

    seen = replay(researcher, team, sent["id"], judge="gpt", policies=["disagreement"])
    assert (seen["judge_right"], seen["judge"]) == (0.5, "gpt")


def test_a_known_format_is_read_as_an_import_reads_it(researcher, team):
    first = KNOWN["label-studio"]
    second = {**first, "id": 18, "data": {**first["data"], "prompt": "And the sea?"}}
    sent = send(researcher, team, json.dumps([first, second]).encode(), "studio.json").json()
    assert (sent["items"], sent["both"], sent["judges"]) == (2, 2, ["gpt"])

    seen = replay(researcher, team, sent["id"], policies=["random"])
    assert (seen["items"], seen["judge_right"]) == (2, 0.0)  # people say left, gpt says right


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\x1f\x8bbroken", "gzip file is damaged"),
        (lines(row(1)) + b"{not json\n", "Line 2: is not valid JSON"),
        (lines(row(1), row(2, people="c")), "Line 2 cannot be read ('c' is not a valid Winner)"),
        (lines(row(1), {"people": "a", "judges": {}}), "Line 2 cannot be read ('prompt')"),
        (lines(row(1, judges=["b"])), "Line 1 cannot be read"),
        (lines(row(1, people=None)), "no verdict of people"),
        (lines(row(1, judges={})), "no verdict of a judge"),
        (lines({"a": 1}), "in no known format that says who judged what"),
        (lines({"prompt": "Q", "chosen": LONG, "rejected": SHORT}), "no verdict of a judge"),
    ],
)
def test_what_cannot_be_replayed_is_said_when_it_is_sent(researcher, team, content, said):
    refused = send(researcher, team, content)

    assert refused.status_code == 400
    assert said in refused.json()["detail"]
    assert not Upload.objects.exists()


def test_a_file_that_is_too_long_for_a_replay_is_refused(researcher, team, monkeypatch):
    monkeypatch.setattr(replays, "MOST", 3)
    refused = send(researcher, team, lines(*(row(n) for n in range(4))))
    assert "more than 3 items; replay a part of it" in refused.json()["detail"]


def test_a_file_that_is_not_there_and_a_judge_that_is_not_in_it_are_said(researcher, team):
    assert "send it again" in replay(researcher, team, 4711)["why_not"]
    sent = send(researcher, team, lines(*(row(n) for n in range(4)))).json()
    seen = replay(researcher, team, sent["id"], judge="claude")
    assert seen["why_not"] == "There is no judge 'claude' here; there is gpt."
    assert seen["file"] == "labelled.jsonl"


def age(upload_id: int) -> None:
    """Make it look sent the day before yesterday."""
    then = timezone.now() - timedelta(days=2)
    upload = Upload.objects.get(pk=upload_id)
    Upload.objects.filter(pk=upload_id).update(created_at=then)
    os.utime(uploads.path_of(upload), (then.timestamp(), then.timestamp()))


def test_a_file_that_is_never_replayed_is_forgotten_after_a_day(researcher, team):
    old, waiting, new = (
        send(researcher, team, lines(*(row(n) for n in range(4)))).json()["id"] for _ in range(3)
    )
    path = f"{team.path}/routing/frontier"
    researcher.call("post", path, {"file": waiting})  # its job has not been begun
    for upload_id in (old, waiting):
        age(upload_id)

    assert uploads.sweep() == 1
    assert set(Upload.objects.values_list("pk", flat=True)) == {waiting, new}
    assert len(list((settings.DATA_DIR / "uploads").iterdir())) == 2


def test_files_that_an_import_or_an_export_has_used_stay(researcher, team):
    used, left, held_against = (
        send(researcher, team, lines(*(row(n) for n in range(4)))).json()["id"] for _ in range(3)
    )
    ImportBatch.objects.create(project=team.project, upload_id=used, kind="items", mapping={})
    Snapshot.objects.create(
        project=team.project, format="judgments", params={"against": str(held_against)}
    )
    for upload_id in (used, left, held_against):
        age(upload_id)

    assert uploads.sweep() == 1
    assert set(Upload.objects.values_list("pk", flat=True)) == {used, held_against}


def test_a_file_no_row_knows_of_is_deleted_a_day_after_it_was_written(team):
    folder = settings.DATA_DIR / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    stray, fresh = folder / "stray", folder / "fresh"
    for file in (stray, fresh):
        file.write_bytes(b"half a fi")
    two_days = timezone.now().timestamp() - 2 * 86400
    os.utime(stray, (two_days, two_days))

    assert uploads.sweep() == 1
    assert not stray.exists()
    assert fresh.exists()
