"""The bench's doors: claim, judge, skip, return, extend, draft, reopen, flag."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api import serializers_bench as s
from annotation.api.permissions import AuthedRequest, ProjectView
from annotation.api.serializers import Problem
from annotation.domain.types import AssignmentState, Role
from annotation.selectors import bench, versions
from annotation.selectors import queue as seen
from annotation.selectors.versions import Seat
from annotation.services import flags, judgments, leases, queue, reveals

LOST = {409: Problem, 404: Problem}


class OwnAssignmentView(APIView):
    """A view of one's own assignment; anybody else's is not found."""

    permission_classes = [IsAuthenticated]


class QueueView(ProjectView):
    """What the bench needs before the first item."""

    min_role = Role.ANNOTATOR

    @extend_schema(operation_id="getQueue", responses=s.QueueOut)
    def get(self, request: AuthedRequest, project_id: int) -> Response:
        """Questions, guidelines and progress."""
        user_id = request.user.pk
        brief = bench.brief(project_id=project_id, user_id=user_id)
        return Response({**brief, "progress": _progress(project_id, user_id)})


class ClaimView(ProjectView):
    """Lease the next items."""

    min_role = Role.ANNOTATOR

    @extend_schema(operation_id="claimItems", request=s.ClaimIn, responses=s.ClaimOut)
    def post(self, request: AuthedRequest, project_id: int) -> Response:
        """Up to three at a time, beside those the browser already holds."""
        body = s.ClaimIn(data=request.data).typed()
        seat = versions.seat(project_id=project_id, user_id=request.user.pk)
        progress = seen.progress(project_id=project_id, rater_id=seat.rater_id)
        return Response({**_claimed(seat, **body), "progress": progress})


class JudgmentSubmitView(OwnAssignmentView):
    """Give a verdict; the next lease may come back with the answer."""

    @extend_schema(
        operation_id="submitJudgment",
        request=s.JudgmentIn,
        responses={201: s.JudgmentOut, 400: Problem, 422: Problem, **LOST},
    )
    def post(self, request: AuthedRequest, assignment_id: int) -> Response:
        """Recorded when this answers 201; sent twice under one key, recorded once."""
        body = s.JudgmentIn(data=request.data).typed()
        wanted = body.pop("claim", None)
        done = judgments.submit(assignment_id=assignment_id, user_id=request.user.pk, **body)
        project = done.seat.project
        return Response(
            {
                "judgment_id": done.judgment_id,
                "counted": done.counted,
                "replayed": done.replayed,
                "progress": seen.progress(
                    project_id=project.project_id, rater_id=done.seat.rater_id
                ),
                "feedback": done.feedback,
                "claimed": _claimed(done.seat, **wanted) if wanted else None,
                "reveal": (
                    seen.models_by_side(assignment_id) if project.show_models_after else None
                ),
            },
            status=201,
        )


class RevealView(OwnAssignmentView):
    """See what came of an item, after answering without knowing."""

    @extend_schema(
        operation_id="revealOutcome",
        request=s.RevealIn,
        responses={200: s.RevealedOut, 400: Problem, **LOST},
    )
    def post(self, request: AuthedRequest, assignment_id: int) -> Response:
        """Keeps the first answers for good; asked twice, it shows what was kept."""
        body = s.RevealIn(data=request.data).typed()
        user_id = request.user.pk
        bench.of_assignment(assignment_id=assignment_id, user_id=user_id)
        shown = reveals.reveal(assignment_id=assignment_id, user_id=user_id, **body)
        return Response(s.RevealedOut(shown).data)


class SkipView(OwnAssignmentView):
    """Decline an item with a reason; it is never offered to this person again."""

    @extend_schema(
        operation_id="skipItem", request=s.SkipIn, responses={200: s.ProgressOut, **LOST}
    )
    def post(self, request: AuthedRequest, assignment_id: int) -> Response:
        """End the lease as skipped."""
        body = s.SkipIn(data=request.data).typed()
        return _given_back(request, assignment_id, AssignmentState.SKIPPED, **body)


class ReturnView(OwnAssignmentView):
    """Put an item to the back of one's own queue."""

    @extend_schema(
        operation_id="returnItem", request=s.LeaseIn, responses={200: s.ProgressOut, **LOST}
    )
    def post(self, request: AuthedRequest, assignment_id: int) -> Response:
        """End the lease; the item may come back later."""
        body = s.LeaseIn(data=request.data).typed()
        return _given_back(request, assignment_id, AssignmentState.RETURNED, **body)


class ExtendView(OwnAssignmentView):
    """Hold an item for another full lease."""

    @extend_schema(
        operation_id="extendLease", request=s.LeaseIn, responses={200: s.LeaseOut, **LOST}
    )
    def post(self, request: AuthedRequest, assignment_id: int) -> Response:
        """Called by the bench while the person is active."""
        body = s.LeaseIn(data=request.data).typed()
        user_id = request.user.pk
        bench.of_assignment(assignment_id=assignment_id, user_id=user_id)
        held = leases.extend(assignment_id=assignment_id, user_id=user_id, **body)
        return Response(s.LeaseOut(seen.clock(held)).data)


class DraftView(OwnAssignmentView):
    """Keep an unsent answer on the server."""

    @extend_schema(operation_id="saveDraft", request=s.DraftIn, responses={204: None, **LOST})
    def put(self, request: AuthedRequest, assignment_id: int) -> Response:
        """Replaces the draft before."""
        body = s.DraftIn(data=request.data).typed()
        user_id = request.user.pk
        bench.of_assignment(assignment_id=assignment_id, user_id=user_id)
        leases.save_draft(assignment_id=assignment_id, user_id=user_id, **body)
        return Response(status=204)


class ReopenView(OwnAssignmentView):
    """Take one's own last verdict up again."""

    @extend_schema(
        operation_id="reopenAssignment", request=None, responses={200: s.AssignmentOut, **LOST}
    )
    def post(self, request: AuthedRequest, assignment_id: int) -> Response:
        """The item with the answer in force; a new answer supersedes it."""
        user_id = request.user.pk
        bench.of_assignment(assignment_id=assignment_id, user_id=user_id)
        assignment = leases.reopen(assignment_id=assignment_id, user_id=user_id)
        return Response(s.AssignmentOut(seen.reopened(assignment)).data)


class FlagView(OwnAssignmentView):
    """Tell the admins that an item is broken."""

    @extend_schema(operation_id="flagItem", request=s.FlagIn, responses={204: None, 404: Problem})
    def post(self, request: AuthedRequest, assignment_id: int) -> Response:
        """The lease stays; skip it too if it cannot be judged."""
        body = s.FlagIn(data=request.data).typed()
        user_id = request.user.pk
        bench.of_assignment(assignment_id=assignment_id, user_id=user_id)
        flags.raise_flag(assignment_id=assignment_id, user_id=user_id, **body)
        return Response(status=204)


def _claimed(seat: Seat, *, count: int, holding: list[int]) -> dict[str, Any]:
    got = queue.claim(
        project_id=seat.project.project_id,
        user_id=seat.user_id,
        count=count,
        holding=holding,
        seat=seat,
    )
    return {"status": got.status, "retry_after": got.retry_after, "assignments": got.assignments}


def _progress(project_id: int, user_id: int) -> seen.Progress:
    seat = versions.seat(project_id=project_id, user_id=user_id)
    return seen.progress(project_id=project_id, rater_id=seat.rater_id)


def _given_back(
    request: AuthedRequest, assignment_id: int, state: AssignmentState, **fields: Any
) -> Response:
    user_id = request.user.pk
    project = bench.of_assignment(assignment_id=assignment_id, user_id=user_id)
    leases.give_back(assignment_id=assignment_id, user_id=user_id, state=state, **fields)
    return Response(_progress(project.id, user_id))
