"""A judge's report, out; what it means is in docs/judging.md."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from routing.judges.standing.verdict import Advice, Finding
from routing.services.more_people import MOST


class JudgeFigureOut(Out):
    """A number with its 95 % interval, or why there is none."""

    value = s.FloatField(allow_null=True)
    low = s.FloatField(allow_null=True)
    high = s.FloatField(allow_null=True)
    n = s.IntegerField()
    why_not = s.CharField(allow_blank=True)


class RuleOut(Out):
    """What came of one rule."""

    rule = s.CharField()
    finding = s.ChoiceField([f.value for f in Finding])
    text = s.CharField()


class AdviceOut(Out):
    """What to do with the judge, and why; the weightiest reasons first."""

    advice = s.ChoiceField([a.value for a in Advice])
    sentence = s.CharField()
    reasons = RuleOut(many=True)


class BasisOut(Out):
    """What the figures rest on: items that the judge and people judged."""

    rows = s.IntegerField()
    audited = s.IntegerField()
    only_audited = s.BooleanField()
    all_fair = s.BooleanField()


class PersonOut(Out):
    """One person against the majority of the others."""

    person = s.CharField()
    share = JudgeFigureOut()


class TiesOut(Out):
    """How the judge treats ties."""

    judge = JudgeFigureOut()
    people = JudgeFigureOut()
    recall = JudgeFigureOut()
    precision = JudgeFigureOut()


class JudgeAgreementOut(Out):
    """The judge with the majority of people, and people with each other."""

    overall = JudgeFigureOut()
    unanimous = JudgeFigureOut()
    split = JudgeFigureOut()
    decided = JudgeFigureOut()
    ceiling = JudgeFigureOut()
    pairs_of_people = JudgeFigureOut()
    people = PersonOut(many=True)
    kappa = JudgeFigureOut()
    ac1 = JudgeFigureOut()
    confusion = s.ListField(child=s.ListField(child=s.IntegerField()))
    ties = TiesOut()


class DuelOut(Out):
    """The judge against one person left out."""

    person = s.CharField()
    judge_closer = s.FloatField()
    person_closer = s.FloatField()
    p = s.FloatField()
    beaten = s.BooleanField()
    n = s.IntegerField()


class AltTestOut(Out):
    """The alternative-annotator test."""

    passed = s.BooleanField(allow_null=True)
    why_not = s.CharField(allow_blank=True)
    audience = s.CharField()
    advantage = s.FloatField(allow_null=True)
    winning_rate = s.DictField(child=s.FloatField(allow_null=True))
    duels = DuelOut(many=True)


class OrdersOut(Out):
    """The judge asked twice, with the sides swapped."""

    consistent = JudgeFigureOut()
    turned = s.IntegerField()
    first_both = s.IntegerField()
    pull = JudgeFigureOut()
    left_over = JudgeFigureOut()
    accuracy_first = JudgeFigureOut()
    accuracy_mean = JudgeFigureOut()
    accuracy_consistent = JudgeFigureOut()
    accuracy_inconsistent = JudgeFigureOut()


class LikingOut(Out):
    """How far a property of responses wins them verdicts, of the judge and of people."""

    judge = JudgeFigureOut()
    people = JudgeFigureOut()
    gap = JudgeFigureOut()
    judge_share = JudgeFigureOut()
    people_share = JudgeFigureOut()


class ReliabilityOut(Out):
    """A bin of the reliability chart."""

    low = s.FloatField()
    high = s.FloatField()
    confidence = s.FloatField()
    hits = s.FloatField()
    n = s.FloatField()


class CalibrationMapOut(Out):
    """One way of saying how sure the judge is, out of fold."""

    name = s.CharField()
    ece = JudgeFigureOut()
    brier = JudgeFigureOut()
    bins = ReliabilityOut(many=True)


class JudgeCalibrationOut(Out):
    """All ways, raw first; best is null while none could be fitted."""

    best = s.CharField(allow_null=True)
    maps = CalibrationMapOut(many=True)


class FailuresOut(Out):
    """Calls that brought no verdict."""

    share = JudgeFigureOut()
    by_kind = s.DictField(child=s.IntegerField())
    calls = s.IntegerField()


class CostOut(Out):
    """US dollars; null where nothing was paid here."""

    spent_usd = s.FloatField()
    judged = s.IntegerField()
    usd_per_label = s.FloatField(allow_null=True)
    usd_per_correct_label = s.FloatField(allow_null=True)


class WeekOut(Out):
    """Agreement in one week, counted from the first verdict."""

    week = s.IntegerField()
    value = s.FloatField()
    low = s.FloatField()
    high = s.FloatField()
    n = s.IntegerField()


class DriftOut(Out):
    """Agreement over time; fell is null where it cannot be told."""

    weeks = WeekOut(many=True)
    fell = s.BooleanField(allow_null=True)
    since_week = s.IntegerField(allow_null=True)
    why_not = s.CharField(allow_blank=True)


class DifferingOut(Out):
    """How many items the judge and people differ on, and the newest of them."""

    n = s.IntegerField()
    items = s.ListField(child=s.IntegerField())


class VersionOut(Out):
    """An earlier version, and how often both say the same."""

    name = s.CharField()
    version = s.IntegerField()
    same = JudgeFigureOut()


class ConsistencyOut(Out):
    """Whether it is the same judge each time: asked again, under harmless changes, by version."""

    repeats = JudgeFigureOut()
    changed = JudgeFigureOut()
    families = s.DictField(child=JudgeFigureOut())
    versions = VersionOut(many=True)


class StandingOut(Out):
    """All figures of a judge."""

    question = s.CharField()
    verdict = AdviceOut()
    basis = BasisOut()
    labels = s.ListField(child=s.CharField())
    agreement = JudgeAgreementOut()
    alt_test = AltTestOut()
    orders = OrdersOut()
    length = LikingOut()
    format = LikingOut()
    own_family = JudgeFigureOut()
    calibration = JudgeCalibrationOut()
    failures = FailuresOut()
    models = s.ListField(child=s.CharField())
    attack_rate = s.FloatField(allow_null=True)
    consistency = ConsistencyOut()
    cost = CostOut()
    drift = DriftOut()
    disagreements = DifferingOut()


class JudgeReportOut(Out):
    """A judge's report and as of when it holds; null while it is counted for the first time."""

    as_of = s.DateTimeField(allow_null=True)
    report = StandingOut(allow_null=True)


class ImportedJudgeOut(Out):
    """A judge whose verdicts came by import; the two last: whose other order is whose."""

    id = s.IntegerField()
    name = s.CharField()
    judged = s.IntegerField()
    last_at = s.DateTimeField(allow_null=True)
    swapped_id = s.IntegerField(allow_null=True)
    swapped_of = s.IntegerField(allow_null=True)


class OtherOrderIn(In):
    """Which imported judge holds the verdicts with the sides swapped; null: none."""

    swapped = s.IntegerField(allow_null=True)


class JudgeReasonOut(Out):
    """What the judge wrote in one call."""

    part = s.IntegerField()
    text = s.CharField(allow_blank=True)


class JudgeSideOut(Out):
    """What the judge said."""

    winner = s.CharField(allow_null=True)
    confidence = s.FloatField(allow_null=True)
    reasons = JudgeReasonOut(many=True)


class VotesOut(Out):
    """How many people said so."""

    winner = s.CharField()
    n = s.IntegerField()


class PersonReasonOut(Out):
    """What a person wrote."""

    person = s.CharField()
    text = s.CharField()


class PeopleSideOut(Out):
    """What people said."""

    winner = s.CharField(allow_null=True)
    votes = VotesOut(many=True)
    reasons = PersonReasonOut(many=True)


class DisagreementOut(Out):
    """An item on which the judge and people differ."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    prompt = s.CharField(allow_blank=True)
    judge = JudgeSideOut()
    people = PeopleSideOut()


class DisagreementsOut(Out):
    """The newest of them; `total` counts all."""

    total = s.IntegerField()
    listed = s.IntegerField()
    rows = DisagreementOut(many=True)


class AskMoreIn(In):
    """About which items."""

    item_ids = s.ListField(child=s.IntegerField(), max_length=MOST)


class AskedMoreOut(Out):
    """How many items went to people; fewer than named where the budget does not hold more."""

    items = s.IntegerField()
