"""What a person sees of their own work."""

from rest_framework import serializers as s

from annotation.api.paging import PageQuery
from annotation.api.serializers import Out
from annotation.api.serializers_bench import PaceOut
from annotation.api.serializers_people import TrainedOut
from annotation.api.serializers_quality import FigureOut


class MyDayOut(Out):
    """One day, UTC."""

    day = s.DateField()
    judged = s.IntegerField()


class MineOut(Out):
    """One's own pace and progress."""

    judged = s.IntegerField()
    today = s.IntegerField()
    active_seconds = s.FloatField()
    median_seconds = s.FloatField(allow_null=True)
    expected = PaceOut()
    earned = s.FloatField(allow_null=True, help_text="active time at the project's rate")
    per_day = MyDayOut(many=True)
    quota_total = s.IntegerField(allow_null=True)
    quota_day = s.IntegerField(allow_null=True)
    checked = FigureOut(allow_null=True, help_text="on known items, where the project shows it")
    training = TrainedOut(many=True)


class MyHistoryQuery(PageQuery):
    """Which of one's own answers."""

    revised = s.BooleanField(default=False)
    checked = s.BooleanField(default=False, help_text="those whose expected answer is shown")
    since = s.DateField(required=False)
    until = s.DateField(required=False, help_text="that day included")


class MyCheckedOut(Out):
    """What was expected, where that is shown."""

    right = s.BooleanField()
    expected = s.DictField(child=s.DictField(), help_text="question -> answer as displayed")
    explanation = s.CharField(allow_blank=True)


class MyJudgmentOut(Out):
    """One's own answer in force, as it was displayed."""

    id = s.IntegerField()
    assignment_id = s.IntegerField()
    at = s.DateTimeField()
    active_seconds = s.FloatField(allow_null=True)
    revised = s.BooleanField()
    prompt_head = s.CharField(allow_blank=True)
    answers = s.DictField(child=s.DictField())
    may_revise = s.BooleanField()
    checked = MyCheckedOut(allow_null=True)


class MyHistoryOut(Out):
    """A page of them, the latest first."""

    results = MyJudgmentOut(many=True)
    next = s.CharField(allow_null=True)
