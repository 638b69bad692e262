from django.db import models
from django.utils import timezone


class Fit(models.Model):
    """What one method learnt of a project's raters from all votes on a question.

    Append-only; the newest of the method that the project chose labels what arrives.
    """

    project = models.ForeignKey("annotation.Project", models.PROTECT, related_name="+")
    question = models.CharField(max_length=60)
    method = models.CharField(max_length=30)  # a key of AGGREGATORS
    method_version = models.CharField(max_length=12)
    categories = models.JSONField()  # names of the labels, in the order of every table below
    # null: nothing could be learnt (`warnings` says why); votes are then counted.
    prior = models.JSONField(null=True)
    stranger = models.JSONField(null=True)  # the rates of a rater who is not among these
    rates = models.JSONField(default=dict)  # rater id -> numbers, as the method says
    n_votes = models.PositiveIntegerField()
    n_items = models.PositiveIntegerField()
    n_raters = models.PositiveIntegerField()
    last_judgment_id = models.BigIntegerField()  # later ones are not in it
    log_likelihood = models.FloatField(null=True)
    rounds = models.PositiveIntegerField()
    warnings = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["project", "question", "-id"], name="fit_newest")]

    def __str__(self) -> str:
        return f"{self.method} of {self.question} in {self.project_id}"
