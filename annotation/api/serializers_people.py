"""Sessions, invites, projects, members."""

from typing import Any

import orjson
from rest_framework import serializers as s

from annotation.api.serializers import ROLES, In, Out
from annotation.api.serializers_bench import QuestionOut
from annotation.api.serializers_quality import FigureOut
from annotation.models import Project

PREFERENCES_BYTES = 20_000


class UserOut(Out):
    """Whoever is signed in."""

    id = s.IntegerField()
    name = s.CharField()
    email = s.EmailField()
    is_staff = s.BooleanField()
    preferences = s.DictField()


class ProjectRefOut(Out):
    """A project by name."""

    id = s.IntegerField()
    slug = s.CharField()
    name = s.CharField()
    simulated = s.BooleanField()


class MembershipOut(Out):
    """One's role in a project."""

    project = ProjectRefOut()
    role = s.ChoiceField(ROLES)


class SessionOut(Out):
    """Who is signed in, and the token that unsafe requests need."""

    user = UserOut(allow_null=True)
    csrf = s.CharField(help_text="send it as X-CSRFToken")
    memberships = MembershipOut(many=True)
    demo = s.BooleanField(help_text="this installation holds the demo project")


class SignInIn(In):
    """E-mail address and password."""

    email = s.CharField(max_length=254)
    password = s.CharField(max_length=1000, trim_whitespace=False)


class ProfileIn(In):
    """What one may change about oneself."""

    name = s.CharField(max_length=120, required=False)
    preferences = s.DictField(required=False, help_text="merged; null removes a key")

    def validate_preferences(self, value: dict[str, Any]) -> dict[str, Any]:
        """Keep them small: they are fetched with every session."""
        if len(orjson.dumps(value)) > PREFERENCES_BYTES:
            raise s.ValidationError(f"At most {PREFERENCES_BYTES} bytes.")
        return value


class InviteProjectOut(Out):
    """The project a link leads to."""

    name = s.CharField()


class InvitePreviewOut(Out):
    """What a link offers, before it is redeemed."""

    project = InviteProjectOut(allow_null=True)
    role = s.CharField(allow_blank=True)
    needs_account = s.BooleanField()
    email = s.CharField(allow_blank=True)


class RedeemIn(In):
    """A new person's name, address and password; nothing for somebody who is known."""

    name = s.CharField(max_length=120, required=False, allow_blank=True)
    email = s.EmailField(max_length=254, required=False, allow_blank=True)
    password = s.CharField(max_length=1000, required=False, allow_blank=True, trim_whitespace=False)


class InviteIn(In):
    """An invite to the project."""

    email = s.EmailField(max_length=254, required=False, allow_blank=True)
    role = s.ChoiceField(ROLES)
    days = s.IntegerField(min_value=1, max_value=90, default=7)
    max_uses = s.IntegerField(min_value=1, max_value=200, default=1)


class InviteOut(Out):
    """An open invite."""

    id = s.IntegerField()
    email = s.CharField(allow_blank=True)
    role = s.ChoiceField(ROLES)
    expires_at = s.DateTimeField()
    uses = s.IntegerField()
    max_uses = s.IntegerField()


class NewInviteOut(InviteOut):
    """The same with its link, shown this once."""

    url = s.CharField()


class MemberUserOut(Out):
    """A member as admins see them."""

    id = s.IntegerField()
    name = s.CharField()
    email = s.EmailField()
    is_active = s.BooleanField()


class TrainedOut(Out):
    """How an attempt at the training ended."""

    asked = s.IntegerField()
    right = s.IntegerField()
    passed = s.BooleanField()
    at = s.DateTimeField()


class MemberOut(Out):
    """A member and what they have done."""

    id = s.IntegerField()
    user = MemberUserOut()
    role = s.ChoiceField(ROLES)
    judged = s.IntegerField()
    last_judged_at = s.DateTimeField(allow_null=True)
    gold = FigureOut(allow_null=True, help_text="on known items given unseen; null: none yet")
    cohort = s.IntegerField(allow_null=True)
    quota_total = s.IntegerField(allow_null=True, help_text="null: as the project says")
    quota_day = s.IntegerField(allow_null=True)
    attempts = TrainedOut(many=True, help_text="at the training, first one first")


class MembersOut(Out):
    """Everybody in the project, and who is invited."""

    as_of = s.DateTimeField(
        allow_null=True, help_text="of what was judged; null: being counted for the first time"
    )
    members = MemberOut(many=True)
    invites = InviteOut(many=True)


class RoleIn(In):
    """Another role for a member."""

    role = s.ChoiceField(ROLES)


class ProjectRowOut(ProjectRefOut):
    """A project in the list of one's own."""

    description = s.CharField()
    state = s.ChoiceField(Project.State.choices)
    role = s.ChoiceField(ROLES)
    items_total = s.IntegerField()
    items_resolved = s.IntegerField()
    my_open = s.IntegerField(help_text="items one holds a lease on")


class ProjectListOut(Out):
    """One's projects."""

    results = ProjectRowOut(many=True)
    next = s.CharField(allow_null=True)


class GuidelineOut(Out):
    """A version of the guidelines."""

    version = s.IntegerField()
    text = s.CharField()
    created_at = s.DateTimeField()


class QuestionSetOut(Out):
    """A version of what is asked."""

    version = s.IntegerField()
    questions = QuestionOut(many=True)


class TemplateOut(Out):
    """A ready-made set of questions."""

    key = s.CharField()
    title = s.CharField()
    summary = s.CharField()
    guideline = s.CharField()
    n_responses = s.ListField(child=s.IntegerField(), help_text="fewest and most per item")
    questions = QuestionOut(many=True)


class ProjectOut(ProjectRefOut):
    """A project with what is in force in it."""

    description = s.CharField()
    language = s.CharField()
    state = s.ChoiceField(Project.State.choices)
    overlap = s.IntegerField()
    reserve = s.IntegerField()
    lease_seconds = s.IntegerField()
    side_order = s.ChoiceField(Project.SideOrder.choices)
    show_models_after = s.BooleanField()
    adjudicate_own = s.BooleanField(help_text="may settle what one has judged oneself")
    aggregators = s.DictField(child=s.CharField(), help_text="question -> how it is labelled")
    role = s.ChoiceField(ROLES)
    guideline = GuidelineOut(allow_null=True)
    questions = QuestionSetOut(allow_null=True)


class QuestionIn(In):
    """One thing to ask; the rules of its options are the question type's."""

    key = s.CharField(max_length=40)
    type = s.CharField(max_length=40)
    title = s.CharField(max_length=120)
    help = s.CharField(max_length=2000, required=False, allow_blank=True)
    required = s.BooleanField(required=False)  # type: ignore[assignment]  # the contract's word
    options = s.DictField(required=False)
    when = s.JSONField(required=False, allow_null=True)


class QuestionsIn(In):
    """The next version of what is asked."""

    questions = s.ListField(child=QuestionIn(), min_length=1, max_length=20)


class GuidelineIn(In):
    """The next version of the guidelines, in markdown."""

    text = s.CharField(max_length=100_000, trim_whitespace=False)


class ProjectChangeIn(In):
    """Settings of a project; what is left out stays."""

    name = s.CharField(max_length=120, required=False)
    description = s.CharField(max_length=5000, allow_blank=True, required=False)
    language = s.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?\Z", required=False)
    state = s.ChoiceField(Project.State.choices, required=False)
    overlap = s.IntegerField(min_value=1, max_value=50, required=False)
    reserve = s.IntegerField(min_value=0, max_value=50, required=False)
    lease_seconds = s.IntegerField(min_value=30, max_value=86_400, required=False)
    side_order = s.ChoiceField(Project.SideOrder.choices, required=False)
    show_models_after = s.BooleanField(required=False)
    adjudicate_own = s.BooleanField(required=False)
    aggregators = s.DictField(
        child=s.CharField(max_length=40),
        required=False,
        help_text="question -> method; the votes on any other are counted",
    )


class ProjectIn(ProjectChangeIn):
    """A new project; its labels are counted until there is something to learn from."""

    aggregators = None  # type: ignore[assignment]
    name = s.CharField(max_length=120)
    slug = s.SlugField(max_length=60, required=False, allow_blank=True)
    questions = s.ListField(child=QuestionIn(), min_length=1, max_length=20, required=False)
    guideline = s.CharField(max_length=100_000, required=False, allow_blank=True)
