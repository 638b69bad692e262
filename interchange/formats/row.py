"""A row under its reader's hands: every part is fetched by name, and a bad one is named."""

from typing import Any, NoReturn

from interchange.formats import messages
from interchange.formats.messages import Message
from interchange.formats.problems import check_storable, kind_of, refuse

MAX_ID = 200
BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


class Row:
    """An object of the file with the path it was found under."""

    def __init__(self, raw: Any, casts: list[tuple[str, Any]], path: str = "") -> None:
        """Take an object.

        Raises:
            BadRow: It is none.
        """
        if not isinstance(raw, dict):
            refuse(path, f"must be an object, but is {kind_of(raw)}", raw)
        self.raw: dict[str, Any] = raw
        self._casts = casts
        self._path = path

    def name(self, field: str) -> str:
        """The field as a report shows it."""
        return f"{self._path}.{field}" if self._path else field

    def refuse(self, field: str, reason: str, value: Any = None) -> NoReturn:
        """Refuse the row because of a field."""
        refuse(self.name(field), reason, value)

    def get(self, field: str) -> Any:
        """The value of a field that must be there; null counts as there."""
        if field not in self.raw:
            self.refuse(field, "is missing")
        return self.raw[field]

    def has(self, field: str) -> bool:
        """Whether the field is there and not null."""
        return self.raw.get(field) is not None

    def text(self, field: str, *, empty: bool = True) -> str:
        """A text; a number stands for itself and is noted."""
        found = messages.text(self.name(field), self.get(field), self._casts)
        if not empty and not found.strip():
            self.refuse(field, "is empty")
        return found

    def optional(self, field: str) -> str:
        """A text, or "" where there is none."""
        return self.text(field) if self.has(field) else ""

    def number(self, field: str, low: float, high: float) -> float:
        """A number within limits; a text that is one is taken."""
        value = self.get(field)
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                value = self.raw[field]
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(field, f"must be a number from {low:g} to {high:,g}", value)
        if not low <= value <= high:
            self.refuse(field, f"must be from {low:g} to {high:,g}", value)
        return float(value)

    def whole(self, field: str, low: int, high: int) -> int:
        """A whole number within limits."""
        value = self.number(field, low, high)
        if not value.is_integer():
            self.refuse(field, "must be a whole number", value)
        return int(value)

    def boolean(self, field: str) -> bool:
        """True or false, also as 0 and 1, and as the texts that a table has."""
        value = self.get(field)
        if isinstance(value, str) and value.lower() in BOOLEANS:
            return BOOLEANS[value.lower()]
        if not isinstance(value, bool) and value not in (0, 1):
            self.refuse(field, "must be true or false", value)
        return bool(value)

    def prompt(self, *fields: str) -> list[Message]:
        """The prompt in texts or messages; ends with a user or tool message."""
        return messages.prompt([(self.name(f), self.get(f)) for f in fields], self._casts)

    def response(self, field: str) -> str:
        """A response in a text or in messages, of which the last counts; never empty."""
        found = messages.response(self.name(field), self.get(field), self._casts)
        if not found.strip():
            self.refuse(field, "is an empty response")
        return found

    def answer(self, field: str, asked: list[Message] | None = None) -> str:
        """As `response`, but messages of a whole conversation are kept as one.

        Args:
            field: Its name.
            asked: The prompt, which the messages may begin with.
        """
        self.response(field)
        return messages.answer(self.name(field), self.get(field), self._casts, asked)

    def values(self, field: str) -> list[Any]:
        """A list."""
        value = self.get(field)
        if not isinstance(value, list):
            self.refuse(field, f"must be a list, but is {kind_of(value)}", value)
        return value

    def rows(self, field: str) -> list["Row"]:
        """A list of objects; none where it is missing or null."""
        if not self.has(field):
            return []
        name = self.name(field)
        return [Row(v, self._casts, f"{name}[{n}]") for n, v in enumerate(self.values(field))]

    def row(self, field: str) -> "Row":
        """An object within this one."""
        return Row(self.get(field), self._casts, self.name(field))

    def id(self, *fields: str) -> str:
        """The first of the fields that holds an identifier, or ""."""
        for field in fields:
            if not self.has(field):
                continue
            value = self.raw[field]
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                self.refuse(field, f"must be a text or a number, but is {kind_of(value)}", value)
            found = messages.text(self.name(field), value, []).strip()
            if len(found) > MAX_ID:
                self.refuse(field, f"is longer than {MAX_ID} characters", value)
            if found:
                return found
        return ""

    def keep(self, *fields: str) -> dict[str, Any]:
        """The fields that are there, as they are."""
        kept = {f: self.raw[f] for f in fields if self.has(f)}
        for field, value in kept.items():
            check_storable(self.name(field), value)
        return kept
