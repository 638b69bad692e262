"""Routing, in and out."""

from decimal import Decimal

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from annotation.domain.types import Route
from routing.models import JudgeCall, Spending
from routing.policies import POLICIES
from routing.services.routing import SCOPES

ROUTES = [route.value for route in Route]
POLICY_KEYS = list(POLICIES)


class PolicyOut(Out):
    """A policy one can choose; `params` is a JSON schema."""

    key = s.ChoiceField(POLICY_KEYS)
    title = s.CharField()
    summary = s.CharField()
    needs = s.ListField(child=s.CharField())
    params = s.DictField()


class RoutingIn(In):
    """A policy with its settings."""

    policy = s.CharField(max_length=30)
    params = s.DictField(default=dict)
    audit_rate = s.FloatField(default=0.05)


class RoutingConfigOut(Out):
    """One version of a project's policy."""

    version = s.IntegerField()
    policy = s.CharField()
    params = s.DictField()
    audit_rate = s.FloatField()
    created_at = s.DateTimeField()
    created_by = s.CharField(allow_blank=True)


class BudgetIn(In):
    """How much may be spent in all, from the project's beginning."""

    limit = s.DecimalField(max_digits=16, decimal_places=8, min_value=0)


class BudgetOut(Out):
    """A hard limit; dollars or judgments of people."""

    limit = s.FloatField()
    spent = s.FloatField()
    reserved = s.FloatField()


class SpendingIn(In):
    """What people may cost in all, and how it is spread; `front` and `reserve` are shares."""

    unit = s.ChoiceField(Spending.Unit.choices)
    amount = s.DecimalField(max_digits=12, decimal_places=2, min_value=0)
    usd_per_judgment = s.DecimalField(
        max_digits=10, decimal_places=4, min_value=0, default=Decimal(0)
    )
    usd_per_hour = s.DecimalField(max_digits=10, decimal_places=4, min_value=0, default=Decimal(0))
    days = s.IntegerField(min_value=1, default=1)
    front = s.FloatField(default=0)
    reserve = s.FloatField(default=0)
    worth = s.DecimalField(max_digits=10, decimal_places=4, allow_null=True, default=None)


class SpendingOut(Out):
    """The same, with what it comes to: minutes and cost of a judgment, what is released by now.

    `least`: the chance of an error from which on people are asked at the price of now.
    """

    unit = s.ChoiceField(Spending.Unit.choices)
    amount = s.FloatField()
    usd_per_judgment = s.FloatField()
    usd_per_hour = s.FloatField()
    begins = s.DateTimeField()
    days = s.IntegerField()
    front = s.FloatField()
    reserve = s.FloatField()
    minutes = s.FloatField()
    timed = s.IntegerField()
    assumed = s.BooleanField()
    cost = s.FloatField()
    released = s.FloatField()
    judgments = s.IntegerField()
    for_audits = s.IntegerField()
    worth = s.FloatField(allow_null=True)
    price = s.FloatField()
    least = s.FloatField(allow_null=True)


class BudgetsOut(Out):
    """Both budgets; null where none is set."""

    usd = BudgetOut(allow_null=True)
    human_judgments = BudgetOut(allow_null=True)


class RouteCountsOut(Out):
    """How many items each route has now."""

    human = s.IntegerField()
    judge = s.IntegerField()
    both = s.IntegerField()


class LastRunOut(Out):
    """When items were last decided on, and how many then."""

    at = s.DateTimeField()
    items = s.IntegerField()


class ActiveJudgesOut(Out):
    """How many judges are asked."""

    active = s.IntegerField()


class AuditStatOut(Out):
    """A share with its 95 % interval."""

    value = s.FloatField()
    low = s.FloatField()
    high = s.FloatField()
    n = s.IntegerField()


class AuditOut(Out):
    """How many items are audited, and how often judges agree with people on them."""

    n = s.IntegerField()
    agreement = AuditStatOut(allow_null=True)


class WaitingOut(Out):
    """Items that wait: for people, for judges, or for a decision."""

    waits_for = s.ChoiceField(["people", "judges", "nobody"])
    items = s.IntegerField()
    oldest = s.DateTimeField()
    middle = s.DateTimeField()


class SpentDayOut(Out):
    """A day in UTC: judgments given on the bench, their active minutes, what judges' calls cost."""

    day = s.CharField()
    judgments = s.IntegerField()
    minutes = s.FloatField()
    judge_usd = s.FloatField()


class PolicyMoveOut(Out):
    """Items that the policy in force sent elsewhere than the one before, or to the same."""

    to = s.ChoiceField(ROUTES)
    items = s.IntegerField()

    def get_fields(self) -> dict[str, s.Field]:  # type: ignore[type-arg]
        """`from` is a word of Python, so it cannot be written above."""
        return {**super().get_fields(), "from": s.ChoiceField(ROUTES)}


class RoutingOut(Out):
    """How a project decides who is asked, and what came of it.

    Agreement, queues, days and moves are as of `as_of`; null: they are being counted.
    """

    config = RoutingConfigOut(allow_null=True)
    versions = RoutingConfigOut(many=True)
    budgets = BudgetsOut()
    spending = SpendingOut(allow_null=True)
    routes = RouteCountsOut()
    audited = s.IntegerField()
    last_run = LastRunOut(allow_null=True)
    judges = ActiveJudgesOut()
    audit = AuditOut()
    queues = WaitingOut(many=True)
    days = SpentDayOut(many=True)
    moves = PolicyMoveOut(many=True)
    as_of = s.DateTimeField(allow_null=True)


class RouteRunIn(In):
    """What to route: items nobody was chosen for yet, or all anew."""

    scope = s.ChoiceField(SCOPES, default="waiting")


class RouteRunOut(Out):
    """The job that does it."""

    job = s.IntegerField()


class MoveOut(Out):
    """An item that would be asked of somebody else."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    to = s.CharField()
    reason = s.CharField()

    def get_fields(self) -> dict[str, s.Field]:  # type: ignore[type-arg]
        """`from` is a word of Python, so it cannot be written above."""
        return {**super().get_fields(), "from": s.CharField()}


class RoutingPreviewOut(Out):
    """What a policy would do with the project's items, all routed anew."""

    human = s.IntegerField()
    judge = s.IntegerField()
    both = s.IntegerField()
    held = s.IntegerField()
    moved = s.IntegerField()
    previewed = s.IntegerField()
    sample = MoveOut(many=True)


class DecisionOut(Out):
    """Who was asked about an item, and why."""

    round = s.IntegerField()
    route = s.ChoiceField(ROUTES)
    human_judgments = s.IntegerField()
    audited = s.BooleanField()
    propensity = s.FloatField()
    draw = s.FloatField()
    score = s.FloatField(allow_null=True)
    threshold = s.FloatField(allow_null=True)
    policy = s.CharField()
    policy_version = s.CharField()
    config_version = s.IntegerField()
    reasons = s.ListField(child=s.CharField())
    signals = s.DictField(child=s.FloatField(allow_null=True))
    created_at = s.DateTimeField()


class VerdictOut(Out):
    """What was read out of a judge's answer."""

    state = s.CharField()
    winner = s.CharField(allow_blank=True)
    strength = s.IntegerField(allow_null=True)
    p_a = s.FloatField(allow_null=True)
    reasoning = s.CharField(allow_blank=True)


class JudgeCallOut(Out):
    """One request to a judge; `order` 1 means that the responses were swapped."""

    id = s.IntegerField()
    judge = s.CharField()
    order = s.IntegerField()
    sample = s.IntegerField()
    attempt = s.IntegerField()
    state = s.ChoiceField(JudgeCall.State.values)
    error = s.CharField(allow_blank=True)
    cost_usd = s.FloatField()
    latency_ms = s.IntegerField(allow_null=True)
    tokens_in = s.IntegerField(allow_null=True)
    tokens_out = s.IntegerField(allow_null=True)
    verdict = VerdictOut(allow_null=True)
    response = s.CharField(allow_blank=True)
    created_at = s.DateTimeField()


class ItemDecisionsOut(Out):
    """An item's decisions and the calls of judges on it, first to last."""

    decisions = DecisionOut(many=True)
    calls = JudgeCallOut(many=True)
