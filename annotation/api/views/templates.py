"""Ready-made sets of questions."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api import serializers_people as s
from annotation.api.permissions import AuthedRequest
from annotation.domain.questions import check_set
from annotation.domain.templates import TEMPLATES


class TemplatesView(APIView):
    """What a new project may start from; the same for everybody."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="listTemplates", responses=s.TemplateOut(many=True))
    def get(self, request: AuthedRequest) -> Response:  # noqa: ARG002
        """Every template, its questions written out in full."""
        full = [{**t, "questions": check_set(t["questions"])} for t in TEMPLATES.values()]
        return Response(s.TemplateOut(full, many=True).data)
