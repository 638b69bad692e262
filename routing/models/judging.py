from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class JudgeEndpoint(models.Model):
    """Where a judge's requests go, with the provider's key: encrypted and write-only."""

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    base_url = models.URLField(max_length=400, blank=True)
    key_encrypted = models.BinaryField(blank=True, default=b"")
    key_last4 = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="judgeendpoint_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class JudgeSpec(models.Model):
    """An LLM judge's whole configuration, immutable; its sha256 is its identity."""

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    # An edit makes another judge: its next version. `previous` is what was edited, once.
    version = models.PositiveSmallIntegerField(default=1)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    backend = models.CharField(max_length=30)  # a key of routing.judges.BACKENDS
    spec = models.JSONField()  # protocol, template, model, params, orders, samples; see judges.base
    endpoint = models.ForeignKey(JudgeEndpoint, models.PROTECT, null=True, related_name="+")
    input_usd_per_million = models.DecimalField(max_digits=12, decimal_places=6)
    output_usd_per_million = models.DecimalField(max_digits=12, decimal_places=6)
    # How it is run, which changes no verdict and may change: asked or retired; how often a call
    # that was lost sight of is made again, each time charged anew.
    active = models.BooleanField(default=True)
    unknown_retries = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "sha256"], name="judgespec_once"),
            models.UniqueConstraint(fields=["project", "name"], name="judgespec_name_once"),
            models.CheckConstraint(
                condition=Q(unknown_retries__lte=3), name="judgespec_few_retries"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OtherOrder(models.Model):
    """Of two judges that were imported: `swapped` holds the verdicts of `rater`, b shown first."""

    rater = models.OneToOneField(
        "annotation.Rater", models.CASCADE, primary_key=True, related_name="+"
    )
    swapped = models.OneToOneField("annotation.Rater", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(rater=F("swapped")), name="otherorder_of_another")
        ]

    def __str__(self) -> str:
        return f"{self.swapped_id} is {self.rater_id} the other way round"


class JudgeLane(models.Model):
    """What one model of an endpoint may be asked per minute, shared by every worker; see rates.

    The levels are as of `filled_at`, by the database's clock. `closed_until` is the endpoint's own
    wish (Retry-After) or the circuit breaker's.
    """

    endpoint = models.ForeignKey(JudgeEndpoint, models.CASCADE, related_name="lanes")
    model = models.CharField(max_length=120)
    requests_per_minute = models.PositiveIntegerField(null=True)  # None: no limit of ours
    tokens_per_minute = models.PositiveIntegerField(null=True)
    requests_level = models.FloatField(default=0.0)
    tokens_level = models.FloatField(default=0.0)  # below 0 after one call larger than the level
    filled_at = models.DateTimeField(null=True)  # None: full
    failures = models.PositiveIntegerField(default=0)  # of the endpoint, in a row
    closed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "model"], name="judgelane_once"),
            models.CheckConstraint(
                condition=(Q(requests_per_minute__isnull=True) | Q(requests_per_minute__gt=0))
                & (Q(tokens_per_minute__isnull=True) | Q(tokens_per_minute__gt=0)),
                name="judgelane_limits_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} at {self.endpoint_id}"


class ModelPrice(models.Model):
    """What a model costs from a moment on. Append-only; the newest row holds. 0 is a price."""

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    base_url = models.CharField(max_length=400, blank=True)  # empty: a model without endpoint
    model = models.CharField(max_length=120)
    input_usd_per_million = models.DecimalField(max_digits=12, decimal_places=6)
    output_usd_per_million = models.DecimalField(max_digits=12, decimal_places=6)
    set_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["project", "model"], name="modelprice_of_model")]
        constraints = [
            models.CheckConstraint(
                condition=Q(input_usd_per_million__gte=0, output_usd_per_million__gte=0),
                name="modelprice_never_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.model}: {self.input_usd_per_million} in, {self.output_usd_per_million} out"


class JudgeRun(models.Model):
    """Judging in a project, from its first call until nothing waits: what can be paused."""

    class State(models.TextChoices):
        RUNNING = "running"
        PAUSED = "paused"
        CANCELLING = "cancelling"  # what waits is on its way to people
        CANCELLED = "cancelled"
        DONE = "done"

    OPEN = ("running", "paused", "cancelling")

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                name="judgerun_one_open",
                condition=Q(state__in=["running", "paused", "cancelling"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} since {self.started_at}: {self.state}"


class AttackReport(models.Model):
    """How often texts made to win unfairly won over a judge. Append-only; the newest row holds."""

    spec = models.ForeignKey(JudgeSpec, models.CASCADE, related_name="attacks")
    set_sha256 = models.CharField(max_length=64)  # of the cases and pairs it was asked
    report = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.spec_id} at {self.at}"


class JudgeTrust(models.Model):
    """How far a judge's labels are trusted. Append-only; the latest row holds."""

    class Status(models.TextChoices):
        UNTESTED = "untested"
        PROVISIONAL = "provisional"
        TRUSTED = "trusted"
        SUSPENDED = "suspended"

    spec = models.ForeignKey(JudgeSpec, models.CASCADE, related_name="trust")
    status = models.CharField(max_length=12, choices=Status)
    reason = models.TextField()
    set_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.spec_id} {self.status}"


class JudgeCall(models.Model):
    """The ledger: a row per request, committed before it is sent; finished, it never changes."""

    class State(models.TextChoices):
        RESERVED = "reserved"  # budget set aside, not sent
        SENT = "sent"
        OK = "ok"
        FAILED = "failed"  # a known failure; nothing came back that could be used
        UNKNOWN = "unknown"  # sent, and then we lost sight of it: charged as worst case

    class Purpose(models.TextChoices):
        WORK = "work"  # for a judgment
        TRIAL = "trial"  # an admin tries the judge: no judgment comes of it
        ATTACK = "attack"  # a text made to win unfairly, not an item of the project
        TAG = "tag"  # what the prompt is about, for signals: no judgment comes of it

    LIVE = ("reserved", "sent", "ok", "unknown")

    item = models.ForeignKey("annotation.Item", models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey("annotation.Project", models.PROTECT, related_name="+")
    spec = models.ForeignKey(JudgeSpec, models.PROTECT, related_name="calls")
    purpose = models.CharField(max_length=6, choices=Purpose, default=Purpose.WORK)
    subject = models.CharField(max_length=120, blank=True)  # which attack, which trial
    # Which of the protocol's calls this is. Of a pairwise one, 0: canonical a first; 1: b first.
    order = models.PositiveSmallIntegerField()
    sample = models.PositiveSmallIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField()
    # How many calls for this piece of work were lost sight of before this one, and charged. Above
    # 0 only where the judge's `unknown_retries` allows it.
    extra = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.RESERVED)
    cache_key = models.CharField(max_length=64)
    reserved_usd = models.DecimalField(max_digits=14, decimal_places=8)
    cost_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)
    status_code = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=40, blank=True)  # timeout, rate_limited, refused, …
    expects = models.JSONField(null=True)  # all that reading the response needs, and
    response = models.TextField(blank=True)  # the response, raw: it can be read again any time
    finish_reason = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=120, blank=True)  # what the provider says it was
    request_id = models.CharField(max_length=120, blank=True)
    tokens_in = models.PositiveIntegerField(null=True)
    tokens_out = models.PositiveIntegerField(null=True)
    latency_ms = models.PositiveIntegerField(null=True)
    logprobs = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "spec", "order", "sample", "attempt"],
                name="judgecall_attempt_once",
                condition=Q(purpose="work"),
            ),
            # At most one charge per piece of work (promise I7), and one more for each that a
            # setting allows after a call was lost sight of.
            models.UniqueConstraint(
                fields=["item", "spec", "order", "sample", "extra"],
                name="judgecall_one_live",
                condition=Q(state__in=["reserved", "sent", "ok", "unknown"], purpose="work"),
            ),
            # The same for the probes of a judge: each named case is paid for once.
            models.UniqueConstraint(
                fields=["spec", "purpose", "subject", "order", "sample"],
                name="judgecall_one_live_probe",
                condition=Q(state__in=["reserved", "sent", "ok", "unknown"]) & ~Q(purpose="work"),
            ),
            models.CheckConstraint(
                condition=Q(purpose="attack") | Q(item__isnull=False),
                name="judgecall_work_has_an_item",
            ),
            models.CheckConstraint(condition=Q(extra__lte=3), name="judgecall_few_extra"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="judgecall_in_flight",
                condition=Q(state__in=["reserved", "sent"]),
            ),
            models.Index(fields=["project", "id"], name="judgecall_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} by {self.spec_id}: {self.state}"


class Verdict(models.Model):
    """What a parser read out of a call's response. Append-only; a new parser version adds a row."""

    call = models.ForeignKey(JudgeCall, models.PROTECT, related_name="verdicts")
    parser_version = models.CharField(max_length=12)
    state = models.CharField(max_length=20)  # ok, malformed, off_menu, refused, truncated, …
    winner = models.CharField(max_length=10, blank=True)  # canonical order
    strength = models.SmallIntegerField(null=True)  # -3…3, negative = a better
    p_a = models.FloatField(null=True)
    value = models.JSONField(null=True)  # of other protocols: a score, a ranking
    reasoning = models.TextField(blank=True)
    repaired = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "parser_version"], name="verdict_once_per_parser"
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.winner or self.state}"
