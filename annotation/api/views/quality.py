"""What the labels and the raters of a project are worth."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api import serializers_groups, serializers_principles
from annotation.api import serializers_quality as s
from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.selectors import drivers, groups, principles, quality_pages

# The figures are plain JSON already, and may be of a thousand raters: they go out as they are kept.


class QualityView(ProjectView):
    """The project's quality page."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="getQuality", responses=s.QualityOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Agreement by question, raters, models."""
        return Response(quality_pages.of_project(project_id))


class DriversView(ProjectView):
    """What goes with the verdicts of people and of each judge."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="getDrivers", responses=s.DriversOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Length, format and tone beside verdicts, by question."""
        return Response(drivers.of_page(project_id))


class GroupsView(ProjectView):
    """Whether groups of people judge alike."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="getGroups", responses=serializers_groups.GroupsOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Agreement within and between groups, items that split them, types of raters."""
        return Response(groups.of_page(project_id))


class PrinciplesView(ProjectView):
    """What labels and texts follow."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="getPrinciples", responses=serializers_principles.PrinciplesOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Principles that reconstruct labels, and what people write summed up by words."""
        return Response(principles.of_page(project_id))


class RaterView(ProjectView):
    """A rater's page."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="getRater", responses={200: s.RaterOut, 404: Problem})
    def get(self, request: AuthedRequest, project_id: int, rater_id: int) -> Response:  # noqa: ARG002
        """One rater beside the middle of all people."""
        return Response(quality_pages.of_rater(project_id, rater_id))
