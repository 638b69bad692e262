"""Judges of a project, in and out; a key goes in and never comes out."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from routing.judges import BACKENDS
from routing.models import JudgeTrust

BACKEND_KEYS = sorted(BACKENDS)


class EndpointIn(In):
    """Where an endpoint judge is asked."""

    base_url = s.CharField(max_length=400)
    api_key = s.CharField(max_length=500, required=False, allow_blank=True, default="")


class JudgeIn(In):
    """A judge to be added; its configuration can never be changed afterwards."""

    name = s.CharField(max_length=80)
    backend = s.ChoiceField(BACKEND_KEYS)
    model = s.CharField(max_length=120)
    endpoint = EndpointIn(required=False, allow_null=True, default=None)
    params = s.DictField(required=False, default=dict)
    template = s.CharField(max_length=40, required=False, allow_blank=True, default="")
    question = s.CharField(max_length=60, required=False, allow_blank=True, default="")
    samples = s.IntegerField(required=False, default=1)
    concurrency = s.IntegerField(required=False, default=8)
    deadline_seconds = s.IntegerField(required=False, allow_null=True, default=None)
    input_usd_per_million = s.DecimalField(
        max_digits=12, decimal_places=6, allow_null=True, default=None
    )
    output_usd_per_million = s.DecimalField(
        max_digits=12, decimal_places=6, allow_null=True, default=None
    )


class JudgeChangeIn(In):
    """What may change about a judge: whether it is asked, and its endpoint's key."""

    active = s.BooleanField(required=False)
    api_key = s.CharField(max_length=500, required=False)


class JudgeTrustIn(In):
    """How far a judge is trusted from now on, and why."""

    status = s.ChoiceField(JudgeTrust.Status.values)
    reason = s.CharField(max_length=2000)


class JudgeTrustOut(Out):
    """How far a judge is trusted."""

    status = s.ChoiceField(JudgeTrust.Status.values)
    reason = s.CharField()
    at = s.DateTimeField()


class JudgePricesOut(Out):
    """US dollars per million tokens."""

    input_usd_per_million = s.FloatField()
    output_usd_per_million = s.FloatField()


class JudgeEndpointOut(Out):
    """Where the judge is asked, and the end of the key it is asked with."""

    base_url = s.CharField()
    key_last4 = s.CharField()


class JudgeCallsOut(Out):
    """How the judge's calls ended."""

    ok = s.IntegerField()
    failed = s.IntegerField()
    unknown = s.IntegerField()


class JudgeOut(Out):
    """A judge of a project."""

    id = s.IntegerField()
    name = s.CharField()
    backend = s.ChoiceField(BACKEND_KEYS)
    model = s.CharField()
    sha256 = s.CharField()
    active = s.BooleanField()
    trust = JudgeTrustOut()
    prices = JudgePricesOut()
    endpoint = JudgeEndpointOut(allow_null=True)
    calls = JudgeCallsOut()
    spent_usd = s.FloatField()
    spec = s.DictField()
