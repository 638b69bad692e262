"""What can go wrong, named for what happened."""

from typing import Any


class TiebreakError(Exception):
    """Any of the below."""


class NotReachable(TiebreakError):
    """No answer came, or none that is Tiebreak's. What was sent may have been done all the same."""


class StillRunning(TiebreakError):
    """It had not ended when the time to wait for it was over; it goes on."""


class WorkFailed(TiebreakError):
    """An import or an export ended without its result; the sentence says why."""


class CorruptDownload(TiebreakError):
    """The bytes that came are not those that were exported."""


class Refused(TiebreakError):
    """The server said no.

    Attributes:
        status: Of HTTP.
        code: Stable, for programs: "wrong_mapping".
        detail: A sentence for people: what to do.
        fields: What is wrong with which part of what was sent.
        request_id: Under which the server's log has it.
    """

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.code = str(body.get("code", ""))
        self.detail = str(body.get("detail", "")) or f"HTTP {status}"
        self.fields: dict[str, list[str]] = body.get("fields") or {}
        self.request_id = str(body.get("request_id", ""))
        parts = [f"{name}: {' '.join(said)}" for name, said in self.fields.items()]
        super().__init__(" ".join([self.detail, *parts]))


class Invalid(Refused):
    """What was sent does not fit; `fields` says where."""


class NotSignedIn(Refused):
    """Sign in first, or the session has ended, or the password is wrong."""


class Forbidden(Refused):
    """Your role in the project is too low."""


class NotFound(Refused):
    """There is no such thing, or you may not see it."""


class Conflict(Refused):
    """It is not in a state in which that can be done."""


class TooMany(Refused):
    """Too many tries; wait."""


class ServerFailed(Refused):
    """Something went wrong on the server's side; what was sent may have been done all the same."""


_BY_STATUS: dict[int, type[Refused]] = {
    400: Invalid,
    401: NotSignedIn,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    429: TooMany,
}


def refusal(status: int, body: dict[str, Any]) -> Refused:
    """The error for an answer of 400 or more."""
    kind = ServerFailed if status >= 500 else _BY_STATUS.get(status, Refused)
    return kind(status, body)
