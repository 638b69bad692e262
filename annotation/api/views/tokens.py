"""One's own tokens for scripts; a token opens none of this."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.api import serializers_tokens as s
from annotation.api.permissions import AuthedRequest, InPerson
from annotation.api.serializers import Problem
from annotation.selectors import tokens as seen
from annotation.services import tokens


class TokensView(APIView):
    """Tokens of whoever is signed in."""

    permission_classes = [InPerson, IsAuthenticated]

    @extend_schema(operation_id="listTokens", responses={200: s.TokensOut, 403: Problem})
    def get(self, request: AuthedRequest) -> Response:
        """Those that work; never the secrets."""
        return Response(s.TokensOut({"tokens": seen.mine(user_id=request.user.pk)}).data)

    @extend_schema(
        operation_id="createToken",
        request=s.TokenIn,
        responses={201: s.NewTokenOut, 400: Problem, 403: Problem, 429: Problem},
    )
    def post(self, request: AuthedRequest) -> Response:
        """Make one; the answer holds its secret, this once."""
        body = s.TokenIn(data=request.data).typed()
        response = Response(
            s.NewTokenOut(tokens.create(user=request.user, **body)).data, status=201
        )
        response["Cache-Control"] = "no-store"
        return response


class TokenView(APIView):
    """One of them."""

    permission_classes = [InPerson, IsAuthenticated]

    @extend_schema(
        operation_id="revokeToken", request=None, responses={204: None, 403: Problem, 404: Problem}
    )
    def delete(self, request: AuthedRequest, token_id: int) -> Response:
        """It works no more."""
        tokens.revoke(user_id=request.user.pk, token_id=token_id)
        return Response(status=204)
