"""The judges of a project."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from routing.api import serializers_judges as s
from routing.judges.spec import NewSpec
from routing.services import specs

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
        body = s.JudgeIn(data=request.data).typed()
        endpoint = body.pop("endpoint") or {}
        spec = specs.create(
            project_id=project_id, actor_id=request.user.pk, new=NewSpec(**body, **endpoint)
        )
        return Response(_one(project_id, spec.pk), status=201)


class JudgeView(ProjectView):
    """One judge."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="changeJudge", request=s.JudgeChangeIn, responses={200: s.JudgeOut, **REFUSED}
    )
    def patch(self, request: AuthedRequest, project_id: int, judge_id: int) -> Response:
        """Ask it or retire it; give its endpoint another key."""
        body = s.JudgeChangeIn(data=request.data).typed()
        who: dict[str, Any] = {
            "project_id": project_id,
            "spec_id": judge_id,
            "actor_id": request.user.pk,
        }
        if "api_key" in body:
            specs.set_key(**who, api_key=body["api_key"])
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


def _one(project_id: int, judge_id: int) -> Any:
    specs.get(project_id=project_id, spec_id=judge_id)
    found = specs.listing(project_id=project_id)
    return s.JudgeOut(next(judge for judge in found if judge["id"] == judge_id)).data


_JUDGES = "projects/<int:project_id>/judges"
judge_urls: list[URLPattern] = [
    path(_JUDGES, JudgesView.as_view()),
    path(f"{_JUDGES}/<int:judge_id>", JudgeView.as_view()),
    path(f"{_JUDGES}/<int:judge_id>/trust", JudgeTrustView.as_view()),
]
