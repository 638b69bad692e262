"""Principles that reconstruct labels, and what people write summed up."""

from rest_framework import serializers as s

from annotation.api.serializers import Out
from annotation.api.serializers_quality import FigureOut


class PrincipleOut(Out):
    """One principle, tried on pairs it was not learnt from."""

    key = s.CharField()
    kind = s.ChoiceField(["form", "word", "judge"])
    text = s.CharField()
    agree = s.IntegerField(help_text="held-out pairs on which it favours the winner")
    disagree = s.IntegerField()
    silent = s.IntegerField()
    relevance = s.FloatField(help_text="share of pairs on which it says something")
    accuracy = FigureOut()
    strength = s.FloatField(help_text="2 (accuracy - 1/2) · relevance")
    p = s.FloatField(help_text="against a coin, adjusted for all principles")


class ReconstructionOut(Out):
    """The principles of one question, the strongest first."""

    key = s.CharField()
    title = s.CharField()
    n_items = s.IntegerField(help_text="decided items whose texts were read")
    of_items = s.IntegerField()
    n_learnt = s.IntegerField()
    n_held = s.IntegerField()
    principles = PrincipleOut(many=True)
    together = FigureOut(help_text="share that all principles, weighed, get right")
    why_not = s.CharField(allow_blank=True)


class QuotedOut(Out):
    """A text with the word in it."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    text = s.CharField()


class TermOut(Out):
    """A word that sets texts apart."""

    term = s.CharField()
    z = s.FloatField()
    first = s.IntegerField(help_text="texts of the first kind that have it")
    second = s.IntegerField()
    examples = QuotedOut(many=True)


class NamedReasonOut(Out):
    """A reason that can be named."""

    key = s.CharField()
    title = s.CharField()
    n = s.IntegerField()


class WrittenOut(Out):
    """What people wrote to one question."""

    key = s.CharField()
    title = s.CharField()
    n_texts = s.IntegerField()
    terms = TermOut(many=True, help_text="said more than the responses say it themselves")
    contrast = TermOut(many=True, help_text="z > 0: of the better response, < 0: of the other")
    reasons = NamedReasonOut(many=True)
    why_not = s.CharField(allow_blank=True)


class PrinciplesOut(Out):
    """What labels and texts follow."""

    as_of = s.DateTimeField(allow_null=True, help_text="null: being counted for the first time")
    questions = ReconstructionOut(many=True)
    texts = WrittenOut(many=True)
