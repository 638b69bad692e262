"""What question types have in common: lists of named choices, answers by response, texts."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeGuard

from annotation.domain.presentation import Presentation
from annotation.domain.questions.base import BadAnswer

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_CHOICES = 9  # each has a digit on the keyboard
MAX_WORDS = 200


def check_choices(given: Any, what: str, *, at_least: int = 2) -> None:
    """Raise BadAnswer unless `given` is a list of {"key", "text"} with keys of their own."""
    if not isinstance(given, list) or not at_least <= len(given) <= MAX_CHOICES:
        raise BadAnswer(f"Give {at_least} to {MAX_CHOICES} {what}, so that each has a digit.")
    for one in given:
        if not isinstance(one, dict) or set(one) != {"key", "text"}:
            raise BadAnswer(f"Each of the {what} has a key and a text.")
        check_name(one["key"], what)
        check_words(one["text"], what)
    keys = [one["key"] for one in given]
    if len(set(keys)) < len(keys):
        raise BadAnswer(f"Two of the {what} have one key.")


def check_name(key: Any, what: str) -> None:
    """Raise BadAnswer unless the key is lower-case letters, digits and _."""
    if not isinstance(key, str) or not NAME.fullmatch(key):
        raise BadAnswer(f"The keys of {what} are lower-case letters, digits and _.")


def check_words(text: Any, what: str) -> None:
    """Raise BadAnswer unless there is a text that fits on a button."""
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= MAX_WORDS:
        raise BadAnswer(f"Each of the {what} needs a text of at most {MAX_WORDS} characters.")


def check_one_of(value: Any, allowed: Iterable[str], what: str) -> None:
    """Raise BadAnswer unless the option is one of a few words."""
    words = list(allowed)
    if not isinstance(value, str) or value not in words:
        raise BadAnswer(f"{what} must be one of {', '.join(words)}.")


def check_flag(value: Any, what: str) -> None:
    """Raise BadAnswer unless the option is true or false."""
    if not isinstance(value, bool):
        raise BadAnswer(f"{what} must be true or false.")


def check_bounds(low: Any, high: Any, most: int) -> None:
    """Raise BadAnswer unless 0 <= low <= high <= most; no high is no bound."""
    if not whole(low) or not 0 <= low <= most:
        raise BadAnswer(f"at_least must be a whole number from 0 to {most}.")
    if high is not None and (not whole(high) or not max(1, low) <= high <= most):
        raise BadAnswer(f"at_most must be a whole number from {max(1, low)} to {most}, or null.")


def whole(value: Any) -> TypeGuard[int]:
    """A whole number, and not a truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


def each(
    given: Any, shown: Presentation | None, check: Callable[[Any], Any], *, every: bool
) -> dict[str, Any]:
    """Answers by response, each checked, in canonical order.

    Args:
        given: Response key -> what was said about it.
        shown: The item, if at hand.
        check: Gives the normal form of one, or raises BadAnswer.
        every: No response may be left out.
    """
    if not isinstance(given, dict) or not given or not all(isinstance(k, str) for k in given):
        raise BadAnswer("Say something about the responses.")
    if shown is not None:
        if set(given) - set(shown.keys):
            raise BadAnswer("It speaks of a response that this item does not have.")
        if every and len(given) < len(shown.keys):
            raise BadAnswer("Answer for every response.")
    keys = [k for k in shown.keys if k in given] if shown is not None else sorted(given)
    return {key: check(given[key]) for key in keys}


def keys_of(given: Any, shown: Presentation) -> dict[str, Any]:
    """{side: …} -> {key: …}."""
    if not isinstance(given, dict):
        raise BadAnswer("Say something about the responses.")
    return {key_of(side, shown): value for side, value in given.items()}


def key_of(side: Any, shown: Presentation) -> str:
    """The response on a side.

    Raises:
        BadAnswer: Nothing was shown there.
    """
    key = shown.key_of(side) if isinstance(side, str) else None
    if key is None:
        raise BadAnswer(f"Nothing was shown at {str(side)[:20]!r}.")
    return key


def sides_of(given: dict[str, Any], shown: Presentation) -> dict[str, Any]:
    """{key: …} -> {side: …}, first side first."""
    found = {shown.side_of(key): value for key, value in given.items()}
    return {side: found[side] for side in shown.sides if side in found}


def check_text(value: Any, most: int) -> str:
    """A text without surrounding blanks.

    Raises:
        BadAnswer: It is no text, or too long.
    """
    if not isinstance(value, str):
        raise BadAnswer("Write a text.")
    text = value.strip()
    if len(text) > most:
        raise BadAnswer(f"At most {most} characters, please.")
    return text


def chosen(given: Any, allowed: list[str], low: int, high: int | None) -> list[str]:
    """Some of a few choices, each once, in the order in which they are offered.

    Raises:
        BadAnswer: One of them is not offered, or there are too few or too many.
    """
    if not isinstance(given, list) or not all(isinstance(c, str) for c in given):
        raise BadAnswer("Give a list of choices.")
    if set(given) - set(allowed):
        raise BadAnswer(f"{min(set(given) - set(allowed))!r} is not one of the choices.")
    picked = [c for c in allowed if c in given]
    if len(picked) < low:
        raise BadAnswer(f"Choose at least {low}.")
    if high is not None and len(picked) > high:
        raise BadAnswer(f"Choose at most {high}.")
    return picked


def check_max_length(value: Any) -> None:
    """Raise BadAnswer unless the length is a sensible number."""
    if not whole(value) or not 1 <= value <= 20_000:
        raise BadAnswer("The longest text (max_length) has between 1 and 20000 characters.")


def shares(marked: list[dict[str, bool]]) -> dict[str, float]:
    """Response key -> the share of answers that marked it, of those that speak of it."""
    keys = sorted({key for one in marked for key in one})
    return {
        key: sum(one.get(key, False) for one in marked) / sum(key in one for one in marked)
        for key in keys
    }


def split(share: dict[str, float]) -> tuple[float, str]:
    """How far yes/no answers agree: the mean size of the larger side, and the label's status."""
    larger = [max(s, 1 - s) for s in share.values()]
    agreement = sum(larger) / len(larger)
    if agreement == 1:
        return agreement, "unanimous"
    return agreement, "open" if any(s == 0.5 for s in larger) else "majority"
