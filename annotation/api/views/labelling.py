"""How labels are made, and making them anew."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api import serializers_labels as s
from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.domain.types import Role
from annotation.selectors import fits
from annotation.services import relabelling


class LabellingView(ProjectView):
    """How the labels of a project are made."""

    min_role_by_method: ClassVar[dict[str, Role]] = {
        "GET": Role.RESEARCHER,
        "HEAD": Role.RESEARCHER,
        "POST": Role.ADMIN,
    }

    @extend_schema(operation_id="getLabelling", responses=s.LabellingOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Each question's method, what it has learnt, and how far a relabelling is."""
        return Response(s.LabellingOut(fits.page(project_id)).data)

    @extend_schema(operation_id="relabel", request=None, responses={202: s.RelabelOut})
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Learn of the raters again and bring every label up to date, by a job."""
        job_id = relabelling.ask(project_id=project_id, actor_id=request.user.pk)
        return Response(s.RelabelOut({"job_id": job_id}).data, status=202)
