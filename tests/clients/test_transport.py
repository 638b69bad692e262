"""What the client does on a line that fails, before a server that misbehaves on purpose."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tiebreak_client import NotReachable, ServerFailed
from tiebreak_client.transport import Transport

Answer = tuple[int, dict[str, str], bytes]


class Scripted(ThreadingHTTPServer):
    """Gives its answers one after the other, and remembers what was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append(f"{self.command} {self.path}")
        status, headers, body = self.server.answers.pop(0)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Scripted]:
    made = Scripted()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def http(server, slept) -> Iterator[Transport]:
    port = server.server_address[1]
    made = Transport(f"http://127.0.0.1:{port}", timeout=5, attempts=3, sleep=slept.append)
    yield made
    made.close()


SESSION: Answer = (200, {}, b'{"csrf": "t"}')
OK: Answer = (200, {}, b'{"n": 1}')


def test_reading_is_tried_again_and_waits_as_long_as_it_is_told(server, http, slept):
    server.answers = [(503, {"Retry-After": "7"}, b""), (502, {}, b"bad"), OK]

    assert http.read("/x") == {"n": 1}
    assert slept[0] == 7
    assert 0.7 <= slept[1] <= 1


def test_reading_gives_up_with_what_the_server_said(server, http):
    server.answers = [(503, {}, b'{"code": "failed", "detail": "Later."}')] * 3

    with pytest.raises(ServerFailed, match="Later"):
        http.read("/x")
    assert server.asked == ["GET /api/x"] * 3


def test_what_changes_something_is_sent_once(server, http, slept):
    server.answers = [SESSION, (503, {}, b"")]

    with pytest.raises(ServerFailed):
        http.send("POST", "/x", {})
    assert (server.asked, slept) == (["GET /api/session", "POST /api/x"], [])


def test_a_token_that_is_too_old_is_renewed_once(server, http):
    old: Answer = (403, {}, b'{"code": "csrf_failed", "detail": "Old."}')
    server.answers = [SESSION, old, SESSION, OK]

    assert http.send("POST", "/x", {}) == {"n": 1}
    assert server.asked[2:] == ["GET /api/session", "POST /api/x"]


def test_a_stranger_and_nobody_at_all_are_named(server, http):
    server.answers = [(200, {}, b"<html>")]
    with pytest.raises(NotReachable, match="not as Tiebreak"):
        http.read("/x")
    nobody = Transport("http://127.0.0.1:9", timeout=1, attempts=1)
    with pytest.raises(NotReachable, match="does not answer"):
        nobody.read("/x")
    with pytest.raises(ValueError, match="like https"):
        Transport("tiebreak.example.org", timeout=1, attempts=1)


def test_a_body_that_breaks_off_is_noticed(server, http):
    server.answers = [(200, {"Content-Length": "10"}, b"12345")]

    with pytest.raises(NotReachable, match="broke off"), http.stream("/x") as (_, pieces):
        list(pieces)
