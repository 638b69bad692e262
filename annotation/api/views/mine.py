"""One's own work: pace and progress, and the answers one gave."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api import serializers_mine as s
from annotation.api.paging import page
from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.selectors import mine, versions

DEFAULT_LIMIT = 50


class MineView(ProjectView):
    """How far one is, and how fast."""

    min_role = Role.ANNOTATOR

    @extend_schema(operation_id="getMine", responses=s.MineOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """One's own pace, progress, share, and training."""
        seat = versions.seat(project_id=project_id, user_id=request.user.pk)
        return Response(s.MineOut(mine.summary(seat)).data)


class MyHistoryView(ProjectView):
    """The answers one gave; nobody else's can be named."""

    min_role = Role.ANNOTATOR

    @extend_schema(
        operation_id="listMine",
        parameters=[s.MyHistoryQuery],
        responses={200: s.MyHistoryOut, 400: Problem},
    )
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """A page of one's own answers, the latest first."""
        query = s.MyHistoryQuery(data=request.query_params).typed()
        limit, before = query.pop("limit", DEFAULT_LIMIT), query.pop("cursor", None)
        seat = versions.seat(project_id=project_id, user_id=request.user.pk)
        rows = mine.history(seat, mine.Filters(**query), before=before, limit=limit + 1)
        last = rows[:limit][-1]["id"] if rows else None
        return Response(s.MyHistoryOut(page(rows, limit, last)).data)
