"""How far a judge may be trusted, and where it differs from people."""

from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from routing.api import serializers_standing as s
from routing.services import disagreements, more_people, specs, standing

PAGE = 20
REFUSED = {400: Problem, 404: Problem, 409: Problem}


class JudgeReportView(ProjectView):
    """A judge's report."""

    min_role = Role.RESEARCHER

    @extend_schema(
        operation_id="getJudgeReport",
        responses={200: s.JudgeReportOut, 404: Problem, 409: Problem},
    )
    def get(
        self,
        request: AuthedRequest,  # noqa: ARG002
        project_id: int,
        judge_id: int,
    ) -> Response:
        """How far it may be trusted and why, with all figures behind it."""
        found = standing.known(project_id=project_id, spec_id=judge_id)
        return Response(s.JudgeReportOut(found).data)


class DisagreementsView(ProjectView):
    """Where a judge and people differ."""

    min_role_by_method = {"GET": Role.RESEARCHER, "POST": Role.ADMIN}

    @extend_schema(
        operation_id="listJudgeDisagreements",
        parameters=[OpenApiParameter("offset", int)],
        responses={200: s.DisagreementsOut, 404: Problem, 409: Problem},
    )
    def get(self, request: AuthedRequest, project_id: int, judge_id: int) -> Response:
        """The newest items, with what both sides say."""
        text = request.query_params.get("offset", "0")
        offset = int(text) if text.isascii() and text.isdigit() else 0
        found = disagreements.listed(
            project_id=project_id, spec_id=judge_id, offset=min(offset, 10**6), limit=PAGE
        )
        return Response(s.DisagreementsOut(found).data)

    @extend_schema(
        operation_id="askMorePeople",
        request=s.AskMoreIn,
        responses={200: s.AskedMoreOut, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int, judge_id: int) -> Response:
        """Ask as many more people about items as one usually gets, within the people's budget."""
        body = s.AskMoreIn(data=request.data).typed()
        spec = specs.get(project_id=project_id, spec_id=judge_id)
        asked = more_people.ask(
            project_id=project_id,
            actor_id=request.user.pk,
            reason=f"{spec.name} and people differ.",
            subject=f"judge:{spec.pk}",
            **body,
        )
        return Response(s.AskedMoreOut({"items": asked.asked}).data)


_JUDGE = "projects/<int:project_id>/judges/<int:judge_id>"
standing_urls: list[URLPattern] = [
    path(f"{_JUDGE}/report", JudgeReportView.as_view()),
    path(f"{_JUDGE}/disagreements", DisagreementsView.as_view()),
]
