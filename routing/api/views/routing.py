"""Who is asked: policies, the project's choice, its budgets, a run, a preview."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api.permissions import AuthedRequest, ProjectView, require
from annotation.api.serializers import Problem
from annotation.domain.types import Json, Role
from annotation.selectors import history
from routing import selectors
from routing.api import serializers_routing as s
from routing.policies import POLICIES
from routing.services import budgets, configs, figures, paces, rehearsal, routing, specs, spending

REFUSED = {400: Problem, 404: Problem}
NOTHING: Json = {"agreement": None, "queues": [], "days": [], "moves": []}  # until it is counted


class PoliciesView(APIView):
    """The policies there are."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="listPolicies", responses=s.PolicyOut(many=True))
    def get(self, request: Request) -> Response:  # noqa: ARG002
        """Each with the JSON schema of its parameters."""
        kinds = [
            {name: getattr(kind, name) for name in ("key", "title", "summary", "params")}
            | {"needs": sorted(kind.needs)}
            for kind in POLICIES.values()
        ]
        return Response(s.PolicyOut(kinds, many=True).data)


class RoutingView(ProjectView):
    """How a project decides who is asked."""

    min_role_by_method = {"GET": Role.RESEARCHER, "POST": Role.ADMIN}

    @extend_schema(operation_id="getRouting", responses=s.RoutingOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """The policy in force and what came of it."""
        versions = selectors.configs(project_id)
        routes = selectors.routes(project_id)
        known = figures.known(project_id)
        counted = known.data or NOTHING
        out = {
            "config": versions[0] if versions else None,
            "versions": versions,
            "budgets": selectors.budgets(project_id),
            "spending": paces.of(project_id),
            "routes": routes,
            "audited": routes["audited"],
            "last_run": selectors.last_run(project_id),
            "judges": {"active": len(specs.active(project_id=project_id))},
            "audit": {"n": routes["audited"], "agreement": counted["agreement"]},
            "queues": counted["queues"],
            "days": counted["days"],
            "moves": counted["moves"],
            "as_of": known.as_of,
        }
        return Response(s.RoutingOut(out).data)

    @extend_schema(
        operation_id="chooseRouting",
        request=s.RoutingIn,
        responses={201: s.RoutingConfigOut, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Choose a policy: a new version; what is decided already stays."""
        body = s.RoutingIn(data=request.data).typed()
        made = configs.choose(project_id=project_id, actor_id=request.user.pk, **body)
        return Response(s.RoutingConfigOut(made).data, status=201)


class BudgetView(ProjectView):
    """A project's budget of one unit."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="setBudget",
        request=s.BudgetIn,
        responses={200: s.BudgetOut, 409: Problem, **REFUSED},
    )
    def put(self, request: AuthedRequest, project_id: int, unit: str) -> Response:
        """Set the limit; it cannot be lower than what is spent or set aside."""
        body = s.BudgetIn(data=request.data).typed()
        budget = budgets.set_limit(
            project_id=project_id, unit=unit, actor_id=request.user.pk, **body
        )
        return Response(s.BudgetOut(budget).data)


class SpendingView(ProjectView):
    """What people may cost in a project."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="setSpending",
        request=s.SpendingIn,
        responses={200: s.SpendingOut, 409: Problem, **REFUSED},
    )
    def put(self, request: AuthedRequest, project_id: int) -> Response:
        """Pay people from an amount of money or minutes; it takes the place of a plain number."""
        terms = spending.Terms(**s.SpendingIn(data=request.data).typed())
        pace = spending.choose(project_id=project_id, actor_id=request.user.pk, terms=terms)
        return Response(s.SpendingOut(pace).data)


class RoutingRunView(ProjectView):
    """Route items now."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="runRouting",
        request=s.RouteRunIn,
        responses={202: s.RouteRunOut, 409: Problem, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Have a worker do it."""
        body = s.RouteRunIn(data=request.data).typed()
        job = routing.enqueue(project_id=project_id, **body)
        return Response(s.RouteRunOut({"job": job}).data, status=202)


class RoutingPreviewView(ProjectView):
    """See what a policy would do."""

    min_role = Role.RESEARCHER

    @extend_schema(
        operation_id="previewRouting",
        request=s.RoutingIn,
        responses={200: s.RoutingPreviewOut, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Nothing is written; at most the first 5,000 items are looked at."""
        body = s.RoutingIn(data=request.data).typed()
        return Response(s.RoutingPreviewOut(rehearsal.preview(project_id=project_id, **body)).data)


class ItemDecisionsView(APIView):
    """Why somebody was asked about an item."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="getItemDecisions", responses={200: s.ItemDecisionsOut, 404: Problem}
    )
    def get(self, request: AuthedRequest, item_id: int) -> Response:
        """Decisions and the calls of judges, first to last."""
        require(request.user, history.project_of(item_id), Role.REVIEWER)
        out = {
            "decisions": selectors.decisions_of(item_id),
            "calls": selectors.calls_of(item_id),
        }
        return Response(s.ItemDecisionsOut(out).data)
