import errno
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from annotation.models import Item, Job, Judgment, Rater
from annotation.selectors import pseudonyms
from annotation.services import audit
from interchange.errors import ImportFailed
from interchange.models import ImportBatch, ImportProblem, StagedRow
from interchange.selectors import origin_of
from interchange.services import adding, checking, imports, staging, uploads
from tests import make
from tests.interchange.services.files import jsonl, row, run, start

pytestmark = pytest.mark.django_db
JUDGMENTS: dict[str, Any] = {
    "item": "id",
    "kind": "human",
    "answers": [
        {"question": "overall", "path": "anna", "rater": "anna"},
        {"question": "overall", "path": "ben", "rater": "ben"},
    ],
    "values": {"0": "tie", "1": "a", "2": "b"},
}


@pytest.fixture
def project(db):
    return make.project()


def problems(record):
    found = ImportProblem.objects.filter(batch_id=record.id).order_by("note", "line")
    return [(p.line, p.field, p.reason) for p in found]


def content(project):
    fields = ("external_id", "prompt", "responses", "context", "metadata", "group_key",
              "content_sha256", "state")  # fmt: skip
    return list(Item.objects.filter(project=project).order_by("pk").values_list(*fields))


def test_items_are_stored_exactly_in_the_files_order_with_their_origin(project):
    record = run(project, jsonl(*(row(n) for n in range(3))))

    assert (record.state, record.rows_read, record.rows_added, record.rows_bad) == (
        "committed", 3, 3, 0,
    )  # fmt: skip
    items = list(Item.objects.filter(project=project).order_by("pk"))
    assert [i.external_id for i in items] == ["i0", "i1", "i2"]
    assert items[1].responses == [
        {"key": "r1", "text": row(1)["a"], "model": "alpha"},
        {"key": "r2", "text": row(1)["b"], "model": ""},
    ]
    assert items[1].metadata == {"n": 1}
    assert origin_of(items[1].pk)["line"] == 2
    assert not StagedRow.objects.exists()
    assert audit.broken_link() is None


def test_the_same_file_again_changes_nothing_and_other_content_is_kept_and_told(project):
    run(project, jsonl(row(1), row(2)))
    before = content(project)
    same = run(project, jsonl(row(1), row(2)))
    other = run(project, jsonl(row(1, a="changed"), row(2), row(3)))

    assert (same.rows_added, same.rows_present, same.rows_differing) == (0, 2, 0)
    assert (other.rows_added, other.rows_present, other.rows_differing) == (1, 2, 1)
    assert content(project)[:2] == before
    assert problems(other) == [(1, "id", "exists with other content; it was kept as it was")]


def test_bad_rows_are_skipped_and_reported(project):
    record = run(project, jsonl(row(1), b'{"id": 2', row(3, b=None), row(4, a=True), row(1)))

    assert (record.rows_read, record.rows_bad, record.rows_added) == (5, 3, 2)
    assert [p[:2] for p in problems(record)] == [(2, ""), (3, "b"), (5, "id"), (4, "a")]
    assert "line 1" in problems(record)[2][2]
    assert problems(record)[3][2] == "taken as text"


@pytest.mark.parametrize("bad", [b"nonsense", row(3, b=None), row(1)])
def test_one_bad_row_stops_everything_if_asked_to(project, bad):
    record = run(project, jsonl(row(1), row(2), bad), on_error="stop")

    assert record.state == "failed"
    assert "Nothing was imported" in record.error
    assert "line 3" in record.error
    assert not Item.objects.filter(project=project).exists()
    assert not StagedRow.objects.exists()
    assert len(problems(record)) == 1
    assert Job.objects.get(kind="import").state == "dead"


def test_a_dry_run_reports_everything_and_adds_nothing(project):
    record = run(project, jsonl(row(1), row(1), b"x"), dry_run=True, on_error="stop")

    assert (record.state, record.rows_read, record.rows_bad) == ("checked", 3, 2)
    assert [p[0] for p in problems(record)] == [2, 3]
    assert not Item.objects.filter(project=project).exists()
    assert not StagedRow.objects.exists()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (b"", "empty"),
        (b"[]", "holds no row"),
        (jsonl(row(1)).decode().encode("utf-16"), "UTF-16"),
        (b"[" + jsonl(row(1)), "breaks off"),
        (jsonl({"x": 1}), "mapping or the file is probably the wrong one"),
    ],
)
def test_a_file_of_which_nothing_can_be_used_fails_in_words(project, sent, says):
    record = run(project, sent)

    assert record.state == "failed"
    assert says in record.error


def test_a_row_of_five_megabytes_is_fine(project):
    text = "x" * 5 * 2**20
    record = run(project, jsonl(row(1, a=text)))

    assert record.rows_added == 1
    assert Item.objects.get(project=project).responses[0]["text"] == text


def test_a_cancelled_import_stays_cancelled_and_leaves_nothing(project):
    batch_id, job_id = start(project, jsonl(row(1)))
    imports.cancel(project_id=project.pk, batch_id=batch_id, actor_id=make.user().pk)
    imports.run(job_id=job_id)

    assert ImportBatch.objects.get(pk=batch_id).state == "cancelled"
    assert not Item.objects.filter(project=project).exists()


def test_a_crash_of_the_database_between_chunks_starts_from_the_top(project, monkeypatch):
    monkeypatch.setattr(staging, "CHUNK_ROWS", 2)
    batch_id, job_id = start(project, jsonl(*(row(n) for n in range(5)), b"x"))

    class Killed(BaseException):
        pass

    def kill(rows, *_):
        if rows == 4:
            raise Killed

    with pytest.raises(Killed):
        imports.run(job_id=job_id, tell=kill)
    assert ImportBatch.objects.get(pk=batch_id).rows_read == 4
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM interchange_stagedrow")  # what recovery does to the table
    Job.objects.filter(pk=job_id).update(lease_until=None)
    imports.run(job_id=job_id)

    batch = ImportBatch.objects.get(pk=batch_id)
    assert (batch.state, batch.rows_read, batch.rows_bad, batch.rows_added) == (
        "committed", 6, 1, 5,
    )  # fmt: skip
    assert batch.problems.count() == 1


def test_a_file_that_changed_after_it_was_checked_adds_nothing(project, monkeypatch):
    batch_id, job_id = start(project, jsonl(row(1), row(2)))
    path = uploads.path_of(ImportBatch.objects.get(pk=batch_id).upload)
    check = checking.check

    def cut_then_check(batch):
        path.write_bytes(jsonl(row(1)))
        return check(batch)

    monkeypatch.setattr(checking, "check", cut_then_check)
    imports.run(job_id=job_id)

    batch = ImportBatch.objects.get(pk=batch_id)
    assert (batch.state, batch.rows_added) == ("failed", 0)
    assert "has changed since it was checked" in batch.error
    assert not Item.objects.filter(project=project).exists()


def test_many_blocks_with_rows_there_before_twice_and_bad_end_as_one(project, monkeypatch):
    run(project, jsonl(*(row(n) for n in range(0, 40, 4))))
    before = content(project)
    monkeypatch.setattr(adding, "BLOCK_ROWS", 3)
    rows = [row(n, a="changed") if n == 8 else row(n) for n in range(40)]
    record = run(project, jsonl(*rows[:20], b"x", row(5), *rows[20:]))

    assert (record.rows_read, record.rows_bad) == (42, 2)
    assert (record.rows_added, record.rows_present, record.rows_differing) == (30, 10, 1)
    assert content(project)[:10] == before
    added = [name for name, *_ in content(project)[10:]]
    assert added == [f"i{n}" for n in range(40) if n % 4]
    assert [p for p in problems(record) if "kept as it was" in p[2]] == [
        (9, "id", "exists with other content; it was kept as it was")
    ]
    assert origin_of(Item.objects.get(external_id="i21").pk)["line"] == 24


@pytest.mark.parametrize(
    ("number", "says"), [(errno.ENOSPC, "is full"), (errno.EROFS, "cannot be written")]
)
def test_a_disk_that_refuses_is_named_and_nothing_stays(project, settings, number, says):
    def chunks():
        yield b"some"
        raise OSError(number, "no")

    with pytest.raises(ImportFailed, match=says):
        uploads.keep(project_id=project.pk, name="f", chunks=chunks(), actor_id=None)
    assert list((Path(settings.DATA_DIR) / "uploads").iterdir()) == []


def test_a_file_that_is_gone_fails_the_import_in_words(project):
    batch_id, job_id = start(project, jsonl(row(1)))
    uploads.path_of(ImportBatch.objects.get(pk=batch_id).upload).unlink()
    imports.run(job_id=job_id)

    batch = ImportBatch.objects.get(pk=batch_id)
    assert batch.state == "failed"
    assert batch.error


def test_files_are_kept_for_the_owner_only(project):
    batch_id, _ = start(project, jsonl(row(1)))
    path = uploads.path_of(ImportBatch.objects.get(pk=batch_id).upload)

    assert path.stat().st_mode & 0o777 == 0o600


def test_judgments_of_a_file_become_those_of_pseudonymous_raters(project):
    run(project, jsonl(row(1), row(2)))
    sent = jsonl({"id": "i1", "anna": 1, "ben": 2}, {"id": "i2", "anna": 0, "ben": None})
    record = run(project, sent, kind="judgments", mapping=JUDGMENTS)
    again = run(project, sent, kind="judgments", mapping=JUDGMENTS)

    assert (record.rows_read, record.rows_added) == (2, 3)
    assert (again.rows_added, again.rows_present, again.rows_differing) == (0, 3, 0)
    found = Judgment.objects.filter(project=project).order_by("item__external_id", "rater__name")
    keys = pseudonyms.of_names(project.pk, ["anna", "ben"])
    anna, ben = pseudonyms.shown(keys["anna"]), pseudonyms.shown(keys["ben"])
    said = [(j.item.external_id, j.rater.name, j.answers["overall"]["winner"]) for j in found]
    assert sorted(said) == sorted([("i1", anna, "a"), ("i1", ben, "b"), ("i2", anna, "tie")])
    assert not Rater.objects.filter(name__in=["anna", "ben"]).exists()


def test_judges_keep_their_names_and_other_answers_are_told(project):
    run(project, jsonl(row(1)))
    mapping: dict[str, Any] = {**JUDGMENTS, "kind": "judge", "answers": [{**JUDGMENTS["answers"][0],
               "rater": {"path": "who"}}]}  # fmt: skip
    run(project, jsonl({"id": "i1", "anna": 1, "who": "gpt"}), kind="judgments", mapping=mapping)
    other = run(
        project, jsonl({"id": "i1", "anna": 2, "who": "gpt"}), kind="judgments", mapping=mapping
    )

    assert (other.rows_present, other.rows_differing) == (1, 1)
    assert Judgment.objects.get(project=project).rater.name == "gpt"


def test_judgments_of_unknown_items_twice_given_or_of_no_known_value_are_bad_rows(project):
    run(project, jsonl(row(1)))
    sent = jsonl(
        {"id": "i1", "anna": 1, "ben": 2},
        {"id": "nobody", "anna": 1, "ben": 1},
        {"id": "i1", "anna": 1, "ben": 1},
        {"id": "i1", "anna": "maybe", "ben": 1},
    )
    record = run(project, sent, kind="judgments", mapping=JUDGMENTS)

    assert (record.rows_bad, record.rows_added) == (3, 2)
    reasons = {line: reason for line, _, reason in problems(record)}
    assert "no item with this id" in reasons[2]
    assert "was judged by" in reasons[3]
    assert "line 1" in reasons[3]
    assert "maybe is none of the known values 0, 1, 2" in reasons[4]


@pytest.mark.django_db(transaction=True)
def test_items_are_announced_once_they_are_there(project):
    from annotation import events

    seen = []

    def listen(project_id, **_):
        seen.append((project_id, Item.objects.filter(project_id=project_id).count()))

    events.items_imported.connect(listen)
    try:
        run(project, jsonl(row(1), row(2)))
    finally:
        events.items_imported.disconnect(listen)
    assert seen == [(project.pk, 2)]
