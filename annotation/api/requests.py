"""How a request comes in and an answer goes out: its id, and JSON read without trust."""

import logging
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from ipaddress import ip_address
from typing import IO, Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from annotation.services import audit

log = logging.getLogger(__name__)
MAX_DEPTH = 64


class RequestIdMiddleware:
    """Gives each request an id: in the answer's header, in problems, the log and audit events."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the id in X-Request-Id."""
        request_id = uuid.uuid4().hex
        id_token = audit.request_id.set(request_id)
        address_token = audit.address.set(address_of(request))
        try:
            response = self.get_response(request)
        finally:
            audit.request_id.reset(id_token)
            audit.address.reset(address_token)
        response["X-Request-Id"] = request_id
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Name the request beside the stack trace; the answer itself tells nothing but the id."""
        # ascii(): a path with a line break must not write a line of its own.
        path = ascii(request.path)
        log.error(
            "request %s failed: %s %s: %s",
            audit.request_id.get(),
            request.method,
            path,
            type(exception).__name__,
        )


def address_of(request: HttpRequest) -> str | None:
    """The client's address; X-Forwarded-For is believed only behind that many proxies of ours."""
    address = request.META.get("REMOTE_ADDR") or None
    hops = [h.strip() for h in request.headers.get("X-Forwarded-For", "").split(",") if h.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        address = hops[-settings.TRUSTED_PROXIES]
    return address if address and _is_ip(address) else None


class JsonParser(BaseParser):
    """JSON with a size cap and a depth cap, without NaN, NUL characters and half characters."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """The value in the body.

        Raises:
            ParseError: It is too big, not JSON, too deep, or holds a character that nothing stores.
        """
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise ParseError(f"The body is larger than {limit // 2**20} MB.")
        try:
            value = orjson.loads(body)  # refuses NaN, lone surrogates and 1,024 levels by itself
        except orjson.JSONDecodeError as e:
            raise ParseError(f"The body is not valid JSON: {e}") from e
        check_value(value)
        return value


def check_value(value: Any) -> None:
    """Refuse more than 64 levels and NUL characters, which PostgreSQL cannot store.

    Raises:
        ParseError: Says which of them.
    """
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        following: list[Any] = []
        for v in level:
            if isinstance(v, str):
                if "\0" in v:
                    raise ParseError("A text contains a NUL character; remove it and send again.")
            elif isinstance(v, dict):
                following.extend(v)
                following.extend(v.values())
            elif isinstance(v, list):
                following.extend(v)
        level = following
        if not level:
            return
    raise ParseError(f"The JSON is nested more than {MAX_DEPTH} levels deep.")


class JsonRenderer(BaseRenderer):
    """JSON in UTF-8; times end in Z."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> bytes:
        """The bytes of the answer; nothing at all for no content."""
        if data is None:
            return b""
        return orjson.dumps(data, default=_plain, option=orjson.OPT_UTC_Z)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
