"""Signs that a rater does not read: too fast, always the same, ties throughout, gold missed.

Each is a flag with its reason, never a verdict: a person looks, and leaving somebody out is a
filter that can be undone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from annotation.domain.quality.figure import Figure, shown

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
READING = 10.0  # words a second; silent reading is about 4 (Brysbaert 2019)
LEAST_SECONDS = 2.0
FAR = 3.5  # robust standard deviations (Iglewicz & Hoaglin 1993)
RARE = 0.001  # a run this unlikely is flagged
LEAST_VERDICTS = 20  # below this no pattern is called


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a rater is for what was shown."""

    rater: int
    median_seconds: float | None  # None: no time was kept
    robust_z: float | None  # of the usual time for so many words; below -3.5 is far too fast
    too_fast: float | None  # share of verdicts faster than anybody reads
    n: int
    flag: str  # why somebody should look; "" when nothing is odd


def speeds(raters: Ints, seconds: Floats, words: Floats, *, n_raters: int) -> list[Speed]:
    """Compare the times of raters, after taking out how much there was to read.

    Args:
        raters: Rater of each verdict, values in [0, n_raters).
        seconds: Active time of each, nan where none was kept.
        words: Words shown, at least 1.
        n_raters: Number of raters; all are listed.
    """
    timed = ~np.isnan(seconds) & (seconds > 0)
    raters, seconds, words = raters[timed], seconds[timed], np.maximum(words[timed], 1)
    left = _residuals(np.log(seconds), np.log(words))
    floor = np.maximum(LEAST_SECONDS, words / READING)
    own = [np.flatnonzero(raters == r) for r in range(n_raters)]
    typical = np.array([np.median(left[at]) if len(at) else np.nan for at in own])
    z = _robust_z(typical)
    found = []
    for r, at in enumerate(own):
        if not len(at):
            found.append(Speed(r, None, None, None, 0, ""))
            continue
        fast = float((seconds[at] < floor[at]).mean())
        found.append(
            Speed(
                r, float(np.median(seconds[at])), _or_none(z[r]), fast, len(at),
                _speed_flag(z[r], fast, len(at)),
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a rater's verdicts look like, in the order and on the sides displayed."""

    rater: int
    n: int
    longest_run: int
    ties: float | None  # share
    entropy: float | None  # [0, 1]: 0 always the same, 1 all verdicts equally often
    flags: tuple[str, ...]


def patterns(
    raters: Ints, shown_labels: Ints, *, n_raters: int, n_classes: int, tie: int = -1
) -> list[Pattern]:
    """Straight-lining, overuse of ties, too little variety.

    Args:
        raters: Rater of each verdict, in the order given.
        shown_labels: What was clicked, left and right as displayed, values in [0, n_classes).
        n_raters: Number of raters; all are listed.
        n_classes: Number of possible verdicts.
        tie: Which of them is the tie; -1 when there is none.
    """
    pool = float((shown_labels == tie).mean()) if len(shown_labels) else 0.0
    return [
        _pattern(r, shown_labels[raters == r], n_classes=n_classes, tie=tie, pool=pool)
        for r in range(n_raters)
    ]


def gold(
    hits: int, n: int, *, least: float = 0.7, sure: float = 0.95
) -> tuple[Figure, float, bool]:
    """A rater on items whose answer is known.

    Args:
        hits: Right answers.
        n: Gold items judged.
        least: Accuracy below which to act.
        sure: How sure one must be of that.

    Returns:
        Accuracy (mean and interval of the Beta(1 + hits, 1 + misses) posterior), the probability
        that it is below `least`, and whether to act.
    """
    if not n:
        return Figure(None, why_not="no gold item was judged"), least, False
    a, b = hits + 1, n - hits + 1
    low, high = (float(special.betaincinv(a, b, at)) for at in (0.025, 0.975))
    below = float(special.betainc(a, b, least))
    return shown(a / (a + b), (low, high), n=n), below, below > sure


def _pattern(rater: int, said: Ints, *, n_classes: int, tie: int, pool: float) -> Pattern:
    n = len(said)
    if not n:
        return Pattern(rater, 0, 0, None, None, ())
    counts = np.bincount(said, minlength=n_classes)
    p = counts[counts > 0] / n
    entropy = float(-(p * np.log(p)).sum() / np.log(n_classes)) if n_classes > 1 else 1.0
    (run, of), ties = _longest_run(said), float((said == tie).mean())
    flags = []
    if n >= LEAST_VERDICTS:
        # By the rater's own habit outside of the run, so long a one hardly starts in n places.
        habit = (counts[of] - run + 1) / (n - run + 2)
        if len(p) > 1 and n * habit**run < RARE:
            flags.append(f"the same verdict {run} times in a row")
        if ties - pool > FAR * np.sqrt(max(pool * (1 - pool), 1 / n) / n):
            flags.append(f"{ties:.0%} ties; {pool:.0%} over all raters")
        if entropy < 0.25:
            flags.append(f"{p.max():.0%} of the verdicts are one and the same")
    return Pattern(rater, n, run, ties if tie >= 0 else None, entropy, tuple(flags))


def _longest_run(said: Ints) -> tuple[int, int]:
    """Its length, and the label it is of."""
    starts = np.concatenate([[0], np.flatnonzero(np.diff(said)) + 1])
    lengths = np.diff(np.concatenate([starts, [len(said)]]))
    longest = int(lengths.argmax())
    return int(lengths[longest]), int(said[starts[longest]])


def _residuals(y: Floats, x: Floats) -> Floats:
    """What is left of y after a line in x, fitted with outliers weighed down (Huber)."""
    if len(y) < 3 or np.ptp(x) == 0:
        return y - np.median(y) if len(y) else y
    columns, w = np.stack([np.ones_like(x), x], axis=1), np.ones_like(y)
    left = y
    for _ in range(10):
        root = np.sqrt(w)
        line = np.linalg.lstsq(columns * root[:, None], y * root, rcond=None)[0]
        left = y - columns @ line
        scale = 1.4826 * np.median(np.abs(left)) or 1.0
        w = np.minimum(1.0, 1.345 * scale / np.maximum(np.abs(left), 1e-12))
    return left


def _robust_z(typical: Floats) -> Floats:
    there = typical[~np.isnan(typical)]
    if len(there) < 3:
        return np.full(len(typical), np.nan)
    middle = np.median(there)
    scale = 1.4826 * np.median(np.abs(there - middle))
    # Raters are never told apart by less than a tenth of their time.
    return np.asarray((typical - middle) / max(scale, 0.1))


def _speed_flag(z: float, fast: float, n: int) -> str:
    if n >= LEAST_VERDICTS and fast > 0.2:
        return f"{fast:.0%} of the verdicts came faster than the words can be read"
    if n >= LEAST_VERDICTS and z < -FAR:
        return "far faster than other raters on texts of the same length"
    return ""


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
