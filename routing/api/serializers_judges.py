"""Judges of a project, in and out; a key goes in and never comes out."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from routing.judges import BACKENDS
from routing.judges.spec import PANEL
from routing.models import JudgeCall, JudgeRun, JudgeTrust
from routing.services.runs import MOVES
from routing.services.trying import ITEMS, MOST

BACKEND_KEYS = sorted({*BACKENDS, PANEL})


class TaggedOut(Out):
    """How many items carry tags, and whether a worker is at it."""

    items = s.IntegerField()
    running = s.BooleanField()


class JudgeTrainingOut(Out):
    """How far the newest training is, what it came to or why it came to nothing."""

    running = s.BooleanField()
    done = s.IntegerField()
    total = s.IntegerField(allow_null=True)
    judge = s.IntegerField(allow_null=True)
    said = s.CharField()
    error = s.CharField()
    at = s.DateTimeField(allow_null=True)
    needed = s.IntegerField()


class EndpointIn(In):
    """Where an endpoint judge is asked."""

    base_url = s.CharField(max_length=400, allow_blank=True)
    api_key = s.CharField(max_length=500, required=False, allow_blank=True, default="")


class JudgeIn(In):
    """A judge to be added; its configuration can never be changed afterwards.

    With `replaces` it is the next version of that judge, which is retired.
    """

    name = s.CharField(max_length=80)
    backend = s.ChoiceField(BACKEND_KEYS)
    model = s.CharField(max_length=120, required=False, allow_blank=True, default="")
    active = s.BooleanField(required=False, default=True)
    endpoint = EndpointIn(required=False, allow_null=True, default=None)
    params = s.DictField(required=False, default=dict)
    template = s.CharField(max_length=40, required=False, allow_blank=True, default="")
    question = s.CharField(max_length=60, required=False, allow_blank=True, default="")
    aspects = s.ListField(child=s.CharField(max_length=60), required=False, default=list)
    members = s.ListField(child=s.CharField(max_length=64), required=False, default=list)
    requests_per_minute = s.IntegerField(required=False, allow_null=True, default=None)
    tokens_per_minute = s.IntegerField(required=False, allow_null=True, default=None)
    orders = s.IntegerField(required=False, allow_null=True, default=None)
    samples = s.IntegerField(required=False, default=1)
    concurrency = s.IntegerField(required=False, default=8)
    deadline_seconds = s.IntegerField(required=False, allow_null=True, default=None)
    unknown_retries = s.IntegerField(required=False, default=0)
    replaces = s.IntegerField(required=False, allow_null=True, default=None)
    input_usd_per_million = s.DecimalField(
        max_digits=12, decimal_places=6, allow_null=True, default=None
    )
    output_usd_per_million = s.DecimalField(
        max_digits=12, decimal_places=6, allow_null=True, default=None
    )


class JudgeEstimateIn(JudgeIn):
    """The same while it is being filled in: it need not have a name yet."""

    name = s.CharField(max_length=80, required=False, allow_blank=True, default="")


class JudgeLimitsIn(In):
    """What all judges of this model and endpoint may ask per minute together; null: no limit."""

    requests_per_minute = s.IntegerField(allow_null=True)
    tokens_per_minute = s.IntegerField(allow_null=True)


class JudgePricesIn(In):
    """What the judge's model costs from now on, in US dollars per million tokens."""

    input_usd_per_million = s.DecimalField(max_digits=12, decimal_places=6)
    output_usd_per_million = s.DecimalField(max_digits=12, decimal_places=6)


class JudgeRunIn(In):
    """How a judge is run, from its next run on; nothing of it changes its verdicts."""

    concurrency = s.IntegerField()
    deadline_seconds = s.IntegerField(allow_null=True)
    unknown_retries = s.IntegerField()


class JudgeChangeIn(In):
    """What may change about a judge: whether and how it is asked, its key, limits and price."""

    active = s.BooleanField(required=False)
    api_key = s.CharField(max_length=500, required=False)
    limits = JudgeLimitsIn(required=False)
    prices = JudgePricesIn(required=False)
    run = JudgeRunIn(required=False)


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


class JudgeLimitsOut(Out):
    """What the judge's model may be asked per minute, and until when it is left alone."""

    requests_per_minute = s.IntegerField(allow_null=True)
    tokens_per_minute = s.IntegerField(allow_null=True)
    closed_until = s.DateTimeField(allow_null=True)


class JudgeCallsOut(Out):
    """How the judge's calls ended; `again`: how many were made after one that was lost."""

    ok = s.IntegerField()
    failed = s.IntegerField()
    unknown = s.IntegerField()
    again = s.IntegerField()


class JudgeRunOut(Out):
    """How a judge is run."""

    concurrency = s.IntegerField()
    deadline_seconds = s.IntegerField(allow_null=True)
    unknown_retries = s.IntegerField()


class JudgeOut(Out):
    """A judge of a project."""

    id = s.IntegerField()
    name = s.CharField()
    version = s.IntegerField()
    previous = s.IntegerField(allow_null=True)
    backend = s.ChoiceField(BACKEND_KEYS)
    model = s.CharField()
    sha256 = s.CharField()
    active = s.BooleanField()
    trust = JudgeTrustOut()
    prices = JudgePricesOut()
    endpoint = JudgeEndpointOut(allow_null=True)
    limits = JudgeLimitsOut(allow_null=True)
    calls = JudgeCallsOut()
    spent_usd = s.FloatField()
    run = JudgeRunOut()
    spec = s.DictField()


class JudgeProtocolOut(Out):
    """A way in which judges can be asked."""

    key = s.CharField()
    title = s.CharField()
    summary = s.CharField()
    templates = s.ListField(child=s.CharField())
    backends = s.ListField(child=s.ChoiceField(BACKEND_KEYS))
    rates_aspects = s.BooleanField()
    orders = s.ListField(child=s.IntegerField())
    needs_reference = s.BooleanField()


class JudgeEstimateOut(Out):
    """What a judge would ask and cost; money in US dollars for a hundred items."""

    calls_per_item = s.IntegerField()
    usd_expected = s.FloatField(allow_null=True)
    usd_most = s.FloatField(allow_null=True)
    items_looked_at = s.IntegerField()


class ModelPriceOut(Out):
    """What a model costs, in US dollars per million tokens."""

    base_url = s.CharField(allow_blank=True)
    model = s.CharField()
    input_usd_per_million = s.FloatField()
    output_usd_per_million = s.FloatField()
    since = s.DateTimeField()


class JudgingIn(In):
    """What to do with the judging of a project."""

    action = s.ChoiceField(list(MOVES))


class JudgingOut(Out):
    """How far the judging of a project is; estimates are null where nothing happened lately."""

    state = s.ChoiceField([*JudgeRun.State.values, "none"])
    started_at = s.DateTimeField(allow_null=True)
    calls_done = s.IntegerField()
    calls_failed = s.IntegerField()
    calls_left = s.IntegerField()
    items_held = s.IntegerField()
    calls_per_minute = s.FloatField(allow_null=True)
    seconds_left = s.IntegerField(allow_null=True)
    spent_usd = s.FloatField()
    usd_left = s.FloatField(allow_null=True)


class JudgeTryIn(In):
    """On which items to try a judge: these, or so many of the first."""

    count = s.IntegerField(required=False, default=ITEMS, min_value=1, max_value=MOST)
    item_ids = s.ListField(
        child=s.IntegerField(), required=False, allow_null=True, default=None, max_length=MOST
    )


class JudgeTrialStartedOut(Out):
    """The trial's name and its job."""

    trial = s.CharField()
    job = s.IntegerField()


class TriedVerdictOut(Out):
    """What was read out of an answer."""

    state = s.CharField()
    winner = s.CharField(allow_blank=True)
    strength = s.IntegerField(allow_null=True)
    p_a = s.FloatField(allow_null=True)
    value = s.JSONField(allow_null=True)
    reasoning = s.CharField(allow_blank=True)


class TriedMessageOut(Out):
    """One message of what the judge was shown."""

    role = s.CharField()
    content = s.CharField(allow_blank=True)


class TriedCallOut(Out):
    """One call of a trial: what was shown, what came back, what it cost."""

    part = s.IntegerField()
    state = s.ChoiceField(JudgeCall.State.values)
    error = s.CharField(allow_blank=True)
    prompt = TriedMessageOut(many=True, allow_null=True)
    response = s.CharField(allow_blank=True)
    cost_usd = s.FloatField()
    latency_ms = s.IntegerField(allow_null=True)
    tokens_in = s.IntegerField(allow_null=True)
    tokens_out = s.IntegerField(allow_null=True)
    verdict = TriedVerdictOut(allow_null=True)


class TriedItemOut(Out):
    """An item of a trial, and what the judge would say of it."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    winner = s.CharField(allow_null=True)
    confidence = s.FloatField(allow_null=True)
    abstains = s.CharField(allow_blank=True)
    calls = TriedCallOut(many=True)


class JudgeTrialOut(Out):
    """What a trial has shown so far; `done`: that is all; `error`: what ended it early."""

    items = TriedItemOut(many=True)
    done = s.BooleanField()
    error = s.CharField(allow_blank=True)


class AttackIn(In):
    """On how many pairs each attack is tried."""

    per_case = s.IntegerField(required=False, default=2)


class JobStartedOut(Out):
    """The job that does it."""

    job = s.IntegerField()


class AttackShareOut(Out):
    """How often attacks won over the judge in every order (`won`) or in one only (`one_order`)."""

    n = s.IntegerField()
    won = s.IntegerField()
    one_order = s.IntegerField()
    no_verdict = s.IntegerField()
    rate = s.FloatField(allow_null=True)


class AttackReportOut(Out):
    """The attack success rate of a judge; the control is what harmless texts won."""

    pairs = s.IntegerField()
    pairs_right = s.IntegerField()
    attacks = AttackShareOut()
    control = AttackShareOut()
    families = s.DictField(child=AttackShareOut())
    gate = s.FloatField()
    passes = s.BooleanField(allow_null=True)
    won = s.ListField(child=s.CharField())


class AttackedOut(Out):
    """The newest report of the set there is now; null where there is none."""

    at = s.DateTimeField(allow_null=True)
    report = AttackReportOut(allow_null=True)
