"""Known answers, and the rules about people that need them."""

from typing import Any

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from annotation.domain.rules import Rules
from annotation.models import Gold
from annotation.services.gold import MOST

# Set by what members and items have, never by this form.
KEPT = ("own_quotas", "cohorts")


class GoldIn(In):
    """An item's known answer, in canonical order."""

    answers = s.DictField(child=s.DictField(), help_text="question -> answer; only these compared")
    explanation = s.CharField(max_length=10_000, allow_blank=True, default="")
    training = s.BooleanField(default=False, help_text="shown after the answer, never mixed in")


class GoldOut(Out):
    """The same as it is kept."""

    answers = s.DictField(child=s.DictField())
    explanation = s.CharField(allow_blank=True)
    training = s.BooleanField()
    origin = s.ChoiceField(Gold.Origin.choices)
    set_at = s.DateTimeField()


class GoldRowOut(GoldOut):
    """A known item in the list, with how people did on it."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    prompt_head = s.CharField(allow_blank=True)
    state = s.CharField()
    asked = s.IntegerField()
    right = s.IntegerField()


class GoldCountsOut(Out):
    """How many known items there are."""

    hidden = s.IntegerField()
    usable = s.IntegerField(help_text="of these, not waiting for people themselves")
    training = s.IntegerField()


class GoldListOut(Out):
    """A page of known items."""

    as_of = s.DateTimeField(
        allow_null=True, help_text="of how people did; null: being counted for the first time"
    )
    results = GoldRowOut(many=True)
    next = s.CharField(allow_null=True)
    counts = GoldCountsOut()


class GoldUploadIn(In):
    """Rows of {"item": external id, "answers", "explanation"?, "training"?}."""

    rows = s.ListField(child=s.JSONField(), min_length=1, max_length=MOST)


class GoldRefusedOut(Out):
    """A row that does not fit."""

    row = s.IntegerField(help_text="from 1")
    why = s.CharField()


class GoldUploadOut(Out):
    """What became of the rows."""

    added = s.IntegerField()
    changed = s.IntegerField()
    refused = GoldRefusedOut(many=True)


class ProposalQuery(In):
    """Which items to propose."""

    people = s.IntegerField(min_value=2, max_value=50, default=3)


class ProposalOut(Out):
    """An item on which everybody agreed, or that somebody has settled."""

    settled = s.BooleanField()
    item_id = s.IntegerField()
    external_id = s.CharField()
    prompt_head = s.CharField(allow_blank=True)
    people = s.IntegerField()
    answers = s.DictField(child=s.DictField())


class ProposalsOut(Out):
    """The first fifty."""

    results = ProposalOut(many=True)


class ConfirmIn(In):
    """Which of them become known."""

    item_ids = s.ListField(child=s.IntegerField(), min_length=1, max_length=200)
    training = s.BooleanField(default=False)


class ConfirmOut(Out):
    """How many became known."""

    confirmed = s.IntegerField()


class RulesIn(In):
    """Gold, training, repeats, quotas, breaks and pay; what is left out has its default."""

    gold_rate = s.FloatField(required=False, help_text="share of a person's items, 0 to 0.5")
    show_gold = s.BooleanField(required=False)
    training_items = s.IntegerField(required=False)
    pass_mark = s.FloatField(required=False, help_text="share to get right, 0 to 1")
    attempts = s.IntegerField(required=False)
    repeat_rate = s.FloatField(required=False, help_text="share of a person's items, 0 to 0.5")
    repeat_after = s.IntegerField(required=False, help_text="items in between")
    quota_total = s.IntegerField(required=False, allow_null=True)
    quota_day = s.IntegerField(required=False, allow_null=True)
    break_minutes = s.IntegerField(required=False, allow_null=True)
    hourly_rate = s.FloatField(required=False, allow_null=True)
    currency = s.CharField(required=False, max_length=8)
    revise_days = s.IntegerField(required=False)
    gold_field = s.CharField(required=False, allow_blank=True, max_length=60)

    def rules(self, kept: Rules) -> Rules:
        """The rules as sent, with what the server keeps by itself."""
        given: dict[str, Any] = {name: getattr(kept, name) for name in KEPT}
        return Rules(**given, **self.typed())


class RulesOut(Out):
    """The rules in force, all written out, and what there is to carry them out with."""

    gold_rate = s.FloatField()
    show_gold = s.BooleanField()
    training_items = s.IntegerField()
    pass_mark = s.FloatField()
    attempts = s.IntegerField()
    repeat_rate = s.FloatField()
    repeat_after = s.IntegerField()
    quota_total = s.IntegerField(allow_null=True)
    quota_day = s.IntegerField(allow_null=True)
    break_minutes = s.IntegerField(allow_null=True)
    hourly_rate = s.FloatField(allow_null=True)
    currency = s.CharField()
    revise_days = s.IntegerField()
    gold_field = s.CharField(allow_blank=True)
    known = GoldCountsOut()
