"""Tokens for scripts."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out

SCOPES = ("read", "write")


class TokenProjectOut(Out):
    """The one project a token is for."""

    id = s.IntegerField()
    slug = s.CharField()
    name = s.CharField()


class TokenOut(Out):
    """A token of one's own that works."""

    id = s.IntegerField()
    name = s.CharField()
    prefix = s.CharField(help_text="how it begins; the rest is known to nobody but its owner")
    scope = s.ChoiceField(SCOPES)
    project = TokenProjectOut(allow_null=True, help_text="null: all of one's projects")
    created_at = s.DateTimeField()
    expires_at = s.DateTimeField(allow_null=True)
    last_used_at = s.DateTimeField(allow_null=True)


class NewTokenOut(TokenOut):
    """The same with the token itself, shown this once."""

    token = s.CharField()


class TokensOut(Out):
    """All that work."""

    tokens = TokenOut(many=True)


class TokenIn(In):
    """A token to be made."""

    name = s.CharField(max_length=80)
    scope = s.ChoiceField(SCOPES)
    project_id = s.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**63 - 1)
    days = s.IntegerField(required=False, allow_null=True, min_value=1, max_value=3650)
    password = s.CharField(
        required=False, allow_blank=True, max_length=1000, trim_whitespace=False,
        help_text="one's own, again; left out by who signs in by link",
    )  # fmt: skip
