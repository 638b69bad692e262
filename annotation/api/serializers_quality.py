"""What labels and raters are worth."""

from rest_framework import serializers as s

from annotation.api.serializers import Out
from annotation.api.serializers_items import KINDS


class FigureOut(Out):
    """A value with its 95 % interval, or why there is none."""

    value = s.FloatField(allow_null=True)
    low = s.FloatField(allow_null=True)
    high = s.FloatField(allow_null=True)
    n = s.IntegerField(help_text="what the value rests on")
    why_not = s.CharField(allow_blank=True, help_text="ends “cannot be computed: …”")


class JudgeFiguresOut(Out):
    """A judge against the majority of people."""

    rater_id = s.IntegerField()
    judge = s.CharField()
    agreement = FigureOut()
    kappa = FigureOut()
    tie_recall = FigureOut()
    tie_precision = FigureOut()


class StepOut(Out):
    """What was judged last in one day, week or month."""

    since = s.DateTimeField()
    people = FigureOut()
    judges = FigureOut(help_text="against the majority of people")


class OverTimeOut(Out):
    """Agreement step by step."""

    unit = s.ChoiceField(["day", "week", "month"])
    steps = StepOut(many=True)
    why_not = s.CharField(allow_blank=True)


class MatrixRaterOut(Out):
    """A row and column of the matrix."""

    id = s.IntegerField()
    name = s.CharField()
    judge = s.BooleanField()
    simulated = s.BooleanField()


class CellOut(Out):
    """Two raters: how often they gave the same label."""

    a = s.IntegerField()
    b = s.IntegerField()
    agreement = s.FloatField()
    n = s.IntegerField()


class MatrixOut(Out):
    """Each rater with each other one."""

    raters = MatrixRaterOut(many=True)
    cells = CellOut(many=True)
    left_out = s.IntegerField(help_text="raters with fewer judgments")
    why_not = s.CharField(allow_blank=True)


class SplitOut(Out):
    """An item worth a look."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    part = s.CharField(allow_blank=True, help_text="which response; empty: the item as a whole")
    votes = s.DictField(child=s.IntegerField(), help_text="people's, by label")
    agreement = s.FloatField(help_text="share of pairs of people that said the same")
    judges = s.DictField(child=s.CharField(), help_text="what each judge said")


class QuestionFiguresOut(Out):
    """Everything about one question, or one scale of it."""

    key = s.CharField()
    question = s.CharField()
    title = s.CharField()
    kind = s.CharField()
    labels = s.ListField(child=s.CharField())
    n_votes = s.IntegerField()
    n_items = s.IntegerField()
    n_people = s.IntegerField()
    n_judges = s.IntegerField()
    n_shared = s.IntegerField(help_text="judged by two people or more")
    said = s.DictField(child=s.IntegerField(), help_text="people's votes, by label")
    agreement = FigureOut()
    alpha = FigureOut()
    alpha_ordinal = FigureOut()
    ac1 = FigureOut()
    unanimous = FigureOut()
    ceiling = FigureOut(help_text="a person against the majority of the other people")
    judges = JudgeFiguresOut(many=True)
    over_time = OverTimeOut()
    matrix = MatrixOut()
    disagreed = SplitOut(many=True)
    judge_differs = SplitOut(many=True)


class SpeedOut(Out):
    """How fast a person judges, for what was to be read."""

    rater = s.IntegerField()
    median_seconds = s.FloatField(allow_null=True)
    robust_z = s.FloatField(allow_null=True)
    too_fast = s.FloatField(allow_null=True)
    n = s.IntegerField()
    flag = s.CharField(allow_blank=True)


class RaterFlagOut(Out):
    """Why somebody should look."""

    question = s.CharField(allow_null=True)
    text = s.CharField()


class RaterQuestionRowOut(Out):
    """A rater on one question, as the table shows it."""

    question = s.CharField()
    n = s.IntegerField()
    agreement = FigureOut(help_text="with other people")
    reliability = s.DictField(child=FigureOut(), help_text="by method")
    left = FigureOut()
    left_biased = s.BooleanField()
    longer = FigureOut()


class SteadinessOut(Out):
    """Whether a rater goes on agreeing with people as before."""

    weeks = s.IntegerField(help_text="with five verdicts beside others or more")
    direction = s.ChoiceField(["", "up", "down"])
    since = s.DateTimeField(allow_null=True, help_text="Monday of the week it seems to begin in")
    why_not = s.CharField(allow_blank=True)


class RaterQuestionOut(RaterQuestionRowOut):
    """A rater on one question."""

    rater_id = s.IntegerField()
    consistent = FigureOut()
    marked = FigureOut()
    ties = s.FloatField(allow_null=True)
    longest_run = s.IntegerField()
    steadiness = SteadinessOut()


class QualityRaterOut(Out):
    """A rater in the table."""

    id = s.IntegerField()
    name = s.CharField()
    kind = s.ChoiceField(KINDS)
    simulated = s.BooleanField()
    judged = s.IntegerField()
    questions = RaterQuestionRowOut(many=True)
    speed = SpeedOut(allow_null=True)
    gold = FigureOut()
    flags = RaterFlagOut(many=True)


class BothWaysOut(Out):
    """Responses rated against the same ones compared or ranked, by the same rater."""

    contradicts = FigureOut(help_text="opposite winners, of the pairs that both ways decide")
    differs = FigureOut(help_text="any difference, ties included")
    rating_ties = FigureOut(help_text="of the pairs, rated alike")


class OwnWaysOut(BothWaysOut):
    """The same of one rater."""

    rated = s.CharField()
    preferred = s.CharField()


class ProtocolsOut(Out):
    """How often two protocols contradict."""

    rated = s.CharField(help_text="question and scale")
    preferred = s.CharField(help_text="the comparison or the ranking")
    people = BothWaysOut()
    judges = BothWaysOut()


class RaterFiguresOut(QualityRaterOut):
    """A rater in full."""

    protocols = OwnWaysOut(many=True)
    questions = RaterQuestionOut(many=True)


class PlaceOut(Out):
    """A model's strength in log-odds against the mean of all."""

    model = s.CharField()
    strength = FigureOut()
    controlled = FigureOut(help_text="with length, format and side taken out")
    win_rate = s.FloatField()


class BoardOut(Out):
    """The models by strength, or why there is no order."""

    who = s.ChoiceField(["people", "judges"])
    places = PlaceOut(many=True)
    n = s.IntegerField()
    length = FigureOut(help_text="log-odds of the much longer response")
    style = FigureOut(  # type: ignore[assignment]  # the word of the product
        help_text="of the one with many more marks of format"
    )
    side = FigureOut(help_text="of standing on the left")
    why_not = s.CharField(allow_blank=True)


class SegmentOut(Out):
    """The same of a part of the items."""

    field = s.CharField()
    value = s.CharField(allow_blank=True)
    boards = BoardOut(many=True)


class InGroupsOut(Out):
    """Circles a > b > c > a among responses to one prompt."""

    groups = s.IntegerField(help_text="prompts with three responses that were all compared")
    circular_groups = s.IntegerField(help_text="of these, with a circle")
    triads = s.IntegerField()
    circular = s.IntegerField()
    why_not = s.CharField(allow_blank=True)


class CirclesOut(Out):
    """Of people's verdicts."""

    together = InGroupsOut(help_text="what most of them said of each pair")
    each = InGroupsOut(help_text="each person's own; a prompt counts once a person")


class BoardsOut(Out):
    """The leaderboards of a question."""

    question = s.CharField()
    boards = BoardOut(many=True)
    segments = SegmentOut(many=True)
    circles = CirclesOut()


class LatestOut(Out):
    """From how many judgments sides, lengths, times and models are read."""

    judgments = s.IntegerField()
    at_most = s.IntegerField()


class MarksOut(Out):
    """What people marked in responses, by one question."""

    question = s.CharField()
    title = s.CharField()
    n_answers = s.IntegerField()
    n_without = s.IntegerField(help_text="answers that mark nothing and miss nothing")
    marks = s.DictField(child=s.IntegerField(), help_text="by category")
    mean_length = FigureOut(help_text="characters a mark; n: marks")
    missing = s.IntegerField(help_text="notes of what is missing")
    missing_kinds = s.DictField(
        child=s.IntegerField(), help_text="the same by kind, where the question asks for it"
    )


class QualityOut(Out):
    """What the labels and raters of a project are worth."""

    as_of = s.DateTimeField(allow_null=True, help_text="null: being counted for the first time")
    questions = QuestionFiguresOut(many=True)
    raters = QualityRaterOut(many=True)
    typical = s.DictField(
        child=s.DictField(child=s.FloatField(allow_null=True)),
        help_text="by question and figure: the middle person",
    )
    models = BoardsOut(many=True)
    protocols = ProtocolsOut(many=True)
    marks = MarksOut(many=True)
    latest = LatestOut()


class FactorOut(Out):
    """A property that responses have more or less of."""

    key = s.CharField()
    title = s.CharField(help_text="ends the sentence: the response with more …")


class DriversColumnOut(Out):
    """What goes with the verdicts of people or of one judge; lists are in the factors' order."""

    judge = s.CharField(allow_null=True, help_text="null: people")
    n = s.IntegerField(help_text="verdicts")
    n_items = s.IntegerField()
    alone = FigureOut(many=True, help_text="τ of each factor by itself")
    together = FigureOut(many=True, help_text="log-odds per standard deviation, the others held")
    explained = s.FloatField(allow_null=True, help_text="share of the uncertainty")
    why_not = s.CharField(allow_blank=True)
    gaps = FigureOut(many=True, help_text="τ minus people's on the same pairs; of judges")


class ConfoundedOut(Out):
    """Aspects beside the verdict, with and without length and tone held; lists in order."""

    aspects = FactorOut(many=True)
    confounders = FactorOut(many=True)
    alone = FigureOut(many=True, help_text="log-odds of each aspect, the others held")
    held = FigureOut(many=True, help_text="the same with the confounders held too")
    # `confounders` are their names: these are their weights
    weights = FigureOut(many=True, help_text="of each confounder, the aspects held")
    explained = s.ListField(
        child=s.FloatField(), allow_null=True, help_text="by aspects, by confounders, by both"
    )
    n = s.IntegerField()
    n_items = s.IntegerField()
    why_not = s.CharField(allow_blank=True)


class DriversQuestionOut(Out):
    """What goes with the verdicts on a question."""

    key = s.CharField()
    title = s.CharField()
    n_items = s.IntegerField(help_text="pairs whose texts were read")
    of_items = s.IntegerField(help_text="of so many judged")
    confounded = ConfoundedOut()
    columns = DriversColumnOut(many=True)


class DriversOut(Out):
    """Which properties of responses go with verdicts."""

    as_of = s.DateTimeField(allow_null=True, help_text="null: being counted for the first time")
    factors = FactorOut(many=True)
    questions = DriversQuestionOut(many=True)


class RaterOut(Out):
    """One rater beside the middle of all people."""

    id = s.IntegerField()
    name = s.CharField()
    kind = s.ChoiceField(KINDS)
    simulated = s.BooleanField()
    as_of = s.DateTimeField(allow_null=True)
    figures = RaterFiguresOut(allow_null=True, help_text="null: no judgment of theirs counted yet")
    typical = s.DictField(child=s.DictField(child=s.FloatField(allow_null=True)))
    titles = s.DictField(child=s.CharField())
    people = s.IntegerField(help_text="how many there are to compare with")
