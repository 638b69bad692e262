"""Signing in, and what is there beside projects."""

from types import TracebackType
from typing import Self, Unpack
from urllib.parse import urlsplit

from tiebreak_client import shapes
from tiebreak_client.errors import NotFound
from tiebreak_client.exporting import Export
from tiebreak_client.importing import Import
from tiebreak_client.project import Project
from tiebreak_client.transport import Transport, part


class Tiebreak:
    """A session on a server; use it as a context manager, or close it.

    Args:
        url: Of the server: "https://tiebreak.example.org".
        email: With a password, or
        password: …
        link: a sign-in link, as an admin or `manage.py invite` gives it.
        token: an API token, as it is made in one's account; with none of these: nobody yet.
        timeout: Seconds without a byte after which a request is given up.
        attempts: How often a request that changes nothing is sent before giving up.

    Raises:
        NotSignedIn: Address and password do not fit, or the link is used up.
    """

    def __init__(
        self,
        url: str,
        *,
        email: str | None = None,
        password: str | None = None,
        link: str | None = None,
        token: str | None = None,
        timeout: float = 60.0,
        attempts: int = 4,
    ) -> None:
        self._http = Transport(url, timeout=timeout, attempts=attempts, token=token)
        try:
            if email is not None:
                self._http.send("POST", "/session", {"email": email, "password": password or ""})
            elif link is not None:
                invite = urlsplit(link).path.rstrip("/").rsplit("/", 1)[-1]
                self._http.send("POST", f"/invites/{part(invite)}", {})
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections; the session itself ends with `sign_out` or by its age."""
        self._http.close()

    def sign_out(self) -> None:
        """End the session."""
        self._http.send("DELETE", "/session")

    def session(self) -> shapes.Session:
        """Who is signed in, with their roles in projects."""
        found: shapes.Session = self._http.renew()
        return found

    def projects(self) -> list[Project]:
        """The projects one is a member of."""
        return [Project(self._http, row) for row in self._http.pages("/projects")]

    def project(self, name: int | str) -> Project:
        """A project by its id or its short name.

        Raises:
            NotFound: There is none, or one is no member.
        """
        if isinstance(name, int):
            return Project(self._http, self._http.read(f"/projects/{name}"))
        for found in self.projects():
            if found.slug == name:
                return found
        raise NotFound(404, {"code": "not_found", "detail": f"You have no project {name!r}."})

    def create_project(self, **settings: Unpack[shapes.ProjectIn]) -> Project:
        """Make a project; staff and admins of any project may."""
        return Project(self._http, self._http.send("POST", "/projects", settings))

    def formats(self) -> list[shapes.Format]:
        """The formats exports can have, with their choices."""
        found: list[shapes.Format] = self._http.read("/formats")
        return found

    def policies(self) -> list[shapes.Policy]:
        """The policies routing can have, with their settings."""
        found: list[shapes.Policy] = self._http.read("/policies")
        return found

    def templates(self) -> list[shapes.Template]:
        """The sets of questions a project may start from."""
        found: list[shapes.Template] = self._http.read("/question-templates")
        return found

    def export(self, export_id: int) -> Export:
        """An export by its id."""
        return Export(self._http, self._http.read(f"/exports/{export_id}"))

    def import_(self, import_id: int) -> Import:
        """An import by its id."""
        return Import(self._http, self._http.read(f"/imports/{import_id}"))
