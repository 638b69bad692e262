from django.db import models
from django.db.models import Q
from django.utils import timezone


class PolicyState(models.Model):
    """What a policy made of the audited items: each attempt a row. Append-only.

    In force is the newest promoted row of a key; a judge that changes changes the key, so that
    everything begins anew.
    """

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    policy = models.CharField(max_length=30)  # a key of routing.policies.POLICIES
    # sha256 over what the state is good for: the policy, its version and settings, the signals'
    # versions, the epoch.
    key = models.CharField(max_length=64)
    epoch = models.CharField(max_length=64)  # of calibration: sha256 over the judges asked
    rows = models.PositiveIntegerField()  # audited items it was learnt from
    seen = models.BigIntegerField()  # the newest judgment of people among them
    # On the newest audited items, which it had not learnt from when it was tried on them; and what
    # the state in force before gave on the same ones.
    tried_on = models.PositiveIntegerField(default=0)
    brier = models.FloatField(null=True)
    auqc = models.FloatField(null=True)
    brier_before = models.FloatField(null=True)
    auqc_before = models.FloatField(null=True)
    promoted = models.BooleanField()
    reason = models.TextField()  # why it is in force, or is not, in a sentence
    state = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["project", "key", "-id"], name="policystate_of_key")]

    def __str__(self) -> str:
        return f"{self.policy} of {self.project_id} from {self.rows} rows"


class MixScore(models.Model):
    """What a real reward model was worth that somebody trained on a mix of labels elsewhere."""

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    people = models.JSONField()  # ids of the items that had people's labels; the others the judge's
    score = models.FloatField()  # higher is better, all of a project on one scale
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.score} of {self.project_id}"


class DriftAlarm(models.Model):
    """The judges agree with people less than they did; people judge until an admin has looked."""

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    epoch = models.CharField(max_length=64)
    seen = models.BigIntegerField()  # the newest judgment of people that it rests on
    rows = models.PositiveIntegerField()  # audited items looked at
    before = models.FloatField()  # share of agreement until the shift seems to have begun
    after = models.FloatField()  # and since
    since_item = models.PositiveIntegerField()  # the how manieth of the rows the shift began with
    at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "annotation.User", models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                name="driftalarm_one_open",
                condition=Q(acknowledged_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} at {self.at}"


class Frontier(models.Model):
    """What people's labels would buy under each policy, as computed last. Can be dropped."""

    project = models.OneToOneField("annotation.Project", models.CASCADE, related_name="+")
    report = models.JSONField()
    as_of = models.DateTimeField()
    seconds = models.FloatField()  # what it took to compute

    def __str__(self) -> str:
        return f"{self.project_id} as of {self.as_of}"
