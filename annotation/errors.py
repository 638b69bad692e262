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
