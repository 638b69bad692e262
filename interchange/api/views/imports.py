"""Imports: start, follow, cancel."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api import paging
from annotation.api.permissions import AuthedRequest, ProjectView, require
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from interchange import selectors
from interchange.api import serializers_imports as s
from interchange.services import imports

PAGE = 50


class ImportListView(ProjectView):
    """The imports of a project."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="listImports", parameters=[paging.PageQuery], responses=s.ImportBatchPageOut
    )
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """Newest first."""
        query = paging.PageQuery(data=request.query_params.dict()).typed()
        limit = query.get("limit", PAGE)
        rows = selectors.imports(project_id=project_id, before=query.get("cursor"), limit=limit + 1)
        last = rows[:limit][-1].id if rows else None
        return Response(s.ImportBatchPageOut(paging.page(rows, limit, last)).data)

    @extend_schema(
        operation_id="startImport",
        request=s.ImportIn,
        responses={201: s.ImportBatchOut, 400: Problem, 404: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Import an uploaded file, or only check it (`dry_run`)."""
        body = s.ImportIn(data=request.data).typed()
        batch_id, _ = imports.start(
            project_id=project_id,
            upload_id=body.pop("upload"),
            actor_id=request.user.pk,
            **body,
        )
        return Response(s.ImportBatchOut(selectors.import_(batch_id)).data, status=201)


class ImportView(APIView):
    """One import."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="getImport", responses={200: s.ImportBatchDetailOut, 404: Problem})
    def get(self, request: AuthedRequest, import_id: int) -> Response:
        """How far it is, and its report."""
        record = selectors.import_(import_id)
        require(request.user, record.project_id, Role.ADMIN)
        out = s.ImportBatchOut(record).data
        found = s.RowProblemOut(selectors.problems(import_id), many=True).data
        return Response({**out, "problems": found})


class ImportCancelView(APIView):
    """Stopping an import."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="cancelImport",
        request=None,
        responses={200: s.ImportBatchOut, 404: Problem, 409: Problem},
    )
    def post(self, request: AuthedRequest, import_id: int) -> Response:
        """Nothing of it is added; what was read is forgotten."""
        project_id = selectors.import_(import_id).project_id
        require(request.user, project_id, Role.ADMIN)
        imports.cancel(project_id=project_id, batch_id=import_id, actor_id=request.user.pk)
        return Response(s.ImportBatchOut(selectors.import_(import_id)).data)
