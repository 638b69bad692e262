"""Which words set one kind of text apart from another: log-odds with an informative prior.

A word that is rare in both is no finding, however lopsided it is: the prior, everybody's use of the
word, draws it to nought, and its z says how far from that it still is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Scripts that put no blanks between words: each two letters that stand side by side are one.
UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]+")
PRIOR, MOST_PRIOR = 0.1, 500.0  # of all words, those that everybody's use is worth; at most
TINY = 1e-9
FEWEST = 5  # texts that have the word: below, no interval says anything


@dataclass(frozen=True, slots=True)
class Term:
    """A word that sets texts apart."""

    term: str
    z: float  # > 0: of the first kind; beyond 1.96 it is hardly chance, for one word looked at
    first: int  # texts of the first kind that have it
    second: int


def words(text: str) -> set[str]:
    """The different words of a text, in lower case; a text counts a word once."""
    text = text.lower().replace("’", "'")
    found = {w for w in WORD.findall(UNSPACED.sub(" ", text)) if len(w) > 1}
    for run in UNSPACED.findall(text):
        found.update(run[n : n + 2] for n in range(max(1, len(run) - 1)))
    return found


def apart(first: Iterable[set[str]], second: Iterable[set[str]]) -> list[Term]:
    """Every word that `FEWEST` texts have, the farthest from 0 first.

    Args:
        first: Words of each text of one kind.
        second: Of the other.

    Source: Monroe, Colaresi & Quinn (2008), Fightin' Words, Political Analysis 16(4), eq. 15, 22;
        the prior is the use of both kinds together, worth a share of the words (default).
    """
    one, two = (Counter(word for text in texts for word in text) for texts in (first, second))
    both = one + two
    terms = sorted(term for term, n in both.items() if n >= FEWEST)
    if not terms:
        return []
    y1, y2 = (np.array([c[t] for t in terms], dtype=float) for c in (one, two))
    n1, n2 = float(sum(one.values())), float(sum(two.values()))
    worth = min(MOST_PRIOR, PRIOR * (n1 + n2))
    prior = worth * (y1 + y2) / (n1 + n2)
    a1, a2 = y1 + prior, y2 + prior
    rest1, rest2 = n1 + worth - a1, n2 + worth - a2
    # Where it is the only word there is, it sets nothing apart.
    only = (rest1 < TINY) | (rest2 < TINY)
    delta = np.log(a1 / np.where(only, 1, rest1)) - np.log(a2 / np.where(only, 1, rest2))
    delta = np.where(only, 0.0, delta)
    z = delta / np.sqrt(1 / a1 + 1 / a2)
    order = np.lexsort((np.arange(len(terms)), -np.abs(z)))
    return [
        Term(terms[n], float(z[n]), int(y1[n]), int(y2[n])) for n in order.tolist()
    ]  # fmt: skip


def examples(term: str, texts: Sequence[set[str]], *, most: int) -> list[int]:
    """Positions of the first few texts that have the word."""
    found = (n for n, text in enumerate(texts) if term in text)
    return [n for _, n in zip(range(most), found, strict=False)]
