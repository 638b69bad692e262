"""One HTTP session: signing in, the CSRF token, retries, pages, downloads."""

import email.utils
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from tiebreak_client.errors import NotReachable, Refused, refusal

_SAFE = frozenset({"GET", "HEAD"})
_TRY_AGAIN = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE = 60.0  # seconds
_PAGE = 200


class Transport:
    """What every call goes through.

    Only requests that change nothing are sent again after a failure: of one that changes
    something, no answer does not mean that nothing was done.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float,
        attempts: int,
        token: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError(
                f"{url!r} is no address; it should be like https://tiebreak.example.org"
            )
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._base = f"{url.rstrip('/')}/api"
        self._attempts = attempts
        self.sleep = sleep
        self._csrf = ""
        self._by_session = token is None  # a token needs no CSRF token beside it
        headers = {"Referer": f"{self.origin}/", "Origin": self.origin}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        self._http = httpx2.Client(
            timeout=httpx2.Timeout(timeout, connect=min(timeout, 10.0)), headers=headers
        )

    def close(self) -> None:
        """Give back the connections."""
        self._http.close()

    def read(self, path: str, **query: Any) -> Any:
        """What is at an address."""
        given = {key: _word(value) for key, value in query.items() if value is not None}
        return self._json("GET", path, params=given)

    def send(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Change something; sent once, and again only where the server had not listened."""
        if self._by_session and not self._csrf:
            self.renew()
        if body is not None:
            options["json"] = body
        try:
            answer = self._json(method, path, **options)
        except Refused as e:
            if e.code != "csrf_failed" or "files" in options:
                raise
            self.renew()
            answer = self._json(method, path, **options)
        if isinstance(answer, dict) and "csrf" in answer:
            self._csrf = answer["csrf"]  # signing in makes a new one
        return answer

    def renew(self) -> Any:
        """The session as it is now, with the token that changing something needs."""
        session = self.read("/session")
        self._csrf = session["csrf"]
        return session

    def pages(self, path: str, *, limit: int | None = None, **query: Any) -> Iterator[Any]:
        """The entries of a list, page by page as they are asked for; at most `limit`."""
        cursor: str | None = None
        left = limit
        while left is None or left > 0:
            size = _PAGE if left is None else min(left, _PAGE)
            page = self.read(path, cursor=cursor, limit=size, **query)
            yield from page["results"]
            cursor = page["next"]
            if cursor is None:
                return
            left = None if left is None else left - size

    @contextmanager
    def stream(self, path: str, *, start: int = 0) -> Iterator[tuple[int, Iterator[bytes]]]:
        """The bytes of a file from `start`, or from where the server begins: (there, pieces).

        Raises:
            NotReachable: The connection broke, now or while the pieces were being taken.
        """
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        url = self.origin + path if path.startswith("/api/") else self._base + path
        try:
            with self._http.stream("GET", url, headers=headers) as answer:
                if answer.status_code >= 400:
                    answer.read()
                    raise refusal(answer.status_code, _body(answer))
                yield (start if answer.status_code == 206 else 0), answer.iter_bytes(2**16)
        except httpx2.TransportError as e:
            raise NotReachable(f"{self.origin} broke off: {e}") from e

    def upload(self, path: str, name: str, file: Path) -> Any:
        """Send a file from disk, in pieces."""
        if self._by_session:
            self.renew()  # a long body with a CSRF token that is too old would be sent for nothing
        with file.open("rb") as body:
            return self.send("POST", path, files={"file": (name, body)}, timeout=None)

    def _json(self, method: str, path: str, **options: Any) -> Any:
        answer = self._answer(method, self._base + path, options)
        if answer.status_code >= 400:
            raise refusal(answer.status_code, _body(answer))
        if answer.status_code == 204 or not answer.content:
            return None
        try:
            return answer.json()
        except ValueError as e:
            raise NotReachable(f"{self._base} answers, but not as Tiebreak does.") from e

    def _answer(self, method: str, url: str, options: dict[str, Any]) -> httpx2.Response:
        again = self._attempts - 1 if method in _SAFE else 0
        headers = {"X-CSRFToken": self._csrf} if self._by_session and method not in _SAFE else {}
        for attempt in range(again + 1):
            try:
                answer = self._http.request(method, url, headers=headers, **options)
            except httpx2.TransportError as e:
                if attempt == again:
                    raise NotReachable(f"{self.origin} does not answer: {e}") from e
                self.sleep(_pause(attempt))
                continue
            if answer.status_code not in _TRY_AGAIN or attempt == again:
                return answer
            self.sleep(_asked(answer.headers.get("Retry-After")) or _pause(attempt))
        raise AssertionError("unreachable")


def part(name: str | int) -> str:
    """A name as one part of an address."""
    return quote(str(name), safe="")


def _word(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _body(answer: httpx2.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _pause(attempt: int) -> float:
    """Seconds: half a second, doubled each time, less up to a quarter so that clients part ways."""
    return min(_LONGEST_PAUSE, 0.5 * 2.0**attempt) * random.uniform(0.75, 1)  # noqa: S311


def _asked(header: str | None) -> float | None:
    """The pause that the server asks for: seconds, or until a date."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        until = email.utils.parsedate_tz(header)
        seconds = email.utils.mktime_tz(until) - time.time() if until else 0.0
    return min(_LONGEST_PAUSE, max(0.0, seconds)) or None
