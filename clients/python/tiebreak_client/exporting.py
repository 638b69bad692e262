"""Exports: waited for, read row by row, downloaded whole and checked."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tiebreak_client import shapes, waiting
from tiebreak_client.errors import CorruptDownload, NotReachable, TiebreakError, WorkFailed
from tiebreak_client.transport import Transport, part

if TYPE_CHECKING:
    import pandas as pd

_ENDED = frozenset({"done", "failed", "cancelled"})
_TRIES = 5  # times that a download is taken up again
_READ = 2**20  # bytes


class Export:
    """An export that was started; `state` is what was last heard of it. Once done it is frozen."""

    def __init__(self, http: Transport, state: shapes.Snapshot) -> None:
        self._http = http
        self.id = state["id"]
        self.state = state

    def refresh(self) -> shapes.Snapshot:
        """How far it is, and its files once it is done."""
        self.state = self._http.read(f"/exports/{self.id}")
        return self.state

    def wait(
        self,
        timeout: float | None = None,
        *,
        progress: Callable[[shapes.Snapshot], None] | None = None,
    ) -> "Export":
        """Itself, once it is done.

        Raises:
            WorkFailed: It ended without files, and why.
            StillRunning: `timeout` seconds are over.
        """
        done = waiting.until(
            lambda found: found["state"] in _ENDED,
            self.refresh,
            what=f"Export {self.id}",
            timeout=timeout,
            progress=progress,
            sleep=self._http.sleep,
        )
        if done["state"] != "done":
            raise WorkFailed(done["error"] or f"Export {self.id} was {done['state']}.")
        return self

    def cancel(self) -> None:
        """Stop it."""
        self._http.send("POST", f"/exports/{self.id}/cancel")

    @property
    def manifest(self) -> dict[str, Any]:
        """Every choice, and what was left out for which reason."""
        return self.state["manifest"]

    @property
    def files(self) -> list[shapes.File]:
        """Name, size and sha256 of each file."""
        return self.state["files"]

    def file(self, ending: str = ".jsonl") -> shapes.File:
        """The one file of that name, or of the format that was asked for whose name ends so.

        Raises:
            TiebreakError: There is none, or several.
        """
        found = [f for f in self.files if f["name"] == ending]
        configs = self.manifest.get("configs") or [{"files": []}]
        asked = {f["name"] for f in configs[0]["files"]}
        found = found or [
            f for f in self.files if f["name"] in asked and f["name"].endswith(ending)
        ]
        if len(found) != 1:
            names = ", ".join(f["name"] for f in self.files) or "none; wait() for it first"
            raise TiebreakError(f"{len(found)} files are named or end in {ending!r}: {names}.")
        return found[0]

    def rows(self, file: str = ".jsonl") -> Iterator[dict[str, Any]]:
        """The rows of a JSON Lines file, as they come: one is held at a time.

        Raises:
            CorruptDownload: At the end, when the bytes were not those that were exported.
        """
        found = self.file(file)
        seen, rest = hashlib.sha256(), b""
        with self._http.stream(self._path(found)) as (_, pieces):
            for piece in pieces:
                seen.update(piece)
                *lines, rest = (rest + piece).split(b"\n")
                yield from map(json.loads, lines)
        if rest:
            yield json.loads(rest)
        _compare(found, seen.hexdigest())

    def download(self, into: str | Path, file: str = ".jsonl") -> Path:
        """The file in a folder, or under a path; only whole and checked does it get its name.

        What an earlier try left (`.part`) is taken up again, and so is a connection that breaks.

        Raises:
            CorruptDownload: The bytes are not those that were exported; nothing is kept.
            NotReachable: The connection broke again and again; call it again to go on.
        """
        found = self.file(file)
        path = Path(into)
        path = path / Path(found["name"]).name if path.is_dir() else path
        kept = path.with_name(path.name + ".part")
        for tried in range(_TRIES):
            try:
                self._fetch(found, kept)
                break
            except NotReachable:
                if tried == _TRIES - 1:
                    raise
                self._http.sleep(0.5 * 2**tried)
        try:
            _compare(found, _hash(kept))
        except CorruptDownload:
            kept.unlink()
            raise
        return kept.replace(path)

    def read(self, name: str) -> bytes:
        """What stands beside the rows, as it is: "README.md", "croissant.json", a plot's PNG."""
        with self._http.stream(f"/exports/{self.id}/files/{part(name)}") as (_, pieces):
            return b"".join(pieces)

    def link(self, file: str = ".jsonl", *, minutes: int = 60) -> shapes.Link:
        """A link that downloads a file without signing in, for so long; whoever has it can."""
        body = {"name": self.file(file)["name"], "minutes": minutes}
        made: shapes.Link = self._http.send("POST", f"/exports/{self.id}/links", body)
        return made

    def changes(self, since: "Export | int", **query: Any) -> shapes.Changes:
        """What is different from another export of the project: counts, choices, first items.

        Args:
            since: The older one, or its number.
            query: `kind`, `limit`, `cursor`.
        """
        other = since.id if isinstance(since, Export) else since
        found: shapes.Changes = self._http.read(f"/exports/{self.id}/changes/{other}", **query)
        return found

    def dataframe(self, file: str = ".jsonl") -> "pd.DataFrame":
        """The rows as a pandas DataFrame.

        Raises:
            ImportError: pandas is not installed: `pip install tiebreak-client[pandas]`.
        """
        import pandas as pd  # noqa: PLC0415  (optional)

        columns = [column["name"] for column in self.manifest.get("columns", [])]
        return pd.DataFrame(list(self.rows(file)), columns=columns or None)

    def _path(self, file: shapes.File) -> str:
        return f"/exports/{self.id}/files/{part(file['name'])}"

    def _fetch(self, file: shapes.File, kept: Path) -> None:
        have = kept.stat().st_size if kept.exists() else 0
        if have == file["bytes"]:
            return
        have = have if have < file["bytes"] else 0
        with (
            self._http.stream(self._path(file), start=have) as (begins, pieces),
            kept.open("ab" if begins else "wb") as out,
        ):
            for piece in pieces:
                out.write(piece)
        if kept.stat().st_size < file["bytes"]:
            raise NotReachable(f"{file['name']} broke off.")


def _hash(path: Path) -> str:
    seen = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ):
            seen.update(piece)
    return seen.hexdigest()


def _compare(file: shapes.File, found: str) -> None:
    if found != file["sha256"]:
        raise CorruptDownload(
            f"{file['name']}: the bytes that came are not those that were exported "
            f"(sha256 {found[:12]}…, not {file['sha256'][:12]}…). Download it again."
        )
