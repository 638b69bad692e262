from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotation.domain.survey import SMALLEST_GROUP, USUAL_GROUP
from annotation.domain.types import Role


class Project(models.Model):
    """A collection of items judged under one set of questions, guidelines and rules."""

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"  # nothing new is handed out or sent to a judge
        ARCHIVED = "archived"

    class SideOrder(models.TextChoices):
        RANDOM = "random"  # drawn per assignment
        FIXED = "fixed"  # canonical order, for protocols that ask for it

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en")
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    overlap = models.PositiveSmallIntegerField(default=1)  # judgments wanted per item
    reserve = models.PositiveSmallIntegerField(default=1)  # room for late verdicts beyond them
    lease_seconds = models.PositiveIntegerField(default=15 * 60)
    side_order = models.CharField(max_length=10, choices=SideOrder, default=SideOrder.RANDOM)
    show_models_after = models.BooleanField(default=False)  # names revealed once judged
    adjudicate_own = models.BooleanField(default=False)  # may settle what one has judged oneself
    # question key -> key of AGGREGATORS; votes on a question that is not named are counted.
    aggregators = models.JSONField(default=dict, blank=True)
    simulated = models.BooleanField(default=False)  # holds made-up raters; said on every page
    # domain.rules.Rules, without what has its default: gold, training, repeats, quotas, pay
    rules = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # Fewest people of a group whose figures anybody sees
    min_group = models.PositiveSmallIntegerField(default=USUAL_GROUP, db_default=USUAL_GROUP)
    # Names in files become raters by it (services.raters); random, never shown, never exported.
    # Empty: made before there was one, and then its number stands in for it.
    pseudonym_key = models.CharField(max_length=64, blank=True, db_default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(min_group__gte=SMALLEST_GROUP), name="project_groups_not_too_small"
            ),
            models.CheckConstraint(condition=Q(overlap__gte=1), name="project_overlap_positive"),
            models.CheckConstraint(
                condition=Q(lease_seconds__gte=30), name="project_lease_long_enough"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Cohort(models.Model):
    """A named group of members, for whom items may be kept."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="cohorts")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="cohort_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person may do in a project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey("annotation.User", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Role])
    # Items kept for a cohort go to its members; the others go to everybody.
    cohort = models.ForeignKey(
        "annotation.Cohort", models.SET_NULL, null=True, related_name="members"
    )
    # In place of the project's own (rules.Rules); null: as the project says
    quota_total = models.PositiveIntegerField(null=True)
    quota_day = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once_per_person"),
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} of {self.project_id}"


class Invite(models.Model):
    """A sign-in link: for a known person, or for whoever it was sent to. Only its hash is kept."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=12, blank=True)
    user = models.ForeignKey("annotation.User", models.CASCADE, null=True, related_name="+")
    email = models.EmailField(blank=True)  # the new account gets this address
    created_by = models.ForeignKey("annotation.User", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    max_uses = models.PositiveIntegerField(default=1)
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Of two redemptions at once exactly one passes: the use is counted on the row.
            models.CheckConstraint(
                condition=Q(uses__lte=models.F("max_uses")), name="invite_uses_within_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"invite {self.pk}"


class SignInFailure(models.Model):
    """A wrong password, counted in the database: Redis may be dead."""

    email = models.CharField(max_length=254)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["email", "at"], name="signinfailure_recent")]

    def __str__(self) -> str:
        return f"{self.email} {self.at:%H:%M}"


class Guideline(models.Model):
    """One version of what annotators are told. Never edited: a change is the next version."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="guidelines")
    version = models.PositiveIntegerField()
    text = models.TextField()  # markdown
    created_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="guideline_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.version}"


class Acknowledgement(models.Model):
    """An annotator has read a version of the guidelines."""

    guideline = models.ForeignKey(Guideline, models.CASCADE, related_name="+")
    user = models.ForeignKey("annotation.User", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guideline", "user"], name="acknowledgement_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.guideline_id}"


class QuestionSet(models.Model):
    """One version of what is asked about an item, in order. Never edited."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="question_sets")
    version = models.PositiveIntegerField()
    # [{"key", "type", "title", "help", "options": {…}, "required"}], checked by domain.questions
    questions = models.JSONField()
    created_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="questionset_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.version}"
