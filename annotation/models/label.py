from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone


class Label(models.Model):
    """What we believe about one question of an item. Append-only; the highest version holds."""

    # Written by the million, so only the indexes that something reads. That the item exists, and
    # that none with labels is deleted, two triggers see to, once a statement: a constraint locks
    # each row, which costs more than to write the label. The item vouches for the project.
    item = models.ForeignKey(
        "annotation.Item", models.PROTECT, related_name="labels", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    project = models.ForeignKey(
        "annotation.Project", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    question = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    value = models.JSONField()  # in canonical order, shaped by the question's type
    posterior = models.FloatField(null=True)
    method = models.CharField(max_length=30)
    method_version = models.CharField(max_length=12)
    # annotation.Fit, the habits of raters it was made with; without a constraint, as the project.
    fit_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=8)  # human | llm | both
    status = models.CharField(max_length=12)  # unanimous | majority | weighed | adjudicated | open
    n_human = models.PositiveIntegerField()
    n_judge = models.PositiveIntegerField()
    agreement = models.FloatField(null=True)  # share of counted votes for the value
    judgment_ids = models.JSONField()  # the evidence, in id order
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "question", "version"], name="label_version_once"
            ),
            models.CheckConstraint(
                condition=Q(posterior__isnull=True) | Q(posterior__range=(0, 1)),
                name="label_posterior_is_probability",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "item"], name="label_of_project"),
            # The table of items is filtered by them: no page reads the values of all labels.
            models.Index(
                "project", "question", KeyTextTransform("winner", "value"), "item",
                name="label_by_winner",
            ),
            models.Index(fields=["project", "question", "source", "item"], name="label_by_source"),
            # Each labelled item once: those without a label are what this leaves over.
            models.Index(
                fields=["project", "question", "item"], condition=Q(version=1), name="label_first"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item_id} {self.question} v{self.version}"
