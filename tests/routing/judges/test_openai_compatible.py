"""The client against an endpoint that misbehaves: every way to fail has its name and its fate."""

import logging
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from routing.judges import guarded_http, openai_compatible
from routing.judges.base import CallFailed, Completion, Fate, Setup
from routing.judges.openai_compatible import OpenAiCompatible
from tests.routing.judges import endpoint as e

KEY = "sk-test-0123456789abcdef"
MESSAGES = [
    {"role": "system", "content": "Judge."},
    {"role": "user", "content": "<<<DATA abc123>>>\n{}\n<<<END abc123>>>"},
]
SCHEMA = {"type": "object"}


def ask(
    endpoint: e.Endpoint, settings: Any, *, deadline: float = 5.0, allow: bool = True, **params: Any
) -> Completion:
    settings.JUDGE_PRIVATE_HOSTS = [endpoint.host] if allow else []
    openai_compatible._client.cache_clear()
    backend = OpenAiCompatible(Setup("m", endpoint.base_url, deadline, KEY))
    return backend.complete(MESSAGES, schema=SCHEMA, params=params)


@pytest.mark.parametrize(
    ("behaviour", "reason", "fate"),
    [
        (e.fails(401), "auth_error", Fate.FATAL),
        (e.fails(403), "auth_error", Fate.FATAL),
        (e.fails(404), "not_found", Fate.FATAL),
        (e.fails(429, {"code": "insufficient_quota"}), "no_quota", Fate.FATAL),
        (e.fails(429), "rate_limited", Fate.RETRY),
        (e.fails(500), "provider_error", Fate.RETRY),
        (e.fails(503), "provider_error", Fate.RETRY),
        (e.fails(400, {"code": "context_length_exceeded"}), "context_overflow", Fate.FINAL),
        (e.fails(400, {"code": "content_filter"}), "content_filter", Fate.FINAL),
        (e.fails(400, {"message": "no"}), "bad_request", Fate.FINAL),
        (e.fails(400, {"param": "response_format"}), "format_unsupported", Fate.AGAIN),
        (e.fails(307, Location="http://127.0.0.1:9/"), "redirected", Fate.FATAL),
        (e.hangs_up, "connection_lost", Fate.UNKNOWN),
        (e.silent, "timeout", Fate.UNKNOWN),
        (e.drips, "timeout", Fate.UNKNOWN),
        (e.endless, "too_large", Fate.UNKNOWN),
        (lambda h, _: h.answer(200, b"<html>"), "malformed", Fate.REPAIR),
        (lambda h, _: h.answer(200, {"choices": []}), "malformed", Fate.REPAIR),
        (lambda h, _: h.answer(200, e.chat([1])), "malformed", Fate.REPAIR),
    ],
)
def test_each_way_to_fail_has_its_name(
    behaviour: Any, reason: str, fate: Fate, settings: Any
) -> None:
    deadline = 1.0 if reason == "timeout" else 30.0
    with e.serving(behaviour) as endpoint:
        with pytest.raises(CallFailed) as caught:
            ask(endpoint, settings, deadline=deadline)

        assert (caught.value.reason, caught.value.fate) == (reason, fate)
        assert len(endpoint.requests) == 1  # no retry of the client's own
        assert endpoint.waited_for == 0


def test_an_answer_comes_with_what_it_cost_and_who_gave_it(settings: Any) -> None:
    with e.serving(e.says("A")) as endpoint:
        done = ask(endpoint, settings)

    assert (done.tokens_in, done.tokens_out, done.model) == (100, 10, "model-2026-01-01")
    assert '"strength": "A"' in done.text


def test_a_refusal_in_the_answer_is_told_apart_from_text(settings: Any) -> None:
    with e.serving(e.replies("", refusal="I cannot.")) as endpoint:
        assert ask(endpoint, settings).finish_reason == "refusal"


def test_the_wait_that_the_endpoint_asks_for_is_passed_on(settings: Any) -> None:
    with e.serving(e.fails(429, Retry_After="17")) as endpoint, pytest.raises(CallFailed) as caught:
        ask(endpoint, settings)

    assert caught.value.retry_after == 17.0


def test_an_endpoint_that_is_not_there_was_sent_nothing(settings: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        host = f"127.0.0.1:{taken.getsockname()[1]}"
        settings.JUDGE_PRIVATE_HOSTS = [host]
        backend = OpenAiCompatible(Setup("m", f"http://{host}/v1", 2.0, KEY))
        with pytest.raises(CallFailed) as caught:
            backend.complete(MESSAGES, schema=None, params={})

    assert caught.value.reason == "unreachable"


def test_a_private_address_is_refused_before_a_byte_leaves(settings: Any) -> None:
    with e.serving(e.says("A")) as endpoint, pytest.raises(CallFailed) as caught:
        ask(endpoint, settings, allow=False)

    assert caught.value.reason == "address_refused"
    assert endpoint.requests == []


def test_a_redirect_is_not_followed_and_takes_the_key_nowhere(settings: Any) -> None:
    with e.serving(e.says("A")) as other:
        away = e.fails(302, Location=f"{other.base_url}/chat/completions")
        with e.serving(away) as endpoint, pytest.raises(CallFailed):
            ask(endpoint, settings)

        assert other.requests == []


def test_the_form_of_the_answer_steps_down_until_the_endpoint_takes_it(settings: Any) -> None:
    def only_text(handler: e.Handler, body: dict[str, Any]) -> None:
        if "response_format" in body:
            handler.answer(400, {"error": {"message": "response_format is not supported"}})
        else:
            handler.answer(200, e.chat("fine"))

    with e.serving(only_text) as endpoint:
        settings.JUDGE_PRIVATE_HOSTS = [endpoint.host]
        openai_compatible._client.cache_clear()
        backend = OpenAiCompatible(Setup("m", endpoint.base_url, 5.0, KEY))
        for _ in range(2):
            with pytest.raises(CallFailed, match="format_unsupported"):
                backend.complete(MESSAGES, schema=SCHEMA, params={})
        backend.complete(MESSAGES, schema=SCHEMA, params={})

        forms = [r.get("response_format", {}).get("type") for r in endpoint.requests]
        assert forms == ["json_schema", "json_object", None]


def test_a_wait_until_a_date_is_passed_on_in_seconds(settings: Any) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    with e.serving(e.fails(503, Retry_After=date)) as endpoint, pytest.raises(CallFailed) as caught:
        ask(endpoint, settings)

    assert 80 < (caught.value.retry_after or 0) <= 90


def test_a_wrong_word_for_an_error_is_no_error_of_ours(settings: Any) -> None:
    for body in (b"", b"<html>", b"[]", b'"no"', b'{"error": "context_length"}'):
        with (
            e.serving(lambda handler, _, body=body: handler.answer(400, body)) as endpoint,
            pytest.raises(CallFailed) as caught,
        ):
            ask(endpoint, settings)
        assert caught.value.reason == ("context_overflow" if b"context" in body else "bad_request")


def test_connections_are_kept_for_the_next_call(settings: Any) -> None:
    with e.serving(e.says("A")) as endpoint:
        settings.JUDGE_PRIVATE_HOSTS = [endpoint.host]
        openai_compatible._client.cache_clear()
        backend = OpenAiCompatible(Setup("m", endpoint.base_url, 5.0, KEY))
        for _ in range(3):
            backend.complete(MESSAGES, schema=None, params={})

        assert (len(endpoint.requests), len(backend.client._pool.connections)) == (3, 1)
        assert backend.client._pool._retries == 0  # not even of a connection: the job counts them


def test_the_key_is_in_no_log_and_no_error(settings: Any, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    for behaviour in (e.says("A"), e.fails(401), e.hangs_up):
        with e.serving(behaviour) as endpoint:
            try:
                ask(endpoint, settings)
            except CallFailed as failed:
                logging.getLogger("test").exception("it failed: %r", failed)
            assert endpoint.headers[0]["authorization"] == f"Bearer {KEY}"

    assert KEY not in caplog.text
    assert KEY not in repr(Setup("m", "https://x", 1.0, KEY))


@pytest.mark.parametrize(
    ("address", "listed", "allowed"),
    [
        ("93.184.216.34", False, True),
        ("2606:2800:220:1::1", False, True),
        ("127.0.0.1", False, False),
        ("127.0.0.1", True, True),
        ("10.0.0.7", False, False),
        ("10.0.0.7", True, True),
        ("192.168.1.1", False, False),
        ("100.64.0.1", False, False),
        ("0.0.0.0", True, False),
        ("::1", False, False),
        ("fd00::1", False, False),
        ("::ffff:127.0.0.1", False, False),
        ("::ffff:169.254.169.254", True, False),
        ("64:ff9b::7f00:1", False, False),
        ("2002:7f00:1::", False, False),
        ("169.254.169.254", False, False),
        ("169.254.169.254", True, False),
        ("fe80::1%eth0", True, False),
        ("224.0.0.1", True, False),
    ],
)
def test_private_addresses_need_an_operator_and_link_local_ones_have_none(
    address: str, listed: bool, allowed: bool
) -> None:
    assert guarded_http.may_connect(address, listed=listed) is allowed
