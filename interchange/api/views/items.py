"""The files an item came from and went into."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api.permissions import AuthedRequest, require
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.selectors import history
from interchange import selectors
from interchange.api import serializers_items as s


class ItemFilesView(APIView):
    """Where an item came from, and which exports hold it."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="getItemFiles", responses={200: s.ItemFilesOut, 404: Problem})
    def get(self, request: AuthedRequest, item_id: int) -> Response:
        """The import with its line; finished exports, first to last."""
        require(request.user, history.project_of(item_id), Role.REVIEWER)
        return Response(s.ItemFilesOut(selectors.files_of(item_id)).data)
