"""What policies learnt, what they would buy, and labels to look at again."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Role
from routing.api import serializers_learning as s
from routing.api.serializers_routing import RouteRunOut
from routing.services import drifting, frontiers, lessons, more_people, second_looks

REFUSED = {400: Problem, 404: Problem}
NOTHING = {
    "why_not": "",
    "items": 0,
    "judge_right": None,
    "judge": "",
    "file": "",
    "terms": None,
    "curves": [],
    "strata": [],
    "features": [],
}


class CalibrationView(ProjectView):
    """What the policy has learnt."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="getCalibration", responses=s.CalibrationOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """The state in force, its attempts, the promise, the watch for drift, the alarms."""
        return Response(s.CalibrationOut(lessons.of_project(project_id)).data)


class AlarmView(ProjectView):
    """An alarm of drift."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="acknowledgeAlarm",
        request=s.AcknowledgeIn,
        responses={204: None, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int, alarm_id: int) -> Response:
        """Let judges judge again; needs a reason."""
        body = s.AcknowledgeIn(data=request.data).typed()
        drifting.acknowledge(
            project_id=project_id, alarm_id=alarm_id, actor_id=request.user.pk, **body
        )
        return Response(status=204)


class FrontierView(ProjectView):
    """What people's labels buy under each policy."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="getFrontier", responses=s.FrontierOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """As a worker computed it last."""
        kept = frontiers.known(project_id)
        out = {
            **NOTHING,
            **(kept.report if kept else {}),
            "as_of": kept and kept.as_of,
            "running": frontiers.running(project_id),
        }
        return Response(s.FrontierOut(out).data)

    @extend_schema(
        operation_id="computeFrontier",
        request=s.FrontierIn,
        responses={202: RouteRunOut, 400: Problem, 409: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Have a worker compute it anew, on these terms."""
        asked = s.FrontierIn(data=request.data or {}).typed()
        job = frontiers.enqueue(project_id=project_id, asked=asked)
        return Response(RouteRunOut({"job": job}).data, status=202)


class SuspiciousView(ProjectView):
    """Labels of judges that look wrong."""

    min_role = Role.RESEARCHER

    @extend_schema(operation_id="listSuspicious", responses=s.SuspiciousOut(many=True))
    def get(self, request: AuthedRequest, project_id: int) -> Response:  # noqa: ARG002
        """The likeliest wrong first, at most 50."""
        rows = second_looks.suspicious(project_id)
        return Response(s.SuspiciousOut(rows, many=True).data)


class AskPeopleView(ProjectView):
    """Send items to people."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="askPeople",
        request=s.AskPeopleIn,
        responses={200: s.AskPeopleOut, 409: Problem, **REFUSED},
    )
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """A new round for each, with so many more people, within the budget for people."""
        body = s.AskPeopleIn(data=request.data).typed()
        asked = more_people.ask(project_id=project_id, actor_id=request.user.pk, **body)
        return Response(s.AskPeopleOut(asked).data)
