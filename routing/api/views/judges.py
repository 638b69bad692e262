"""The judges of a project."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from routing.api import serializers_judges as s
from routing.judges.prompts import names
from routing.judges.protocols import PROTOCOLS
from routing.judges.spec import NewSpec
from routing.services import (
    attacking,
    estimating,
    judging,
    making,
    prices,
    runs,
    specs,
    tagging,
    teaching,
    trying,
)

REFUSED = {400: Problem, 404: Problem, 409: Problem}


class JudgesView(ProjectView):
    """All judges of a project."""

    min_role_by_method = {"GET": Role.RESEARCHER, "POST": Role.ADMIN}

    @extend_schema(operation_id="listJudges", responses=s.JudgeOut(many=True))
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Each with its trust, its calls and what they cost."""
        return Response(s.JudgeOut(specs.listing(project_id=project_id), many=True).data)

    @extend_schema(
        operation_id="createJudge", request=s.JudgeIn, responses={201: s.JudgeOut, **REFUSED}
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Add a judge: active and untested."""
        new, rest = _wished(s.JudgeIn(data=request.data))
        spec = making.create(project_id=project_id, actor_id=request.user.pk, new=new, **rest)
        return Response(_one(project_id, spec.pk), status=201)


class JudgeEstimateView(ProjectView):
    """What a judge would cost."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="estimateJudge",
        request=s.JudgeEstimateIn,
        responses={200: s.JudgeEstimateOut, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Calls and money, before it is made; nothing is asked and nothing is stored."""
        new, _ = _wished(s.JudgeEstimateIn(data=request.data))
        found = estimating.estimate(project_id=project_id, new=new)
        return Response(s.JudgeEstimateOut(found).data)


class JudgeView(ProjectView):
    """One judge."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="changeJudge", request=s.JudgeChangeIn, responses={200: s.JudgeOut, **REFUSED}
    )
    def patch(self, request: AuthedRequest, project_id: int, judge_id: int) -> Response:
        """Ask it or retire it; change how it is run, its key, limits and price."""
        body = s.JudgeChangeIn(data=request.data).typed()
        who: dict[str, Any] = {
            "project_id": project_id,
            "spec_id": judge_id,
            "actor_id": request.user.pk,
        }
        if "api_key" in body:
            specs.set_key(**who, api_key=body["api_key"])
        if "limits" in body:
            specs.set_limits(
                **who,
                requests=body["limits"]["requests_per_minute"],
                tokens=body["limits"]["tokens_per_minute"],
            )
        if "prices" in body:
            specs.set_price(**who, **body["prices"])
        if "run" in body:
            specs.set_run(**who, **body["run"])
        if "active" in body:
            specs.set_active(**who, active=body["active"])
        return Response(_one(project_id, judge_id))


class JudgeTrustView(ProjectView):
    """How far a judge is trusted."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="trustJudge", request=s.JudgeTrustIn, responses={200: s.JudgeOut, **REFUSED}
    )
    def post(self, request: AuthedRequest, project_id: int, judge_id: int) -> Response:
        """From now on; what was before stays in the history."""
        body = s.JudgeTrustIn(data=request.data).typed()
        specs.set_trust(project_id=project_id, spec_id=judge_id, actor_id=request.user.pk, **body)
        return Response(_one(project_id, judge_id))


class JudgeTrialsView(ProjectView):
    """Trying a judge."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="tryJudge",
        request=s.JudgeTryIn,
        responses={202: s.JudgeTrialStartedOut, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int, judge_id: int) -> Response:
        """Ask it about a few items; nothing is judged, and the project's budget pays."""
        body = s.JudgeTryIn(data=request.data).typed()
        started = trying.start(project_id=project_id, spec_id=judge_id, **body)
        return Response(s.JudgeTrialStartedOut(started).data, status=202)


class JudgeTrialView(ProjectView):
    """A trial."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="getJudgeTrial", responses={200: s.JudgeTrialOut, 404: Problem})
    def get(
        self,
        request: AuthedRequest,  # noqa: ARG002
        project_id: int,
        judge_id: int,
        trial: str,
    ) -> Response:
        """What it has shown so far: prompt, answer, verdict, cost and time of every call."""
        found = trying.result(project_id=project_id, spec_id=judge_id, trial=trial)
        return Response(s.JudgeTrialOut(found).data)


class JudgeAttacksView(ProjectView):
    """Attacks on a judge."""

    min_role_by_method = {"GET": Role.RESEARCHER, "POST": Role.ADMIN}

    @extend_schema(operation_id="getJudgeAttacks", responses={200: s.AttackedOut, 404: Problem})
    def get(
        self,
        request: AuthedRequest,  # noqa: ARG002
        project_id: int,
        judge_id: int,
    ) -> Response:
        """The newest report."""
        specs.get(project_id=project_id, spec_id=judge_id)
        at, report = attacking.newest(judge_id) or (None, None)
        return Response(s.AttackedOut({"at": at, "report": report}).data)

    @extend_schema(
        operation_id="attackJudge",
        request=s.AttackIn,
        responses={202: s.JobStartedOut, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int, judge_id: int) -> Response:
        """Attack it with the committed set; what it has answered already is not paid again."""
        body = s.AttackIn(data=request.data).typed()
        job = attacking.enqueue(project_id=project_id, spec_id=judge_id, **body)
        return Response(s.JobStartedOut({"job": job}).data, status=202)


class JudgeTagsView(ProjectView):
    """What a judge says of prompts."""

    min_role_by_method = {"GET": Role.RESEARCHER, "POST": Role.ADMIN}

    @extend_schema(operation_id="getTags", responses={200: s.TaggedOut, 404: Problem})
    def get(
        self,
        request: AuthedRequest,  # noqa: ARG002
        project_id: int,
        judge_id: int,
    ) -> Response:
        """How many of the project's items carry tags, of any judge."""
        specs.get(project_id=project_id, spec_id=judge_id)
        out = {"items": tagging.count(project_id), "running": tagging.running(project_id)}
        return Response(s.TaggedOut(out).data)

    @extend_schema(
        operation_id="tagPrompts", request=None, responses={202: s.JobStartedOut, **REFUSED}
    )
    def post(self, request: AuthedRequest, project_id: int, judge_id: int) -> Response:
        """Have it tag every prompt that carries no tags; paid like any call."""
        job = tagging.start(project_id=project_id, spec_id=judge_id, actor_id=request.user.pk)
        return Response(s.JobStartedOut({"job": job}).data, status=202)


class JudgeTrainingView(ProjectView):
    """A judge trained on the labels of people."""

    min_role_by_method = {"GET": Role.RESEARCHER, "POST": Role.ADMIN}

    @extend_schema(operation_id="getJudgeTraining", responses=s.JudgeTrainingOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """The newest training: how far it is, what was learnt, or why nothing was."""
        return Response(s.JudgeTrainingOut(teaching.newest(project_id)).data)

    @extend_schema(
        operation_id="trainJudge", request=None, responses={202: s.JobStartedOut, **REFUSED}
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Have a worker train one, or the next version of the one that is asked now."""
        job = teaching.start(project_id=project_id, actor_id=request.user.pk)
        return Response(s.JobStartedOut({"job": job}).data, status=202)


class JudgingView(ProjectView):
    """The judging of a project."""

    min_role_by_method = {"GET": Role.RESEARCHER, "POST": Role.ADMIN}

    @extend_schema(operation_id="getJudging", responses=s.JudgingOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """How far it is, what it has cost, and how long it will take."""
        return Response(s.JudgingOut(runs.progress(project_id)).data)

    @extend_schema(
        operation_id="changeJudging",
        request=s.JudgingIn,
        responses={200: s.JudgingOut, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Pause or resume it, or cancel it: what still waits then goes to people."""
        body = s.JudgingIn(data=request.data).typed()
        judging.change_run(project_id=project_id, actor_id=request.user.pk, **body)
        return Response(s.JudgingOut(runs.progress(project_id)).data)


class ModelPricesView(ProjectView):
    """What models cost."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="listModelPrices", responses=s.ModelPriceOut(many=True))
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """The price in force of every model that a judge of the project was made with."""
        return Response(s.ModelPriceOut(prices.table(project_id), many=True).data)


class JudgeProtocolsView(ProjectView):
    """The ways in which judges can be asked."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="listJudgeProtocols", responses=s.JudgeProtocolOut(many=True))
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Each with its templates and the kinds of judges it is for."""
        found = [
            {
                "key": p.name,
                "title": p.title,
                "summary": p.summary,
                "templates": [n for n in names() if n.partition(".")[0] == p.name],
                "backends": sorted(p.backends),
                "rates_aspects": p.aspects,
                "orders": list(p.orders),
                "needs_reference": p.needs_reference,
            }
            for p in PROTOCOLS.values()
        ]
        return Response(s.JudgeProtocolOut(found, many=True).data)


def _wished(given: s.JudgeIn) -> tuple[NewSpec, dict[str, Any]]:
    """The judge in a body, and what stands beside its configuration."""
    body = given.typed()
    rest = {name: body.pop(name) for name in ("active", "replaces")}
    endpoint = body.pop("endpoint") or {}
    body |= {"aspects": tuple(body["aspects"]), "members": tuple(body["members"])}
    return NewSpec(**body, **endpoint), rest


def _one(project_id: int, judge_id: int) -> Any:
    specs.get(project_id=project_id, spec_id=judge_id)
    found = specs.listing(project_id=project_id)
    return s.JudgeOut(next(judge for judge in found if judge["id"] == judge_id)).data


_JUDGES = "projects/<int:project_id>/judges"
judge_urls: list[URLPattern] = [
    path(_JUDGES, JudgesView.as_view()),
    path("projects/<int:project_id>/judge-estimates", JudgeEstimateView.as_view()),
    path(f"{_JUDGES}/<int:judge_id>", JudgeView.as_view()),
    path(f"{_JUDGES}/<int:judge_id>/trust", JudgeTrustView.as_view()),
    path(f"{_JUDGES}/<int:judge_id>/trials", JudgeTrialsView.as_view()),
    path(f"{_JUDGES}/<int:judge_id>/trials/<str:trial>", JudgeTrialView.as_view()),
    path(f"{_JUDGES}/<int:judge_id>/attacks", JudgeAttacksView.as_view()),
    path(f"{_JUDGES}/<int:judge_id>/tags", JudgeTagsView.as_view()),
    path("projects/<int:project_id>/judge-training", JudgeTrainingView.as_view()),
    path("projects/<int:project_id>/judging", JudgingView.as_view()),
    path("projects/<int:project_id>/model-prices", ModelPricesView.as_view()),
    path("projects/<int:project_id>/judge-protocols", JudgeProtocolsView.as_view()),
]
