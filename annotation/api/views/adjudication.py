"""Settling what raters disagree on."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api import serializers_adjudication as s
from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.selectors import adjudication as seen
from annotation.services import adjudication


class AdjudicationView(ProjectView):
    """The items to settle."""

    min_role = Role.REVIEWER

    @extend_schema(
        operation_id="listAdjudication",
        parameters=[s.AdjudicationQuery],
        responses={200: s.AdjudicationQueueOut, 400: Problem},
    )
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """Worst first, by alpha or by posterior; without one's own."""
        query = s.AdjudicationQuery(data=request.query_params).typed()
        found = seen.queue(project_id=project_id, user_id=request.user.pk, **query)
        return Response(s.AdjudicationQueueOut(found).data)


class AdjudicationItemView(ProjectView):
    """One item to settle."""

    min_role: ClassVar[Role] = Role.REVIEWER

    @extend_schema(
        operation_id="getAdjudicationItem",
        parameters=[s.AdjudicationItemQuery],
        responses={200: s.AdjudicationItemOut, 403: Problem, 404: Problem},
    )
    def get(self, request: AuthedRequest, project_id: int, item_id: int) -> Response:
        """The item and everybody's answers, by letter."""
        query = s.AdjudicationItemQuery(data=request.query_params).typed()
        found = seen.item(item_id=item_id, project_id=project_id, user_id=request.user.pk, **query)
        return Response(s.AdjudicationItemOut(found).data)

    @extend_schema(
        operation_id="adjudicate",
        request=s.AdjudicationIn,
        responses={201: s.AdjudicatedOut, 400: Problem, 403: Problem, 404: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int, item_id: int) -> Response:
        """Settle it; the label says so."""
        body = s.AdjudicationIn(data=request.data).typed()
        judgment_id = adjudication.decide(
            item_id=item_id, project_id=project_id, user_id=request.user.pk, **body
        )
        return Response(s.AdjudicatedOut({"judgment_id": judgment_id}).data, status=201)


class GapsView(ProjectView):
    """What the guidelines do not say."""

    min_role = Role.REVIEWER

    @extend_schema(operation_id="listGuidelineGaps", responses=s.GapsOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Newest first."""
        return Response(s.GapsOut({"gaps": seen.gaps(project_id)}).data)
