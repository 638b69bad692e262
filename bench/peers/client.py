"""One HTTP client for all that are compared: one connection, kept open, JSON both ways."""

import http.client
from typing import Any

import orjson


class Refused(Exception):
    """The server answered with an error."""


class Http:
    """Requests one after the other."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self._headers = headers

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The answer, decoded."""
        raw = self.raw(method, path, b"" if body is None else orjson.dumps(body))
        return orjson.loads(raw) if raw else None

    def raw(
        self, method: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> bytes:
        """The answer as it came.

        Raises:
            Refused: The status says so.
        """
        self._connection.request(method, path, body, {**self._headers, "Content-Type": kind})
        answer = self._connection.getresponse()
        got = answer.read()
        if answer.status >= 400:
            raise Refused(f"{method} {path}: {answer.status} {got[:500].decode(errors='replace')}")
        return got
