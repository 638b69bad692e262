"""What raters disagree on, and settling it."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from annotation.api.serializers_bench import MediaOut, MessageOut, QuestionOut
from annotation.api.serializers_items import BlindResponseOut
from annotation.domain.types import Cause

CAUSES = [c.value for c in Cause]


class AdjudicationQuery(In):
    """Which order."""

    by = s.ChoiceField(["alpha", "posterior"], default="alpha")
    limit = s.IntegerField(min_value=1, max_value=200, default=50)


class AdjudicationItemQuery(In):
    """Names are hidden unless they are asked for."""

    names = s.BooleanField(default=False)


class AdjudicationRowOut(Out):
    """An item to settle."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    alpha = s.FloatField(required=False, help_text="the lowest of its questions")
    posterior = s.FloatField(required=False, help_text="the lowest of its labels; 0: open")
    alphas = s.DictField(child=s.FloatField(), help_text="by question or scale")


class AdjudicationQueueOut(Out):
    """What waits, worst first."""

    as_of = s.DateTimeField(allow_null=True)
    rows = AdjudicationRowOut(many=True)
    waiting = s.IntegerField()
    causes = s.DictField(child=s.IntegerField(), help_text="items settled so far, by cause")


class AnonymousAnswersOut(Out):
    """What one rater said."""

    who = s.CharField()
    judge = s.BooleanField(allow_null=True, help_text="null while names are hidden")
    answers = s.DictField()
    seconds = s.FloatField(allow_null=True)
    fast = s.BooleanField(help_text="in less than two seconds")
    counted = s.BooleanField()


class BelievedOut(Out):
    """A label in force."""

    question = s.CharField()
    value = s.DictField()
    status = s.CharField()
    method = s.CharField()
    posterior = s.FloatField(allow_null=True)


class SettledOut(Out):
    """How it was settled before."""

    answers = s.DictField()
    cause = s.ChoiceField(CAUSES)
    confidence = s.FloatField()
    note = s.CharField(allow_blank=True)
    at = s.DateTimeField()


class AdjudicationItemOut(Out):
    """An item with everybody's answers."""

    id = s.IntegerField()
    external_id = s.CharField()
    prompt = MessageOut(many=True)
    responses = BlindResponseOut(many=True)
    media = MediaOut(many=True, help_text="shown beside the prompt")
    context = s.DictField()  # type: ignore[assignment]  # the contract's word
    questions = QuestionOut(many=True)
    answers = AnonymousAnswersOut(many=True)
    alphas = s.DictField(child=s.FloatField())
    labels = BelievedOut(many=True)
    settled = SettledOut(many=True)


class AdjudicationIn(In):
    """How the item is settled."""

    answers = s.DictField(help_text="by question, responses by their keys")
    cause = s.ChoiceField(CAUSES)
    confidence = s.FloatField(min_value=0, max_value=1)
    note = s.CharField(max_length=5000, allow_blank=True, default="")
    idempotency_key = s.UUIDField()


class AdjudicatedOut(Out):
    """The judgment that settles it."""

    judgment_id = s.IntegerField()


class GapOut(Out):
    """Something the guidelines do not say."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    note = s.CharField(allow_blank=True)
    guideline_version = s.IntegerField(allow_null=True)
    at = s.DateTimeField()


class GapsOut(Out):
    """All of them, newest first."""

    gaps = GapOut(many=True)
