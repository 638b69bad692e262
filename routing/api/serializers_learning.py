"""What policies learnt, what they would buy, and labels to look at again."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from routing.api.serializers_routing import AuditStatOut
from routing.policies import POLICIES
from routing.services.more_people import MOST, PEOPLE


class AttemptOut(Out):
    """What was made of the audited items; brier and auqc on those it had not learnt from."""

    at = s.DateTimeField()
    rows = s.IntegerField()
    tried_on = s.IntegerField()
    brier = s.FloatField(allow_null=True)
    auqc = s.FloatField(allow_null=True)
    brier_before = s.FloatField(allow_null=True)
    auqc_before = s.FloatField(allow_null=True)
    promoted = s.BooleanField()
    reason = s.CharField()


class StateOut(AttemptOut):
    """The state in force."""

    notes = s.ListField(child=s.CharField())


class PromiseOut(Out):
    """A guarantee: alpha, delta, audited rows, and the upper bound of the disagreement."""

    alpha = s.FloatField()
    delta = s.FloatField()
    rows = s.IntegerField()
    kept = s.IntegerField()
    wrong = s.IntegerField()
    bound = s.FloatField()
    limit = s.FloatField()
    holds = s.BooleanField()
    said = s.CharField()


class WatchOut(Out):
    """Agreement on what the coin drew; an alarm is raised once `fallen` passes `limit`."""

    n = s.IntegerField()
    fewest = s.IntegerField()
    agreement = AuditStatOut(allow_null=True)
    fallen = s.FloatField()
    limit = s.FloatField()


class AlarmOut(Out):
    """Judges agreed with people less than before; people judge until it is acknowledged."""

    id = s.IntegerField()
    at = s.DateTimeField()
    rows = s.IntegerField()
    before = s.FloatField()
    after = s.FloatField()
    since_item = s.IntegerField()
    acknowledged_at = s.DateTimeField(allow_null=True)
    acknowledged_by = s.CharField(allow_blank=True)
    note = s.CharField(allow_blank=True)


class CalibrationOut(Out):
    """What the project's policy has learnt of the judges that are asked now.

    The audits are as of `as_of`; null: they are being counted.
    """

    learns = s.BooleanField()
    epoch = s.CharField()
    as_of = s.DateTimeField(allow_null=True)
    audited = s.IntegerField(allow_null=True)
    new = s.IntegerField(allow_null=True)
    state = StateOut(allow_null=True)
    attempts = AttemptOut(many=True)
    promise = PromiseOut(allow_null=True)
    watch = WatchOut(allow_null=True)
    alarms = AlarmOut(many=True)


class AcknowledgeIn(In):
    """What was found."""

    note = s.CharField(max_length=2000)


class FrontierIn(In):
    """What is replayed, on which terms; left out: as usual, and the policy in force as it is.

    `budgets` are shares of the items; `annotators` people an item, each right with the chance
    `reliability`; prices of a person's judgment, and of an item judged by the judges; `file` is the
    number of a labelled file that was sent, which is replayed instead of the project's own items.
    """

    policies = s.ListField(
        child=s.ChoiceField(sorted(POLICIES)), allow_empty=False, max_length=20, required=False
    )
    judge = s.CharField(max_length=200, allow_blank=True, required=False)
    budgets = s.ListField(
        child=s.FloatField(min_value=0, max_value=1), min_length=2, max_length=50, required=False
    )
    annotators = s.IntegerField(min_value=1, max_value=99, required=False)
    reliability = s.FloatField(min_value=0.01, max_value=1, required=False)
    human_cost = s.FloatField(min_value=0, max_value=10**6, required=False)
    judge_cost = s.FloatField(min_value=0, max_value=10**6, required=False)
    file = s.IntegerField(min_value=1, required=False)


class FrontierTermsOut(Out):
    """On which terms it was computed."""

    annotators = s.IntegerField()
    reliability = s.FloatField()
    human_cost = s.FloatField()
    judge_cost = s.FloatField()
    repeats = s.IntegerField()


class FrontierPointOut(Out):
    """Quality when people judge this share, with its 95 % band; regret is against the oracle.

    `cost` is of all items; `saved` the share of the items that asking by lot would ask about beyond
    this one for equal quality.
    """

    budget = s.FloatField()
    people = s.IntegerField()
    quality = s.FloatField()
    low = s.FloatField(allow_null=True)
    high = s.FloatField(allow_null=True)
    regret = s.FloatField()
    cost = s.FloatField()
    cost_per_correct = s.FloatField(allow_null=True)
    saved = s.FloatField(allow_null=True)


class BinOut(Out):
    """Verdicts given about one chance to be wrong, and the share that was."""

    said = s.FloatField()
    wrong = s.FloatField()
    n = s.IntegerField()


class FrontierCurveOut(Out):
    """One policy's frontier; also `chance` and `oracle`."""

    key = s.CharField()
    title = s.CharField()
    points = FrontierPointOut(many=True)
    lift = s.FloatField(allow_null=True)
    lift_low = s.FloatField(allow_null=True)
    lift_high = s.FloatField(allow_null=True)
    aurc = s.FloatField(allow_null=True)
    ece = s.FloatField(allow_null=True)
    brier = s.FloatField(allow_null=True)
    bins = BinOut(many=True)
    notes = s.ListField(child=s.CharField())


class StratumOut(Out):
    """Items of one range of the judges' confidence, and the audited ones; null: not known."""

    low = s.FloatField(allow_null=True)
    high = s.FloatField(allow_null=True)
    items = s.IntegerField()
    audited = s.IntegerField()
    agreement = s.FloatField(allow_null=True)


class FeatureOut(Out):
    """Items with a feature: how often the judge is wrong on them; `gain`: HyPER's, where known."""

    feature = s.CharField()
    items = s.IntegerField()
    share = s.FloatField()
    wrong = AuditStatOut()
    gain = s.FloatField(allow_null=True)


class FrontierOut(Out):
    """What people's labels buy, as computed last; `why_not`: why there is nothing to show."""

    as_of = s.DateTimeField(allow_null=True)
    running = s.BooleanField()
    why_not = s.CharField(allow_blank=True)
    items = s.IntegerField()
    judge_right = s.FloatField(allow_null=True)
    judge = s.CharField(allow_blank=True)
    file = s.CharField(allow_blank=True, help_text="of which file; empty: of the project's items")
    terms = FrontierTermsOut(allow_null=True)
    curves = FrontierCurveOut(many=True)
    strata = StratumOut(many=True)
    features = FeatureOut(many=True)


class SuspiciousOut(Out):
    """An item left to judges that looks wrong."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    score = s.FloatField()
    reason = s.CharField()


class AskPeopleIn(In):
    """Items that so many more people are to judge; null: as many as the project asks of an item."""

    item_ids = s.ListField(child=s.IntegerField(min_value=1), max_length=MOST)
    people = s.IntegerField(min_value=1, max_value=PEOPLE, allow_null=True, default=None)
    reason = s.CharField(max_length=500, allow_blank=True, default="")


class AskPeopleOut(Out):
    """How many go to people; the budget or their state did not let the rest."""

    asked = s.IntegerField()
    held = s.IntegerField()
