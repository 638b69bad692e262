"""Expected refusals, each with a stable code; `api.errors` turns them into HTTP."""


class Refusal(Exception):
    """Something the product refuses to do; its text is a sentence for the person who asked."""

    code = "refused"
    status = 409

    def __init__(self, sentence: str = "", *, fields: dict[str, list[str]] | None = None) -> None:
        super().__init__(sentence or (self.__doc__ or "").strip().splitlines()[0])
        self.fields = fields or {}


class NotFound(Refusal):
    """There is no such thing here, or you may not see it."""

    code = "not_found"
    status = 404


class Forbidden(Refusal):
    """Your role in this project does not allow that."""

    code = "forbidden"
    status = 403


class Invalid(Refusal):
    """What was sent does not fit."""

    code = "invalid"
    status = 400


class LeaseLost(Refusal):
    """This item is no longer held for you, and your answer was never recorded under this lease."""

    code = "lease_lost"


class AlreadyJudged(Refusal):
    """You have already judged this item; reopen it to change your answer."""

    code = "already_judged"


class IdempotencyConflict(Refusal):
    """This answer was sent before with other content under the same key."""

    code = "idempotency_conflict"
    status = 422


class TooLateToReopen(Refusal):
    """The time to change this answer is over."""

    code = "too_late_to_reopen"


class WrongPassword(Refusal):
    """The e-mail address or the password is wrong."""

    code = "wrong_password"
    status = 401


class TooManyFailures(Refusal):
    """Too many wrong passwords; wait a quarter of an hour, or ask an admin for a sign-in link."""

    code = "too_many"
    status = 429
    retry_after = 15 * 60  # seconds


class TokenRefused(Refusal):
    """This token is not known here, was revoked or has expired; make a new one in your account."""

    code = "token_refused"
    status = 401


class TooManyRequests(Refusal):
    """This token has asked too often in this minute; go on when it is over."""

    code = "too_many"
    status = 429
    retry_after = 60  # seconds


class InviteGone(Refusal):
    """This link has been used, revoked, or has expired; ask whoever sent it for a new one."""

    code = "invite_gone"
    status = 404


class SignInFirst(Refusal):
    """There is an account for this address: sign in with its password, then open the link again."""

    code = "sign_in_first"
    status = 401


class LastAdmin(Refusal):
    """This is the project's last admin; make somebody else an admin first."""

    code = "last_admin"


class Outdated(Refusal):
    """There is a newer version; load the page again and read that one."""

    code = "outdated"


class AlreadyDiscarded(Refusal):
    """This item has been discarded already."""

    code = "conflict"
