"""Files on their way in."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tiebreak_client import shapes, waiting
from tiebreak_client.errors import WorkFailed
from tiebreak_client.transport import Transport

_ENDED = frozenset({"committed", "checked", "failed", "cancelled"})


class Import:
    """An import that was started; `state` is what was last heard of it."""

    def __init__(self, http: Transport, state: shapes.ImportBatch) -> None:
        self._http = http
        self.id = state["id"]
        self.state = state

    def refresh(self) -> shapes.ImportBatchDetail:
        """How far it is, and its report."""
        found: shapes.ImportBatchDetail = self._http.read(f"/imports/{self.id}")
        self.state = found
        return found

    def wait(
        self,
        timeout: float | None = None,
        *,
        progress: Callable[[shapes.ImportBatchDetail], None] | None = None,
    ) -> shapes.ImportBatchDetail:
        """Its report, once it has ended.

        Raises:
            WorkFailed: It ended without adding anything, and why.
            StillRunning: `timeout` seconds are over.
        """
        done = waiting.until(
            lambda found: found["state"] in _ENDED,
            self.refresh,
            what=f"Import {self.id}",
            timeout=timeout,
            progress=progress,
            sleep=self._http.sleep,
        )
        if done["state"] in {"failed", "cancelled"}:
            raise WorkFailed(done["error"] or f"Import {self.id} was {done['state']}.")
        return done

    def cancel(self) -> None:
        """Stop it; what was read of it is forgotten."""
        self.state = self._http.send("POST", f"/imports/{self.id}/cancel")


@contextmanager
def as_file(rows: Iterable[Mapping[str, Any]]) -> Iterator[Path]:
    """The rows as JSON Lines on disk, for as long as they are needed."""
    with tempfile.TemporaryDirectory(prefix="tiebreak-") as folder:
        path = Path(folder) / "rows.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        yield path
