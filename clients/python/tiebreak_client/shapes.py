"""What the server sends and takes. Made from openapi.yaml by `make api`: do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class AboutMeIn(TypedDict):
    """Agreeing to the text, with as many answers as one likes."""

    version: int
    answers: dict[str, str | None]


class AboutMe(TypedDict):
    """The survey in force and one's own answers."""

    version: int
    consent: str
    fields: list[SurveyField]
    exported: bool
    published_at: str | None
    min_group: int
    agreed_at: str | None
    answers: dict[str, str | None]
    changed: bool


class AcknowledgeIn(TypedDict):
    """What was found."""

    note: str


class ActiveJudges(TypedDict):
    """How many judges are asked."""

    active: int


class Adjudicated(TypedDict):
    """The judgment that settles it."""

    judgment_id: int


class AdjudicationIn(TypedDict):
    """How the item is settled."""

    answers: dict[str, Any]
    cause: Literal["ambiguous", "guideline_gap", "error", "edge_case", "taste"]
    confidence: float
    note: NotRequired[str]
    idempotency_key: str


class AdjudicationItem(TypedDict):
    """An item with everybody's answers."""

    id: int
    external_id: str
    prompt: list[Message]
    responses: list[BlindResponse]
    media: list[Media]
    context: dict[str, Any]
    questions: list[Question]
    answers: list[AnonymousAnswers]
    alphas: dict[str, float]
    labels: list[Believed]
    settled: list[Settled]


class AdjudicationQueue(TypedDict):
    """What waits, worst first."""

    as_of: str | None
    rows: list[AdjudicationRow]
    waiting: int
    causes: dict[str, int]


class AdjudicationRow(TypedDict):
    """An item to settle."""

    item_id: int
    external_id: str
    alpha: NotRequired[float]
    posterior: NotRequired[float]
    alphas: dict[str, float]


class Advice(TypedDict):
    """What to do with the judge, and why; the weightiest reasons first."""

    advice: Literal["trust", "care", "avoid", "unknown"]
    sentence: str
    reasons: list[Rule]


class Agreement(TypedDict):
    """Agreement on one question; null where too few have judged."""

    question: str
    title: str
    n_items: int
    human_human: Stat | None
    human_judge: Stat | None
    alpha: float | None
    pairs: list[RaterPair]
    judges: list[JudgeQuality]


class Alarm(TypedDict):
    """Judges agreed with people less than before; people judge until it is acknowledged."""

    id: int
    at: str
    rows: int
    before: float
    after: float
    since_item: int
    acknowledged_at: str | None
    acknowledged_by: str
    note: str


class AltTest(TypedDict):
    """The alternative-annotator test."""

    passed: bool | None
    why_not: str
    audience: str
    advantage: float | None
    winning_rate: dict[str, float | None]
    duels: list[Duel]


class AnonymousAnswers(TypedDict):
    """What one rater said."""

    who: str
    judge: bool | None
    answers: dict[str, Any]
    seconds: float | None
    fast: bool
    counted: bool


class Apart(TypedDict):
    """What a preview found of texts to keep apart from."""

    looked_at: int
    left_out: int


class AskMoreIn(TypedDict):
    """About which items."""

    item_ids: list[int]


class AskPeopleIn(TypedDict):
    """Items that so many more people are to judge; null: as many as the project asks of an item."""

    item_ids: list[int]
    people: NotRequired[int | None]
    reason: NotRequired[str]


class AskPeople(TypedDict):
    """How many go to people; the budget or their state did not let the rest."""

    asked: int
    held: int


class AskedMore(TypedDict):
    """How many items went to people; fewer than named where the budget does not hold more."""

    items: int


class Assignment(TypedDict):
    """A leased item, blind."""

    id: int
    lease_token: str
    leased_until: str
    seconds_left: int
    prompt: list[Message]
    sides: list[Side]
    context: ShownContext
    draft: Any
    answers: dict[str, dict[str, Any]] | None
    judgment_id: int | None
    revealed: Revealed | None
    training: bool


class AttackIn(TypedDict):
    """On how many pairs each attack is tried."""

    per_case: NotRequired[int]


class AttackReport(TypedDict):
    """The attack success rate of a judge; the control is what harmless texts won."""

    pairs: int
    pairs_right: int
    attacks: AttackShare
    control: AttackShare
    families: dict[str, AttackShare]
    gate: float
    passes: bool | None
    won: list[str]


class AttackShare(TypedDict):
    """How often attacks won over the judge in every order (`won`) or in one only (`one_order`)."""

    n: int
    won: int
    one_order: int
    no_verdict: int
    rate: float | None


class Attacked(TypedDict):
    """The newest report of the set there is now; null where there is none."""

    at: str | None
    report: AttackReport | None


class Attempt(TypedDict):
    """What was made of the audited items; brier and auqc on those it had not learnt from."""

    at: str
    rows: int
    tried_on: int
    brier: float | None
    auqc: float | None
    brier_before: float | None
    auqc_before: float | None
    promoted: bool
    reason: str


class Audit(TypedDict):
    """How many items are audited, and how often judges agree with people on them."""

    n: int
    agreement: AuditStat | None


class AuditStat(TypedDict):
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


class Basis(TypedDict):
    """What the figures rest on: items that the judge and people judged."""

    rows: int
    audited: int
    only_audited: bool
    all_fair: bool


class Believed(TypedDict):
    """A label in force."""

    question: str
    value: dict[str, Any]
    status: str
    method: str
    posterior: float | None


class BenchGuideline(TypedDict):
    """The guidelines in force."""

    version: int
    text: str
    acknowledged: bool


class BenchProject(TypedDict):
    """What the bench says about the project."""

    id: int
    name: str
    language: str
    show_models_after: bool
    simulated: bool


class Between(TypedDict):
    """Two groups with each other."""

    a: str
    b: str
    agreement: Figure


class Bin(TypedDict):
    """Verdicts given about one chance to be wrong, and the share that was."""

    said: float
    wrong: float
    n: int


class BlindResponse(TypedDict):
    """A candidate response without the model that wrote it."""

    key: str
    text: str
    prompt: NotRequired[list[Message]]
    media: NotRequired[Media]
    steps: NotRequired[list[ResponseStep]]
    turns: NotRequired[list[Message]]


class Board(TypedDict):
    """The models by strength, or why there is no order."""

    who: Literal["people", "judges"]
    places: list[Place]
    n: int
    length: Figure
    style: Figure
    side: Figure
    why_not: str


class Boards(TypedDict):
    """The leaderboards of a question."""

    question: str
    boards: list[Board]
    segments: list[Segment]
    circles: Circles


class BothWays(TypedDict):
    """Responses rated against the same ones compared or ranked, by the same rater."""

    contradicts: Figure
    differs: Figure
    rating_ties: Figure


class BudgetIn(TypedDict):
    """How much may be spent in all, from the project's beginning."""

    limit: str


class Budget(TypedDict):
    """A hard limit; dollars or judgments of people."""

    limit: float
    spent: float
    reserved: float


class Budgets(TypedDict):
    """Both budgets; null where none is set."""

    usd: Budget | None
    human_judgments: Budget | None


class CalibrationMap(TypedDict):
    """One way of saying how sure the judge is, out of fold."""

    name: str
    ece: JudgeFigure
    brier: JudgeFigure
    bins: list[Reliability]


class Calibration(TypedDict):
    """What the project's policy has learnt of the judges that are asked now."""

    learns: bool
    epoch: str
    as_of: str | None
    audited: int | None
    new: int | None
    state: State | None
    attempts: list[Attempt]
    promise: Promise | None
    watch: Watch | None
    alarms: list[Alarm]


class Call(TypedDict):
    """A tool that an assistant called."""

    name: str
    arguments: str


class CardFile(TypedDict):
    """A part of the dataset's card: README.md, croissant.json, a plot."""

    name: str
    bytes: int
    sha256: str
    url: str


class Cell(TypedDict):
    """Two raters: how often they gave the same label."""

    a: int
    b: int
    agreement: float
    n: int


class ChangeCounts(TypedDict):
    """Items by kind of change."""

    added: int
    removed: int
    relabelled: int
    other_evidence: int


class ChangedItem(TypedDict):
    """An item that changed; labels by question."""

    item_id: int
    external_id: str
    kind: Literal["added", "removed", "relabelled", "other_evidence"]
    before: dict[str, Any]
    after: dict[str, Any]


class Changes(TypedDict):
    """What is different between two exports."""

    before: Compared
    after: Compared
    counts: ChangeCounts
    choices: list[ChoiceChange]
    items: list[ChangedItem]
    next: str | None


class ChoiceChange(TypedDict):
    """A choice that differs."""

    key: str
    before: Any
    after: Any


class ChoiceIn(TypedDict):
    """One of the answers there are."""

    key: str
    title: str


class Circles(TypedDict):
    """Of people's verdicts."""

    together: InGroups
    each: InGroups


class ClaimIn(TypedDict):
    """How many items, beside those already held."""

    count: NotRequired[int]
    holding: NotRequired[list[int]]


class Claim(TypedDict):
    """The same with the progress."""

    status: Literal["ok", "retry", "done", "acknowledge", "paused", "quota", "unqualified"]
    retry_after: int | None
    assignments: list[Assignment]
    progress: Progress


class Claimed(TypedDict):
    """Leases, or why there are none."""

    status: Literal["ok", "retry", "done", "acknowledge", "paused", "quota", "unqualified"]
    retry_after: int | None
    assignments: list[Assignment]


class CohortIn(TypedDict):
    """A new cohort."""

    name: str


class Cohort(TypedDict):
    """A named group of members."""

    id: int
    name: str
    members: int
    items: int


class Cohorts(TypedDict):
    """All of them, by name."""

    results: list[Cohort]


class Column(TypedDict):
    """A column of the file, found in its first rows."""

    path: str
    type: str
    example: str


class Compared(TypedDict):
    """One of the two exports."""

    id: int
    format: str
    rows: int
    sha256: str
    created_at: str


class ConfirmIn(TypedDict):
    """Which of them become known."""

    item_ids: list[int]
    training: NotRequired[bool]


class Confirm(TypedDict):
    """How many became known."""

    confirmed: int


class Confounded(TypedDict):
    """Aspects beside the verdict, with and without length and tone held; lists in order."""

    aspects: list[Factor]
    confounders: list[Factor]
    alone: list[Figure]
    held: list[Figure]
    weights: list[Figure]
    explained: list[float] | None
    n: int
    n_items: int
    why_not: str


class Consistency(TypedDict):
    """Whether it is the same judge each time: asked again, under harmless changes, by version."""

    repeats: JudgeFigure
    changed: JudgeFigure
    families: dict[str, JudgeFigure]
    versions: list[Version]


class Cost(TypedDict):
    """US dollars; null where nothing was paid here."""

    spent_usd: float
    judged: int
    usd_per_label: float | None
    usd_per_correct_label: float | None


class Criterion(TypedDict):
    """What people's texts come back to."""

    text: str
    n: int
    example: str


class Day(TypedDict):
    """Judgments of a day, UTC."""

    human: int
    judge: int
    day: str


class Decision(TypedDict):
    """Who was asked about an item, and why."""

    round: int
    route: Literal["human", "judge", "both"]
    human_judgments: int
    audited: bool
    propensity: float
    draw: float
    score: float | None
    threshold: float | None
    policy: str
    policy_version: str
    config_version: int
    reasons: list[str]
    signals: dict[str, float | None]
    created_at: str


class Differing(TypedDict):
    """How many items the judge and people differ on, and the newest of them."""

    n: int
    items: list[int]


class Disagreement(TypedDict):
    """An item on which the judge and people differ."""

    item_id: int
    external_id: str
    prompt: str
    judge: JudgeSide
    people: PeopleSide


class Disagreements(TypedDict):
    """The newest of them; `total` counts all."""

    total: int
    listed: int
    rows: list[Disagreement]


class DiscardIn(TypedDict):
    """Why an item is taken out."""

    reason: str


class DraftIn(TypedDict):
    """An unsent answer, in the browser's own shape."""

    lease_token: str
    draft: Any


class Drift(TypedDict):
    """Agreement over time; fell is null where it cannot be told."""

    weeks: list[Week]
    fell: bool | None
    since_week: int | None
    why_not: str


class DriversColumn(TypedDict):
    """What goes with the verdicts of people or of one judge; lists are in the factors' order."""

    judge: str | None
    n: int
    n_items: int
    alone: list[Figure]
    together: list[Figure]
    explained: float | None
    why_not: str
    gaps: list[Figure]


class Drivers(TypedDict):
    """Which properties of responses go with verdicts."""

    as_of: str | None
    factors: list[Factor]
    questions: list[DriversQuestion]


class DriversQuestion(TypedDict):
    """What goes with the verdicts on a question."""

    key: str
    title: str
    n_items: int
    of_items: int
    confounded: Confounded
    columns: list[DriversColumn]


class Duel(TypedDict):
    """The judge against one person left out."""

    person: str
    judge_closer: float
    person_closer: float
    p: float
    beaten: bool
    n: int


class EndpointIn(TypedDict):
    """Where an endpoint judge is asked."""

    base_url: str
    api_key: NotRequired[str]


class Erasing(TypedDict):
    """A worker lists or deletes the data of a person with many judgments."""

    job_id: int
    state: Literal["pending", "running", "done", "dead", "unknown", "cancelled"]
    done: int
    total: int | None
    error: str


class ErasureIn(TypedDict):
    """Yes, do it."""

    judgments: Literal["keep", "remove"]
    person: str


class Erasure(TypedDict):
    """What deleting somebody's data does, or did."""

    done: bool
    person: str
    judgments: int
    imported: int
    judgments_kept: bool
    items: int
    labels: int
    labels_changed: int
    items_back: int
    told: int
    consents: int
    notes: int
    trainings: int
    account: Literal["goes", "stays", "none"]
    account_because: str
    acts: int
    snapshots: list[KeptSnapshot]
    snapshots_because: str
    uploads: list[str]
    uploads_because: str


class ExplainIn(TypedDict):
    """Whom to ask."""

    judge: int


class Explain(TypedDict):
    """The job that was asked for."""

    job_id: int


class ExplainingJudge(TypedDict):
    """A judge that can be asked."""

    id: int
    name: str


class Explanation(TypedDict):
    """Of one question, as found last."""

    question: str
    kind: Literal["principles", "criteria"]
    judge: str
    as_of: str
    principles: list[Principle]
    criteria: list[Criterion]
    n_learnt: int
    n_held: int
    n_texts: int
    unread: int
    why_not: str


class Explanations(TypedDict):
    """What was found last, and whom one may ask."""

    running: bool
    error: str
    judges: list[ExplainingJudge]
    explanations: list[Explanation]


class ExportIn(TypedDict):
    """What to export, and how."""

    format: Literal[
        "annotated-pairs",
        "arena-100k",
        "arena-140k",
        "arena-55k",
        "argilla",
        "critique",
        "helpsteer2",
        "helpsteer2-preference",
        "helpsteer3",
        "hh-rlhf",
        "joint",
        "judgments",
        "label-studio",
        "listwise",
        "multi-objective",
        "multipref",
        "neutral",
        "openai-preference",
        "reward-conditioned",
        "rewardbench",
        "rewardbench2",
        "soft",
        "spans",
        "step-pairs",
        "trl-pairs",
        "trl-preference",
        "trl-prompts",
        "trl-stepwise",
        "trl-unpaired",
        "ultrafeedback",
        "ultrafeedback-binarized",
    ]
    params: NotRequired[dict[str, Any]]


class ExportProgress(TypedDict):
    """How far the worker is."""

    done: int
    total: int | None


class Factor(TypedDict):
    """A property that responses have more or less of."""

    key: str
    title: str


class Failures(TypedDict):
    """Calls that brought no verdict."""

    share: JudgeFigure
    by_kind: dict[str, int]
    calls: int


class Feature(TypedDict):
    """Items with a feature: how often the judge is wrong on them; `gain`: HyPER's, where known."""

    feature: str
    items: int
    share: float
    wrong: AuditStat
    gain: float | None


class Feedback(TypedDict):
    """What somebody in training is told about their answer."""

    right: bool
    questions: dict[str, bool]
    expected: dict[str, dict[str, Any]]
    explanation: str
    answered: int
    of: int
    passed: bool | None
    again: bool


class Figure(TypedDict):
    """A value with its 95 % interval, or why there is none."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    why_not: str


class File(TypedDict):
    """A finished file."""

    name: str
    bytes: int
    sha256: str
    rows: int
    url: str


class Fit(TypedDict):
    """What was learnt of the raters, and from what."""

    id: int
    method: str
    method_version: str
    at: str
    n_votes: int
    n_items: int
    n_raters: int
    warnings: list[str]


class FlagIn(TypedDict):
    """What is wrong with an item."""

    reason: Literal["broken_text", "missing_context", "unsafe", "personal_data", "other"]
    note: NotRequired[str]


class Format(TypedDict):
    """An export format with its choices."""

    key: str
    title: str
    summary: str
    unit: Literal["label", "judgment", "item"]
    params: list[Param]


class FormatQuestion(TypedDict):
    """A question that the judgments of a format answer."""

    key: str
    type: str
    asked: bool
    possible: bool


class FoundFormat(TypedDict):
    """A known format that the file may be in, and what its first rows give."""

    format: str
    title: str
    confidence: float
    evidence: list[str]
    rows: int
    items: int
    judgments: int
    raters: int
    questions: list[FormatQuestion]
    examples: list[dict[str, Any]]


class FrontierCurve(TypedDict):
    """One policy's frontier; also `chance` and `oracle`."""

    key: str
    title: str
    points: list[FrontierPoint]
    lift: float | None
    lift_low: float | None
    lift_high: float | None
    aurc: float | None
    ece: float | None
    brier: float | None
    bins: list[Bin]
    notes: list[str]


class FrontierIn(TypedDict):
    """What is replayed, on which terms; left out: as usual, and the policy in force as it is."""

    policies: NotRequired[
        list[
            Literal[
                "all_human",
                "all_judge",
                "confidence",
                "dawid_skene",
                "disagreement",
                "diverse",
                "guaranteed",
                "hyper",
                "learned_error",
                "margin",
                "random",
                "rules",
                "stack",
            ]
        ]
    ]
    judge: NotRequired[str]
    budgets: NotRequired[list[float]]
    annotators: NotRequired[int]
    reliability: NotRequired[float]
    human_cost: NotRequired[float]
    judge_cost: NotRequired[float]
    file: NotRequired[int]


class Frontier(TypedDict):
    """What people's labels buy, as computed last; `why_not`: why there is nothing to show."""

    as_of: str | None
    running: bool
    why_not: str
    items: int
    judge_right: float | None
    judge: str
    file: str
    terms: FrontierTerms | None
    curves: list[FrontierCurve]
    strata: list[Stratum]
    features: list[Feature]


class FrontierPoint(TypedDict):
    """Quality when people judge this share, with its 95 % band; regret is against the oracle."""

    budget: float
    people: int
    quality: float
    low: float | None
    high: float | None
    regret: float
    cost: float
    cost_per_correct: float | None
    saved: float | None


class FrontierTerms(TypedDict):
    """On which terms it was computed."""

    annotators: int
    reliability: float
    human_cost: float
    judge_cost: float
    repeats: int


class Gap(TypedDict):
    """Something the guidelines do not say."""

    item_id: int
    external_id: str
    note: str
    guideline_version: int | None
    at: str


class Gaps(TypedDict):
    """All of them, newest first."""

    gaps: list[Gap]


class GoldCounts(TypedDict):
    """How many known items there are."""

    hidden: int
    usable: int
    training: int


class GoldIn(TypedDict):
    """An item's known answer, in canonical order."""

    answers: dict[str, dict[str, Any]]
    explanation: NotRequired[str]
    training: NotRequired[bool]


class GoldList(TypedDict):
    """A page of known items."""

    as_of: str | None
    results: list[GoldRow]
    next: str | None
    counts: GoldCounts


class Gold(TypedDict):
    """The same as it is kept."""

    answers: dict[str, dict[str, Any]]
    explanation: str
    training: bool
    origin: Literal["upload", "hand", "unanimous", "settled"]
    set_at: str


class GoldRefused(TypedDict):
    """A row that does not fit."""

    row: int
    why: str


class GoldRow(TypedDict):
    """A known item in the list, with how people did on it."""

    answers: dict[str, dict[str, Any]]
    explanation: str
    training: bool
    origin: Literal["upload", "hand", "unanimous", "settled"]
    set_at: str
    item_id: int
    external_id: str
    prompt_head: str
    state: str
    asked: int
    right: int


class GoldUploadIn(TypedDict):
    """Rows of {'item': external id, 'answers', 'explanation'?, 'training'?}."""

    rows: list[Any]


class GoldUpload(TypedDict):
    """What became of the rows."""

    added: int
    changed: int
    refused: list[GoldRefused]


class Group(TypedDict):
    """A group that is large enough to be shown."""

    key: str
    title: str
    people: int
    votes: int
    within: Figure
    others: Figure
    judges: list[WithJudge]


class Grouping(TypedDict):
    """One field of the survey on one question."""

    field: str
    title: str
    groups: list[Group]
    hidden: int
    untold: int | None
    between: list[Between]
    contrast: Figure
    p: float | None
    parted: list[Parted]
    n_tested: int
    why_not: str


class Groups(TypedDict):
    """Whether groups of people judge alike."""

    as_of: str | None
    min_group: int
    fields: list[SurveyTitle]
    questions: list[GroupsQuestion]


class GroupsQuestion(TypedDict):
    """A question by groups and types."""

    key: str
    title: str
    labels: list[str]
    fields: list[Grouping]
    types: Types


class GuidelineIn(TypedDict):
    """The next version of the guidelines, in markdown."""

    text: str


class Guideline(TypedDict):
    """A version of the guidelines."""

    version: int
    text: str
    created_at: str


class HoldingExport(TypedDict):
    """A finished export that an item is in."""

    id: int
    format: str
    finished_at: str


class ImportBatchDetail(TypedDict):
    """With its report, of at most a thousand lines."""

    id: int
    kind: Literal["items", "judgments"]
    file: str
    state: Literal[
        "pending", "staging", "committing", "committed", "checked", "failed", "cancelled"
    ]
    rows_read: int
    rows_added: int
    rows_present: int
    rows_differing: int
    rows_bad: int
    judgments_added: int
    judgments_present: int
    left_out: list[LeftOut]
    bytes_read: int
    size: int
    error: str
    dry_run: bool
    on_error: Literal["skip", "stop"]
    created_at: str
    finished_at: str | None
    created_by: str | None
    problems: list[RowProblem]


class ImportBatch(TypedDict):
    """An import and how far it is."""

    id: int
    kind: Literal["items", "judgments"]
    file: str
    state: Literal[
        "pending", "staging", "committing", "committed", "checked", "failed", "cancelled"
    ]
    rows_read: int
    rows_added: int
    rows_present: int
    rows_differing: int
    rows_bad: int
    judgments_added: int
    judgments_present: int
    left_out: list[LeftOut]
    bytes_read: int
    size: int
    error: str
    dry_run: bool
    on_error: Literal["skip", "stop"]
    created_at: str
    finished_at: str | None
    created_by: str | None


class ImportBatchPage(TypedDict):
    """A page of imports, newest first."""

    results: list[ImportBatch]
    next: str | None


class ImportIn(TypedDict):
    """What to import, and how."""

    upload: int
    kind: Literal["items", "judgments"]
    mapping: dict[str, Any]
    on_error: NotRequired[Literal["skip", "stop"]]
    dry_run: NotRequired[bool]


class ImportedJudge(TypedDict):
    """A judge whose verdicts came by import; the two last: whose other order is whose."""

    id: int
    name: str
    judged: int
    last_at: str | None
    swapped_id: int | None
    swapped_of: int | None


class InGroups(TypedDict):
    """Circles a > b > c > a among responses to one prompt."""

    groups: int
    circular_groups: int
    triads: int
    circular: int
    why_not: str


class InviteIn(TypedDict):
    """An invite to the project."""

    email: NotRequired[str]
    role: Literal["annotator", "reviewer", "researcher", "admin"]
    days: NotRequired[int]
    max_uses: NotRequired[int]


class Invite(TypedDict):
    """An open invite."""

    id: int
    email: str
    role: Literal["annotator", "reviewer", "researcher", "admin"]
    expires_at: str
    uses: int
    max_uses: int


class InvitePreview(TypedDict):
    """What a link offers, before it is redeemed."""

    project: InviteProject | None
    role: str
    needs_account: bool
    email: str


class InviteProject(TypedDict):
    """The project a link leads to."""

    name: str


class ItemAssignment(TypedDict):
    """Somebody's lease on the item."""

    id: int
    annotator: str
    state: Literal["open", "submitted", "skipped", "expired", "returned"]
    opened_at: str
    closed_at: str | None
    leased_until: str
    reason: str
    note: str


class ItemDecisions(TypedDict):
    """An item's decisions and the calls of judges on it, first to last."""

    decisions: list[Decision]
    calls: list[JudgeCall]


class ItemFiles(TypedDict):
    """Where an item came from, and where it went."""

    origin: Origin | None
    exports: list[HoldingExport]


class ItemFlag(TypedDict):
    """Somebody said that the item is broken."""

    id: int
    reason: str
    note: str
    by: str
    at: str
    settled_at: str | None


class ItemJudgment(TypedDict):
    """A verdict; answers in canonical order (a is the first response)."""

    id: int
    rater: str
    kind: Literal["human", "judge"]
    simulated: bool
    judge_spec_id: int | None
    source: Literal["bench", "judge", "import"]
    purpose: Literal["work", "gold", "training", "repeat", "settle"]
    answers: dict[str, dict[str, Any]]
    presented_order: list[str]
    confidence: float | None
    active_seconds: float | None
    wall_seconds: float | None
    counted: bool
    supersedes: int | None
    superseded: bool
    guideline_version: int | None
    question_set_version: int
    created_at: str


class ItemLabel(TypedDict):
    """A version of what we believe about a question."""

    id: int
    question: str
    version: int
    value: dict[str, Any]
    posterior: float | None
    method: str
    method_version: str
    source: Literal["human", "llm", "both"]
    status: str
    n_human: int
    n_judge: int
    agreement: float | None
    judgment_ids: list[int]
    created_at: str


class ItemList(TypedDict):
    """A page of items."""

    results: list[ItemRow]
    next: str | None
    estimate: int


class Item(TypedDict):
    """An item with its history."""

    id: int
    project_id: int
    external_id: str
    state: Literal[
        "imported", "awaiting_judge", "awaiting_human", "resolved", "reference", "discarded"
    ]
    prompt: list[Message]
    responses: list[ItemResponse]
    media: list[Media]
    context: dict[str, Any]
    metadata: dict[str, Any]
    group_key: str
    others_in_group: int
    priority: int
    need: int
    reserve: int
    taken: int
    counted: int
    label_source: str
    created_at: str
    assignments: list[ItemAssignment]
    judgments: list[ItemJudgment]
    labels: list[ItemLabel]
    flags: list[ItemFlag]


class ItemResponse(TypedDict):
    """A candidate response with the model that wrote it."""

    key: str
    text: str
    prompt: NotRequired[list[Message]]
    media: NotRequired[Media]
    steps: NotRequired[list[ResponseStep]]
    turns: NotRequired[list[Message]]
    model: str


class ItemRow(TypedDict):
    """An item in the table."""

    id: int
    external_id: str
    state: Literal[
        "imported", "awaiting_judge", "awaiting_human", "resolved", "reference", "discarded"
    ]
    prompt_head: str
    n_responses: int
    language: str | None
    taken: int
    need: int
    judgments: JudgedCount
    label: RowLabel | None
    flagged: bool


class JobStarted(TypedDict):
    """The job that does it."""

    job: int


class JudgeAgreement(TypedDict):
    """The judge with the majority of people, and people with each other."""

    overall: JudgeFigure
    unanimous: JudgeFigure
    split: JudgeFigure
    decided: JudgeFigure
    ceiling: JudgeFigure
    pairs_of_people: JudgeFigure
    people: list[Person]
    kappa: JudgeFigure
    ac1: JudgeFigure
    confusion: list[list[int]]
    ties: Ties


class JudgeCalibration(TypedDict):
    """All ways, raw first; best is null while none could be fitted."""

    best: str | None
    maps: list[CalibrationMap]


class JudgeCall(TypedDict):
    """One request to a judge; `order` 1 means that the responses were swapped."""

    id: int
    judge: str
    order: int
    sample: int
    attempt: int
    state: Literal["reserved", "sent", "ok", "failed", "unknown"]
    error: str
    cost_usd: float
    latency_ms: int | None
    tokens_in: int | None
    tokens_out: int | None
    verdict: Verdict | None
    response: str
    created_at: str


class JudgeCalls(TypedDict):
    """How the judge's calls ended; `again`: how many were made after one that was lost."""

    ok: int
    failed: int
    unknown: int
    again: int


class JudgeEndpoint(TypedDict):
    """Where the judge is asked, and the end of the key it is asked with."""

    base_url: str
    key_last4: str


class JudgeEstimateIn(TypedDict):
    """The same while it is being filled in: it need not have a name yet."""

    name: NotRequired[str]
    backend: Literal[
        "likelihood",
        "openai",
        "panel",
        "reward",
        "scripted",
        "similarity",
        "trained",
        "transformers",
    ]
    model: NotRequired[str]
    active: NotRequired[bool]
    endpoint: NotRequired[EndpointIn | None]
    params: NotRequired[dict[str, Any]]
    template: NotRequired[str]
    question: NotRequired[str]
    aspects: NotRequired[list[str]]
    members: NotRequired[list[str]]
    requests_per_minute: NotRequired[int | None]
    tokens_per_minute: NotRequired[int | None]
    orders: NotRequired[int | None]
    samples: NotRequired[int]
    concurrency: NotRequired[int]
    deadline_seconds: NotRequired[int | None]
    unknown_retries: NotRequired[int]
    replaces: NotRequired[int | None]
    input_usd_per_million: NotRequired[str | None]
    output_usd_per_million: NotRequired[str | None]


class JudgeEstimate(TypedDict):
    """What a judge would ask and cost; money in US dollars for a hundred items."""

    calls_per_item: int
    usd_expected: float | None
    usd_most: float | None
    items_looked_at: int


class JudgeFigure(TypedDict):
    """A number with its 95 % interval, or why there is none."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    why_not: str


class JudgeFigures(TypedDict):
    """A judge against the majority of people."""

    rater_id: int
    judge: str
    agreement: Figure
    kappa: Figure
    tie_recall: Figure
    tie_precision: Figure


class JudgeIn(TypedDict):
    """A judge to be added; its configuration can never be changed afterwards."""

    name: str
    backend: Literal[
        "likelihood",
        "openai",
        "panel",
        "reward",
        "scripted",
        "similarity",
        "trained",
        "transformers",
    ]
    model: NotRequired[str]
    active: NotRequired[bool]
    endpoint: NotRequired[EndpointIn | None]
    params: NotRequired[dict[str, Any]]
    template: NotRequired[str]
    question: NotRequired[str]
    aspects: NotRequired[list[str]]
    members: NotRequired[list[str]]
    requests_per_minute: NotRequired[int | None]
    tokens_per_minute: NotRequired[int | None]
    orders: NotRequired[int | None]
    samples: NotRequired[int]
    concurrency: NotRequired[int]
    deadline_seconds: NotRequired[int | None]
    unknown_retries: NotRequired[int]
    replaces: NotRequired[int | None]
    input_usd_per_million: NotRequired[str | None]
    output_usd_per_million: NotRequired[str | None]


class JudgeLimitsIn(TypedDict):
    """What all judges of this model and endpoint may ask per minute together; null: no limit."""

    requests_per_minute: int | None
    tokens_per_minute: int | None


class JudgeLimits(TypedDict):
    """What the judge's model may be asked per minute, and until when it is left alone."""

    requests_per_minute: int | None
    tokens_per_minute: int | None
    closed_until: str | None


class Judge(TypedDict):
    """A judge of a project."""

    id: int
    name: str
    version: int
    previous: int | None
    backend: Literal[
        "likelihood",
        "openai",
        "panel",
        "reward",
        "scripted",
        "similarity",
        "trained",
        "transformers",
    ]
    model: str
    sha256: str
    active: bool
    trust: JudgeTrust
    prices: JudgePrices
    endpoint: JudgeEndpoint | None
    limits: JudgeLimits | None
    calls: JudgeCalls
    spent_usd: float
    run: JudgeRun
    spec: dict[str, Any]


class JudgePricesIn(TypedDict):
    """What the judge's model costs from now on, in US dollars per million tokens."""

    input_usd_per_million: str
    output_usd_per_million: str


class JudgePrices(TypedDict):
    """US dollars per million tokens."""

    input_usd_per_million: float
    output_usd_per_million: float


class JudgeProtocol(TypedDict):
    """A way in which judges can be asked."""

    key: str
    title: str
    summary: str
    templates: list[str]
    backends: list[
        Literal[
            "likelihood",
            "openai",
            "panel",
            "reward",
            "scripted",
            "similarity",
            "trained",
            "transformers",
        ]
    ]
    rates_aspects: bool
    orders: list[int]
    needs_reference: bool


class JudgeQuality(TypedDict):
    """A judge against the majority of people."""

    judge: str
    agreement: Stat
    kappa: float
    tie_recall: float | None
    tie_precision: float | None


class JudgeReason(TypedDict):
    """What the judge wrote in one call."""

    part: int
    text: str


class JudgeReport(TypedDict):
    """A judge's report and as of when it holds; null while it is counted for the first time."""

    as_of: str | None
    report: Standing | None


class JudgeRunIn(TypedDict):
    """How a judge is run, from its next run on; nothing of it changes its verdicts."""

    concurrency: int
    deadline_seconds: int | None
    unknown_retries: int


class JudgeRun(TypedDict):
    """How a judge is run."""

    concurrency: int
    deadline_seconds: int | None
    unknown_retries: int


class JudgeSide(TypedDict):
    """What the judge said."""

    winner: str | None
    confidence: float | None
    reasons: list[JudgeReason]


class JudgeTraining(TypedDict):
    """How far the newest training is, what it came to or why it came to nothing."""

    running: bool
    done: int
    total: int | None
    judge: int | None
    said: str
    error: str
    at: str | None
    needed: int


class JudgeTrial(TypedDict):
    """What a trial has shown so far; `done`: that is all; `error`: what ended it early."""

    items: list[TriedItem]
    done: bool
    error: str


class JudgeTrialStarted(TypedDict):
    """The trial's name and its job."""

    trial: str
    job: int


class JudgeTrustIn(TypedDict):
    """How far a judge is trusted from now on, and why."""

    status: Literal["untested", "provisional", "trusted", "suspended"]
    reason: str


class JudgeTrust(TypedDict):
    """How far a judge is trusted."""

    status: Literal["untested", "provisional", "trusted", "suspended"]
    reason: str
    at: str


class JudgeTryIn(TypedDict):
    """On which items to try a judge: these, or so many of the first."""

    count: NotRequired[int]
    item_ids: NotRequired[list[int] | None]


class JudgedBy(TypedDict):
    """Items by who has judged them."""

    human: int
    judge: int
    both: int
    open: int


class JudgedCount(TypedDict):
    """Judgments by kind of rater."""

    human: int
    judge: int


class JudgingIn(TypedDict):
    """What to do with the judging of a project."""

    action: Literal["pause", "resume", "cancel"]


class Judging(TypedDict):
    """How far the judging of a project is; estimates are null where nothing happened lately."""

    state: Literal["running", "paused", "cancelling", "cancelled", "done", "none"]
    started_at: str | None
    calls_done: int
    calls_failed: int
    calls_left: int
    items_held: int
    calls_per_minute: float | None
    seconds_left: int | None
    spent_usd: float
    usd_left: float | None


class JudgmentIn(TypedDict):
    """A verdict, answers as displayed."""

    lease_token: str
    idempotency_key: str
    answers: dict[str, dict[str, Any]]
    active_seconds: NotRequired[float | None]
    supersedes: NotRequired[int | None]
    claim: NotRequired[ClaimIn | None]


class Judgment(TypedDict):
    """What became of a verdict."""

    judgment_id: int
    counted: bool
    replayed: bool
    progress: Progress
    claimed: Claimed | None
    feedback: Feedback | None
    reveal: dict[str, str] | None


class JudgmentTotals(TypedDict):
    """Judgments by kind of rater."""

    human: int
    judge: int
    today_human: int


class KeepIn(TypedDict):
    """Items by a filter, and the cohort they are for."""

    cohort: int | None
    state: NotRequired[
        Literal[
            "imported", "awaiting_judge", "awaiting_human", "resolved", "reference", "discarded"
        ]
    ]
    q: NotRequired[str]


class Kept(TypedDict):
    """How many items the filter found."""

    items: int


class KeptSnapshot(TypedDict):
    """A finished export that holds judgments of theirs, or labels that rest on them."""

    id: int
    format: str
    finished_at: str
    rows: int


class LabelledBy(TypedDict):
    """One question whose answers are votes."""

    question: str
    title: str
    method: str
    fit: Fit | None
    since: int
    counted_because: str


class LabelledFile(TypedDict):
    """A file that policies can be replayed over: name its number as `file` of the replay."""

    id: int
    name: str
    items: int
    both: int
    judges: list[str]


class Labelling(TypedDict):
    """How the labels of a project are made."""

    questions: list[LabelledBy]
    methods: list[Method]
    job: Relabelling | None


class LastRun(TypedDict):
    """When items were last decided on, and how many then."""

    at: str
    items: int


class Latest(TypedDict):
    """From how many judgments sides, lengths, times and models are read."""

    judgments: int
    at_most: int


class LeaseIn(TypedDict):
    """The token that came with the lease."""

    lease_token: str


class Lease(TypedDict):
    """The lease's end."""

    leased_until: str
    seconds_left: int


class LeftOut(TypedDict):
    """How much of the file is not imported for one named reason, though its rows are fine."""

    reason: str
    n: int


class Liking(TypedDict):
    """How far a property of responses wins them verdicts, of the judge and of people."""

    judge: JudgeFigure
    people: JudgeFigure
    gap: JudgeFigure
    judge_share: JudgeFigure
    people_share: JudgeFigure


class LinkIn(TypedDict):
    """To which file, for how long."""

    name: str
    minutes: NotRequired[int]


class Link(TypedDict):
    """A link that needs no signing in; whoever has it can download the file."""

    url: str
    expires_at: str


class Marks(TypedDict):
    """What people marked in responses, by one question."""

    question: str
    title: str
    n_answers: int
    n_without: int
    marks: dict[str, int]
    mean_length: Figure
    missing: int
    missing_kinds: dict[str, int]


class Matrix(TypedDict):
    """Each rater with each other one."""

    raters: list[MatrixRater]
    cells: list[Cell]
    left_out: int
    why_not: str


class MatrixRater(TypedDict):
    """A row and column of the matrix."""

    id: int
    name: str
    judge: bool
    simulated: bool


class MediaFile(TypedDict):
    """A file that items may name."""

    name: str
    kind: Literal["image", "audio", "video"]
    size: int
    width: int | None
    height: int | None


class MediaIn(TypedDict):
    """One picture, sound or film, or a zip archive of them."""

    file: str


class Media(TypedDict):
    """A picture, a sound or a film."""

    url: str
    kind: Literal["image", "audio", "video", "missing"]
    width: int | None
    height: int | None


class MediaSummary(TypedDict):
    """The files of a project."""

    count: int
    bytes: int
    newest: list[MediaFile]


class MediaTaken(TypedDict):
    """What became of the files that were sent."""

    added: int
    present: int
    refused: int
    reasons: list[str]


class Member(TypedDict):
    """A member and what they have done."""

    id: int
    user: MemberUser
    role: Literal["annotator", "reviewer", "researcher", "admin"]
    judged: int
    last_judged_at: str | None
    gold: Figure | None
    cohort: int | None
    quota_total: int | None
    quota_day: int | None
    attempts: list[Trained]


class MemberUser(TypedDict):
    """A member as admins see them."""

    id: int
    name: str
    email: str
    is_active: bool


class Members(TypedDict):
    """Everybody in the project, and who is invited."""

    as_of: str | None
    members: list[Member]
    invites: list[Invite]


class Membership(TypedDict):
    """One's role in a project."""

    project: ProjectRef
    role: Literal["annotator", "reviewer", "researcher", "admin"]


class Message(TypedDict):
    """One turn of a prompt."""

    role: str
    content: str
    calls: NotRequired[list[Call]]


class Method(TypedDict):
    """A method one may choose."""

    key: str
    summary: str


class Mine(TypedDict):
    """One's own pace and progress."""

    judged: int
    today: int
    active_seconds: float
    median_seconds: float | None
    expected: Pace
    earned: float | None
    per_day: list[MyDay]
    quota_total: int | None
    quota_day: int | None
    checked: Figure | None
    training: list[Trained]


class ModelPrice(TypedDict):
    """What a model costs, in US dollars per million tokens."""

    base_url: str
    model: str
    input_usd_per_million: float
    output_usd_per_million: float
    since: str


Move = TypedDict(
    "Move", {"item_id": "int", "external_id": "str", "to": "str", "reason": "str", "from": "str"}
)


class MyChecked(TypedDict):
    """What was expected, where that is shown."""

    right: bool
    expected: dict[str, dict[str, Any]]
    explanation: str


class MyDay(TypedDict):
    """One day, UTC."""

    day: str
    judged: int


class MyHistory(TypedDict):
    """A page of them, the latest first."""

    results: list[MyJudgment]
    next: str | None


class MyJudgment(TypedDict):
    """One's own answer in force, as it was displayed."""

    id: int
    assignment_id: int
    at: str
    active_seconds: float | None
    revised: bool
    prompt_head: str
    answers: dict[str, dict[str, Any]]
    may_revise: bool
    checked: MyChecked | None


class NamedReason(TypedDict):
    """A reason that can be named."""

    key: str
    title: str
    n: int


class NewInvite(TypedDict):
    """The same with its link, shown this once."""

    id: int
    email: str
    role: Literal["annotator", "reviewer", "researcher", "admin"]
    expires_at: str
    uses: int
    max_uses: int
    url: str


class NewToken(TypedDict):
    """The same with the token itself, shown this once."""

    id: int
    name: str
    prefix: str
    scope: Literal["read", "write"]
    project: TokenProject | None
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    token: str


class Orders(TypedDict):
    """The judge asked twice, with the sides swapped."""

    consistent: JudgeFigure
    turned: int
    first_both: int
    pull: JudgeFigure
    left_over: JudgeFigure
    accuracy_first: JudgeFigure
    accuracy_mean: JudgeFigure
    accuracy_consistent: JudgeFigure
    accuracy_inconsistent: JudgeFigure


class Origin(TypedDict):
    """The import and the line an item came from."""

    import_id: int
    line: int
    file: str


class OtherOrderIn(TypedDict):
    """Which imported judge holds the verdicts with the sides swapped; null: none."""

    swapped: int | None


class Outcome(TypedDict):
    """What came of one response."""

    side: str
    text: str


class OverTime(TypedDict):
    """Agreement step by step."""

    unit: Literal["day", "week", "month"]
    steps: list[Step]
    why_not: str


class OverviewJob(TypedDict):
    """A piece of background work."""

    id: int
    kind: str
    state: Literal["pending", "running", "done", "dead", "unknown", "cancelled"]
    done: int
    total: int | None
    error: str
    created_at: str


class Overview(TypedDict):
    """How far a project is; spend and routes are at …/routing."""

    counts: StateCounts
    judged_by: JudgedBy
    judgments: JudgmentTotals
    per_day: list[Day]
    agreement: list[Agreement]
    people: list[OverviewRater]
    as_of: str | None
    jobs: list[OverviewJob]
    queue_age_seconds: float | None
    sentence: str


class OverviewRater(TypedDict):
    """A person or a judge and how much they did."""

    rater: str
    kind: Literal["human", "judge"]
    simulated: bool
    judged: int
    median_seconds: float | None


class OwnWays(TypedDict):
    """The same of one rater."""

    contradicts: Figure
    differs: Figure
    rating_ties: Figure
    rated: str
    preferred: str


class Pace(TypedDict):
    """What to expect of an item, measured from everybody's active time."""

    seconds: float | None
    pay: float | None
    currency: str


class Param(TypedDict):
    """A choice of an export."""

    key: str
    title: str
    default: Any
    choices: list[Any]
    help: str
    most: float
    empty: bool


class Parted(TypedDict):
    """An item that splits the groups."""

    item_id: int
    external_id: str
    part: str
    p: float
    apart: float
    shares: dict[str, dict[str, float]]
    people: dict[str, int]


class PatchedJudgeChangeIn(TypedDict):
    """What may change about a judge: whether and how it is asked, its key, limits and price."""

    active: NotRequired[bool]
    api_key: NotRequired[str]
    limits: NotRequired[JudgeLimitsIn]
    prices: NotRequired[JudgePricesIn]
    run: NotRequired[JudgeRunIn]


class PatchedProfileIn(TypedDict):
    """What one may change about oneself."""

    name: NotRequired[str]
    preferences: NotRequired[dict[str, Any]]


class PatchedProjectChangeIn(TypedDict):
    """Settings of a project; what is left out stays."""

    name: NotRequired[str]
    description: NotRequired[str]
    language: NotRequired[str]
    state: NotRequired[Literal["active", "paused", "archived"]]
    overlap: NotRequired[int]
    reserve: NotRequired[int]
    lease_seconds: NotRequired[int]
    side_order: NotRequired[Literal["random", "fixed"]]
    show_models_after: NotRequired[bool]
    adjudicate_own: NotRequired[bool]
    aggregators: NotRequired[dict[str, str]]


class PatchedRoleIn(TypedDict):
    """Another role for a member."""

    role: NotRequired[Literal["annotator", "reviewer", "researcher", "admin"]]


class PeopleSide(TypedDict):
    """What people said."""

    winner: str | None
    votes: list[Votes]
    reasons: list[PersonReason]


class Person(TypedDict):
    """One person against the majority of the others."""

    person: str
    share: JudgeFigure


class PersonReason(TypedDict):
    """What a person wrote."""

    person: str
    text: str


class PlaceIn(TypedDict):
    """A member's cohort and limits."""

    cohort: NotRequired[int | None]
    quota_total: NotRequired[int | None]
    quota_day: NotRequired[int | None]


class Place(TypedDict):
    """A model's strength in log-odds against the mean of all."""

    model: str
    strength: Figure
    controlled: Figure
    win_rate: float


PolicyMove = TypedDict(
    "PolicyMove",
    {
        "to": "Literal['human', 'judge', 'both']",
        "items": "int",
        "from": "Literal['human', 'judge', 'both']",
    },
)


class Policy(TypedDict):
    """A policy one can choose; `params` is a JSON schema."""

    key: Literal[
        "all_human",
        "all_judge",
        "random",
        "confidence",
        "disagreement",
        "learned_error",
        "guaranteed",
        "hyper",
        "rules",
        "margin",
        "dawid_skene",
        "diverse",
        "stack",
    ]
    title: str
    summary: str
    needs: list[str]
    params: dict[str, Any]


class Preview(TypedDict):
    """The first rows, and what would be left out."""

    rows: list[dict[str, Any]]
    total: int
    looked_at: int | None
    row_count: int | None
    apart: Apart | None
    left_out: list[Reason]
    without: list[Without]


class Principle(TypedDict):
    """One principle, tried on pairs it was not learnt from."""

    key: str
    kind: Literal["form", "word", "judge"]
    text: str
    agree: int
    disagree: int
    silent: int
    relevance: float
    accuracy: Figure
    strength: float
    p: float


class Principles(TypedDict):
    """What labels and texts follow."""

    as_of: str | None
    questions: list[Reconstruction]
    texts: list[Written]


class Problem(TypedDict):
    """Why a request was refused, and what to do."""

    code: str
    detail: str
    fields: NotRequired[dict[str, list[str]]]
    request_id: str


class Progress(TypedDict):
    """How far one is."""

    today: int
    mine: int
    left: int


class ProjectIn(TypedDict):
    """A new project; its labels are counted until there is something to learn from."""

    name: str
    description: NotRequired[str]
    language: NotRequired[str]
    state: NotRequired[Literal["active", "paused", "archived"]]
    overlap: NotRequired[int]
    reserve: NotRequired[int]
    lease_seconds: NotRequired[int]
    side_order: NotRequired[Literal["random", "fixed"]]
    show_models_after: NotRequired[bool]
    adjudicate_own: NotRequired[bool]
    slug: NotRequired[str]
    questions: NotRequired[list[QuestionIn]]
    guideline: NotRequired[str]


class ProjectList(TypedDict):
    """One's projects."""

    results: list[ProjectRow]
    next: str | None


class Project(TypedDict):
    """A project with what is in force in it."""

    id: int
    slug: str
    name: str
    simulated: bool
    description: str
    language: str
    state: Literal["active", "paused", "archived"]
    overlap: int
    reserve: int
    lease_seconds: int
    side_order: Literal["random", "fixed"]
    show_models_after: bool
    adjudicate_own: bool
    aggregators: dict[str, str]
    role: Literal["annotator", "reviewer", "researcher", "admin"]
    guideline: Guideline | None
    questions: QuestionSet | None


class ProjectRef(TypedDict):
    """A project by name."""

    id: int
    slug: str
    name: str
    simulated: bool


class ProjectRow(TypedDict):
    """A project in the list of one's own."""

    id: int
    slug: str
    name: str
    simulated: bool
    description: str
    state: Literal["active", "paused", "archived"]
    role: Literal["annotator", "reviewer", "researcher", "admin"]
    items_total: int
    items_resolved: int
    my_open: int


class Promise(TypedDict):
    """A guarantee: alpha, delta, audited rows, and the upper bound of the disagreement."""

    alpha: float
    delta: float
    rows: int
    kept: int
    wrong: int
    bound: float
    limit: float
    holds: bool
    said: str


class Proposal(TypedDict):
    """An item on which everybody agreed, or that somebody has settled."""

    settled: bool
    item_id: int
    external_id: str
    prompt_head: str
    people: int
    answers: dict[str, dict[str, Any]]


class Proposals(TypedDict):
    """The first fifty."""

    results: list[Proposal]


class Protocols(TypedDict):
    """How often two protocols contradict."""

    rated: str
    preferred: str
    people: BothWays
    judges: BothWays


class Quality(TypedDict):
    """What the labels and raters of a project are worth."""

    as_of: str | None
    questions: list[QuestionFigures]
    raters: list[QualityRater]
    typical: dict[str, dict[str, float | None]]
    models: list[Boards]
    protocols: list[Protocols]
    marks: list[Marks]
    latest: Latest


class QualityRater(TypedDict):
    """A rater in the table."""

    id: int
    name: str
    kind: Literal["human", "judge"]
    simulated: bool
    judged: int
    questions: list[RaterQuestionRow]
    speed: Speed | None
    gold: Figure
    flags: list[RaterFlag]


class QuestionFigures(TypedDict):
    """Everything about one question, or one scale of it."""

    key: str
    question: str
    title: str
    kind: str
    labels: list[str]
    n_votes: int
    n_items: int
    n_people: int
    n_judges: int
    n_shared: int
    said: dict[str, int]
    agreement: Figure
    alpha: Figure
    alpha_ordinal: Figure
    ac1: Figure
    unanimous: Figure
    ceiling: Figure
    judges: list[JudgeFigures]
    over_time: OverTime
    matrix: Matrix
    disagreed: list[Split]
    judge_differs: list[Split]


class QuestionIn(TypedDict):
    """One thing to ask; the rules of its options are the question type's."""

    key: str
    type: str
    title: str
    help: NotRequired[str]
    required: NotRequired[bool]
    options: NotRequired[dict[str, Any]]
    when: NotRequired[Any]


class Question(TypedDict):
    """One thing that is asked; its options are the question type's."""

    key: str
    type: Literal[
        "choice",
        "citations",
        "comparison",
        "critique",
        "multi_choice",
        "pick",
        "playback",
        "ranking",
        "rating",
        "regions",
        "reveal",
        "spans",
        "steps",
        "text",
        "thumbs",
    ]
    title: str
    help: str
    required: bool
    options: dict[str, Any]
    when: NotRequired[Any]


class QuestionSet(TypedDict):
    """A version of what is asked."""

    version: int
    questions: list[Question]


class QuestionsIn(TypedDict):
    """The next version of what is asked."""

    questions: list[QuestionIn]


class Queue(TypedDict):
    """What the bench needs before the first item."""

    project: BenchProject
    questions: list[Question]
    guideline: BenchGuideline | None
    pace: Pace
    break_minutes: int | None
    progress: Progress


class Quoted(TypedDict):
    """A text with the word in it."""

    item_id: int
    external_id: str
    text: str


class RaterFigures(TypedDict):
    """A rater in full."""

    id: int
    name: str
    kind: Literal["human", "judge"]
    simulated: bool
    judged: int
    questions: list[RaterQuestion]
    speed: Speed | None
    gold: Figure
    flags: list[RaterFlag]
    protocols: list[OwnWays]


class RaterFlag(TypedDict):
    """Why somebody should look."""

    question: str | None
    text: str


class Rater(TypedDict):
    """One rater beside the middle of all people."""

    id: int
    name: str
    kind: Literal["human", "judge"]
    simulated: bool
    as_of: str | None
    figures: RaterFigures | None
    typical: dict[str, dict[str, float | None]]
    titles: dict[str, str]
    people: int


class RaterPair(TypedDict):
    """How often two people gave the same answer."""

    a: str
    b: str
    agreement: float
    n: int


class RaterProfilesIn(TypedDict):
    """Which columns of a file that was sent say what its raters told about themselves."""

    upload: int
    rater: str
    fields_told: list[str]
    consent: str
    exported: NotRequired[bool]
    min_group: NotRequired[int]


class RaterProfiles(TypedDict):
    """How many raters told about themselves."""

    raters: int


class RaterQuestion(TypedDict):
    """A rater on one question."""

    question: str
    n: int
    agreement: Figure
    reliability: dict[str, Figure]
    left: Figure
    left_biased: bool
    longer: Figure
    rater_id: int
    consistent: Figure
    marked: Figure
    ties: float | None
    longest_run: int
    steadiness: Steadiness


class RaterQuestionRow(TypedDict):
    """A rater on one question, as the table shows it."""

    question: str
    n: int
    agreement: Figure
    reliability: dict[str, Figure]
    left: Figure
    left_biased: bool
    longer: Figure


class RaterType(TypedDict):
    """A type of raters."""

    people: int
    within: Figure
    labels: dict[str, float]
    members: list[TypeMember]


class Reason(TypedDict):
    """How many records are left out for one named reason."""

    reason: str
    n: int


class Reconstruction(TypedDict):
    """The principles of one question, the strongest first."""

    key: str
    title: str
    n_items: int
    of_items: int
    n_learnt: int
    n_held: int
    principles: list[Principle]
    together: Figure
    why_not: str


class RedeemIn(TypedDict):
    """A new person's name, address and password; nothing for somebody who is known."""

    name: NotRequired[str]
    email: NotRequired[str]
    password: NotRequired[str]


class Relabel(TypedDict):
    """The job that was asked for."""

    job_id: int


class Relabelling(TypedDict):
    """The newest relabelling."""

    state: str
    done: int
    total: int | None
    error: str
    asked_at: str
    finished_at: str | None


class Reliability(TypedDict):
    """A bin of the reliability chart."""

    low: float
    high: float
    confidence: float
    hits: float
    n: float


class ResponseStep(TypedDict):
    """A step of a response that came in steps, in characters of its text."""

    start: int
    end: int
    parent: int | None


class RevealIn(TypedDict):
    """The answers to what is asked before the outcome, as displayed."""

    lease_token: str
    answers: dict[str, dict[str, Any]]
    active_seconds: NotRequired[float | None]


class Revealed(TypedDict):
    """What came of an item, for somebody who has answered without knowing."""

    text: str
    sides: list[Outcome]
    answers: dict[str, dict[str, Any]]


class RouteCounts(TypedDict):
    """How many items each route has now."""

    human: int
    judge: int
    both: int


class RouteRunIn(TypedDict):
    """What to route: items nobody was chosen for yet, or all anew."""

    scope: NotRequired[Literal["waiting", "all"]]


class RouteRun(TypedDict):
    """The job that does it."""

    job: int


class RoutingConfig(TypedDict):
    """One version of a project's policy."""

    version: int
    policy: str
    params: dict[str, Any]
    audit_rate: float
    created_at: str
    created_by: str


class RoutingIn(TypedDict):
    """A policy with its settings."""

    policy: str
    params: NotRequired[dict[str, Any]]
    audit_rate: NotRequired[float]


class Routing(TypedDict):
    """How a project decides who is asked, and what came of it."""

    config: RoutingConfig | None
    versions: list[RoutingConfig]
    budgets: Budgets
    spending: Spending | None
    routes: RouteCounts
    audited: int
    last_run: LastRun | None
    judges: ActiveJudges
    audit: Audit
    queues: list[Waiting]
    days: list[SpentDay]
    moves: list[PolicyMove]
    as_of: str | None


class RoutingPreview(TypedDict):
    """What a policy would do with the project's items, all routed anew."""

    human: int
    judge: int
    both: int
    held: int
    moved: int
    previewed: int
    sample: list[Move]


class RowLabel(TypedDict):
    """The label in force of the first question."""

    question: str
    value: dict[str, Any]
    source: Literal["human", "llm", "both"]
    posterior: float | None


class RowProblem(TypedDict):
    """A line of a report: a bad row, or something to know about a good one (`note`)."""

    line: int
    field: str
    reason: str
    value: str
    note: bool


class Rule(TypedDict):
    """What came of one rule."""

    rule: str
    finding: Literal["good", "care", "bad", "open"]
    text: str


class RulesIn(TypedDict):
    """Gold, training, repeats, quotas, breaks and pay; what is left out has its default."""

    gold_rate: NotRequired[float]
    show_gold: NotRequired[bool]
    training_items: NotRequired[int]
    pass_mark: NotRequired[float]
    attempts: NotRequired[int]
    repeat_rate: NotRequired[float]
    repeat_after: NotRequired[int]
    quota_total: NotRequired[int | None]
    quota_day: NotRequired[int | None]
    break_minutes: NotRequired[int | None]
    hourly_rate: NotRequired[float | None]
    currency: NotRequired[str]
    revise_days: NotRequired[int]
    gold_field: NotRequired[str]


class Rules(TypedDict):
    """The rules in force, all written out, and what there is to carry them out with."""

    gold_rate: float
    show_gold: bool
    training_items: int
    pass_mark: float
    attempts: int
    repeat_rate: float
    repeat_after: int
    quota_total: int | None
    quota_day: int | None
    break_minutes: int | None
    hourly_rate: float | None
    currency: str
    revise_days: int
    gold_field: str
    known: GoldCounts


class Segment(TypedDict):
    """The same of a part of the items."""

    field: str
    value: str
    boards: list[Board]


class Session(TypedDict):
    """Who is signed in, and the token that unsafe requests need."""

    user: User | None
    csrf: str
    memberships: list[Membership]
    demo: bool


class Settled(TypedDict):
    """How it was settled before."""

    answers: dict[str, Any]
    cause: Literal["ambiguous", "guideline_gap", "error", "edge_case", "taste"]
    confidence: float
    note: str
    at: str


class ShownContext(TypedDict):
    """What may be shown beside an item."""

    language: NotRequired[str]
    criteria: NotRequired[str]
    persona: NotRequired[str]
    sources: NotRequired[list[Source]]
    media: NotRequired[list[Media]]


class Side(TypedDict):
    """One response, under the side it is shown on."""

    side: str
    text: str
    prompt: NotRequired[list[Message]]
    media: NotRequired[Media]
    steps: NotRequired[list[ResponseStep]]
    turns: NotRequired[list[Message]]


class SignInIn(TypedDict):
    """E-mail address and password."""

    email: str
    password: str


class SkipIn(TypedDict):
    """Why an item is declined."""

    lease_token: str
    reason: Literal["too_hard", "not_my_language", "broken", "conflict", "other"]
    note: NotRequired[str]


class Snapshot(TypedDict):
    """An export: asked for, running, or frozen."""

    id: int
    project_id: int
    format: str
    params: dict[str, Any]
    state: Literal["pending", "running", "done", "failed", "cancelled"]
    rows: int
    files: list[File]
    card: list[CardFile]
    manifest: dict[str, Any]
    sha256: str
    error: str
    job: ExportProgress | None
    created_at: str
    finished_at: str | None
    created_by: str | None


class SnapshotPage(TypedDict):
    """A page of exports, newest first."""

    results: list[Snapshot]
    next: str | None


class Source(TypedDict):
    """A text that the responses may cite by its place, from 1."""

    title: str
    text: str
    url: str


class Speed(TypedDict):
    """How fast a person judges, for what was to be read."""

    rater: int
    median_seconds: float | None
    robust_z: float | None
    too_fast: float | None
    n: int
    flag: str


class SpendingIn(TypedDict):
    """What people may cost in all, and how it is spread; `front` and `reserve` are shares."""

    unit: Literal["usd", "minutes"]
    amount: str
    usd_per_judgment: NotRequired[str]
    usd_per_hour: NotRequired[str]
    days: NotRequired[int]
    front: NotRequired[float]
    reserve: NotRequired[float]
    worth: NotRequired[str | None]


class Spending(TypedDict):
    """The same, with what it comes to: minutes and cost of a judgment, what is released by now."""

    unit: Literal["usd", "minutes"]
    amount: float
    usd_per_judgment: float
    usd_per_hour: float
    begins: str
    days: int
    front: float
    reserve: float
    minutes: float
    timed: int
    assumed: bool
    cost: float
    released: float
    judgments: int
    for_audits: int
    worth: float | None
    price: float
    least: float | None


class SpentDay(TypedDict):
    """A day in UTC: judgments given on the bench, their active minutes, what judges' calls cost."""

    day: str
    judgments: int
    minutes: float
    judge_usd: float


class Split(TypedDict):
    """An item worth a look."""

    item_id: int
    external_id: str
    part: str
    votes: dict[str, int]
    agreement: float
    judges: dict[str, str]


class Standing(TypedDict):
    """All figures of a judge."""

    question: str
    verdict: Advice
    basis: Basis
    labels: list[str]
    agreement: JudgeAgreement
    alt_test: AltTest
    orders: Orders
    length: Liking
    format: Liking
    own_family: JudgeFigure
    calibration: JudgeCalibration
    failures: Failures
    models: list[str]
    attack_rate: float | None
    consistency: Consistency
    cost: Cost
    drift: Drift
    disagreements: Differing


class Stat(TypedDict):
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


class StateCounts(TypedDict):
    """Items by state; discarded ones are not in the total."""

    total: int
    imported: int
    awaiting_judge: int
    awaiting_human: int
    resolved: int
    reference: int
    discarded: int


class State(TypedDict):
    """The state in force."""

    at: str
    rows: int
    tried_on: int
    brier: float | None
    auqc: float | None
    brier_before: float | None
    auqc_before: float | None
    promoted: bool
    reason: str
    notes: list[str]


class Steadiness(TypedDict):
    """Whether a rater goes on agreeing with people as before."""

    weeks: int
    direction: Literal["", "up", "down"]
    since: str | None
    why_not: str


class Step(TypedDict):
    """What was judged last in one day, week or month."""

    since: str
    people: Figure
    judges: Figure


class Stratum(TypedDict):
    """Items of one range of the judges' confidence, and the audited ones; null: not known."""

    low: float | None
    high: float | None
    items: int
    audited: int
    agreement: float | None


class SurveyChoice(TypedDict):
    """One of the answers there are."""

    key: str
    title: str


class SurveyFieldIn(TypedDict):
    """A question about the person."""

    key: str
    title: str
    help: NotRequired[str]
    choices: list[ChoiceIn]


class SurveyField(TypedDict):
    """A question about the person."""

    key: str
    title: str
    help: str
    choices: list[SurveyChoice]


class SurveyIn(TypedDict):
    """What is asked from now on."""

    consent: str
    fields: list[SurveyFieldIn]
    min_group: int
    exported: NotRequired[bool]


class Survey(TypedDict):
    """The survey in force."""

    version: int
    consent: str
    fields: list[SurveyField]
    exported: bool
    published_at: str | None
    min_group: int
    smallest_group: int
    agreed: int


class SurveyTitle(TypedDict):
    """A field of the survey."""

    key: str
    title: str


class Suspicious(TypedDict):
    """An item left to judges that looks wrong."""

    item_id: int
    external_id: str
    score: float
    reason: str


class Tagged(TypedDict):
    """How many items carry tags, and whether a worker is at it."""

    items: int
    running: bool


class Telling(TypedDict):
    """An item on which types part."""

    item_id: int
    external_id: str
    part: str
    apart: float
    shares: list[dict[str, float]]
    people: list[int]


class Template(TypedDict):
    """A ready-made set of questions."""

    key: str
    title: str
    summary: str
    guideline: str
    n_responses: list[int]
    questions: list[Question]


class Term(TypedDict):
    """A word that sets texts apart."""

    term: str
    z: float
    first: int
    second: int
    examples: list[Quoted]


class Texts(TypedDict):
    """A file of texts as it was received."""

    id: int
    name: str
    size: int


class Ties(TypedDict):
    """How the judge treats ties."""

    judge: JudgeFigure
    people: JudgeFigure
    recall: JudgeFigure
    precision: JudgeFigure


class TokenIn(TypedDict):
    """A token to be made."""

    name: str
    scope: Literal["read", "write"]
    project_id: NotRequired[int | None]
    days: NotRequired[int | None]
    password: NotRequired[str]


class Token(TypedDict):
    """A token of one's own that works."""

    id: int
    name: str
    prefix: str
    scope: Literal["read", "write"]
    project: TokenProject | None
    created_at: str
    expires_at: str | None
    last_used_at: str | None


class TokenProject(TypedDict):
    """The one project a token is for."""

    id: int
    slug: str
    name: str


class Tokens(TypedDict):
    """All that work."""

    tokens: list[Token]


class Trained(TypedDict):
    """How an attempt at the training ended."""

    asked: int
    right: int
    passed: bool
    at: str


class TriedCall(TypedDict):
    """One call of a trial: what was shown, what came back, what it cost."""

    part: int
    state: Literal["reserved", "sent", "ok", "failed", "unknown"]
    error: str
    prompt: list[TriedMessage] | None
    response: str
    cost_usd: float
    latency_ms: int | None
    tokens_in: int | None
    tokens_out: int | None
    verdict: TriedVerdict | None


class TriedItem(TypedDict):
    """An item of a trial, and what the judge would say of it."""

    item_id: int
    external_id: str
    winner: str | None
    confidence: float | None
    abstains: str
    calls: list[TriedCall]


class TriedMessage(TypedDict):
    """One message of what the judge was shown."""

    role: str
    content: str


class TriedVerdict(TypedDict):
    """What was read out of an answer."""

    state: str
    winner: str
    strength: int | None
    p_a: float | None
    value: Any
    reasoning: str


class TypeMember(TypedDict):
    """A person in a type."""

    rater_id: int
    name: str
    sure: float


class Types(TypedDict):
    """Types of raters, found in verdicts without profiles."""

    gains: list[Figure]
    types: list[RaterType]
    between: Figure
    telling: list[Telling]
    n_people: int
    n_votes: int
    why_not: str


class UploadIn(TypedDict):
    """One file: JSON Lines, JSON, CSV, Parquet; plain, gzip or zip."""

    file: str


class Upload(TypedDict):
    """The file as it was received, and what its first rows look like."""

    id: int
    name: str
    size: int
    kind_guess: Literal["items", "judgments"]
    columns: list[Column]
    rows: list[Any]
    lines: list[int]
    mapping_guess: dict[str, Any] | None
    evidence: list[str]
    problems: list[RowProblem]
    known: list[FoundFormat]


class User(TypedDict):
    """Whoever is signed in."""

    id: int
    name: str
    email: str
    is_staff: bool
    preferences: dict[str, Any]


class Verdict(TypedDict):
    """What was read out of a judge's answer."""

    state: str
    winner: str
    strength: int | None
    p_a: float | None
    reasoning: str


class Version(TypedDict):
    """An earlier version, and how often both say the same."""

    name: str
    version: int
    same: JudgeFigure


class Votes(TypedDict):
    """How many people said so."""

    winner: str
    n: int


class Waiting(TypedDict):
    """Items that wait: for people, for judges, or for a decision."""

    waits_for: Literal["people", "judges", "nobody"]
    items: int
    oldest: str
    middle: str


class Watch(TypedDict):
    """Agreement on what the coin drew; an alarm is raised once `fallen` passes `limit`."""

    n: int
    fewest: int
    agreement: AuditStat | None
    fallen: float
    limit: float


class Week(TypedDict):
    """Agreement in one week, counted from the first verdict."""

    week: int
    value: float
    low: float
    high: float
    n: int


class WithJudge(TypedDict):
    """A judge against the majority of a group."""

    judge: str
    agreement: Figure


class Without(TypedDict):
    """How many items are written without a part that the format cannot carry."""

    part: str
    n: int


class Written(TypedDict):
    """What people wrote to one question."""

    key: str
    title: str
    n_texts: int
    terms: list[Term]
    contrast: list[Term]
    reasons: list[NamedReason]
    why_not: str
