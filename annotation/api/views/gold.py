"""Known answers: the list, uploads, proposals, and one item's."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api import serializers_gold as s
from annotation.api.paging import PageQuery, page
from annotation.api.permissions import AuthedRequest, ProjectView, require
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.errors import NotFound
from annotation.selectors import gold as seen
from annotation.selectors import history, tallies, versions
from annotation.services import gold, projects

DEFAULT_LIMIT = 50


class GoldListView(ProjectView):
    """The known answers of a project: for admins, since whoever judges must not know them."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="listGold",
        parameters=[PageQuery],
        responses={200: s.GoldListOut, 400: Problem},
    )
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """A page of known items with how people did on them."""
        query = PageQuery(data=request.query_params).typed()
        limit = query.get("limit", DEFAULT_LIMIT)
        counted, as_of = tallies.of_page(project_id)
        rows = seen.listed(
            project_id, after=query.get("cursor", 0), limit=limit + 1, did=counted["items"]
        )
        last = rows[:limit][-1]["item_id"] if rows else None
        out = {**page(rows, limit, last), "counts": seen.counts(project_id), "as_of": as_of}
        return Response(s.GoldListOut(out).data)

    @extend_schema(
        operation_id="uploadGold",
        request=s.GoldUploadIn,
        responses={200: s.GoldUploadOut, 400: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Set many answers at once; rows that do not fit are refused one by one."""
        rows = s.GoldUploadIn(data=request.data).typed()["rows"]
        done = gold.upload(project_id=project_id, rows=rows, actor_id=request.user.pk)
        return Response(s.GoldUploadOut(asdict(done)).data)


class ProposalsView(ProjectView):
    """Items on which everybody agreed."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="proposeGold",
        parameters=[s.ProposalQuery],
        responses={200: s.ProposalsOut, 400: Problem},
    )
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """Those that are not known yet."""
        people = s.ProposalQuery(data=request.query_params).typed()["people"]
        found = seen.proposals(project_id, people=people, after=0, limit=DEFAULT_LIMIT)
        return Response(s.ProposalsOut({"results": found}).data)

    @extend_schema(
        operation_id="confirmGold",
        request=s.ConfirmIn,
        responses={200: s.ConfirmOut, 400: Problem, 404: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Make known what they agreed on."""
        body = s.ConfirmIn(data=request.data).typed()
        done = gold.confirm(project_id=project_id, actor_id=request.user.pk, **body)
        return Response({"confirmed": done})


class ItemGoldView(APIView):
    """One item's known answer."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="getGold", responses={200: s.GoldOut, 404: Problem})
    def get(self, request: AuthedRequest, item_id: int) -> Response:
        """What it is, if it is known."""
        require(request.user, history.project_of(item_id), Role.ADMIN)
        known = seen.of_item(item_id)
        if known is None:
            raise NotFound("This item's answer is not known.")
        return Response(s.GoldOut(known).data)

    @extend_schema(
        operation_id="setGold",
        request=s.GoldIn,
        responses={200: s.GoldOut, 400: Problem, 404: Problem},
    )
    def put(self, request: AuthedRequest, item_id: int) -> Response:
        """Make it known, or change it; an item nobody has begun leaves the queue."""
        require(request.user, history.project_of(item_id), Role.ADMIN)
        body = s.GoldIn(data=request.data).typed()
        gold.put(item_id=item_id, actor_id=request.user.pk, **body)
        return Response(s.GoldOut(seen.of_item(item_id)).data)

    @extend_schema(operation_id="retireGold", request=None, responses={204: None, 404: Problem})
    def delete(self, request: AuthedRequest, item_id: int) -> Response:
        """Forget it; an item that was kept for it alone is judged like any other."""
        require(request.user, history.project_of(item_id), Role.ADMIN)
        gold.retire(item_id=item_id, actor_id=request.user.pk)
        return Response(status=204)


class RulesView(ProjectView):
    """What the project asks of its people: for admins, since gold is no secret to who reads it."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="getRules", responses=s.RulesOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """The rules in force."""
        return _rules(project_id)

    @extend_schema(
        operation_id="setRules", request=s.RulesIn, responses={200: s.RulesOut, 400: Problem}
    )
    def put(self, request: AuthedRequest, project_id: int) -> Response:
        """Replace the rules."""
        kept = versions.in_force(project_id).rules
        rules = s.RulesIn(data=request.data).rules(kept)
        projects.set_rules(project_id=project_id, rules=rules, actor_id=request.user.pk)
        return _rules(project_id)


def _rules(project_id: int) -> Response:
    rules = asdict(versions.in_force(project_id).rules)
    return Response(s.RulesOut({**rules, "known": seen.counts(project_id)}).data)
