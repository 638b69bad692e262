"""Any endpoint that speaks OpenAI's chat completions: OpenAI, vLLM, Ollama, llama.cpp, gateways."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings

from routing.judges import guarded_http
from routing.judges.base import CallFailed, Completion, Json, Messages, Outcome, Setup, one_by_one

PARAMS = frozenset(
    {
        "temperature",
        "top_p",
        "max_tokens",
        "max_completion_tokens",
        "seed",
        "reasoning_effort",
        "logprobs",
        "top_logprobs",
    }
)
MAX_CONNECTIONS = 64
LADDER = ("json_schema", "json_object", "text")
STATUS = {
    401: "auth_error",
    403: "auth_error",
    404: "not_found",
    408: "provider_error",
    409: "provider_error",
    413: "context_overflow",
    429: "rate_limited",
}


@lru_cache(maxsize=64)
def _client(base_url: str) -> guarded_http.Client:  # noqa: ARG001  (each has its connections)
    """One pooled client per endpoint and process. Retries belong to the job, which counts them."""
    return guarded_http.Client(
        private_hosts=settings.JUDGE_PRIVATE_HOSTS, max_connections=MAX_CONNECTIONS
    )


class OpenAiCompatible:
    """A chat model behind HTTP."""

    batch_size = 1

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.client = _client(setup.base_url)
        self._url = f"{setup.base_url.rstrip('/')}/chat/completions"
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if setup.api_key:
            self._headers["Authorization"] = f"Bearer {setup.api_key}"
        # Which form of structured output the endpoint takes; learnt from its refusals.
        self._rung = 0

    def complete(self, messages: Messages, *, schema: Json | None, params: Json) -> Completion:
        """See `Backend.complete`."""
        rung = self._rung if schema is not None else LADDER.index("text")
        request: Any = {
            "model": self.setup.model,
            "messages": list(messages),
            **_response_format(LADDER[rung], schema),
            **{k: v for k, v in params.items() if k in PARAMS},
        }
        started = time.monotonic()
        with guarded_http.allowed(self.setup.deadline_seconds) as allowance:
            try:
                answer = self.client.post(
                    self._url, headers=self._headers, body=orjson.dumps(request)
                )
            except guarded_http.BROKEN:
                # `from None`: the chained exception could carry the request and its key into logs.
                raise _of_connection(allowance) from None
        if not 200 <= answer.status < 300:
            failed = _of_status(answer)
            if failed.reason == "format_unsupported":
                self._rung = max(self._rung, rung + 1)
            raise failed
        return _read(
            answer.body,
            request_id=answer.headers.get("x-request-id", ""),
            latency_ms=int((time.monotonic() - started) * 1000),
        )

    def complete_batch(
        self, batch: Sequence[Messages], *, schema: Json | None, params: Json
    ) -> list[Outcome]:
        """See `Backend.complete_batch`."""
        return one_by_one(self, batch, schema=schema, params=params)


def _response_format(rung: str, schema: Json | None) -> Json:
    if rung == "json_schema":
        named = {"name": "verdict", "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    if rung == "json_object":
        return {"response_format": {"type": "json_object"}}
    return {}


def _of_connection(allowance: guarded_http.Allowance) -> CallFailed:
    if allowance.refused:
        return CallFailed("address_refused")
    if allowance.too_large:
        return CallFailed("too_large", "The answer was larger than 2 MB.")
    if not allowance.sent:
        return CallFailed("unreachable", "No connection to the endpoint.")
    if time.monotonic() >= allowance.deadline - 0.05:
        return CallFailed("timeout", "No whole answer within the deadline.")
    return CallFailed("connection_lost", "The connection broke after the request had been sent.")


def _of_status(answer: guarded_http.Answer) -> CallFailed:
    body = _error(answer.body)
    # What the provider says is read for known words only, and neither kept nor shown.
    words = " ".join(str(body.get(k)) for k in ("code", "type", "message", "param")).lower()
    reason = _reason(answer.status, words)
    return CallFailed(reason, status_code=answer.status, retry_after=_retry_after(answer))


def _error(body: bytes) -> Json:
    """The error object of an answer, which some endpoints send bare; empty if there is none."""
    try:
        answer = orjson.loads(body)
    except ValueError:
        return {}
    inner = answer.get("error", answer) if isinstance(answer, dict) else None
    return inner if isinstance(inner, dict) else {"message": inner}


def _reason(status: int, words: str) -> str:
    if status == 429 and "insufficient_quota" in words:
        return "no_quota"
    if status in STATUS:
        return STATUS[status]
    if 300 <= status < 400:
        return "redirected"
    if status >= 500:
        return "provider_error"
    known = {
        "response_format": "format_unsupported",
        "json_schema": "format_unsupported",
        "context_length": "context_overflow",
        "maximum context": "context_overflow",
        "content_filter": "content_filter",
        "content_policy": "content_filter",
    }
    return next((reason for word, reason in known.items() if word in words), "bad_request")


def _retry_after(answer: guarded_http.Answer) -> float | None:
    """Seconds the endpoint asks to wait: it may name them, or the time when they are over."""
    text = answer.headers.get("retry-after", "")
    try:
        seconds = float(text)
    except ValueError:
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        seconds = (until - datetime.now(UTC)).total_seconds()
    return min(seconds, 3600.0) if seconds > 0 else None


def _read(body: bytes, *, request_id: str, latency_ms: int) -> Completion:
    try:
        answer = orjson.loads(body)
        choice = answer["choices"][0]
        message = choice["message"]
        usage = answer.get("usage") or {}
        completion = Completion(
            text=message.get("content") or "",
            logprobs=(choice.get("logprobs") or {}).get("content"),
            tokens_in=_count(usage.get("prompt_tokens")),
            tokens_out=_count(usage.get("completion_tokens")),
            finish_reason="refusal" if message.get("refusal") else str(choice.get("finish_reason")),
            model=str(answer.get("model") or "")[:120],
            request_id=(request_id or str(answer.get("id") or ""))[:120],
            latency_ms=latency_ms,
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise CallFailed(
            "malformed", "The endpoint's answer is not a chat completion.", status_code=200
        ) from None
    if not isinstance(completion.text, str):
        raise CallFailed("malformed", "The answer's content is not text.", status_code=200)
    return completion


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 <= value < 2**31 else None
