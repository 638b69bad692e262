"""Scores a response by its likeness to a reference answer, or to the prompt; no model is asked.

`Setup.model` names the measure, each in [0, 1]:

- bleu: sentence BLEU up to 4-grams, the counts of 2-grams and longer raised by one (Lin and Och
  2004, "ORANGE", smoothing; Papineni et al. 2002), with brevity penalty
- rouge_l: F1 of the longest common subsequence of words (Lin 2004)
- tfidf: cosine of word counts, damped by their logarithm and weighted by how few of the three texts
  (prompt, reference, response) hold a word
- relevance: the same cosine, of the response with the last user message
"""

import math
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence

from routing.judges.base import CallFailed, Completion, Json, Messages, Outcome, Setup, one_by_one

MAX_WORDS = 4000  # of a text that are compared: the subsequence takes time of their product
_WORD = re.compile(r"\w+|[^\w\s]")
Words = Sequence[str]


def bleu(response: Words, reference: Words) -> float:
    """Sentence BLEU; 1 for the same words, 0 where not even one word is shared."""
    if not response or not reference:
        return 0.0
    logs = []
    for n in range(1, 5):
        ours, theirs = _ngrams(response, n), _ngrams(reference, n)
        found = sum(min(count, theirs[gram]) for gram, count in ours.items())
        smooth = int(n > 1)
        if found + smooth == 0:
            return 0.0
        logs.append(math.log((found + smooth) / (sum(ours.values()) + smooth)))
    short = min(0.0, 1 - len(reference) / len(response))
    return math.exp(short + sum(logs) / 4)


def rouge_l(response: Words, reference: Words) -> float:
    """F1 of the longest common subsequence."""
    if not response or not reference:
        return 0.0
    row = [0] * (len(reference) + 1)
    for word in response:
        above_left = 0
        for n, other in enumerate(reference, 1):
            above = row[n]
            row[n] = above_left + 1 if word == other else max(above, row[n - 1])
            above_left = above
    return 2 * row[-1] / (len(response) + len(reference))


def cosine(a: Words, b: Words, others: Sequence[Words] = ()) -> float:
    """Of the weights (1 + log count) · log((1 + texts) / (1 + texts with the word)) + 1."""
    texts = [set(a), set(b), *map(set, others)]

    def weights(words: Words) -> dict[str, float]:
        return {
            word: (1 + math.log(count))
            * (math.log((1 + len(texts)) / (1 + sum(word in t for t in texts))) + 1)
            for word, count in Counter(words).items()
        }

    ours, theirs = weights(a), weights(b)
    dot = sum(weight * theirs.get(word, 0.0) for word, weight in ours.items())
    size = math.sqrt(sum(w * w for w in ours.values()) * sum(w * w for w in theirs.values()))
    return min(1.0, dot / size) if size else 0.0


def _ngrams(words: Words, n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[at : at + n]) for at in range(len(words) - n + 1))


def words(text: str) -> list[str]:
    """Words and marks in lower case, up to a length that can be compared."""
    return _WORD.findall(text.casefold())[:MAX_WORDS]


MEASURES: dict[str, Callable[[Words, Words, Words], float]] = {
    "bleu": lambda response, reference, _: bleu(response, reference),
    "rouge_l": lambda response, reference, _: rouge_l(response, reference),
    "tfidf": lambda response, reference, prompt: cosine(response, reference, [prompt]),
    "relevance": lambda response, _, prompt: cosine(response, prompt),
}
WITHOUT_REFERENCE = frozenset({"relevance"})


class Similarity:
    """A measure behind the door that models use."""

    batch_size = 1

    def __init__(self, setup: Setup) -> None:
        if setup.model not in MEASURES:
            raise CallFailed(
                "setup", f"No measure is called {setup.model!r}; there are {', '.join(MEASURES)}."
            )
        self.setup = setup

    def complete(
        self,
        messages: Messages,
        *,
        schema: Json | None,  # noqa: ARG002
        params: Json,  # noqa: ARG002
    ) -> Completion:
        """See `Backend.complete`."""
        started = time.monotonic()
        said = {m["role"]: words(m["content"]) for m in messages}  # the last of each role
        score = MEASURES[self.setup.model](
            said.get("assistant", []), said.get("reference", []), said.get("user", [])
        )
        return Completion(
            text=repr(score),
            tokens_in=0,
            tokens_out=0,
            model=self.setup.model,
            latency_ms=int((time.monotonic() - started) * 1000),
        )

    def complete_batch(
        self, batch: Sequence[Messages], *, schema: Json | None, params: Json
    ) -> list[Outcome]:
        """See `Backend.complete_batch`."""
        return one_by_one(self, batch, schema=schema, params=params)
