"""What a project may ask its people about themselves: a text to agree to, and closed questions.

Closed, so that answers fall into groups; never free text, which names people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

USUAL_GROUP = 5  # people: smaller groups are not shown (k-anonymity)
SMALLEST_GROUP = 3  # an admin may go down to this; the database refuses less
MOST_FIELDS, MOST_CHOICES = 20, 30
LONGEST = {"key": 40, "title": 200, "help": 500}


class BadSurvey(ValueError):
    """A survey, or answers to one, that do not fit; `args` are a sentence and the field's key."""


@dataclass(frozen=True, slots=True)
class Field:
    """A question about the person; answering it is always up to them."""

    key: str
    title: str
    help: str
    choices: dict[str, str]  # key -> title, in order


def parse(stored: Sequence[Mapping[str, Any]]) -> list[Field]:
    """The fields of a survey that `check` has passed."""
    return [
        Field(f["key"], f["title"], f["help"], {c["key"]: c["title"] for c in f["choices"]})
        for f in stored
    ]


def check(fields: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Fields as they are stored.

    Raises:
        BadSurvey: Names the first field that does not fit.
    """
    if len(fields) > MOST_FIELDS:
        raise BadSurvey(f"At most {MOST_FIELDS} questions about a person.", "")
    found = [_checked(dict(field)) for field in fields]
    if twice := _repeated([field["key"] for field in found]):
        raise BadSurvey(f"Two questions have the key {twice!r}.", twice)
    return found


def check_answers(
    answers: Mapping[str, str | None], fields: Sequence[Field]
) -> dict[str, str | None]:
    """Answers as they are stored: a choice, or None for "prefer not to say". None is needed.

    Raises:
        BadSurvey: An answer to what is not asked, or that is not among the choices.
    """
    known = {field.key: field for field in fields}
    for key, answer in answers.items():
        if key not in known:
            raise BadSurvey("This is not asked.", key)
        if answer is not None and answer not in known[key].choices:
            raise BadSurvey(f"Choose one of: {', '.join(known[key].choices)}.", key)
    return {field.key: answers[field.key] for field in fields if field.key in answers}


def _checked(field: dict[str, Any]) -> dict[str, Any]:
    key = str(field.get("key", ""))
    choices = [{name: str(c.get(name, "")).strip() for name in ("key", "title")}
               for c in field.get("choices", [])]  # fmt: skip
    made = {
        "key": key,
        "title": str(field.get("title", "")).strip(),
        "help": str(field.get("help", "")).strip(),
        "choices": choices,
    }
    for name, most in LONGEST.items():
        if len(made[name]) > most or (name != "help" and not made[name]):
            raise BadSurvey(f"A {name} has 1 to {most} characters.", key)
    if not 2 <= len(choices) <= MOST_CHOICES:
        raise BadSurvey(f"{key!r} needs 2 to {MOST_CHOICES} choices.", key)
    if any(not c[name] or len(c[name]) > LONGEST[name] for c in choices for name in c):
        raise BadSurvey(f"A choice of {key!r} has no key or no title, or too long a one.", key)
    if twice := _repeated([c["key"] for c in choices]):
        raise BadSurvey(f"Two choices of {key!r} have the key {twice!r}.", key)
    return made


def _repeated(keys: list[str]) -> str:
    return next((key for n, key in enumerate(keys) if key in keys[:n]), "")
