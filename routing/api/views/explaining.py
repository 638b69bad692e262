"""What a judge made of labels and of what people wrote."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from routing.api import serializers_explaining as s
from routing.services import explaining


class ExplanationsView(ProjectView):
    """Principles and criteria by a judge."""

    min_role_by_method: ClassVar[dict[str, Role]] = {
        "GET": Role.RESEARCHER,
        "HEAD": Role.RESEARCHER,
        "POST": Role.ADMIN,
    }

    @extend_schema(operation_id="getExplanations", responses=s.ExplanationsOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """What was found last, and whom one may ask."""
        return Response(s.ExplanationsOut(explaining.page(project_id)).data)

    @extend_schema(
        operation_id="explain",
        request=s.ExplainIn,
        responses={202: s.ExplainOut, 400: Problem, 404: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Have a judge say what labels follow, by a job; within the budget."""
        body = s.ExplainIn(data=request.data).typed()
        job_id = explaining.start(
            project_id=project_id, spec_id=body["judge"], actor_id=request.user.pk
        )
        return Response(s.ExplainOut({"job_id": job_id}).data, status=202)
