"""What a judge made of labels and of what people wrote."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from annotation.api.serializers_principles import PrincipleOut


class ExplainIn(In):
    """Whom to ask."""

    judge = s.IntegerField(min_value=1)


class ExplainOut(Out):
    """The job that was asked for."""

    job_id = s.IntegerField()


class ExplainingJudgeOut(Out):
    """A judge that can be asked."""

    id = s.IntegerField()
    name = s.CharField()


class CriterionOut(Out):
    """What people's texts come back to."""

    text = s.CharField()
    n = s.IntegerField(help_text="texts that speak of it")
    example = s.CharField(allow_blank=True)


class ExplanationOut(Out):
    """Of one question, as found last."""

    question = s.CharField()
    kind = s.ChoiceField(["principles", "criteria"])
    judge = s.CharField()
    as_of = s.DateTimeField()
    principles = PrincipleOut(many=True)
    criteria = CriterionOut(many=True)
    n_learnt = s.IntegerField(help_text="pairs that principles were proposed from")
    n_held = s.IntegerField(help_text="other pairs that they were tried on")
    n_texts = s.IntegerField(help_text="texts that criteria were counted in")
    unread = s.IntegerField(help_text="pairs or texts whose answer could not be read")
    why_not = s.CharField(allow_blank=True)


class ExplanationsOut(Out):
    """What was found last, and whom one may ask."""

    running = s.BooleanField()
    error = s.CharField(allow_blank=True, help_text="of the last run, if it was given up")
    judges = ExplainingJudgeOut(many=True)
    explanations = ExplanationOut(many=True)
