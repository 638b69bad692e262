"""Exports: formats, preview, start, progress, download, cancel."""

from django.conf import settings
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api import paging
from annotation.api.permissions import AuthedRequest, ProjectView, require
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from interchange import selectors
from interchange.api import sending
from interchange.api import serializers_exports as s
from interchange.formats import WRITERS
from interchange.formats.choices import params_of
from interchange.services import changes, exports, links

PAGE = 50


class FormatListView(APIView):
    """Which formats there are."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="listFormats", responses=s.FormatOut(many=True))
    def get(self, request: Request) -> Response:  # noqa: ARG002
        """Every format with its choices and their defaults."""
        found = [
            {
                "key": form.key,
                "title": form.title,
                "summary": form.summary,
                "unit": form.unit,
                "params": params_of(form),
            }
            for form in WRITERS.values()
        ]
        return Response(s.FormatOut(found, many=True).data)


class ExportListView(ProjectView):
    """The exports of a project."""

    min_role = Role.RESEARCHER

    @extend_schema(
        operation_id="listExports", parameters=[paging.PageQuery], responses=s.SnapshotPageOut
    )
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """Newest first."""
        query = paging.PageQuery(data=request.query_params.dict()).typed()
        limit = query.get("limit", PAGE)
        rows = selectors.snapshots(
            project_id=project_id, before=query.get("cursor"), limit=limit + 1
        )
        last = rows[limit - 1].id if len(rows) > limit else None
        return Response(s.SnapshotPageOut(paging.page(rows, limit, last)).data)

    @extend_schema(
        operation_id="startExport",
        request=s.ExportIn,
        responses={201: s.SnapshotOut, 400: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """A worker writes it; ask again for its state."""
        body = s.ExportIn(data=request.data).typed()
        snapshot = exports.start(
            project_id=project_id,
            actor_id=request.user.pk,
            form=body["format"],
            params=body["params"],
        )
        return Response(s.SnapshotOut(selectors.snapshot(snapshot.pk)).data, status=201)


class ExportPreviewView(ProjectView):
    """What an export would hold."""

    min_role = Role.RESEARCHER

    @extend_schema(
        operation_id="previewExport",
        request=s.ExportIn,
        responses={200: s.PreviewOut, 400: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """The first rows, and how many are left out for which reason."""
        body = s.ExportIn(data=request.data).typed()
        found = exports.preview(project_id=project_id, form=body["format"], params=body["params"])
        return Response(s.PreviewOut(found).data)


class ExportView(APIView):
    """One export."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="getExport", responses={200: s.SnapshotOut, 404: Problem})
    def get(self, request: AuthedRequest, snapshot_id: int) -> Response:
        """Its state, and its files once it is done."""
        require(request.user, selectors.snapshot_project(snapshot_id), Role.RESEARCHER)
        return Response(s.SnapshotOut(selectors.snapshot(snapshot_id)).data)


class ExportCancelView(APIView):
    """Stop an export."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="cancelExport", request=None, responses={204: None, 404: Problem, 409: Problem}
    )
    def post(self, request: AuthedRequest, snapshot_id: int) -> Response:
        """Refused once it has ended."""
        require(request.user, selectors.snapshot_project(snapshot_id), Role.RESEARCHER)
        exports.cancel(snapshot_id=snapshot_id, actor_id=request.user.pk)
        return Response(status=204)


class ExportChangesView(APIView):
    """What changed between two exports."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="compareExports",
        parameters=[s.ChangesQuery],
        responses={200: s.ChangesOut, 400: Problem, 404: Problem},
    )
    def get(self, request: AuthedRequest, snapshot_id: int, since_id: int) -> Response:
        """Items that came, went or changed their label since another export of the project."""
        require(request.user, selectors.snapshot_project(snapshot_id), Role.RESEARCHER)
        query = s.ChangesQuery(data=request.query_params.dict()).typed()
        found = changes.compare(snapshot_id=snapshot_id, since_id=since_id, **query)
        return Response(s.ChangesOut(found).data)


class ExportLinkView(APIView):
    """Make a download link that needs no signing in."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="linkExportFile",
        request=s.LinkIn,
        responses={201: s.LinkOut, 400: Problem, 404: Problem},
    )
    def post(self, request: AuthedRequest, snapshot_id: int) -> Response:
        """Good for so many minutes, and as long as you may export."""
        require(request.user, selectors.snapshot_project(snapshot_id), Role.RESEARCHER)
        body = s.LinkIn(data=request.data).typed()
        link = links.make(snapshot_id=snapshot_id, actor_id=request.user.pk, **body)
        url = f"{settings.PUBLIC_URL}/api/downloads/{link.token}"
        return Response(s.LinkOut({"url": url, "expires_at": link.expires_at}).data, status=201)


class DownloadView(APIView):
    """Download a file by a link that was sent."""

    authentication_classes = []  # the link alone decides
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="downloadByLink",
        auth=[],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: Problem},
    )
    def get(self, request: Request, link: str) -> HttpResponseBase:
        """Streamed from disk; with `Range: bytes=N-` what comes after the first N bytes."""
        path, name = links.follow(link)
        return sending.file(path, name, wanted=request.headers.get("Range", ""))


class ExportFileView(APIView):
    """Download a file of an export."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="downloadExportFile",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: Problem},
    )
    def get(self, request: AuthedRequest, snapshot_id: int, name: str) -> HttpResponseBase:
        """Streamed from disk; with `Range: bytes=N-` what comes after the first N bytes."""
        require(request.user, selectors.snapshot_project(snapshot_id), Role.RESEARCHER)
        path = exports.file_of(snapshot_id=snapshot_id, name=name)
        saved_as = exports.download_name(snapshot_id=snapshot_id, name=name)
        return sending.file(path, saved_as, wanted=request.headers.get("Range", ""))
