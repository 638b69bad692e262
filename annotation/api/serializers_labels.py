"""How labels are made."""

from rest_framework import serializers as s

from annotation.api.serializers import Out


class FitOut(Out):
    """What was learnt of the raters, and from what."""

    id = s.IntegerField()
    method = s.CharField()
    method_version = s.CharField()
    at = s.DateTimeField()
    n_votes = s.IntegerField()
    n_items = s.IntegerField()
    n_raters = s.IntegerField()
    warnings = s.ListField(child=s.CharField())


class LabelledByOut(Out):
    """One question whose answers are votes."""

    question = s.CharField()
    title = s.CharField()
    method = s.CharField()
    fit = FitOut(allow_null=True)
    since = s.IntegerField(help_text="judgments later than the fit; at most 100,000")
    counted_because = s.CharField(
        allow_blank=True, help_text="why votes are counted although another method was chosen"
    )


class MethodOut(Out):
    """A method one may choose."""

    key = s.CharField()
    summary = s.CharField()


class RelabellingOut(Out):
    """The newest relabelling."""

    state = s.CharField()
    done = s.IntegerField()
    total = s.IntegerField(allow_null=True)
    error = s.CharField(allow_blank=True)
    asked_at = s.DateTimeField()
    finished_at = s.DateTimeField(allow_null=True)


class LabellingOut(Out):
    """How the labels of a project are made."""

    questions = LabelledByOut(many=True)
    methods = MethodOut(many=True)
    job = RelabellingOut(allow_null=True)


class RelabelOut(Out):
    """The job that was asked for."""

    job_id = s.IntegerField()
