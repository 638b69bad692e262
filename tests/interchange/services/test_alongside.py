"""Items are added while their file is still read, and are there all at once or not at all."""

import pytest

from annotation.models import Item
from interchange.models import ImportBatch, ImportedRun, StagedRow
from interchange.selectors import origin_of
from interchange.services import adding, alongside, imports, staging
from tests import make
from tests.interchange.services.files import jsonl, row, run, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(staging, "CHUNK_ROWS", 10)
    monkeypatch.setattr(alongside, "BLOCK_ROWS", 3)


@pytest.fixture
def no_other_way(monkeypatch):
    """Adding after the checking is out of order."""

    def refuse(batch):
        raise AssertionError("added the ordinary way")

    monkeypatch.setattr(adding, "items", refuse)


def stored(project):
    fields = ("external_id", "prompt", "responses", "context", "metadata", "group_key",
              "content_sha256", "state")  # fmt: skip
    items = Item.objects.filter(project=project).order_by("pk")
    return [(*values, origin_of(pk)["line"]) for pk, *values in items.values_list("pk", *fields)]


def test_what_was_added_meanwhile_is_what_is_added_after(no_other_way, monkeypatch):
    sent = jsonl(*(row(n) for n in range(35)), b"broken", row(35))
    meanwhile, after = make.project(), make.project()
    record = run(meanwhile, sent)
    monkeypatch.undo()
    monkeypatch.setattr(alongside.items_bulk, "alone", lambda **_: False)  # another is at work
    run(after, sent)

    assert (record.state, record.rows_added, record.rows_bad) == ("committed", 36, 1)
    assert stored(meanwhile) == stored(after)
    assert stored(meanwhile)[-1][-1] == 37  # its line
    assert not StagedRow.objects.exists()


def test_the_origin_of_an_item_is_known_where_ids_or_lines_leave_a_gap():
    project = make.project()
    run(project, jsonl(row(0)))
    batch, first = ImportBatch.objects.get(project=project), 10**12
    adding.keep_origin(batch, [first + n for n in (0, 1, 3, 4)], [3, 4, 5, 9])

    found = [origin_of(first + n) for n in range(-1, 6)]
    assert [at and at["line"] for at in found] == [None, 3, 4, None, 5, 9, None]


def test_nothing_of_it_is_seen_before_all_of_it_is(no_other_way):
    project, seen = make.project(), []
    _, job_id = start(project, jsonl(*(row(n) for n in range(40))))
    imports.run(
        job_id=job_id,
        tell=lambda *_: seen.append(Item.objects.filter(project=project).count()),
    )

    assert seen
    assert set(seen) == {0}
    assert Item.objects.filter(project=project).count() == 40


@pytest.mark.parametrize(
    ("there", "sent", "added", "bad"),
    [
        ([2, 30], [row(n) for n in range(40)], 38, 0),
        ([], [*(row(n) for n in range(40)), row(3)], 40, 1),
    ],
)
def test_an_id_that_is_there_already_or_comes_twice_is_kept_once(there, sent, added, bad):
    project = make.project()
    if there:
        run(project, jsonl(*(row(n) for n in there)))
    record = run(project, jsonl(*sent))

    assert (record.state, record.rows_added, record.rows_bad) == ("committed", added, bad)
    assert Item.objects.filter(project=project).count() == 40


@pytest.mark.parametrize("bad", [b"nonsense", row(3, b=None)])
def test_a_bad_row_that_stops_an_import_takes_back_what_was_added_meanwhile(bad):
    project = make.project()
    record = run(project, jsonl(*(row(n) for n in range(30)), bad), on_error="stop")

    assert record.state == "failed"
    assert not Item.objects.filter(project=project).exists()
    assert not ImportedRun.objects.exists()


def test_a_cancelled_import_takes_it_back_too():
    project = make.project()
    batch_id, job_id = start(project, jsonl(*(row(n) for n in range(40))))

    def cancel(rows, *_):
        if rows == 20:
            imports.cancel(project_id=project.pk, batch_id=batch_id, actor_id=make.user().pk)

    imports.run(job_id=job_id, tell=cancel)

    assert ImportBatch.objects.get(pk=batch_id).state == "cancelled"
    assert not Item.objects.filter(project=project).exists()
    assert run(project, jsonl(row(1))).rows_added == 1  # nothing is held any more


def test_what_fails_at_the_end_fails_the_import_and_leaves_nothing(monkeypatch):
    from interchange.errors import ImportFailed
    from interchange.services import committing

    def fail(batch, done):
        raise ImportFailed("No.")

    monkeypatch.setattr(committing, "_known_answers", fail)
    project = make.project()
    record = run(project, jsonl(*(row(n) for n in range(10))))

    assert (record.state, record.error) == ("failed", "No.")
    assert not Item.objects.filter(project=project).exists()


def test_items_that_are_not_just_those_that_passed_are_taken_back(monkeypatch):
    take = alongside.Alongside.take
    monkeypatch.setattr(
        alongside.Alongside, "take", lambda self, line, item: line != 3 and take(self, line, item)
    )
    project = make.project()
    record = run(project, jsonl(*(row(n) for n in range(10))))

    assert record.state == "failed"
    assert "has changed while it was read" in record.error
    assert not Item.objects.filter(project=project).exists()


@pytest.mark.parametrize("alone", [True, False])
def test_items_that_say_the_same_know_of_each_other_whichever_import_brought_them(
    alone, monkeypatch
):
    monkeypatch.setattr(alongside.items_bulk, "alone", lambda **_: alone)
    project = make.project()
    run(project, jsonl(*(row(n) for n in range(20)), row(3, id="again")))
    run(project, jsonl(row(30), row(5, id="later")))

    items = Item.objects.filter(project=project)
    pk = dict(items.values_list("external_id", "pk"))
    groups = items.exclude(text_group=None).values_list("external_id", "text_group")
    assert dict(groups) == {
        "i3": pk["i3"], "again": pk["i3"], "i5": pk["i5"], "later": pk["i5"],
    }  # fmt: skip
