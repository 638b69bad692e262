"""Groups of people, and types found in their verdicts."""

from rest_framework import serializers as s

from annotation.api.serializers import Out
from annotation.api.serializers_quality import FigureOut


class WithJudgeOut(Out):
    """A judge against the majority of a group."""

    judge = s.CharField()
    agreement = FigureOut()


class GroupOut(Out):
    """A group that is large enough to be shown."""

    key = s.CharField()
    title = s.CharField()
    people = s.IntegerField()
    votes = s.IntegerField()
    within = FigureOut(help_text="share of pairs of its people that said the same")
    others = FigureOut(help_text="of its people and those of the other groups shown")
    judges = WithJudgeOut(many=True)


class BetweenOut(Out):
    """Two groups with each other."""

    a = s.CharField()
    b = s.CharField()
    agreement = FigureOut()


class PartedOut(Out):
    """An item that splits the groups."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    part = s.CharField(allow_blank=True)
    p = s.FloatField(help_text="adjusted for all items that were looked at")
    apart = s.FloatField(help_text="Cramér's V")
    shares = s.DictField(
        child=s.DictField(child=s.FloatField()),
        help_text="by group and label, between one vote and all but one",
    )
    people = s.DictField(child=s.IntegerField(), help_text="by group")


class GroupingOut(Out):
    """One field of the survey on one question."""

    field = s.CharField()
    title = s.CharField()
    groups = GroupOut(many=True)
    hidden = s.IntegerField(help_text="groups that are too small, or would tell of one that is")
    untold = s.IntegerField(allow_null=True, help_text="people of no group that is shown")
    between = BetweenOut(many=True)
    contrast = FigureOut(help_text="agreement within groups minus between them")
    p = s.FloatField(allow_null=True, help_text="of the contrast, by dealing groups anew")
    parted = PartedOut(many=True)
    n_tested = s.IntegerField()
    why_not = s.CharField(allow_blank=True)


class TypeMemberOut(Out):
    """A person in a type."""

    rater_id = s.IntegerField()
    name = s.CharField()
    sure = s.FloatField()


class RaterTypeOut(Out):
    """A type of raters."""

    people = s.IntegerField()
    within = FigureOut()
    labels = s.DictField(child=s.FloatField(), help_text="share of its verdicts")
    members = TypeMemberOut(many=True)


class TellingOut(Out):
    """An item on which types part."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    part = s.CharField(allow_blank=True)
    apart = s.FloatField(help_text="largest distance of two types' shares")
    shares = s.ListField(child=s.DictField(child=s.FloatField()), help_text="by type")
    people = s.ListField(child=s.IntegerField(), help_text="by type")


class TypesOut(Out):
    """Types of raters, found in verdicts without profiles."""

    gains = FigureOut(
        many=True, help_text="from two types up: nats a held-out verdict over one crowd"
    )
    types = RaterTypeOut(many=True, help_text="[]: one crowd")
    between = FigureOut()
    telling = TellingOut(many=True)
    n_people = s.IntegerField()
    n_votes = s.IntegerField()
    why_not = s.CharField(allow_blank=True)


class GroupsQuestionOut(Out):
    """A question by groups and types."""

    key = s.CharField()
    title = s.CharField()
    labels = s.ListField(child=s.CharField())
    fields = GroupingOut(many=True)  # type: ignore[assignment]  # the word of the product
    types = TypesOut()


class SurveyTitleOut(Out):
    """A field of the survey."""

    key = s.CharField()
    title = s.CharField()


class GroupsOut(Out):
    """Whether groups of people judge alike."""

    as_of = s.DateTimeField(allow_null=True, help_text="null: being counted for the first time")
    min_group = s.IntegerField()
    fields = SurveyTitleOut(many=True)  # type: ignore[assignment]  # the word of the product
    questions = GroupsQuestionOut(many=True)
