"""What a simulation is asked and what it answers."""

from dataclasses import dataclass
from math import isfinite

from scipy.special import bdtr, bdtrc


class Unfit(ValueError):
    """The terms or the items do not allow a simulation; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Verdicts that were given about the same chance to be wrong."""

    said: float  # weighted mean of the chances
    wrong: float  # weighted share that was wrong
    n: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which conditions policies are compared.

    Args:
        budgets: Shares of the items that go to people, each in [0, 1].
        annotators: People per item; the majority of their labels stands.
        reliability: Chance of each to give the right label, (0, 1]; 1 = people are the reference.
        human_cost: Price of one person's judgment.
        judge_cost: Price of one item judged by the judges; paid for every item, asked or not.
        repeats: Bootstrap samples, of whole prompts.
        folds: Parts, by prompt, in which learning policies are scored on what they have not seen.
        seed: Of the bootstrap.

    Raises:
        Unfit: A value is outside its range.
    """

    budgets: tuple[float, ...] = tuple(n / 20 for n in range(21))
    annotators: int = 1
    reliability: float = 1.0
    human_cost: float = 1.0
    judge_cost: float = 0.0
    repeats: int = 200
    folds: int = 10
    seed: int = 0

    def __post_init__(self) -> None:
        rules = {
            "Budgets are shares of the items, each from 0 to 1, at least one of them.": bool(
                self.budgets
            )
            and all(0 <= b <= 1 for b in self.budgets),
            "The number of annotators is from 1 to 99.": 1 <= self.annotators <= 99,
            "Reliability is a chance above 0 and at most 1.": 0 < self.reliability <= 1,
            "Prices are 0 or more.": all(
                isfinite(cost) and cost >= 0 for cost in (self.human_cost, self.judge_cost)
            ),
            "Bootstrap samples are from 0 to 10,000.": 0 <= self.repeats <= 10_000,
            "Folds are from 2 to 50.": 2 <= self.folds <= 50,
        }
        if wrong := [sentence for sentence, ok in rules.items() if not ok]:
            raise Unfit(" ".join(wrong))

    @property
    def people_right(self) -> float:
        """Chance that the majority of the annotators is right; half of the even splits are.

        As if all wrong annotators gave the same wrong label: with more than two labels their
        majority is right a little oftener.
        """
        n, p, half = self.annotators, self.reliability, self.annotators // 2
        split = (bdtr(half, n, p) - bdtr(half - 1, n, p)) / 2 if n % 2 == 0 else 0.0
        return float(bdtrc(half, n, p) + split)


@dataclass(frozen=True, slots=True)
class Point:
    """A policy at one budget; quality is the share of final labels that are right."""

    budget: float  # share of the items
    people: int  # items that go to people
    quality: float
    low: float  # of the 95 % bootstrap band
    high: float
    regret: float  # the oracle's quality minus this
    cost: float  # all items together
    cost_per_correct: float
    saved: float  # share of the items that chance would ask about beyond this for equal quality


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the policy's own threshold leads, without a limit to people."""

    people: float  # share of the items
    waiting: float  # share of the items that nobody may judge
    quality: float
    coverage: float  # share that the judge keeps
    risk: float  # share of these that the judge gets wrong; NaN when it keeps none


@dataclass(frozen=True, slots=True)
class Curve:
    """One policy's frontier. NaN where a figure means nothing, such as lift without any error."""

    key: str
    points: tuple[Point, ...]
    auqc: float  # area under quality over budgets in [0, 1]
    lift: float  # (AUQC - chance) / (oracle - chance): 0 chance, 1 perfect, below 0 worse
    lift_low: float
    lift_high: float
    aurc: float  # mean over k of the share of errors among the k least doubtful
    excess_aurc: float  # that, minus what the best order would have
    auroc: float  # chance that a wrong verdict is more doubtful than a right one
    ece: float  # calibration error of its probabilities, 10 bins of equal width
    brier: float
    own: Kept | None  # None: it has no threshold of its own
    notes: tuple[str, ...]
    bins: tuple[Bin, ...] = ()  # reliability: what was said against what came, on unseen prompts


@dataclass(frozen=True, slots=True)
class Report:
    """The policies side by side, between chance and the oracle."""

    items: int
    groups: int
    judge_right: float
    people_right: float
    terms: Terms
    curves: tuple[Curve, ...]
    ignored: int  # rows without both labels
