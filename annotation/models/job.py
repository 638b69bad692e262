from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotation.domain.types import JobState


class Job(models.Model):
    """Work to do. The row is the queue: a message only wakes a worker, a sweep finds the rest."""

    kind = models.CharField(max_length=20)  # a key of settings.JOB_TASKS
    project = models.ForeignKey("annotation.Project", models.CASCADE, null=True, related_name="+")
    # Two requests for the same work that waits are one job.
    key = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=JobState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=5)
    not_before = models.DateTimeField(default=timezone.now)
    token = models.BigIntegerField(default=0)  # fencing: raised on each grant
    lease_until = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)  # progress, in the units of `total`
    total = models.BigIntegerField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # A running one does not count: what is asked for while it runs it may not see any more
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="job_waiting_once",
                condition=Q(state=JobState.PENDING.value),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in JobState]), name="job_state_known"
            ),
            # One more than the limit: the attempt that is granted to a job that then dies.
            models.CheckConstraint(
                condition=Q(attempts__lte=models.F("max_attempts")), name="job_attempts_bounded"
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="job_due",
                condition=Q(state__in=[JobState.PENDING.value, JobState.RUNNING.value]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.state}"
