"""The export command: into a folder, and on to a hub."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.interchange.api.exporting import labelled

pytestmark = pytest.mark.django_db(transaction=True)


class Hub(BaseHTTPRequestHandler):
    """As much of a hub as a push needs: makes a repository, takes small files in one commit."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.path, self.headers["Authorization"], body))
        if self.server.refuses:
            return self.answer({"error": "Forbidden: this token may only read"}, 403)
        if self.path.endswith("/create"):
            return self.answer({"url": f"{self.server.address}/datasets/me/data"})
        if "/preupload/" in self.path:
            files = [
                {"path": f["path"], "uploadMode": "regular", "shouldIgnore": False}
                for f in json.loads(body)["files"]
            ]
            return self.answer({"files": files})
        url = f"{self.server.address}/datasets/me/data/commit/{'1' * 40}"
        return self.answer({"commitUrl": url, "commitOid": "1" * 40, "pullRequestUrl": None})

    def do_GET(self):
        self.server.seen.append((self.path, self.headers["Authorization"], b""))
        self.answer({"id": "me/data", "sha": "0" * 40, "siblings": []})

    def answer(self, data, status=200):
        raw = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_):
        pass


@pytest.fixture
def hub(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.seen, server.refuses = [], False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    server.address = address
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setattr("interchange.services.pushing.ENDPOINT", address)
    yield server
    server.shutdown()
    server.server_close()


def export(project, out, *more):
    said, errors = StringIO(), StringIO()
    call_command(
        "export", project.slug, "--format", "trl-preference", "--out", str(out), *more,
        stdout=said, stderr=errors,
    )  # fmt: skip
    return said.getvalue() + errors.getvalue()


def test_the_folder_has_data_card_and_manifest_and_says_what_is_not_in_it(tmp_path):
    project = make.project()
    for winner in ("a", "b", "tie"):
        labelled(project, winner)
    said = export(project, tmp_path / "out")

    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"README.md", "croissant.json", "manifest.json", "trl-preference.parquet"} <= names
    assert "2 rows of 3 items" in said
    assert "left out: 1 tie" in said
    assert "beside it: 3 rows of judgments" in said


def test_given_texts_of_a_file_are_kept_apart(tmp_path):
    project = make.project()
    labelled(project, "a")
    texts = tmp_path / "eval.txt"
    texts.write_text("Why is the sky blue?\n\nSomething else entirely, which nobody asked\n")
    said = export(project, tmp_path / "out", "--against", str(texts))

    assert "1 items overlap with eval.txt (2 texts)" in said


def test_a_push_sends_the_whole_folder_in_one_commit(tmp_path, hub):
    project = make.project()
    labelled(project, "a")
    said = export(project, tmp_path / "out", "--push", "me/data")

    assert f"Pushed to {hub.address}/datasets/me/data/commit/" in said
    created = next(body for path, _, body in hub.seen if path.endswith("/create"))
    assert json.loads(created)["visibility"] == "private"
    [commit] = [body for path, _, body in hub.seen if "/commit/" in path]
    lines = [json.loads(line) for line in commit.splitlines()]
    sent = {line["value"]["path"] for line in lines if line["key"] == "file"}
    assert sent == {path.name for path in (tmp_path / "out").iterdir()}
    assert {token for _, token, _ in hub.seen} == {"Bearer hf_secret"}


def test_a_hub_that_refuses_is_quoted_and_the_folder_stays(tmp_path, hub):
    project = make.project()
    labelled(project, "a")
    hub.refuses = True
    with pytest.raises(CommandError, match="The hub did not take it"):
        export(project, tmp_path / "out", "--push", "me/data")
    assert (tmp_path / "out" / "README.md").exists()


@pytest.mark.parametrize(
    ("repo", "sentence"), [("data", "OWNER/NAME"), ("me/data", "Pushing needs a token")]
)
def test_a_push_without_name_or_token_says_what_is_missing(tmp_path, monkeypatch, repo, sentence):
    monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
    project = make.project()
    labelled(project, "a")
    with pytest.raises(CommandError, match=sentence):
        export(project, tmp_path / "out", "--push", repo)


def test_two_exports_are_compared_by_command(tmp_path):
    project = make.project()
    labelled(project, "a")
    export(project, tmp_path / "one")
    labelled(project, "b")
    export(project, tmp_path / "two")
    first, second = (
        json.loads((tmp_path / n / "manifest.json").read_text())["number"] for n in ("one", "two")
    )
    said = StringIO()
    call_command("compare_exports", str(first), str(second), stdout=said)
    assert "1 added" in said.getvalue()
