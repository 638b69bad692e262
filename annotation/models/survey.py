from django.db import models
from django.utils import timezone


class Survey(models.Model):
    """One version of what a project asks its people about themselves. Never edited.

    A change is the next version, and is asked again: nobody agreed to what they have not read.
    """

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="surveys")
    version = models.PositiveIntegerField()
    consent = models.TextField()  # markdown: what for, who sees it, for how long
    # [{"key", "title", "help", "choices": [{"key", "title"}]}]; [] : nothing is asked any more
    fields = models.JSONField()
    # Whether people agree to more than groups: that exports hold what they told beside their
    # pseudonym, where enough people told the same.
    exported = models.BooleanField(default=False, db_default=False)
    created_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="survey_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.version}"


class AnnotatorProfile(models.Model):
    """What a person chose to tell about themselves in one project, shown only in groups.

    The row is the consent: whoever withdraws it has none.
    """

    rater = models.OneToOneField("annotation.Rater", models.CASCADE, related_name="profile")
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")  # what they agreed to
    # field -> choice, or null for "prefer not to say"; what was left open is not there
    attributes = models.JSONField(default=dict)
    consented_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"profile of {self.rater_id}"


class Consent(models.Model):
    """That somebody agreed to a version of the text, or took it back: the record of it."""

    rater = models.ForeignKey("annotation.Rater", models.CASCADE, related_name="consents")
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")
    given = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.rater_id} {'agreed' if self.given else 'withdrew'}"
