"""A local chat endpoint that behaves as badly as it is told to."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length))
        endpoint: Endpoint = self.server.endpoint  # type: ignore[attr-defined]
        with endpoint.lock:
            endpoint.requests.append(body)
            endpoint.headers.append({k.lower(): v for k, v in self.headers.items()})
        try:
            endpoint.behaviour(self, body)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        pass

    def answer(self, status: int, data: Any, **headers: str) -> None:
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Endpoint:
    """Where it listens, what it was asked, and how it behaves."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.lock = threading.Lock()
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.waited_for = 0  # slow answers that the client did not hang up on
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.endpoint = self  # type: ignore[attr-defined]
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.base_url = f"http://{self.host}/v1"


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[Endpoint]:
    endpoint = Endpoint(behaviour)
    thread = threading.Thread(target=endpoint.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.server.shutdown()
        endpoint.server.server_close()


def nonce(body: dict[str, Any]) -> str:
    """The code that the verdict must repeat, read where a model reads it."""
    found = re.search(r"<<<DATA (\w+)>>>", body["messages"][1]["content"])
    assert found
    return found[1]


def chat(text: Any, *, finish: str = "stop", **message: Any) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "model": "model-2026-01-01",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10},
    }


def verdict(body: dict[str, Any], strength: str, reasoning: str = "Because.") -> str:
    return json.dumps({"call": nonce(body), "reasoning": reasoning, "strength": strength})


def says(strength: str) -> Behaviour:
    """Always the same verdict, in the shown order."""
    return lambda handler, body: handler.answer(200, chat(verdict(body, strength)))


def replies(text: str, **more: Any) -> Behaviour:
    return lambda handler, body: handler.answer(
        200, chat(text.replace("NONCE", nonce(body)), **more)
    )


def fails(status: int, error: dict[str, Any] | None = None, **headers: str) -> Behaviour:
    return lambda handler, _: handler.answer(status, {"error": error or {}}, **headers)


def silent(handler: Handler, _: dict[str, Any]) -> None:
    time.sleep(5)
    handler.server.endpoint.waited_for += 1  # type: ignore[attr-defined]


def drips(handler: Handler, _: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)
    handler.server.endpoint.waited_for += 1  # type: ignore[attr-defined]


def endless(handler: Handler, _: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while True:
        handler.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def hangs_up(handler: Handler, _: dict[str, Any]) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True
