"""Items, their history, and the project's overview: for reviewers and above."""

from rest_framework import serializers as s

from annotation.api.paging import PageQuery
from annotation.api.serializers import In, Out
from annotation.api.serializers_bench import MediaOut, MessageOut, ResponseStepOut
from annotation.domain.types import (
    AssignmentState,
    ItemState,
    JobState,
    Purpose,
    RaterKind,
    Winner,
)

STATES = [x.value for x in ItemState]
KINDS = [x.value for x in RaterKind]
SOURCES = ["human", "llm", "both"]


class ItemQuery(PageQuery):
    """Filters of the item table."""

    state = s.ChoiceField(STATES, required=False)
    source = s.ChoiceField([*SOURCES, "none"], required=False, help_text="of the label")  # type: ignore[assignment]
    winner = s.ChoiceField([w.value for w in Winner], required=False)
    flagged = s.BooleanField(required=False, allow_null=True, default=None)
    q = s.CharField(max_length=200, required=False, help_text="how the external id starts")
    group = s.CharField(max_length=200, required=False, help_text="key of a group of linked items")


class RowLabelOut(Out):
    """The label in force of the first question."""

    question = s.CharField()
    value = s.DictField()
    source = s.ChoiceField(SOURCES)  # type: ignore[assignment]  # the contract's word
    posterior = s.FloatField(allow_null=True)


class JudgedCountOut(Out):
    """Judgments by kind of rater."""

    human = s.IntegerField()
    judge = s.IntegerField()


class ItemRowOut(Out):
    """An item in the table."""

    id = s.IntegerField()
    external_id = s.CharField()
    state = s.ChoiceField(STATES)
    prompt_head = s.CharField()
    n_responses = s.IntegerField()
    language = s.CharField(allow_null=True)
    taken = s.IntegerField()
    need = s.IntegerField()
    judgments = JudgedCountOut()
    label = RowLabelOut(allow_null=True)  # type: ignore[assignment]  # the contract's word
    flagged = s.BooleanField()


class ItemListOut(Out):
    """A page of items."""

    results = ItemRowOut(many=True)
    next = s.CharField(allow_null=True)
    estimate = s.IntegerField(help_text="exact up to 10,000")


class BlindResponseOut(Out):
    """A candidate response without the model that wrote it."""

    key = s.CharField()
    text = s.CharField(allow_blank=True)
    prompt = MessageOut(many=True, required=False, help_text="where each answers its own")
    media = MediaOut(required=False, help_text="where it is a file")
    steps = ResponseStepOut(many=True, required=False, help_text="where it came in steps")
    turns = MessageOut(many=True, required=False, help_text="where it is a conversation")


class ItemResponseOut(BlindResponseOut):
    """A candidate response with the model that wrote it."""

    model = s.CharField()


class ItemAssignmentOut(Out):
    """Somebody's lease on the item."""

    id = s.IntegerField()
    annotator = s.CharField()
    state = s.ChoiceField([x.value for x in AssignmentState])
    opened_at = s.DateTimeField()
    closed_at = s.DateTimeField(allow_null=True)
    leased_until = s.DateTimeField()
    reason = s.CharField()
    note = s.CharField()


class ItemJudgmentOut(Out):
    """A verdict; answers in canonical order (a is the first response)."""

    id = s.IntegerField()
    rater = s.CharField()
    kind = s.ChoiceField(KINDS)
    simulated = s.BooleanField()
    judge_spec_id = s.IntegerField(allow_null=True)
    source = s.ChoiceField(["bench", "judge", "import"])  # type: ignore[assignment]
    purpose = s.ChoiceField([x.value for x in Purpose])
    answers = s.DictField(child=s.DictField())
    presented_order = s.ListField(child=s.CharField())
    confidence = s.FloatField(allow_null=True)
    active_seconds = s.FloatField(allow_null=True)
    wall_seconds = s.FloatField(allow_null=True)
    counted = s.BooleanField()
    supersedes = s.IntegerField(allow_null=True)
    superseded = s.BooleanField()
    guideline_version = s.IntegerField(allow_null=True)
    question_set_version = s.IntegerField()
    created_at = s.DateTimeField()


class ItemLabelOut(Out):
    """A version of what we believe about a question."""

    id = s.IntegerField()
    question = s.CharField()
    version = s.IntegerField()
    value = s.DictField()
    posterior = s.FloatField(allow_null=True)
    method = s.CharField()
    method_version = s.CharField()
    source = s.ChoiceField(SOURCES)  # type: ignore[assignment]  # the contract's word
    status = s.CharField()
    n_human = s.IntegerField()
    n_judge = s.IntegerField()
    agreement = s.FloatField(allow_null=True)
    judgment_ids = s.ListField(child=s.IntegerField())
    created_at = s.DateTimeField()


class ItemFlagOut(Out):
    """Somebody said that the item is broken."""

    id = s.IntegerField()
    reason = s.CharField()
    note = s.CharField()
    by = s.CharField()
    at = s.DateTimeField()
    settled_at = s.DateTimeField(allow_null=True)


class ItemOut(Out):
    """An item with its history."""

    id = s.IntegerField()
    project_id = s.IntegerField()
    external_id = s.CharField()
    state = s.ChoiceField(STATES)
    prompt = MessageOut(many=True)
    responses = ItemResponseOut(many=True)
    media = MediaOut(many=True, help_text="shown beside the prompt")
    context = s.DictField()  # type: ignore[assignment]  # the contract's word
    metadata = s.DictField()
    group_key = s.CharField()
    others_in_group = s.IntegerField(
        help_text="linked with this one, up to 1,000: other contexts, turns or branches"
    )
    priority = s.IntegerField()
    need = s.IntegerField()
    reserve = s.IntegerField()
    taken = s.IntegerField()
    counted = s.IntegerField()
    label_source = s.CharField()
    created_at = s.DateTimeField()
    assignments = ItemAssignmentOut(many=True)
    judgments = ItemJudgmentOut(many=True)
    labels = ItemLabelOut(many=True)
    flags = ItemFlagOut(many=True)


class DiscardIn(In):
    """Why an item is taken out."""

    reason = s.CharField(max_length=2000)


class StateCountsOut(Out):
    """Items by state; discarded ones are not in the total."""

    total = s.IntegerField()
    imported = s.IntegerField()
    awaiting_judge = s.IntegerField()
    awaiting_human = s.IntegerField()
    resolved = s.IntegerField()
    reference = s.IntegerField()
    discarded = s.IntegerField()


class JudgedByOut(JudgedCountOut):
    """Items by who has judged them."""

    both = s.IntegerField()
    open = s.IntegerField()


class JudgmentTotalsOut(JudgedCountOut):
    """Judgments by kind of rater."""

    today_human = s.IntegerField()


class DayOut(JudgedCountOut):
    """Judgments of a day, UTC."""

    day = s.DateField()


class StatOut(Out):
    """A share with its 95 % interval."""

    value = s.FloatField()
    low = s.FloatField()
    high = s.FloatField()
    n = s.IntegerField()


class RaterPairOut(Out):
    """How often two people gave the same answer."""

    a = s.CharField()
    b = s.CharField()
    agreement = s.FloatField()
    n = s.IntegerField()


class JudgeQualityOut(Out):
    """A judge against the majority of people."""

    judge = s.CharField()
    agreement = StatOut()
    kappa = s.FloatField()
    tie_recall = s.FloatField(allow_null=True)
    tie_precision = s.FloatField(allow_null=True)


class AgreementOut(Out):
    """Agreement on one question; null where too few have judged."""

    question = s.CharField()
    title = s.CharField()
    n_items = s.IntegerField(help_text="judged by two people or more")
    human_human = StatOut(allow_null=True)
    human_judge = StatOut(allow_null=True)
    alpha = s.FloatField(allow_null=True)
    pairs = RaterPairOut(many=True)
    judges = JudgeQualityOut(many=True)


class OverviewRaterOut(Out):
    """A person or a judge and how much they did."""

    rater = s.CharField()
    kind = s.ChoiceField(KINDS)
    simulated = s.BooleanField()
    judged = s.IntegerField()
    median_seconds = s.FloatField(allow_null=True)


class OverviewJobOut(Out):
    """A piece of background work."""

    id = s.IntegerField()
    kind = s.CharField()
    state = s.ChoiceField([x.value for x in JobState])
    done = s.IntegerField()
    total = s.IntegerField(allow_null=True)
    error = s.CharField()
    created_at = s.DateTimeField()


class OverviewOut(Out):
    """How far a project is; spend and routes are at …/routing."""

    counts = StateCountsOut()
    judged_by = JudgedByOut()
    judgments = JudgmentTotalsOut()
    per_day = DayOut(many=True)
    agreement = AgreementOut(many=True)
    people = OverviewRaterOut(many=True)
    as_of = s.DateTimeField(
        allow_null=True, help_text="of what is counted over all judgments; null: not counted yet"
    )
    jobs = OverviewJobOut(many=True)
    queue_age_seconds = s.FloatField(allow_null=True)
    sentence = s.CharField()
