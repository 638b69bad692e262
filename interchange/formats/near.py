"""Near-duplicates among many prompts: MinHash to find candidates, Jaccard to decide.

Source: Broder (1997), On the resemblance and containment of documents; banding as in Leskovec,
Rajaraman, Ullman, Mining of Massive Datasets, section 3.4.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from interchange.formats import wordgrams
from interchange.formats.base import Param

THRESHOLD = Param(
    "near_duplicates",
    "Alike from",
    0.8,
    [],
    "Prompts that share this part of their three words in a row (Jaccard, 0 to 1) stay in one "
    "split; 0: only those that differ in case, blanks and punctuation.",
)
N = 3  # words in a row
# 12 bands of 4: a pair with 80 % in common is a candidate with 99.8 %, one with 30 % with 9 %.
BANDS, ROWS = 12, 4
_PRIME = 1_000_003  # any odd constants do; fixed, so that every export splits alike
_A = (np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(_PRIME * 2**20 + 7)) | np.uint64(
    1
)
_B = np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(0xD1B54A32D192ED03)
Keys = NDArray[np.uint32]


def keys(texts: Sequence[str]) -> Keys:
    """The bands of each text, shape (len(texts), BANDS); 0 throughout for one under three words."""
    found = [wordgrams.grams(wordgrams.words(text), N) for text in texts]
    out = np.zeros((len(texts), BANDS), np.uint32)
    full = [n for n, one in enumerate(found) if len(one)]
    if not full:
        return out
    starts = np.cumsum([0, *(len(found[n]) for n in full[:-1])])
    every = np.concatenate([found[n] for n in full])
    for band in range(BANDS):
        key = np.zeros(len(full), np.uint64)
        for row in range(band * ROWS, (band + 1) * ROWS):
            turned = every * _A[row] + _B[row]
            turned ^= turned >> np.uint64(29)
            least = np.minimum.reduceat(turned, starts)
            key = key * np.uint64(0x100000001B3) + least
        out[full, band] = (key ^ (key >> np.uint64(32))).astype(np.uint32) | np.uint32(1)
    return out


def candidates(found: Keys) -> NDArray[np.int64]:
    """Pairs that are alike in a band, shape (n, 2), the earlier first, each once.

    In a band each text goes with the first that is alike and with the one before it: as many pairs
    as texts, also when thousands are alike.
    """
    pairs = [np.zeros((0, 2), np.int64)]
    for band in range(found.shape[1]):
        column = found[:, band]
        order = np.argsort(column, kind="stable")
        ordered = column[order]
        same = (ordered[1:] == ordered[:-1]) & (ordered[1:] > 0)
        first = np.maximum.accumulate(np.where(np.r_[True, ~same], np.arange(len(ordered)), 0))
        at = np.flatnonzero(same) + 1
        pairs.append(np.stack([order[at - 1], order[at]], axis=1))
        pairs.append(np.stack([order[first[at]], order[at]], axis=1))
    return np.unique(np.concatenate(pairs), axis=0)


def alike(a: str, b: str) -> float:
    """Jaccard similarity of the sets of three words in a row, [0, 1]; 0 if either has none."""
    x, y = (np.unique(wordgrams.grams(wordgrams.words(t), N)) for t in (a, b))
    common = len(np.intersect1d(x, y, assume_unique=True))
    return common / (len(x) + len(y) - common) if common else 0.0
