from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotation.domain.types import Route


class RoutingConfig(models.Model):
    """One version of how a project decides who is asked. Never edited, only followed."""

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    policy = models.CharField(max_length=30)  # a key of routing.policies.POLICIES
    params = models.JSONField(default=dict)  # the policy's own settings
    audit_rate = models.FloatField(default=0.05)  # epsilon: never 0
    seed = models.BigIntegerField()
    created_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "version"], name="routingconfig_version_once"
            ),
            models.CheckConstraint(
                condition=Q(audit_rate__gt=0, audit_rate__lte=1),
                name="routingconfig_audit_never_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} v{self.version}"


class Decision(models.Model):
    """Who was asked about an item, and why. Append-only; written with the work it creates."""

    # Written by the million, so only the indexes that something reads. That the item exists, and
    # that none with decisions is deleted, two triggers see to, once a statement: a constraint would
    # lock each row once more. The item vouches for the project.
    item = models.ForeignKey(
        "annotation.Item", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    project = models.ForeignKey(
        "annotation.Project", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    # Configurations are append-only, so none can go; every row of a run would look up the same one.
    config = models.ForeignKey(
        RoutingConfig, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    policy_version = models.CharField(max_length=12, default="1")  # of the policy's own code
    round = models.PositiveIntegerField()  # 1, then one more each time the item is reconsidered
    route = models.CharField(max_length=8)
    human_judgments = models.PositiveSmallIntegerField()  # how many people are asked
    audited = models.BooleanField(default=False)  # the coin, not the policy, asked a person
    propensity = models.FloatField()  # probability that a person is asked, (0, 1]
    draw = models.FloatField()  # the coin, [0, 1)
    score = models.FloatField(null=True)  # the policy's estimate that the judge would be wrong
    threshold = models.FloatField(null=True)
    reasons = models.JSONField()  # sentences, most important first
    signals = models.JSONField(default=dict)  # what the policy saw
    signals_sha256 = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "round"], name="decision_once_per_round"),
            models.CheckConstraint(
                condition=Q(route__in=[r.value for r in Route]), name="decision_route_known"
            ),
            models.CheckConstraint(
                condition=Q(propensity__gt=0, propensity__lte=1),
                name="decision_propensity_is_probability",
            ),
        ]
        indexes = [models.Index(fields=["project", "item"], name="decision_of_project")]

    def __str__(self) -> str:
        return f"{self.item_id} round {self.round}: {self.route}"


class ItemSignals(models.Model):
    """Signals of an item, computed once: what routing a million items reads instead of texts.

    Only a memory of what `routing.signals` would say, and rewritten whenever it says otherwise.
    """

    pk = models.CompositePrimaryKey("item_id", "part")
    item = models.ForeignKey("annotation.Item", models.CASCADE, related_name="+", db_index=False)
    part = models.CharField(max_length=8)  # a key of routing.services.signals.PARTS
    version = models.CharField(max_length=16)  # of the extractors: another one, other numbers
    # How many judgments of judges there were; the numbers hold while there are no more of them.
    evidence = models.PositiveIntegerField()
    values = models.BinaryField()  # float64, little-endian, in the order of the part's keys

    def __str__(self) -> str:
        return f"{self.item_id} {self.part}"


class ItemTags(models.Model):
    """What a judge says of an item's prompt in the dimensions of `routing.signals.tags`.

    Prompts of the same words are asked about once; a later tagging takes the place of this one.
    """

    item = models.OneToOneField(
        "annotation.Item", models.CASCADE, related_name="+", primary_key=True
    )
    call = models.ForeignKey("routing.JudgeCall", models.PROTECT, related_name="+", db_index=False)
    tags = models.JSONField()

    def __str__(self) -> str:
        return f"{self.item_id}"


class Budget(models.Model):
    """A hard limit on one resource of a project (promise I8)."""

    class Unit(models.TextChoices):
        USD = "usd"  # money for judges
        HUMAN_JUDGMENTS = "human_judgments"

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    unit = models.CharField(max_length=16, choices=Unit)
    limit = models.DecimalField(max_digits=16, decimal_places=8)
    spent = models.DecimalField(max_digits=16, decimal_places=8, default=0)
    reserved = models.DecimalField(max_digits=16, decimal_places=8, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "unit"], name="budget_once_per_unit"),
            models.CheckConstraint(
                condition=Q(spent__gte=0, reserved__gte=0), name="budget_never_negative"
            ),
            models.CheckConstraint(
                condition=Q(limit__gte=F("spent") + F("reserved")), name="budget_never_passed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.unit}"


class Spending(models.Model):
    """What people may cost in a project, in money or minutes, and over how many days.

    The hard limit stays the row of `Budget`: this is where its number of judgments comes from.
    """

    class Unit(models.TextChoices):
        USD = "usd"
        MINUTES = "minutes"

    project = models.OneToOneField("annotation.Project", models.CASCADE, related_name="+")
    unit = models.CharField(max_length=8, choices=Unit)
    amount = models.DecimalField(max_digits=12, decimal_places=2)  # in all
    # What a judgment costs is both together, the hour by the minutes that are measured.
    usd_per_judgment = models.DecimalField(max_digits=10, decimal_places=4, default=0)
    usd_per_hour = models.DecimalField(max_digits=10, decimal_places=4, default=0)
    begins = models.DateTimeField(default=timezone.now)
    days = models.PositiveIntegerField(default=1)  # 1: all of it at once
    front = models.FloatField(default=0)  # 0 = even, 1 = falling from twice the mean to nothing
    reserve = models.FloatField(default=0)  # share that only audits may use
    # What a right label is worth, in the unit; null: people are asked while the budget lasts. With
    # it they are asked only where an error is likely enough for the price, which follows the pace.
    worth = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    price = models.FloatField(default=1)  # λ, 1 = the cost at its face value
    priced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(worth__isnull=True) | Q(worth__gt=0), name="spending_worth_something"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="spending_price_can_be"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, usd_per_judgment__gte=0, usd_per_hour__gte=0),
                name="spending_never_negative",
            ),
            models.CheckConstraint(
                condition=Q(front__gte=0, front__lte=1, reserve__gte=0, reserve__lt=1, days__gte=1),
                name="spending_plan_can_be",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.amount} {self.unit}"
