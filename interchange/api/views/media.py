"""Sending the pictures, sounds and films that items name."""

from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api.permissions import AuthedRequest
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.errors import Invalid
from annotation.selectors import media
from interchange.api import serializers_imports as s
from interchange.api.views.uploads import FileView
from interchange.services import media_files


class MediaListView(FileView):
    """The files of a project."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="getMediaSummary", responses=s.MediaSummaryOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """How many there are, and the newest."""
        return Response(s.MediaSummaryOut(media.summary(project_id)).data)

    @extend_schema(
        operation_id="sendMedia",
        request={"multipart/form-data": s.MediaIn},
        responses={201: s.MediaTakenOut, 400: Problem, 413: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Keep a file, or all of a zip archive, under the names that items say."""
        sent = request.FILES.get("file")
        if not isinstance(sent, TemporaryUploadedFile):
            raise Invalid(fields={"file": ["Choose a file."]})
        taken = media_files.take(
            project_id=project_id,
            name=sent.name or "file",
            path=Path(sent.temporary_file_path()),
            actor_id=request.user.pk,
        )
        return Response(s.MediaTakenOut(taken).data, status=201)
