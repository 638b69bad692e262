"""The table of items, and one item with its history."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api import serializers_items as s
from annotation.api.paging import page
from annotation.api.permissions import AuthedRequest, ProjectView, require
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.errors import AlreadyDiscarded
from annotation.selectors import browse, history
from annotation.services import flags, items

DEFAULT_LIMIT = 50


class ItemsView(ProjectView):
    """The items of a project."""

    min_role = Role.REVIEWER

    @extend_schema(
        operation_id="listItems",
        parameters=[s.ItemQuery],
        responses={200: s.ItemListOut, 400: Problem},
    )
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """A page of items; a filter that does not exist is refused."""
        query = s.ItemQuery(data=request.query_params).typed()
        limit, after = query.pop("limit", DEFAULT_LIMIT), query.pop("cursor", 0)
        rows, count = browse.items(
            project_id=project_id, filters=browse.Filters(**query), after=after, limit=limit + 1
        )
        last = rows[:limit][-1]["id"] if rows else None
        return Response(s.ItemListOut({**page(rows, limit, last), "estimate": count}).data)


class ItemView(APIView):
    """One item."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="getItem", responses={200: s.ItemOut, 404: Problem})
    def get(self, request: AuthedRequest, item_id: int) -> Response:
        """The item with assignments, judgments, labels and flags."""
        require(request.user, history.project_of(item_id), Role.REVIEWER)
        return Response(s.ItemOut(history.of_item(item_id)).data)


class DiscardView(APIView):
    """Take a broken item out."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="discardItem",
        request=s.DiscardIn,
        responses={204: None, 404: Problem, 409: Problem},
    )
    def post(self, request: AuthedRequest, item_id: int) -> Response:
        """Keep it with its history, never show or export it again."""
        require(request.user, history.project_of(item_id), Role.ADMIN)
        reason = s.DiscardIn(data=request.data).typed()["reason"]
        if not items.discard(item_id=item_id, actor_id=request.user.pk, reason=reason):
            raise AlreadyDiscarded
        return Response(status=204)


class SettleFlagsView(APIView):
    """Having looked at an item's flags."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="settleFlags", request=None, responses={204: None, 404: Problem})
    def post(self, request: AuthedRequest, item_id: int) -> Response:
        """Close the item's open flags."""
        require(request.user, history.project_of(item_id), Role.ADMIN)
        flags.settle(item_id=item_id)
        return Response(status=204)
