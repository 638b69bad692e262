"""Files in known formats: items and judgments in one import, as a worker carries it out."""

import gzip

import orjson
import pytest
from django.utils import timezone

from annotation.domain.types import RaterKind
from annotation.models import Item, Job, Judgment, Label, Project, QuestionSet, Rater
from interchange.files.reader import Rows
from interchange.formats import READERS
from interchange.services import imports
from tests import make
from tests.interchange.formats.rows import ROWS, turn
from tests.interchange.services.files import jsonl, run, start

pytestmark = pytest.mark.django_db(transaction=True)
NO_JUDGMENTS = {"trl-prompts"}


@pytest.fixture
def project(db):
    return make.project()


def known(project, content, name, **mapping):
    return run(project, content, mapping={"format": name, **mapping})


def left(record):
    return {one["reason"]: one["n"] for one in record.left_out}


def pair(prompt, chosen, rejected, **more):
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected, **more}


@pytest.mark.parametrize("name", sorted(READERS))
def test_every_format_is_imported_with_its_questions_and_twice_adds_nothing(project, name):
    rows = [ROWS[name]]
    if name == "label-counts":
        rows.append({**rows[0], "id": "t2", "text": "Hello."})
    content = jsonl(*rows)
    first = known(project, content, name, questions=True)
    if name in NO_JUDGMENTS:
        assert first.state == "failed"
        assert "a prompt alone is nothing to judge" in first.error
        return
    assert (first.state, first.error) == ("committed", "")
    assert first.rows_added > 0
    counts = Item.objects.count(), Judgment.objects.count(), Rater.objects.count()
    assert counts[0] == first.rows_added
    assert counts[1] == first.judgments_added
    assert counts[1] or any(key.startswith("not_") for key in left(first))

    again = known(project, content, name, questions=True)
    assert (again.rows_added, again.judgments_added) == (0, 0)
    assert (again.rows_present, again.judgments_present) == counts[:2]
    assert (Item.objects.count(), Judgment.objects.count(), Rater.objects.count()) == counts


def test_answers_to_questions_that_are_not_asked_are_left_out_and_counted(project):
    record = known(project, jsonl(ROWS["helpsteer3"]), "helpsteer3")

    assert (record.judgments_added, left(record)) == (2, {"not_asked:why": 2})
    assert {j.answers["overall"]["winner"] for j in Judgment.objects.all()} == {"a", "tie"}
    assert QuestionSet.objects.filter(project=project).count() == 1


def test_with_questions_the_project_asks_what_the_format_answers(project):
    record = known(project, jsonl(ROWS["helpsteer3"]), "helpsteer3", questions=True)

    assert left(record) == {}
    newest = QuestionSet.objects.filter(project=project).latest("version")
    assert [q["key"] for q in newest.questions] == ["overall", "why"]
    assert Judgment.objects.first().answers["why"]["text"].startswith("1 explains.")


def test_a_project_that_asks_nothing_gets_the_questions_of_the_format(db):
    project = Project.objects.create(slug="bare", name="Bare")
    record = known(project, jsonl(ROWS["ultrafeedback"]), "ultrafeedback")

    assert record.state == "committed", record.error
    [question] = QuestionSet.objects.get(project=project).questions
    assert [s["key"] for s in question["options"]["scales"]][:2] == [
        "instruction_following",
        "honesty",
    ]
    # Not every response has a rating on every scale: the answer does not fit, and is counted.
    assert left(record) == {"not_fitting:ratings": 1}


def test_people_become_pseudonyms_and_judges_keep_their_names(project):
    known(project, jsonl(ROWS["multipref"]), "multipref")

    assert set(Rater.objects.values_list("kind", flat=True)) == {RaterKind.HUMAN}
    assert not Rater.objects.filter(name__in=["w1", "e1"]).exists()
    assert Label.objects.filter(question="overall").count() == 1


def test_raters_who_disagree_about_a_pair_judge_one_item(project):
    rows = [
        pair("q", "x", "y", meta_rater="one"),
        pair("q", "y", "x", meta_rater="two"),
        pair("q", "x", "y", meta_rater="one"),
        pair("q", "y", "x", meta_rater="one"),
    ]
    record = known(project, jsonl(*rows), "trl-preference")

    assert (record.rows_added, record.judgments_added, record.rows_bad) == (1, 2, 0)
    # Three times the item again and once the verdict; and a second verdict of the first rater.
    assert left(record) == {"same_again": 4, "judged_twice": 1}
    assert sorted(j.answers["overall"]["winner"] for j in Judgment.objects.all()) == ["a", "b"]


def test_one_id_with_other_content_is_a_bad_row_and_its_verdict_goes_nowhere(project):
    rows = [pair("q", "x", "y", id="i1"), pair("q", "x", "z", id="i1", meta_rater="two")]
    record = known(project, jsonl(*rows), "trl-preference")

    assert (record.rows_added, record.rows_bad, record.judgments_added) == (1, 1, 1)
    assert left(record) == {"item_differs": 1}


def test_judgments_of_an_item_that_is_here_with_other_texts_are_left_out(project):
    known(project, jsonl(pair("q", "x", "y", id="i1")), "trl-preference")
    record = known(project, jsonl(pair("q", "x", "z", id="i1", meta_rater="two")), "trl-preference")

    assert (record.rows_differing, record.judgments_added) == (1, 0)
    assert left(record) == {"item_differs": 1}
    assert Judgment.objects.count() == 1


def test_a_bad_row_is_named_and_the_others_come_in(project):
    rows = [pair("q", "x", "y"), pair("q", "x", "x"), b"{broken", pair("r", "x", "y")]
    content = b"".join(r + b"\n" if isinstance(r, bytes) else jsonl(r) for r in rows)
    record = known(project, content, "trl-preference")

    assert (record.rows_read, record.rows_bad, record.rows_added) == (4, 2, 2)


def test_a_dry_run_reads_all_and_adds_nothing(project):
    record = run(
        project,
        gzip.compress(jsonl(*[ROWS["helpsteer3"]] * 3)),
        mapping={"format": "helpsteer3", "questions": True},
        dry_run=True,
    )

    assert (record.state, record.rows_read) == ("checked", 3)
    assert not Item.objects.exists()
    assert QuestionSet.objects.filter(project=project).count() == 1


def test_rows_that_belong_together_stay_together_when_an_import_is_killed(project, monkeypatch):
    """PRISM: the utterances of a turn are one item; a chunk ends between items only."""
    rows = [
        {**ROWS["prism"], "turn": n, "user_prompt": f"Question {n}?", "model_response": f"A{m}",
         "if_chosen": m == 0}
        for n in range(7) for m in range(3)
    ]  # fmt: skip
    monkeypatch.setattr("interchange.services.staging.CHUNK_ROWS", 2)
    _, job_id = start(project, jsonl(*rows), mapping={"format": "prism"})
    skipped, read = [], Rows.read

    def seen(self, *, skip=0):
        skipped.append(skip)
        return read(self, skip=skip)

    def killed(rows_read, *_):
        if rows_read > 6:
            raise RuntimeError("killed")

    monkeypatch.setattr(Rows, "read", seen)
    imports.run(job_id=job_id, tell=killed)
    assert not Item.objects.exists()
    Job.objects.update(not_before=timezone.now())
    imports.run(job_id=job_id)

    assert 12 in skipped  # two chunks of two items of three rows
    assert Item.objects.count() == 7
    assert {len(i.responses) for i in Item.objects.all()} == {3}


def test_an_unknown_format_and_an_unknown_word_are_refused(project):
    from interchange.errors import WrongMapping

    for mapping in ({"format": "none"}, {"format": "prism", "id": "x"}):
        with pytest.raises(WrongMapping):
            start(project, jsonl(pair("q", "x", "y")), mapping=mapping)


def test_one_document_with_many_comparisons_is_one_import(project):
    document = {
        "metadata": {"version": "2.0"},
        "annotators": {"h": {"name": "h", "description": "", "type": "human"}},
        "comparisons": [
            {
                "id": f"c{n}",
                "prompt": "q",
                "response_a": {"text": f"x{n}"},
                "response_b": {"text": f"y{n}"},
                "annotations": {"h": {"pref": "a"}},
                "metadata": {},
            }
            for n in range(30)
        ],
    }
    record = known(project, orjson.dumps(document), "annotated-pairs")

    assert (record.rows_added, record.judgments_added, record.rows_read) == (30, 30, 1)
    assert turn("user", "q") == Item.objects.first().prompt[0]
