"""How far a project is."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api import serializers_items as s
from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.domain.types import Role
from annotation.selectors import progress


class OverviewView(ProjectView):
    """The project's overview."""

    min_role = Role.REVIEWER

    @extend_schema(operation_id="getOverview", responses=s.OverviewOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Counts, judgments per day, agreement, people, jobs."""
        return Response(s.OverviewOut(progress.overview(project_id)).data)
