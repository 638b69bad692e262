"""Projects: one's own list, settings, guidelines, questions."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api import serializers_people as s
from annotation.api.paging import MAX_LIMIT, PageQuery, page
from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.selectors import projects as seen
from annotation.services import projects


class ProjectsView(APIView):
    """The projects one is a member of."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="listProjects", parameters=[PageQuery], responses=s.ProjectListOut)
    def get(self, request: AuthedRequest) -> Response:
        """One's projects with their progress."""
        query = PageQuery(data=request.query_params).typed()
        limit = query.get("limit", MAX_LIMIT)
        rows = seen.mine(
            user_id=request.user.pk, after=query.get("cursor", 0), limit=limit + 1,
            only=request.user.only_project_id,
        )  # fmt: skip
        last = rows[:limit][-1]["id"] if rows else None
        return Response(s.ProjectListOut(page(rows, limit, last)).data)

    @extend_schema(
        operation_id="createProject",
        request=s.ProjectIn,
        responses={201: s.ProjectOut, 400: Problem, 403: Problem},
    )
    def post(self, request: AuthedRequest) -> Response:
        """Make a project; staff and admins of any project may."""
        body = s.ProjectIn(data=request.data).typed()
        project_id = projects.create(actor_id=request.user.pk, **body)
        return Response(_project(project_id, Role.ADMIN), status=201)


class ProjectDetailView(ProjectView):
    """One project."""

    min_role_by_method: ClassVar[dict[str, Role]] = {
        "GET": Role.ANNOTATOR,
        "HEAD": Role.ANNOTATOR,
        "PATCH": Role.ADMIN,
    }

    @extend_schema(operation_id="getProject", responses=s.ProjectOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """Settings, guidelines and questions in force."""
        return Response(_project(project_id, request.membership.role))

    @extend_schema(
        operation_id="changeProject",
        request=s.ProjectChangeIn,
        responses={200: s.ProjectOut, 400: Problem},
    )
    def patch(self, request: AuthedRequest, project_id: int) -> Response:
        """Change settings."""
        body = s.ProjectChangeIn(data=request.data).typed()
        projects.change(project_id=project_id, actor_id=request.user.pk, **body)
        return Response(_project(project_id, request.membership.role))


class GuidelinesView(ProjectView):
    """The project's guidelines, version by version."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="addGuideline", request=s.GuidelineIn, responses={201: s.GuidelineOut}
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """The next version; everybody reads it before their next item."""
        text = s.GuidelineIn(data=request.data).typed()["text"]
        version = projects.add_guideline(project_id=project_id, text=text, actor_id=request.user.pk)
        made = seen.guideline(project_id=project_id, version=version)
        return Response(s.GuidelineOut(made).data, status=201)


class AcknowledgeView(ProjectView):
    """Having read the guidelines."""

    min_role = Role.ANNOTATOR

    @extend_schema(
        operation_id="acknowledgeGuideline",
        request=None,
        responses={204: None, 404: Problem, 409: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int, version: int) -> Response:
        """I have read this version."""
        projects.acknowledge(project_id=project_id, version=version, user_id=request.user.pk)
        return Response(status=204)


class QuestionsView(ProjectView):
    """What the project asks, version by version."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="addQuestions",
        request=s.QuestionsIn,
        responses={201: s.QuestionSetOut, 400: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """The next version of what is asked."""
        body = s.QuestionsIn(data=request.data).typed()
        version = projects.add_questions(
            project_id=project_id, questions=body["questions"], actor_id=request.user.pk
        )
        made = seen.question_set(project_id=project_id, version=version)
        return Response(s.QuestionSetOut(made).data, status=201)


def _project(project_id: int, role: Role) -> dict[str, Any]:
    return dict(s.ProjectOut(seen.detail(project_id, role=role)).data)
