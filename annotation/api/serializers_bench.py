"""What the bench sends and gets."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from annotation.domain.questions import QUESTIONS

SKIP_REASONS = ["too_hard", "not_my_language", "broken", "conflict", "other"]
FLAG_REASONS = ["broken_text", "missing_context", "unsafe", "personal_data", "other"]


class ClaimIn(In):
    """How many items, beside those already held."""

    count = s.IntegerField(min_value=1, max_value=3, default=1)
    holding = s.ListField(child=s.IntegerField(), max_length=10, default=list)


class LeaseIn(In):
    """The token that came with the lease."""

    lease_token = s.UUIDField()


class SkipIn(LeaseIn):
    """Why an item is declined."""

    reason = s.ChoiceField(SKIP_REASONS)
    note = s.CharField(max_length=2000, allow_blank=True, default="")


class FlagIn(In):
    """What is wrong with an item."""

    reason = s.ChoiceField(FLAG_REASONS)
    note = s.CharField(max_length=2000, allow_blank=True, default="")


class DraftIn(LeaseIn):
    """An unsent answer, in the browser's own shape."""

    draft = s.JSONField()


class JudgmentIn(LeaseIn):
    """A verdict, answers as displayed."""

    idempotency_key = s.UUIDField()
    answers = s.DictField(child=s.DictField(), help_text="question key -> answer as displayed")
    active_seconds = s.FloatField(min_value=0, max_value=86_400, allow_null=True, default=None)
    supersedes = s.IntegerField(allow_null=True, default=None)
    claim = ClaimIn(required=False, allow_null=True)


class RevealIn(LeaseIn):
    """The answers to what is asked before the outcome, as displayed."""

    answers = s.DictField(child=s.DictField(), help_text="question key -> answer as displayed")
    active_seconds = s.FloatField(min_value=0, max_value=86_400, allow_null=True, default=None)


class CallOut(Out):
    """A tool that an assistant called."""

    name = s.CharField()
    arguments = s.CharField(allow_blank=True)


class MessageOut(Out):
    """One turn of a prompt."""

    role = s.CharField()
    content = s.CharField(allow_blank=True)
    calls = CallOut(many=True, required=False)


class MediaOut(Out):
    """A picture, a sound or a film."""

    url = s.CharField(
        allow_blank=True, help_text="on this server; says nothing of where it is from"
    )
    kind = s.ChoiceField(["image", "audio", "video", "missing"])
    width = s.IntegerField(allow_null=True)
    height = s.IntegerField(allow_null=True)


class ResponseStepOut(Out):
    """A step of a response that came in steps, in characters of its text."""

    start = s.IntegerField()
    end = s.IntegerField()
    parent = s.IntegerField(  # type: ignore[assignment]  # the word of the contract
        allow_null=True,
        help_text="number of the step that it follows, from 0; several of one are alternatives",
    )


class SideOut(Out):
    """One response, under the side it is shown on."""

    side = s.CharField(help_text="left and right of two responses, 1 to k of any other number")
    text = s.CharField()
    prompt = MessageOut(
        many=True, required=False, help_text="where the responses answer different prompts"
    )
    media = MediaOut(required=False, help_text="where the response is a file")
    steps = ResponseStepOut(many=True, required=False, help_text="where it came in steps")
    turns = MessageOut(many=True, required=False, help_text="where it is a conversation")


class SourceOut(Out):
    """A text that the responses may cite by its place, from 1."""

    title = s.CharField()
    text = s.CharField()
    url = s.CharField(help_text="shown as text, never followed")


class ShownContextOut(Out):
    """What may be shown beside an item."""

    language = s.CharField(required=False)
    criteria = s.CharField(required=False)
    persona = s.CharField(required=False)
    sources = SourceOut(many=True, required=False)
    media = MediaOut(many=True, required=False)


class OutcomeOut(Out):
    """What came of one response."""

    side = s.CharField()
    text = s.CharField()


class RevealedOut(Out):
    """What came of an item, for somebody who has answered without knowing."""

    text = s.CharField(help_text="of the item as a whole; empty where it is told by response")
    sides = OutcomeOut(many=True)
    answers = s.DictField(child=s.DictField(), help_text="given before, kept for good")


class AssignmentOut(Out):
    """A leased item, blind."""

    id = s.IntegerField()
    lease_token = s.UUIDField()
    leased_until = s.DateTimeField()
    seconds_left = s.IntegerField()
    prompt = MessageOut(many=True)
    sides = SideOut(many=True)
    context = ShownContextOut()  # type: ignore[assignment]  # the word of the contract
    draft = s.JSONField(allow_null=True)
    answers = s.DictField(child=s.DictField(), allow_null=True)
    judgment_id = s.IntegerField(allow_null=True)
    revealed = RevealedOut(allow_null=True)
    training = s.BooleanField(help_text="the expected answer is shown after one's own")


class ProgressOut(Out):
    """How far one is."""

    today = s.IntegerField()
    mine = s.IntegerField()
    left = s.IntegerField()


class ClaimedOut(Out):
    """Leases, or why there are none."""

    status = s.ChoiceField(["ok", "retry", "done", "acknowledge", "paused", "quota", "unqualified"])
    retry_after = s.IntegerField(allow_null=True)
    assignments = AssignmentOut(many=True)


class ClaimOut(ClaimedOut):
    """The same with the progress."""

    progress = ProgressOut()


class FeedbackOut(Out):
    """What somebody in training is told about their answer."""

    right = s.BooleanField()
    questions = s.DictField(child=s.BooleanField(), help_text="of each question compared")
    expected = s.DictField(child=s.DictField(), help_text="question -> answer as displayed")
    explanation = s.CharField(allow_blank=True)
    answered = s.IntegerField()
    of = s.IntegerField()
    passed = s.BooleanField(allow_null=True, help_text="null: the training goes on")
    again = s.BooleanField(help_text="another attempt is left")


class JudgmentOut(Out):
    """What became of a verdict."""

    judgment_id = s.IntegerField()
    counted = s.BooleanField()
    replayed = s.BooleanField()
    progress = ProgressOut()
    claimed = ClaimedOut(allow_null=True)
    feedback = FeedbackOut(allow_null=True)
    reveal = s.DictField(
        child=s.CharField(), allow_null=True, help_text="side -> model; only after the verdict"
    )


class LeaseOut(Out):
    """The lease's end."""

    leased_until = s.DateTimeField()
    seconds_left = s.IntegerField()


class QuestionOut(Out):
    """One thing that is asked; its options are the question type's."""

    key = s.CharField()
    type = s.ChoiceField(sorted(QUESTIONS))
    title = s.CharField()
    help = s.CharField(allow_blank=True)
    required = s.BooleanField()  # type: ignore[assignment]  # the word of the contract
    options = s.DictField()
    when = s.JSONField(default=None, allow_null=True, help_text="asked only if this holds")


class BenchGuidelineOut(Out):
    """The guidelines in force."""

    version = s.IntegerField()
    text = s.CharField()
    acknowledged = s.BooleanField()


class BenchProjectOut(Out):
    """What the bench says about the project."""

    id = s.IntegerField()
    name = s.CharField()
    language = s.CharField()
    show_models_after = s.BooleanField()
    simulated = s.BooleanField()


class PaceOut(Out):
    """What to expect of an item, measured from everybody's active time."""

    seconds = s.FloatField(allow_null=True, help_text="null: not measured yet")
    pay = s.FloatField(allow_null=True, help_text="null: not measured, or pay is not mentioned")
    currency = s.CharField()


class QueueOut(Out):
    """What the bench needs before the first item."""

    project = BenchProjectOut()
    questions = QuestionOut(many=True)
    guideline = BenchGuidelineOut(allow_null=True)
    pace = PaceOut()
    break_minutes = s.IntegerField(allow_null=True, help_text="of work, then a break is suggested")
    progress = ProgressOut()
