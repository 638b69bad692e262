"""What a judge's backend must offer, and the names of everything that can go wrong with a call."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

Json = dict[str, Any]
Message = dict[str, str]  # {"role": "system" | "user" | "assistant", "content": text}
Messages = Sequence[Message]


class Fate(StrEnum):
    """What a failed call means for the work it was part of."""

    RETRY = "retry"  # known to have failed: the same call may be made again, later
    AGAIN = "again"  # refused for its form: ask at once in a plainer one
    REPAIR = "repair"  # answered, unreadably: asked once to repair its own answer
    FINAL = "final"  # this judge cannot judge this item: a person is asked
    FATAL = "fatal"  # no call of this judge can succeed until somebody repairs its set-up
    UNKNOWN = "unknown"  # sent, then lost sight of: charged as worst case; see JudgeCall.extra


FATES = {
    "rate_limited": Fate.RETRY,
    "provider_error": Fate.RETRY,
    "unreachable": Fate.RETRY,  # no connection: nothing was sent
    "never_sent": Fate.RETRY,  # the worker died, or was told to stop, before it sent anything
    "format_unsupported": Fate.AGAIN,
    "malformed": Fate.REPAIR,
    "off_menu": Fate.REPAIR,
    "refused": Fate.FINAL,
    "content_filter": Fate.FINAL,
    "context_overflow": Fate.FINAL,
    "truncated": Fate.FINAL,
    "bad_request": Fate.FINAL,
    "no_reference": Fate.FINAL,  # the item has no answer to compare with; nobody was asked
    "too_many_responses": Fate.FINAL,  # more than one list holds; nobody was asked
    "one_response": Fate.FINAL,  # there is nothing to compare; nobody was asked
    "auth_error": Fate.FATAL,
    "no_quota": Fate.FATAL,
    "not_found": Fate.FATAL,
    "redirected": Fate.FATAL,
    "address_refused": Fate.FATAL,
    "setup": Fate.FATAL,
    "timeout": Fate.UNKNOWN,
    "connection_lost": Fate.UNKNOWN,
    "too_large": Fate.UNKNOWN,
    "worker_lost": Fate.UNKNOWN,
}

# For the person who set the judge up; never the provider's own words, which may hold anything.
SENTENCES = {
    "auth_error": "The endpoint refused the API key (401 or 403). Enter a valid key.",
    "no_quota": "The account behind the API key has no quota left. Raise it.",
    "not_found": "The endpoint knows no such model or address (404). Check URL and model.",
    "redirected": "The endpoint redirects, which is never followed. Enter its final address.",
    "address_refused": (
        "The endpoint is on a private address that is not allowed. An operator can list its "
        "host:port in TIEBREAK_JUDGE_PRIVATE_HOSTS."
    ),
}


class CallFailed(Exception):
    """A call gave no completion.

    Args:
        reason: A key of FATES.
        detail: Our own words, safe to show; empty for the standard sentence.
        status_code: The HTTP status, when one arrived.
        retry_after: Seconds the provider asked us to wait.
    """

    def __init__(
        self,
        reason: str,
        detail: str = "",
        *,
        status_code: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.reason = reason
        self.detail = detail or SENTENCES.get(reason, "")
        self.status_code = status_code
        self.retry_after = retry_after
        super().__init__(f"{reason}: {self.detail}" if self.detail else reason)

    @property
    def fate(self) -> Fate:
        """What this means for the work."""
        return FATES[self.reason]


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered. `logprobs` is a list of tokens or, of a one-token judge, a menu."""

    text: str
    logprobs: Any = None
    tokens_in: int | None = None  # None: the provider did not say
    tokens_out: int | None = None
    finish_reason: str = "stop"
    model: str = ""
    request_id: str = ""
    latency_ms: int = 0


Outcome = Completion | CallFailed


@dataclass(frozen=True, slots=True)
class Setup:
    """What a backend is opened with; the key is in no repr."""

    model: str
    base_url: str = ""
    deadline_seconds: float = 120.0
    api_key: str = field(default="", repr=False)


class Backend(Protocol):
    """A model that can be asked. Used from several threads at once.

    `params` are the spec's own and, for a one-word answer, "words": the menu, apart by blanks.
    """

    batch_size: int  # calls that are answered together; 1 for an endpoint

    def complete(self, messages: Messages, *, schema: Json | None, params: Json) -> Completion:
        """Ask once, without retries.

        Raises:
            CallFailed: There is no completion; its reason says why.
        """

    def complete_batch(
        self, batch: Sequence[Messages], *, schema: Json | None, params: Json
    ) -> list[Outcome]:
        """Ask for several, in order; a failure of one is its outcome, not an exception."""


def one_by_one(
    backend: Backend, batch: Sequence[Messages], *, schema: Json | None, params: Json
) -> list[Outcome]:
    """`complete_batch` of a backend that has no better way."""
    outcomes: list[Outcome] = []
    for messages in batch:
        try:
            outcomes.append(backend.complete(messages, schema=schema, params=params))
        except CallFailed as failed:
            outcomes.append(failed)
    return outcomes


def alone(backend: Backend, messages: Messages, *, schema: Json | None, params: Json) -> Completion:
    """`complete` of a backend that answers batches.

    Raises:
        CallFailed: As `Backend.complete` does.
    """
    [outcome] = backend.complete_batch([messages], schema=schema, params=params)
    if isinstance(outcome, CallFailed):
        raise outcome
    return outcome
