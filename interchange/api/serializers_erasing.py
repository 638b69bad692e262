"""Deleting a person's data: what it does and what it leaves."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from annotation.domain.types import JobState

JUDGMENTS = ["keep", "remove"]


class ErasureQuery(In):
    """What becomes of the judgments."""

    judgments = s.ChoiceField(JUDGMENTS, default="keep")


class ErasureIn(In):
    """Yes, do it."""

    judgments = s.ChoiceField(
        JUDGMENTS, help_text="keep: under a pseudonym that leads to nobody; remove: they go"
    )
    person = s.CharField(help_text="the person as the effects name them, to be sure")


class KeptSnapshotOut(Out):
    """A finished export that holds judgments of theirs, or labels that rest on them."""

    id = s.IntegerField()
    format = s.CharField()
    finished_at = s.DateTimeField()
    rows = s.IntegerField()


class ErasingOut(Out):
    """A worker lists or deletes the data of a person with many judgments."""

    job_id = s.IntegerField()
    state = s.ChoiceField([state.value for state in JobState])
    done = s.IntegerField(help_text="items")
    total = s.IntegerField(allow_null=True)
    error = s.CharField(allow_blank=True)


class ErasureOut(Out):
    """What deleting somebody's data does, or did."""

    done = s.BooleanField()
    person = s.CharField()
    judgments = s.IntegerField()
    imported = s.IntegerField(help_text="of the judgments, from files")
    judgments_kept = s.BooleanField()
    items = s.IntegerField(help_text="with a judgment of theirs")
    labels = s.IntegerField(help_text="made anew")
    labels_changed = s.IntegerField(help_text="of these, with another answer")
    items_back = s.IntegerField(help_text="that need people again")
    told = s.IntegerField(help_text="profiles")
    consents = s.IntegerField()
    notes = s.IntegerField()
    trainings = s.IntegerField()
    account = s.ChoiceField(["goes", "stays", "none"])
    account_because = s.CharField()
    acts = s.IntegerField(help_text="entries of the log that keep the account's number")
    snapshots = KeptSnapshotOut(many=True)
    snapshots_because = s.CharField(allow_blank=True)
    uploads = s.ListField(child=s.CharField())
    uploads_because = s.CharField(allow_blank=True)
