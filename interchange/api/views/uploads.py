"""Sending a file: streamed to disk, looked into, answered with a guess."""

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from annotation.api.authentication import token_of
from annotation.api.permissions import AuthedRequest, ProjectView, require
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.errors import Invalid
from interchange.api import serializers_imports as s
from interchange.errors import FileTooLarge, ImportFailed
from interchange.models import Upload
from interchange.services import profiles, replays, uploads

_FORM_BYTES = 2**20  # what a form may weigh beside its file


class DataFolderHandler(TemporaryFileUploadHandler):
    """Takes the file in on the disk where it will stay: /tmp may be small, or memory."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the temporary file in the data folder."""
        super().new_file(*args, **kwargs)
        folder = Path(settings.DATA_DIR) / "uploads"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.file.file is not None:
            self.file.file.close()
        self.file.file = tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-")  # noqa: SIM115


class FileView(ProjectView):
    """A view that takes a file."""

    parser_classes = [MultiPartParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse before the body is read: the CSRF check itself would read all of it."""
        by_token = token_of(request) is not None  # for which nothing of the body is read
        user = request.user if by_token else getattr(request._request, "user", None)
        if user is None or not user.is_authenticated or not user.is_active:
            raise NotAuthenticated
        require(user, kwargs["project_id"], self.min_role)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_BYTES + _FORM_BYTES:
            raise FileTooLarge(
                f"The file is longer than {settings.UPLOAD_MAX_BYTES // 2**20:,} MB; split it, "
                "or import it on the server with import_items."
            )
        request._request.upload_handlers = [DataFolderHandler(request._request)]
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        """A full disk is met while the body is being read, outside of any service."""
        if isinstance(exc, OSError):
            exc = ImportFailed(uploads.disk_trouble(exc))
        return super().handle_exception(exc)

    def kept(self, request: AuthedRequest) -> Upload:
        """The file that was sent, in the data folder.

        Raises:
            Invalid: There is none.
        """
        sent = request.FILES.get("file")
        if not isinstance(sent, UploadedFile):
            raise Invalid(fields={"file": ["Choose a file."]})
        return uploads.keep(
            project_id=self.project_id,
            name=sent.name or "file",
            chunks=sent.chunks(),
            actor_id=request.user.pk,
        )


class TextListView(FileView):
    """Texts that an export is kept apart from."""

    min_role = Role.RESEARCHER

    @extend_schema(
        operation_id="sendTexts",
        request={"multipart/form-data": s.UploadIn},
        responses={201: s.TextsOut, 400: Problem, 413: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Keep the file; an export names it by its number in the choice `against`."""
        return Response(s.TextsOut(self.kept(request)).data, status=201)


class LabelledFileView(FileView):
    """Labelled files that policies are replayed over."""

    min_role = Role.RESEARCHER

    @extend_schema(
        operation_id="sendLabelledFile",
        request={"multipart/form-data": s.UploadIn},
        responses={201: s.LabelledFileOut, 400: Problem, 413: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Read it and keep it until it has been replayed; nothing of it is imported."""
        upload = self.kept(request)
        try:
            found = replays.look(upload)
        except Exception:
            uploads.discard(upload)
            raise
        return Response(s.LabelledFileOut(found).data, status=201)


class UploadListView(FileView):
    """Files to be imported."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="uploadFile",
        request={"multipart/form-data": s.UploadIn},
        responses={201: s.UploadOut, 400: Problem, 413: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Keep the file and say what is in it; nothing is imported yet."""
        upload = self.kept(request)
        try:
            look = uploads.look(uploads.path_of(upload), project_id=project_id)
        except Exception:
            uploads.discard(upload)
            raise
        answer = {
            "id": upload.pk,
            "name": upload.name,
            "size": upload.size,
            "kind_guess": look.guess.kind,
            "columns": look.columns,
            "rows": look.rows,
            "lines": look.lines,
            "mapping_guess": look.guess.mapping,
            "evidence": look.guess.evidence,
            "problems": look.problems,
            "known": look.known,
        }
        return Response(s.UploadOut(answer).data, status=201)


class RaterProfilesView(ProjectView):
    """What raters of files told about themselves."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="importRaterProfiles",
        request=s.RaterProfilesIn,
        responses={201: s.RaterProfilesOut, 400: Problem, 404: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Keep it, from a file that was sent: one row a rater, or one a judgment."""
        body = s.RaterProfilesIn(data=request.data).typed()
        kept = profiles.from_upload(
            project_id=project_id,
            upload_id=body["upload"],
            rater=body["rater"],
            fields=body["fields_told"],
            consent=body["consent"],
            exported=body["exported"],
            min_group=body["min_group"],
        )
        return Response(s.RaterProfilesOut({"raters": kept}).data, status=201)
