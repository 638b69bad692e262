"""A row of a file that could not be read."""


class BadLine(ValueError):
    """A row that is no JSON or does not fit its table; `value` is its beginning."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.value = value
