"""Cohorts: named groups of members, and items kept for them."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api import serializers_cohorts as s
from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.selectors import browse, projects
from annotation.services import cohorts


class CohortsView(ProjectView):
    """The cohorts of a project."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="listCohorts", responses=s.CohortsOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Each with how many members and items it has."""
        return Response(s.CohortsOut({"results": projects.cohorts(project_id)}).data)

    @extend_schema(
        operation_id="createCohort",
        request=s.CohortIn,
        responses={201: s.CohortsOut, 400: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Make one."""
        body = s.CohortIn(data=request.data).typed()
        cohorts.create(project_id=project_id, actor_id=request.user.pk, **body)
        return Response(s.CohortsOut({"results": projects.cohorts(project_id)}).data, status=201)


class CohortView(ProjectView):
    """One cohort."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="dropCohort", request=None, responses={204: None, 404: Problem})
    def delete(self, request: AuthedRequest, project_id: int, cohort_id: int) -> Response:
        """Forget it; its items are for everybody again."""
        cohorts.drop(project_id=project_id, cohort_id=cohort_id, actor_id=request.user.pk)
        return Response(status=204)


class KeepItemsView(ProjectView):
    """Which items are for whom."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="keepItems", request=s.KeepIn, responses={200: s.KeptOut, 404: Problem}
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Keep the items that the filter finds for a cohort, or for everybody again."""
        body = s.KeepIn(data=request.data).typed()
        kept = cohorts.keep_items(
            project_id=project_id,
            cohort_id=body.pop("cohort"),
            filters=browse.Filters(**body),
            actor_id=request.user.pk,
        )
        return Response({"items": kept})


class PlaceView(ProjectView):
    """A member's cohort and limits."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="placeMember", request=s.PlaceIn, responses={204: None, 404: Problem}
    )
    def put(self, request: AuthedRequest, project_id: int, member_id: int) -> Response:
        """Replace both."""
        body = s.PlaceIn(data=request.data).typed()
        cohorts.place(
            project_id=project_id,
            member_id=member_id,
            cohort_id=body.pop("cohort"),
            actor_id=request.user.pk,
            **body,
        )
        return Response(status=204)
