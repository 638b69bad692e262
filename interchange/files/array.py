"""The elements of a JSON array, cut out of a stream without parsing it whole."""

import re
from collections.abc import Iterator

# A text, or one character of structure. Possessive, so that a long unfinished text costs one scan.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],"]', re.DOTALL)


class Elements:
    """Cuts an array at its commas outside of texts and of inner brackets.

    What an element holds is not checked here: whoever parses it finds out.
    """

    def __init__(self) -> None:
        self.ended = False
        self.rest = (
            b""  # from the start of the element that is not complete; after the end: what follows
        )
        self._depth = 0
        self._at = 0  # scanned up to here
        self._cut = 0  # elements so far

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The elements that are complete now."""
        buffer, start = self.rest + data, 0
        for token in _TOKEN.finditer(buffer, self._at):
            kind = token[0]
            if kind == b'"':  # a text that goes on beyond the buffer
                break
            self._at = token.end()
            if kind in (b"{", b"["):
                self._depth += 1
                start = self._at if self._depth == 1 else start
                continue
            self._depth -= kind in (b"}", b"]")
            if self._depth > 1 or (self._depth == 1 and kind != b","):
                continue
            element, start = buffer[start : token.start()], self._at
            self.ended = self._depth <= 0
            if element.strip() or self._cut or not self.ended:  # [] has no element
                self._cut += 1
                yield element
            if self.ended:
                break
        self.rest = buffer[start:]
        self._at -= start
