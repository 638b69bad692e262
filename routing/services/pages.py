"""The items of a run of judges, page by page; every judge reads every page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class Page:
    """Items that are asked about together, until every judge is through with them."""

    ids: list[int]
    readers: set[int]  # judges that have not drawn all of its work yet
    open: int = 0  # work that was drawn and is not done


class Pages:
    """Pages that somebody still works on, in front of those that nobody has read."""

    def __init__(self, upcoming: Iterator[list[int]], limit: int | None) -> None:
        self._upcoming = _limited(upcoming, limit)
        self._open: list[Page] = []

    def read_by(self, judge: int, readers: Callable[[], set[int]]) -> Iterator[Page]:
        """Every page once; `readers`: who will want a page that is fetched now."""
        while True:
            page = next((p for p in self._open if judge in p.readers), None)
            if page is None:
                ids = next(self._upcoming, None)
                if ids is None:
                    return
                page = Page(ids, readers())
                self._open.append(page)
            yield page
            page.readers.discard(judge)

    def through(self, going: set[int]) -> list[Page]:
        """Take out the pages on which no work is open and none of these judges will draw any."""
        found = [p for p in self._open if not (p.open or p.readers & going)]
        self._open = [p for p in self._open if p not in found]
        return found

    def rest(self) -> list[Page]:
        """Take out all that are open."""
        found, self._open = self._open, []
        return found

    def unread(self) -> Iterator[list[int]]:
        """The items of the pages that no judge has asked for."""
        return self._upcoming


def _limited(pages: Iterator[list[int]], limit: int | None) -> Iterator[list[int]]:
    """The pages, cut off after so many items."""
    left = limit
    for ids in pages:
        page = ids if left is None else ids[:left]
        left = None if left is None else left - len(page)
        yield page
        if left == 0:
            return
