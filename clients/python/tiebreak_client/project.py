"""One project."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack

from tiebreak_client import shapes
from tiebreak_client.exporting import Export
from tiebreak_client.importing import Import, as_file
from tiebreak_client.routing import Routing
from tiebreak_client.transport import Transport

if TYPE_CHECKING:
    import pandas as pd

OnError = Literal["stop", "skip"]
Source = Literal["human", "llm", "both", "none"]


class Project:
    """A project that one is a member of."""

    def __init__(self, http: Transport, info: shapes.ProjectRow | shapes.Project) -> None:
        self._http = http
        self.id = info["id"]
        self.slug = info["slug"]
        self.name = info["name"]
        self._path = f"/projects/{self.id}"
        self.routing = Routing(http, self._path)

    def __repr__(self) -> str:
        return f"<Project {self.slug}>"

    def get(self) -> shapes.Project:
        """Settings, guidelines and questions in force."""
        found: shapes.Project = self._http.read(self._path)
        return found

    def change(self, **settings: Unpack[shapes.PatchedProjectChangeIn]) -> shapes.Project:
        """Change settings."""
        found: shapes.Project = self._http.send("PATCH", self._path, settings)
        return found

    def add_questions(self, questions: list[shapes.QuestionIn]) -> shapes.QuestionSet:
        """The next version of the questions: all of them."""
        body = {"questions": questions}
        made: shapes.QuestionSet = self._http.send("POST", f"{self._path}/questions", body)
        return made

    def add_guideline(self, text: str) -> shapes.Guideline:
        """The next version of the guidelines."""
        made: shapes.Guideline = self._http.send("POST", f"{self._path}/guidelines", {"text": text})
        return made

    def overview(self) -> shapes.Overview:
        """How far it is."""
        found: shapes.Overview = self._http.read(f"{self._path}/overview")
        return found

    def quality(self) -> shapes.Quality:
        """Agreement, raters, judges."""
        found: shapes.Quality = self._http.read(f"{self._path}/quality")
        return found

    def items(
        self,
        *,
        state: str | None = None,
        source: Source | None = None,
        winner: str | None = None,
        flagged: bool | None = None,
        q: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.ItemRow]:
        """The items, oldest first, fetched page by page as they are taken.

        Args:
            state: Only in this state: "awaiting_human".
            source: Only labelled by these; "none": without a label.
            winner: Only with this label.
            flagged: Only with, or without, open flags.
            q: How the external id starts.
            limit: At most so many.
        """
        given = {"state": state, "source": source, "winner": winner, "flagged": flagged, "q": q}
        return self._http.pages(f"{self._path}/items", limit=limit, **given)

    def item(self, item_id: int) -> shapes.Item:
        """One item with its texts, assignments, judgments, labels and flags."""
        found: shapes.Item = self._http.read(f"/items/{item_id}")
        return found

    def judgments(self, *, timeout: float | None = None, **params: Any) -> Iterator[dict[str, Any]]:
        """Every verdict with who, when and under which rules: a "judgments" export, row by row."""
        return self._rows("judgments", params, timeout)

    def labels(self, *, timeout: float | None = None, **params: Any) -> Iterator[dict[str, Any]]:
        """Every label with a winner and its provenance: a "trl-preference" export, row by row."""
        return self._rows("trl-preference", params, timeout)

    def judgments_dataframe(self, **params: Any) -> "pd.DataFrame":
        """The same as `judgments`, as a pandas DataFrame."""
        return self.export("judgments", file_types=["jsonl"], **params).wait().dataframe()

    def labels_dataframe(self, **params: Any) -> "pd.DataFrame":
        """The same as `labels`, as a pandas DataFrame."""
        return self.export("trl-preference", file_types=["jsonl"], **params).wait().dataframe()

    def upload(self, path: str | Path, *, name: str | None = None) -> shapes.Upload:
        """Send a file; the answer says what it may be and where things are in it."""
        file = Path(path)
        found: shapes.Upload = self._http.upload(f"{self._path}/uploads", name or file.name, file)
        return found

    def start_import(
        self,
        upload_id: int,
        mapping: Mapping[str, Any],
        *,
        kind: Literal["items", "judgments"] = "items",
        on_error: OnError = "stop",
        dry_run: bool = False,
    ) -> Import:
        """Import a file that was sent, or only check it (`dry_run`)."""
        body = {
            "upload": upload_id,
            "kind": kind,
            "mapping": dict(mapping),
            "on_error": on_error,
            "dry_run": dry_run,
        }
        return Import(self._http, self._http.send("POST", f"{self._path}/imports", body))

    def import_file(
        self,
        path: str | Path,
        mapping: Mapping[str, Any] | None = None,
        *,
        format: str | None = None,  # noqa: A002  (the server's word)
        questions: bool = False,
        judgments: bool = True,
        on_error: OnError = "stop",
        dry_run: bool = False,
    ) -> Import:
        """Send a file and import its items.

        Args:
            path: JSON Lines, JSON, CSV, Parquet; plain, gzip or zip.
            mapping: What is where in a row, or
            format: the known format the file is in. With neither: what the server finds, if sure.
            questions: Add the questions that a known format answers.
            judgments: Also bring a known format's judgments with their raters.
            on_error: Add nothing when a row is bad, or leave bad rows out.
            dry_run: Only check.

        Raises:
            ValueError: The server is not sure what is where; the sentence says what it saw.
        """
        sent = self.upload(path)
        if format is None and mapping is None and sent["known"]:
            format = sent["known"][0]["format"]  # noqa: A001
        if mapping is None and format is not None:
            mapping = {"format": format, "questions": questions, "judgments": judgments}
        mapping = mapping or sent["mapping_guess"]
        if mapping is None:
            raise ValueError(
                f"What is where in {sent['name']} is not clear; give a mapping. "
                f"Columns: {', '.join(c['path'] for c in sent['columns'])}."
            )
        return self.start_import(sent["id"], mapping, on_error=on_error, dry_run=dry_run)

    def import_files(self, paths: Iterable[str | Path], **how: Any) -> list[Import]:
        """Send several files and import each; `how` as of `import_file`."""
        return [self.import_file(path, **how) for path in paths]

    def import_items(
        self, rows: Iterable[Mapping[str, Any]], mapping: Mapping[str, Any], **options: Any
    ) -> Import:
        """Import rows of your own as items; options as of `import_file`."""
        with as_file(rows) as path:
            return self.import_file(path, mapping, **options)

    def import_judgments(
        self,
        rows: Iterable[Mapping[str, Any]],
        mapping: Mapping[str, Any],
        *,
        on_error: OnError = "stop",
        dry_run: bool = False,
    ) -> Import:
        """Import rows of your own as verdicts on items that are there."""
        with as_file(rows) as path:
            sent = self.upload(path)
        return self.start_import(
            sent["id"], mapping, kind="judgments", on_error=on_error, dry_run=dry_run
        )

    def import_profiles(
        self,
        path: str | Path,
        *,
        rater: str,
        fields: list[str],
        consent: str,
        exported: bool = False,
        min_group: int | None = None,
    ) -> int:
        """What the raters of a file told about themselves; returns of how many.

        Args:
            path: One row a rater, or one a judgment.
            rater: The column with their names.
            fields: The columns with what they told.
            consent: Under which words they agreed, and where.
            exported: They agreed that exports hold it, in groups large enough.
            min_group: The smallest group that is shown; None: the usual one.
        """
        body: dict[str, Any] = {
            "upload": self.upload(path)["id"], "rater": rater, "fields_told": fields,
            "consent": consent, "exported": exported,
        }  # fmt: skip
        if min_group is not None:
            body["min_group"] = min_group
        return int(self._http.send("POST", f"{self._path}/rater-profiles", body)["raters"])

    def imports(self, *, limit: int | None = None) -> Iterator[Import]:
        """The imports, newest first."""
        found = self._http.pages(f"{self._path}/imports", limit=limit)
        return (Import(self._http, state) for state in found)

    def send_media(self, path: str | Path) -> shapes.MediaTaken:
        """Send a picture, a sound, a film, or a zip archive of them; items name them afterwards."""
        file = Path(path)
        taken: shapes.MediaTaken = self._http.upload(f"{self._path}/media", file.name, file)
        return taken

    def send_texts(self, path: str | Path) -> int:
        """Send texts that an export shall keep apart from; its choice `against` is the number."""
        file = Path(path)
        return int(self._http.upload(f"{self._path}/exports/texts", file.name, file)["id"])

    def preview_export(self, format: str, **params: Any) -> shapes.Preview:  # noqa: A002
        """The first rows, and what would be left out."""
        body = {"format": format, "params": params}
        found: shapes.Preview = self._http.send("POST", f"{self._path}/exports/preview", body)
        return found

    def export(self, format: str = "trl-preference", **params: Any) -> Export:  # noqa: A002
        """Start an export: a format of `Tiebreak.formats()` with its choices."""
        body = {"format": format, "params": params}
        return Export(self._http, self._http.send("POST", f"{self._path}/exports", body))

    def exports(self, *, limit: int | None = None) -> Iterator[Export]:
        """The exports, newest first."""
        found = self._http.pages(f"{self._path}/exports", limit=limit)
        return (Export(self._http, state) for state in found)

    def _rows(
        self, form: str, params: dict[str, Any], timeout: float | None
    ) -> Iterator[dict[str, Any]]:
        made = self.export(form, **{**params, "file_types": ["jsonl"]}).wait(timeout)
        yield from made.rows()
