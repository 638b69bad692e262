"""What people may tell about themselves."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from annotation.domain import survey


class ChoiceIn(In):
    """One of the answers there are."""

    key = s.CharField(max_length=survey.LONGEST["key"])
    title = s.CharField(max_length=survey.LONGEST["title"])


class SurveyFieldIn(In):
    """A question about the person."""

    key = s.CharField(max_length=survey.LONGEST["key"])
    title = s.CharField(max_length=survey.LONGEST["title"])
    help = s.CharField(
        max_length=survey.LONGEST["help"], allow_blank=True, required=False, default=""
    )
    choices = ChoiceIn(many=True)


class SurveyIn(In):
    """What is asked from now on."""

    consent = s.CharField(max_length=20_000, allow_blank=True, help_text="markdown")
    fields = SurveyFieldIn(many=True)  # type: ignore[assignment]  # the word of the product
    min_group = s.IntegerField(min_value=1, max_value=1000)
    exported = s.BooleanField(
        default=False, help_text="ask also that exports may hold the answers beside the pseudonym"
    )


class SurveyChoiceOut(Out):
    """One of the answers there are."""

    key = s.CharField()
    title = s.CharField()


class SurveyFieldOut(Out):
    """A question about the person."""

    key = s.CharField()
    title = s.CharField()
    help = s.CharField(allow_blank=True)
    choices = SurveyChoiceOut(many=True)


class SurveyOut(Out):
    """The survey in force."""

    version = s.IntegerField(help_text="0: there never was one")
    consent = s.CharField(allow_blank=True)
    fields = SurveyFieldOut(many=True)  # type: ignore[assignment]  # the word of the product
    exported = s.BooleanField(help_text="exports may hold the answers, in groups large enough")
    published_at = s.DateTimeField(allow_null=True)
    min_group = s.IntegerField(help_text="fewest people of a group whose figures anybody sees")
    smallest_group = s.IntegerField(help_text="the least that it can be set to")
    agreed = s.IntegerField(help_text="people who agreed to this version")


class AboutMeIn(In):
    """Agreeing to the text, with as many answers as one likes."""

    version = s.IntegerField(min_value=1, help_text="of the text that was read")
    answers = s.DictField(
        child=s.CharField(allow_null=True, max_length=survey.LONGEST["key"]),
        help_text="by field: a choice; null: prefer not to say",
    )


class AboutMeOut(Out):
    """The survey in force and one's own answers."""

    version = s.IntegerField()
    consent = s.CharField(allow_blank=True)
    fields = SurveyFieldOut(many=True)  # type: ignore[assignment]  # the word of the product
    exported = s.BooleanField(help_text="exports may hold the answers, in groups large enough")
    published_at = s.DateTimeField(allow_null=True)
    min_group = s.IntegerField()
    agreed_at = s.DateTimeField(allow_null=True, help_text="null: not to this version")
    answers = s.DictField(child=s.CharField(allow_null=True))
    changed = s.BooleanField(help_text="one agreed to an older version, which holds no more")
