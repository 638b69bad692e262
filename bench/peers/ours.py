"""Tiebreak in the comparison: web server and worker as deployed, spoken to over HTTP alone."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from bench.peers import client
from bench.queue import verdict
from bench.server import ROOT, Server, end

MAPPING = {
    "id": "id",
    "prompt": ["prompt"],
    "responses": [
        {"text": "response_a", "model": "model_a"},
        {"text": "response_b", "model": "model_b"},
    ],
}


@contextmanager
def serving() -> Iterator["Tiebreak"]:
    """A project whose items all go to people, with web server and worker running."""
    project_id, cookie = _project()
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "--quiet", "-A", "config", "worker", "--concurrency", "2",
         "--loglevel", "ERROR", "--without-gossip", "--without-mingle"],
        cwd=ROOT, env=os.environ.copy(), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with Server(workers=2) as port:
            yield Tiebreak(port, project_id, cookie)
    finally:
        end(worker)


class Tiebreak:
    """See `label_studio.Work`."""

    def __init__(self, port: int, project_id: int, cookie: str) -> None:
        headers = {
            "Cookie": f"sessionid={cookie}; csrftoken={'x' * 32}",
            "X-CSRFToken": "x" * 32,
        }
        self.http = client.Http(port, headers)
        self.project = f"/api/projects/{project_id}"
        self._wait_for_the_worker()

    def load(self, rows: list[dict[str, Any]]) -> None:
        """Upload, import, and wait until routing has opened every item to people."""
        body, kind = _form(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        upload = orjson.loads(self.http.raw("POST", f"{self.project}/uploads", body, kind))
        wanted = {"upload": upload["id"], "kind": "items", "mapping": MAPPING}
        self.http.ask("POST", f"{self.project}/imports", wanted)
        while self._waiting() < len(rows):
            time.sleep(0.05)

    def next(self) -> Any:
        """Claim one."""
        path = f"{self.project}/queue/claim"
        return self.http.ask("POST", path, {"count": 1, "holding": []})["assignments"][0]

    def judge(self, given: Any) -> None:
        """Submit it."""
        self.http.ask("POST", f"/api/assignments/{given['id']}/judgment", verdict(given))

    def turn(self, given: Any) -> Any:
        """The next one comes with the answer."""
        body = verdict(given) | {"claim": {"count": 1, "holding": []}}
        answer = self.http.ask("POST", f"/api/assignments/{given['id']}/judgment", body)
        return answer["claimed"]["assignments"][0]

    def export(self) -> int:
        """Ask for the long form, wait for the worker, download."""
        params = {"file_types": ["jsonl"]}
        wanted = {"format": "judgments", "params": params}
        made = self.http.ask("POST", f"{self.project}/exports", wanted)
        while made["state"] not in {"done", "failed"}:
            time.sleep(0.02)
            made = self.http.ask("GET", f"/api/exports/{made['id']}")
        if made["state"] == "failed":
            raise SystemExit(made["error"])
        path = f"/api/exports/{made['id']}/files/{made['files'][0]['name']}"
        return self.http.raw("GET", path).count(b"\n")

    def _waiting(self) -> int:
        return int(self.http.ask("GET", f"{self.project}/overview")["counts"]["awaiting_human"])

    def _wait_for_the_worker(self) -> None:
        """A first, empty export: the worker is up when it has ended."""
        self.export()


def _project() -> tuple[int, str]:
    from annotation.domain.types import Role  # noqa: PLC0415
    from routing.services import configs  # noqa: PLC0415
    from tests import make  # noqa: PLC0415
    from tests.faults import prepare  # noqa: PLC0415

    project = make.project(slug=f"bench-{uuid.uuid4().hex[:8]}", overlap=1)
    person = make.user(email=f"{uuid.uuid4().hex}@example.org")
    make.member(project, Role.ADMIN, who=person)
    configs.choose(
        project_id=project.pk, actor_id=None, policy="all_human", params={}, audit_rate=0.05
    )
    return project.pk, prepare.signed_in(person)


def _form(file: bytes) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="rows.jsonl"\r\n'
    body = head.encode() + b"Content-Type: application/jsonl\r\n\r\n" + file
    return body + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
