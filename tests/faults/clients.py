"""The people of the campaign: browsers that retry with the same key, and write down what they saw.

Each keeps a ledger of its own, flushed to disk before a request leaves and after its answer came:
what it says was acknowledged must be in the database, whatever was killed in between.
"""

import http.client
import json
import os
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

PATIENCE = 20.0  # seconds a client goes on trying to send what it has, once the campaign is over
LOST = (OSError, http.client.HTTPException, ValueError)


@dataclass(frozen=True, slots=True)
class Campaign:
    """What all clients know."""

    port: int
    project: int
    over: Callable[[], bool]


class Ledger:
    """A file of JSON lines, on disk when `write` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab")

    def write(self, event: str, key: str, **facts: Any) -> None:
        line = {"at": round(time.time(), 3), "event": event, "key": key, **facts}
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


class Client(Thread):
    """One signed-in browser."""

    def __init__(self, campaign: Campaign, cookie: str, ledger: Path, seed: int) -> None:
        super().__init__(daemon=True)
        self.campaign = campaign
        self.ledger = Ledger(ledger)
        self.rng = random.Random(seed)
        self.headers = {
            "Cookie": f"sessionid={cookie}; csrftoken={'x' * 32}",
            "X-CSRFToken": "x" * 32,
            "Content-Type": "application/json",
        }
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes, **headers: str) -> tuple[int, Any]:
        """One request; any trouble is an exception of LOST."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self.campaign.port, timeout=8
            )
        try:
            self._connection.request(method, path, body, {**self.headers, **headers})
            answer = self._connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except LOST:
            self._connection.close()
            self._connection = None
            raise

    def insist(self, key: str, method: str, path: str, body: bytes, **headers: str) -> Any:
        """The same request until it gets a definite answer; None: it never did, or was refused."""
        self.ledger.write("sent", key)
        gives_up = time.monotonic() + 120
        tries = 0
        while time.monotonic() < gives_up:
            tries += 1
            try:
                status, answer = self.ask(method, path, body, **headers)
            except LOST as trouble:
                self.ledger.write("error", key, what=type(trouble).__name__)
            else:
                if status < 300:
                    self.ledger.write("ack", key, tries=tries, answer=_kept(answer))
                    return answer
                if 400 <= status < 500:
                    self.ledger.write("refused", key, status=status, code=answer.get("code"))
                    return None
                self.ledger.write("error", key, what=status)
            if self.campaign.over():
                gives_up = min(gives_up, time.monotonic() + PATIENCE)
            time.sleep(self.rng.uniform(0.05, min(0.8, 0.1 * 2**tries)))
        self.ledger.write("gave_up", key)
        return None


class Annotator(Client):
    """Judges what it gets; now and then skips an item, changes its mind, or walks away."""

    def run(self) -> None:
        lease: dict[str, Any] | None = None
        left: list[int] = []
        while not self.campaign.over():
            if lease is None:
                lease = self._claim(left)
                continue
            time.sleep(self.rng.uniform(0, 0.05))
            chance = self.rng.random()
            if chance < 0.03:  # the lease runs out by itself
                left = [*left[-9:], lease["id"]]
                lease = None
            elif chance < 0.05:
                body = {"lease_token": lease["lease_token"], "reason": "too_hard", "note": ""}
                self._post(f"skip:{lease['id']}", f"/api/assignments/{lease['id']}/skip", body)
                lease = None
            else:
                lease = self._judge(lease, left, changes_its_mind=chance > 0.97)

    def _claim(self, left: list[int]) -> dict[str, Any] | None:
        path = f"/api/projects/{self.campaign.project}/queue/claim"
        try:
            status, got = self.ask("POST", path, json.dumps({"count": 1, "holding": left}).encode())
        except LOST:
            status, got = 0, None
        if status == 200 and got["assignments"]:
            return dict(got["assignments"][0])
        time.sleep(self.rng.uniform(0.1, 0.5))
        return None

    def _judge(
        self, lease: dict[str, Any], left: list[int], *, changes_its_mind: bool
    ) -> dict[str, Any] | None:
        side = self.rng.choice(["left", "right"])
        body = {
            "lease_token": lease["lease_token"],
            "answers": {"overall": {"side": side, "strength": 1}},
            "active_seconds": 1.0,
        }
        path = f"/api/assignments/{lease['id']}/judgment"
        answer = self._send(path, body | {"claim": {"count": 1, "holding": left}})
        if answer and changes_its_mind:
            other = {"overall": {"side": {"left": "right", "right": "left"}[side], "strength": 2}}
            self._send(path, body | {"answers": other, "supersedes": answer["judgment_id"]})
        claimed = (answer or {}).get("claimed") or {"assignments": []}
        return claimed["assignments"][0] if claimed["assignments"] else None

    def _send(self, path: str, body: dict[str, Any]) -> Any:
        key = str(uuid.uuid4())
        return self._post(key, path, body | {"idempotency_key": key})

    def _post(self, key: str, path: str, body: dict[str, Any]) -> Any:
        return self.insist(key, "POST", path, json.dumps(body).encode())


class Importer(Client):
    """Sends a small file again and again; what it brings goes to the judges."""

    ROWS = 20
    PAUSE = 6.0

    def run(self) -> None:
        number = 0
        while not self.campaign.over():
            number += 1
            self._import(number)
            until = time.monotonic() + self.PAUSE
            while time.monotonic() < until and not self.campaign.over():
                time.sleep(0.1)

    def _import(self, number: int) -> None:
        project = f"/api/projects/{self.campaign.project}"
        body, kind = _form(b"".join(_row(number, n) for n in range(self.ROWS)))
        upload = self.insist(
            f"upload:{number}", "POST", f"{project}/uploads", body, **{"Content-Type": kind}
        )
        if upload:
            mapping = {
                "id": "id", "prompt": ["prompt"],
                "responses": [{"text": "a"}, {"text": "b"}],
            }  # fmt: skip
            wanted = {"upload": upload["id"], "kind": "items", "mapping": mapping}
            self.insist(
                f"import:{number}", "POST", f"{project}/imports", json.dumps(wanted).encode()
            )


def _row(number: int, n: int) -> bytes:
    row = {
        "id": f"import-{number}-{n}",
        "prompt": f"Question {n} of file {number}?",
        "a": "Short.",
        "b": f"A longer answer, number {n}.",
    }
    return json.dumps(row).encode() + b"\n"


def _form(file: bytes) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="rows.jsonl"\r\n'
    body = head.encode() + b"Content-Type: application/jsonl\r\n\r\n" + file
    return body + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def _kept(answer: Any) -> dict[str, Any]:
    wanted = ("id", "judgment_id", "counted", "replayed")
    return {name: answer[name] for name in wanted if name in (answer or {})}
