"""Whether a text says what given texts say: n words in a row in common (decontamination).

Source: Brown et al. (2020), Language Models are Few-Shot Learners, appendix C: 13 words in a row.
"""

from collections.abc import Iterable

import numpy as np

from interchange.formats import wordgrams
from interchange.formats.base import Param

AGAINST = Param(
    "against",
    "Keep apart from",
    "",
    [],
    "A file of texts (an evaluation set): items whose prompt or a response has the words below in "
    "a row in common with it are left out and counted. Empty: none.",
)
WORDS = Param(
    "against_words", "Words in a row", 13.0, [], "So many in common are an overlap.", most=100
)
MOST = 20_000_000  # n words in a row of the given set: 160 MB
LEAST_WORDS = 4  # of a text shorter than n words: fewer say nothing of their own


class TooMuch(ValueError):
    """The given texts are more than fit into memory."""


class Given:
    """What was said in the given texts."""

    def __init__(self, texts: Iterable[str], *, n: int) -> None:
        """Read them.

        Raises:
            TooMuch: They have more than MOST words.
        """
        self.n = n
        self.texts = 0
        pieces, size, whole = [], 0, set()
        for text in texts:
            words = wordgrams.words(text)
            self.texts += 1
            if LEAST_WORDS <= len(words) < n:
                whole.add(wordgrams.whole(words))
            pieces.append(wordgrams.grams(words, n))
            size += len(pieces[-1])
            if size > MOST:
                raise TooMuch
        self._grams = np.unique(np.concatenate([np.zeros(0, np.uint64), *pieces]))
        self._whole = frozenset(whole)

    def holds(self, text: str) -> bool:
        """Whether n words in a row of the text are in a given one, or all of a shorter one are it.

        A text of fewer than n words overlaps with a given text that is the same words.
        """
        words = wordgrams.words(text)
        if len(words) < self.n:
            return len(words) >= LEAST_WORDS and wordgrams.whole(words) in self._whole
        if not len(self._grams):
            return False
        found = wordgrams.grams(words, self.n)
        at = np.searchsorted(self._grams, found)
        at[at == len(self._grams)] = 0
        return bool((self._grams[at] == found).any())
