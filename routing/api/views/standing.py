"""How far a judge may be trusted, and where it differs from people."""

from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from routing.api import serializers_standing as s
from routing.services import disagreements, imported, more_people, specs, standing

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
        found = disagreements.listed(
            project_id=project_id, spec_id=judge_id, offset=_offset(request), limit=PAGE
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


class ImportedJudgesView(ProjectView):
    """The judges whose verdicts came by import."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="listImportedJudges", responses=s.ImportedJudgeOut(many=True))
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """Each with how much it has judged, and whose verdicts are whose other order."""
        return Response(s.ImportedJudgeOut(imported.listing(project_id), many=True).data)


class ImportedJudgeReportView(ProjectView):
    """The report of an imported judge."""

    min_role = Role.RESEARCHER

    @extend_schema(
        operation_id="getImportedJudgeReport",
        responses={200: s.JudgeReportOut, 404: Problem, 409: Problem},
    )
    def get(
        self,
        request: AuthedRequest,  # noqa: ARG002
        project_id: int,
        imported_id: int,
    ) -> Response:
        """How far it may be trusted and why; of calls and money nothing is known."""
        found = standing.known_of_imported(project_id=project_id, rater_id=imported_id)
        return Response(s.JudgeReportOut(found).data)


class ImportedJudgeOrderView(ProjectView):
    """The verdicts of an imported judge with the sides swapped."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="setOtherOrder",
        request=s.OtherOrderIn,
        responses={200: s.ImportedJudgeOut, **REFUSED},
    )
    def put(self, request: AuthedRequest, project_id: int, imported_id: int) -> Response:
        """Say which imported judge holds them, since no file can; null: none does."""
        body = s.OtherOrderIn(data=request.data).typed()
        imported.set_swapped(
            project_id=project_id, rater_id=imported_id, actor_id=request.user.pk, **body
        )
        standing.expire(project_id)
        [judge] = [j for j in imported.listing(project_id) if j.id == imported_id]
        return Response(s.ImportedJudgeOut(judge).data)


class ImportedDisagreementsView(ProjectView):
    """Where an imported judge and people differ."""

    min_role_by_method = {"GET": Role.RESEARCHER, "POST": Role.ADMIN}

    @extend_schema(
        operation_id="listImportedJudgeDisagreements",
        parameters=[OpenApiParameter("offset", int)],
        responses={200: s.DisagreementsOut, 404: Problem, 409: Problem},
    )
    def get(self, request: AuthedRequest, project_id: int, imported_id: int) -> Response:
        """The newest items, with what both sides say."""
        found = disagreements.listed_of_imported(
            project_id=project_id, rater_id=imported_id, offset=_offset(request), limit=PAGE
        )
        return Response(s.DisagreementsOut(found).data)

    @extend_schema(
        operation_id="askMorePeopleOfImported",
        request=s.AskMoreIn,
        responses={200: s.AskedMoreOut, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int, imported_id: int) -> Response:
        """Ask as many more people about items as one usually gets, within the people's budget."""
        body = s.AskMoreIn(data=request.data).typed()
        rater = imported.get(project_id=project_id, rater_id=imported_id)
        asked = more_people.ask(
            project_id=project_id,
            actor_id=request.user.pk,
            reason=f"{rater.name} and people differ.",
            subject=f"rater:{rater.id}",
            **body,
        )
        return Response(s.AskedMoreOut({"items": asked.asked}).data)


def _offset(request: AuthedRequest) -> int:
    text = request.query_params.get("offset", "0")
    return min(int(text), 10**6) if text.isascii() and text.isdigit() else 0


_JUDGE = "projects/<int:project_id>/judges/<int:judge_id>"
_IMPORTED = "projects/<int:project_id>/imported-judges"
standing_urls: list[URLPattern] = [
    path(f"{_JUDGE}/report", JudgeReportView.as_view()),
    path(f"{_JUDGE}/disagreements", DisagreementsView.as_view()),
    path(_IMPORTED, ImportedJudgesView.as_view()),
    path(f"{_IMPORTED}/<int:imported_id>/report", ImportedJudgeReportView.as_view()),
    path(f"{_IMPORTED}/<int:imported_id>/other-order", ImportedJudgeOrderView.as_view()),
    path(f"{_IMPORTED}/<int:imported_id>/disagreements", ImportedDisagreementsView.as_view()),
]
