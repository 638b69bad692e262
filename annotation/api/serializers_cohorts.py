"""Cohorts, and a member's place."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from annotation.domain.types import ItemState


class CohortIn(In):
    """A new cohort."""

    name = s.CharField(max_length=60)


class CohortOut(Out):
    """A named group of members."""

    id = s.IntegerField()
    name = s.CharField()
    members = s.IntegerField()
    items = s.IntegerField(help_text="kept for it")


class CohortsOut(Out):
    """All of them, by name."""

    results = CohortOut(many=True)


class KeepIn(In):
    """Items by a filter, and the cohort they are for."""

    cohort = s.IntegerField(allow_null=True, help_text="null: for everybody again")
    state = s.ChoiceField([x.value for x in ItemState], required=False)
    q = s.CharField(max_length=200, required=False, help_text="how the external id starts")


class KeptOut(Out):
    """How many items the filter found."""

    items = s.IntegerField()


class PlaceIn(In):
    """A member's cohort and limits."""

    cohort = s.IntegerField(allow_null=True, default=None)
    quota_total = s.IntegerField(
        min_value=0, max_value=1_000_000, allow_null=True, default=None,
        help_text="null: as the project says",
    )  # fmt: skip
    quota_day = s.IntegerField(min_value=0, max_value=100_000, allow_null=True, default=None)
