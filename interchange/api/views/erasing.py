"""Deleting a person's data at their request."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import Json, Role
from annotation.services.jobs import Told
from interchange.api import serializers_erasing as s
from interchange.services import erasing_jobs


class MemberErasureView(ProjectView):
    """What a project knows of a member."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="previewMemberErasure",
        parameters=[s.ErasureQuery],
        responses={200: s.ErasureOut, 202: s.ErasingOut, 404: Problem, 409: Problem},
    )
    def get(self, request: AuthedRequest, project_id: int, member_id: int) -> Response:
        """What deleting it would do, and what it would leave; nothing is done."""
        return _preview(request, project_id, member_id=member_id)

    @extend_schema(
        operation_id="eraseMember",
        request=s.ErasureIn,
        responses={200: s.ErasureOut, 202: s.ErasingOut, 400: Problem, 404: Problem, 409: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int, member_id: int) -> Response:
        """Delete it, whole or not at all."""
        return _erase(request, project_id, member_id=member_id)


class RaterErasureView(ProjectView):
    """What a project knows of a rater who has left, or came from a file."""

    min_role = Role.ADMIN

    @extend_schema(
        operation_id="previewRaterErasure",
        parameters=[s.ErasureQuery],
        responses={200: s.ErasureOut, 202: s.ErasingOut, 400: Problem, 404: Problem, 409: Problem},
    )
    def get(self, request: AuthedRequest, project_id: int, rater_id: int) -> Response:
        """What deleting it would do, and what it would leave; nothing is done."""
        return _preview(request, project_id, rater_id=rater_id)

    @extend_schema(
        operation_id="eraseRater",
        request=s.ErasureIn,
        responses={200: s.ErasureOut, 202: s.ErasingOut, 400: Problem, 404: Problem, 409: Problem},
    )
    def post(self, request: AuthedRequest, project_id: int, rater_id: int) -> Response:
        """Delete it, whole or not at all."""
        return _erase(request, project_id, rater_id=rater_id)


class ErasingView(ProjectView):
    """A worker that lists or deletes the data of a person with many judgments."""

    min_role = Role.ADMIN

    @extend_schema(operation_id="getErasing", responses={200: s.ErasingOut, 404: Problem})
    def get(self, request: AuthedRequest, project_id: int, job_id: int) -> Response:  # noqa: ARG002
        """How far it is."""
        return _answer(erasing_jobs.progress(project_id=project_id, job_id=job_id), waits=200)


def _preview(
    request: AuthedRequest,
    project_id: int,
    *,
    member_id: int | None = None,
    rater_id: int | None = None,
) -> Response:
    query = s.ErasureQuery(data=request.query_params).typed()
    found = erasing_jobs.look(
        project_id=project_id,
        judgments=query["judgments"],
        member_id=member_id,
        rater_id=rater_id,
    )
    return _answer(found, waits=202)


def _erase(
    request: AuthedRequest,
    project_id: int,
    *,
    member_id: int | None = None,
    rater_id: int | None = None,
) -> Response:
    body = s.ErasureIn(data=request.data).typed()
    done = erasing_jobs.do(
        project_id=project_id,
        judgments=body["judgments"],
        person=body["person"],
        actor_id=request.user.pk,
        member_id=member_id,
        rater_id=rater_id,
    )
    return _answer(done, waits=202)


def _answer(found: Json | Told, *, waits: int) -> Response:
    if isinstance(found, Told):
        return Response(s.ErasingOut(found).data, status=waits)
    return Response(s.ErasureOut(found).data)
