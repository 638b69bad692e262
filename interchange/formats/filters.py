"""Which items an export is about: `language=en, metadata.app=mail|chat`, all of it must hold."""

from dataclasses import dataclass

from interchange.formats.base import Param

WHERE = Param(
    "where",
    "Only items",
    "",
    [],
    "Such as language=en, metadata.app=mail|chat, group=travel, context.persona=expert: all must "
    "hold, | stands between values of one. Empty: all items.",
)
ROOTS = ("context", "metadata")
MOST = 20


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the parts."""

    root: str  # context | metadata | group
    name: str  # within it; "" of the group
    values: tuple[str, ...]  # one of these


def parse(text: str) -> list[Condition]:
    """The conditions that a text states.

    Raises:
        ValueError: It states none that can be; the text says how they look.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > MOST:
        raise ValueError(f"At most {MOST} conditions.")
    return [_condition(part) for part in parts]


def _condition(text: str) -> Condition:
    field, equals, values = text.partition("=")
    root, _, name = field.strip().partition(".")
    if root == "language" and not name:
        root, name = "context", "language"
    of_group = root == "group" and not name
    wanted = tuple(value.strip() for value in values.split("|"))
    if not equals or not all(wanted) or not (of_group or (root in ROOTS and name)):
        raise ValueError(
            f"{text[:60]!r} is no condition; write language=en, group=NAME, context.NAME=VALUE or "
            "metadata.NAME=VALUE, with commas between."
        )
    return Condition(root, name, wanted)
