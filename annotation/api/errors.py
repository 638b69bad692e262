"""The one file in which errors become HTTP: {"code", "detail", "fields"?, "request_id"}."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

from annotation.errors import Refusal
from annotation.services import audit

_CODES = {
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many",
}
_SENTENCES = {
    401: "Please sign in.",
    403: "You may not do that.",
    404: "There is no such thing here, or you may not see it.",
    415: "Send JSON, with the header Content-Type: application/json.",
}
WRONG_FIELDS = "Some of what you sent does not fit; see the fields."


def as_problem(exc: Exception, context: dict[str, Any]) -> Response | None:  # noqa: ARG001
    """The answer to an expected error; None for an unexpected one, which becomes a bare 500."""
    if isinstance(exc, Refusal):
        response = Response(problem(exc.code, str(exc), exc.fields), status=exc.status)
        if (wait := getattr(exc, "retry_after", None)) is not None:
            response["Retry-After"] = str(wait)
        return response
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, exceptions.ValidationError):
        return Response(_invalid(exc.detail), status=400)
    if isinstance(exc, exceptions.APIException):
        return _from_api(exc)
    return None


def problem(code: str, detail: str, fields: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """The body of a refusal."""
    body: dict[str, Any] = {"code": code, "detail": detail}
    if fields:
        body["fields"] = fields
    return {**body, "request_id": audit.request_id.get()}


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:  # noqa: ARG001
    """An address below /api that leads nowhere."""
    return JsonResponse(problem("not_found", f"There is no {request.path}."), status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:  # noqa: ARG001
    """A request that Django itself refuses, e.g. for its Host header."""
    return JsonResponse(problem("invalid", "This request does not fit."), status=400)


def failed(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """An unexpected error: nothing but the id under which the log holds it."""
    sentence = "Something went wrong on our side. It is in the log under this request id."
    return JsonResponse(problem("failed", sentence), status=500)


def _from_api(exc: exceptions.APIException) -> Response:
    status = exc.status_code
    detail = exc.detail
    # A code of our own, given at the raise, wins over the one of the status.
    own = getattr(detail, "code", "")
    code = own if own and own != exc.default_code else _CODES.get(status, "invalid")
    sentence = str(detail)
    if sentence == str(exc.default_detail):
        sentence = _SENTENCES.get(status, sentence)
    headers = {}
    if (header := getattr(exc, "auth_header", None)) is not None:
        headers["WWW-Authenticate"] = header
    if (wait := getattr(exc, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait))
    return Response(problem(code, sentence), status=status, headers=headers)


def _invalid(detail: Any) -> dict[str, Any]:
    """Field errors, however deep, as one list of sentences per dotted field."""
    fields: dict[str, list[str]] = {}
    _collect(detail, "", fields)
    general = fields.pop("", [])
    return problem("invalid", " ".join(general) or WRONG_FIELDS, fields)


def _collect(detail: Any, path: str, into: dict[str, list[str]]) -> None:
    if isinstance(detail, dict):
        for key, value in detail.items():
            name = "" if key == "non_field_errors" else str(key)
            _collect(value, ".".join(p for p in (path, name) if p), into)
    elif isinstance(detail, list | tuple):
        for n, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            _collect(value, f"{path}.{n}".lstrip(".") if nested else path, into)
    else:
        into.setdefault(path, []).append(str(detail))
