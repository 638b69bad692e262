import hashlib
from urllib.parse import urlsplit

import httpx2
import pytest
from tiebreak_client import (
    Conflict,
    CorruptDownload,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    Tiebreak,
    TiebreakError,
    WorkFailed,
)

from annotation.domain.types import Role
from annotation.models import Item, Project
from annotation.services import people, tokens
from tests import make

PAIRS = [{"id": f"p{n}", "q": f"Question {n}?", "x": f"x{n}", "y": f"y{n}"} for n in range(5)]
WHERE = {"id": "id", "prompt": ["q"], "responses": [{"text": "x"}, {"text": "y"}]}
VERDICTS = [{"i": f"p{n}", "who": "a" if n % 2 else "b"} for n in range(5)]
ANSWERS = {
    "item": "i",
    "kind": "human",
    "answers": [{"question": "overall", "rater": "Bo", "path": "who"}],
}


@pytest.fixture
def judged(project):
    """Five items, each with one imported verdict of one person."""
    project.import_items(PAIRS, WHERE).wait(60)
    project.import_judgments(VERDICTS, ANSWERS).wait(60)
    return project


def test_rows_come_in_as_items_and_go_out_as_judgments_and_labels(judged):
    items = list(judged.items())
    assert [i["external_id"] for i in items] == ["p0", "p1", "p2", "p3", "p4"]
    assert judged.item(items[0]["id"])["judgments"][0]["answers"]["overall"]["winner"] == "b"

    verdicts = list(judged.judgments(timeout=60))
    assert [v["meta_external_id"] for v in verdicts] == [i["external_id"] for i in items]
    chosen = {r["meta_external_id"]: r["chosen"][-1]["content"] for r in judged.labels(timeout=60)}
    assert chosen == {"p0": "y0", "p1": "x1", "p2": "y2", "p3": "x3", "p4": "y4"}


def test_importing_again_adds_nothing_and_says_so(judged):
    again = judged.import_items(PAIRS, WHERE).wait(60)

    assert (again["rows_added"], again["rows_present"]) == (0, 5)
    assert next(one.id for one in judged.imports()) == again["id"]


def test_a_file_of_a_known_format_needs_no_mapping(project, tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_text('{"prompt": "q?", "chosen": "good", "rejected": "bad"}\n')

    report = project.import_file(file, format="trl-preference").wait(60)
    assert (report["rows_added"], report["judgments_added"]) == (1, 1)
    assert project.import_file(file).wait(60)["rows_added"] == 0


def test_several_files_are_imports_of_their_own(project, tmp_path):
    files = [tmp_path / f"{n}.csv" for n in range(2)]
    for n, file in enumerate(files):
        file.write_text(f"id,q,x,y\ni{n},Why {n}?,so,not so\n")

    started = project.import_files(files, mapping=WHERE)
    assert [one.wait(60)["rows_added"] for one in started] == [1, 1]
    assert [item["external_id"] for item in project.items()] == ["i0", "i1"]


def test_what_raters_of_a_file_told_comes_in_and_contradictions_are_refused(judged, tmp_path):
    file = tmp_path / "raters.csv"
    file.write_text("who,age\nBo,30\nAl,40\n")
    how = {"rater": "who", "fields": ["age"], "consent": "CC BY 4.0"}

    assert judged.import_profiles(file, **how) == 2
    file.write_text("who,age\nBo,30\nBo,40\n")
    with pytest.raises(Invalid, match="Row 3: 'age' is '40' here and '30' before"):
        judged.import_profiles(file, **how)


def test_exports_are_compared_linked_and_read_with_what_stands_beside_the_rows(judged, tmp_path):
    before = judged.export().wait(60)
    texts = tmp_path / "held-out.txt"
    texts.write_text("Question 3?\n")
    after = judged.export(against=str(judged.send_texts(texts)), against_words=2).wait(60)

    assert b"license" in after.read("README.md")
    found = after.changes(before)
    assert (found["counts"]["removed"], found["counts"]["added"]) == (1, 0)
    [gone] = after.changes(before.id, kind="removed")["items"]
    assert gone["external_id"] == "p3"
    path = urlsplit(after.link(minutes=5)["url"]).path  # on the address that people know it by
    assert httpx2.get(judged._http.origin + path).content == after.download(tmp_path).read_bytes()


def test_a_list_is_fetched_page_by_page_only_as_far_as_it_is_taken(project, monkeypatch):
    make.items(Project.objects.get(pk=project.id), 7)
    monkeypatch.setattr("tiebreak_client.transport._PAGE", 3)

    assert len(list(project.items())) == 7
    assert len(list(project.items(limit=4))) == 4
    assert [i["external_id"] for i in project.items(q="nothing")] == []


def test_a_file_is_downloaded_whole_checked_and_taken_up_again(judged, tmp_path):
    export = judged.export("judgments", file_types=["jsonl", "parquet"]).wait(60)
    known = export.file()
    whole = export.download(tmp_path)
    assert hashlib.sha256(whole.read_bytes()).hexdigest() == known["sha256"]

    kept = tmp_path / "again.jsonl.part"
    kept.write_bytes(whole.read_bytes()[:100])
    asked = []
    judged._http._http.event_hooks["request"].append(lambda r: asked.append(r.headers.get("Range")))
    assert export.download(tmp_path / "again.jsonl").read_bytes() == whole.read_bytes()
    assert asked == ["bytes=100-"]
    assert not kept.exists()


def test_bytes_that_are_not_those_exported_are_not_kept(judged, tmp_path, data_folder):
    export = judged.export("judgments", file_types=["jsonl"]).wait(60)
    (tmp_path / "f.jsonl.part").write_bytes(b"x" * 50)

    with pytest.raises(CorruptDownload, match="Download it again"):
        export.download(tmp_path / "f.jsonl")
    assert list(tmp_path.glob("f.jsonl*")) == []

    stored = next((data_folder / "exports" / str(export.id)).glob("*.jsonl"))
    stored.write_bytes(stored.read_bytes().replace(b"p1", b"p9"))
    with pytest.raises(CorruptDownload):
        list(export.rows())


def test_dataframes_have_the_columns_of_the_export(judged):
    pytest.importorskip("pandas")

    frame = judged.judgments_dataframe()
    assert list(frame["meta_external_id"]) == ["p0", "p1", "p2", "p3", "p4"]
    assert list(judged.labels_dataframe()["meta_n_human"]) == [1] * 5


def test_policies_budgets_and_runs_are_chosen_and_read_back(judged, tiebreak):
    assert "all_human" in {p["key"] for p in tiebreak.policies()}
    assert judged.routing.set_budget("human_judgments", 3)["limit"] == 3
    assert judged.routing.preview("all_human")["human"] == 3  # of five: the budget binds
    assert judged.routing.choose("random", share=0.5)["version"] == 1
    assert judged.routing.get()["config"]["params"]["share"] == 0.5
    free = {"input_usd_per_million": "0", "output_usd_per_million": "0"}
    judge = judged.routing.add_judge(
        {"name": "s", "backend": "scripted", "model": "always-a", "question": "overall", **free}
    )
    assert [j["id"] for j in judged.routing.judges()] == [judge["id"]]


def test_a_refusal_says_what_is_wrong_with_which_part(judged, tiebreak):
    with pytest.raises(Invalid) as wrong:
        judged.import_items(PAIRS, {"id": "id"})
    assert (wrong.value.code, list(wrong.value.fields)) == ("wrong_mapping", ["mapping.prompt"])
    with pytest.raises(Invalid):
        judged.export("no-such-format")
    with pytest.raises(NotFound):
        tiebreak.project("nobody's")
    with pytest.raises(TiebreakError, match="0 files"):
        judged.export("judgments").file()
    done = judged.import_items(PAIRS, WHERE)
    done.wait(60)
    with pytest.raises(Conflict):
        done.cancel()


def test_an_import_that_fails_raises_its_sentence_and_adds_nothing(project):
    rows = [*PAIRS, {"id": "p9", "q": "", "x": "x", "y": "y"}]

    with pytest.raises(WorkFailed, match="line 6"):
        project.import_items(rows, WHERE).wait(60)
    assert not Item.objects.exists()


def test_one_signs_in_by_password_or_by_link_and_out(live_server, staff, tiebreak):
    with pytest.raises(NotSignedIn):
        Tiebreak(live_server.url, email=staff.email, password="wrong")
    with pytest.raises(NotSignedIn):
        Tiebreak(live_server.url).projects()
    with Tiebreak(live_server.url, link=people.sign_in_link(user_id=staff.pk)) as by_link:
        assert by_link.session()["user"]["email"] == staff.email
    tiebreak.sign_out()
    with pytest.raises(NotSignedIn):
        tiebreak.projects()


def test_a_script_works_with_a_token_until_it_is_revoked(live_server, project, staff, tmp_path):
    made = tokens.create(user=staff, name="nightly", scope="write", password=make.PASSWORD)
    file = tmp_path / "pairs.jsonl"
    file.write_text('{"id": "x1", "prompt": "Q?", "response_a": "A", "response_b": "B"}\n')
    with Tiebreak(live_server.url, token=made["token"]) as by_token:
        theirs = by_token.project(project.id)
        theirs.import_file(file).wait()
        assert "x1" in {item["external_id"] for item in theirs.items()}

        tokens.revoke(user_id=staff.pk, token_id=made["id"])
        with pytest.raises(NotSignedIn) as refused:
            by_token.projects()
    assert refused.value.code == "token_refused"


def test_a_role_that_is_too_low_is_told_so(live_server, project, staff):
    reader = make.user(password=make.PASSWORD)
    make.member(Project.objects.get(pk=project.id), Role.REVIEWER, who=reader)

    with (
        Tiebreak(live_server.url, email=reader.email, password=make.PASSWORD) as low,
        pytest.raises(Forbidden, match="researcher"),
    ):
        low.project("mine").export()
