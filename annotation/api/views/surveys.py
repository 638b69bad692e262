"""What people may tell about themselves: the admin's survey, and everybody's own answers."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api import serializers_survey as s
from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from annotation.selectors import surveys as seen
from annotation.services import surveys


class SurveyView(ProjectView):
    """What the project asks its people about themselves."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="getSurvey", responses=s.SurveyOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """The version in force; of answers only how many there are."""
        return Response(s.SurveyOut(seen.of_project(project_id)).data)

    @extend_schema(
        operation_id="setSurvey",
        request=s.SurveyIn,
        responses={200: s.SurveyOut, 400: Problem},
    )
    def put(self, request: AuthedRequest, project_id: int) -> Response:
        """The next version; whoever agreed to an older one is asked again."""
        body = s.SurveyIn(data=request.data).typed()
        surveys.publish(project_id=project_id, actor_id=request.user.pk, **body)
        return Response(s.SurveyOut(seen.of_project(project_id)).data)


class AboutMeView(ProjectView):
    """One's own answers: nobody else's can be named."""

    min_role = Role.ANNOTATOR

    @extend_schema(operation_id="getAboutMe", responses=s.AboutMeOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """What is asked, and what one told."""
        return self._mine(request, project_id)

    @extend_schema(
        operation_id="tellAboutMe",
        request=s.AboutMeIn,
        responses={200: s.AboutMeOut, 400: Problem, 404: Problem, 409: Problem},
    )
    def put(self, request: AuthedRequest, project_id: int) -> Response:
        """Agree, and tell as much as one likes, in place of what one told before."""
        body = s.AboutMeIn(data=request.data).typed()
        surveys.answer(project_id=project_id, user_id=request.user.pk, **body)
        return self._mine(request, project_id)

    @extend_schema(operation_id="withdrawConsent", request=None, responses={204: None})
    def delete(self, request: AuthedRequest, project_id: int) -> Response:
        """Take the consent back; the answers are deleted."""
        surveys.withdraw(project_id=project_id, user_id=request.user.pk)
        return Response(status=204)

    def _mine(self, request: AuthedRequest, project_id: int) -> Response:
        return Response(
            s.AboutMeOut(seen.mine(project_id=project_id, user_id=request.user.pk)).data
        )
