"""Principles that reconstruct labels: "prefer the response with more …", tried on unseen pairs.

A principle looks at a pair and favours one response, or says nothing. Which way it points, and
which words are principles at all, is learnt from one half of the prompts; how often it is right is
counted on the other half. A principle that reconstructs a label need not be its reason.

Source: Inverse Constitutional AI (arXiv 2406.06560); measures of Feedback Forensics (`factors`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality import factors, features, intervals, logistic, wording
from annotation.domain.quality.figure import Figure, shown

Ints = NDArray[np.int_]
Bools = NDArray[np.bool_]
FEWEST = 40  # decided pairs, in both halves together
MOST_WORDS = 12  # each way
Z = 1.96
SILENT = "it says nothing on any pair that was held out"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two responses, and which of them the label says is better."""

    item_id: int
    prompt: str  # pairs of the same name never fall into both halves
    first: str
    second: str
    first_won: bool
    asked: str = ""  # what the responses answer, to be shown


@dataclass(frozen=True, slots=True)
class Principle:
    """One principle and how well it reconstructs labels that it has not seen."""

    key: str
    kind: str  # form | word | judge: proposed by a model and voted on by it
    text: str  # a sentence: "Prefer the response with more list lines."
    agree: int  # held-out pairs on which it favours the winner
    disagree: int
    silent: int
    relevance: float  # share of pairs on which it says something
    accuracy: Figure  # of those, share right; n: those
    strength: float  # 2 (accuracy - 1/2) · relevance
    p: float  # of accuracy against a coin; `ranked` adjusts it (Benjamini–Yekutieli)


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """All principles, the strongest first, and all of them together."""

    n_learnt: int
    n_held: int
    principles: tuple[Principle, ...]
    together: Figure  # share of held-out pairs that all principles, weighed, get right
    why_not: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    key: str
    kind: str
    more: str  # ends "Prefer the response with more …"
    fewer: str
    favours: Ints  # of more: 1 the first response, -1 the second, 0 neither


def reconstruct(pairs: Sequence[Pair]) -> Reconstruction:
    """Principles of form and wording, tried on held-out pairs.

    Args:
        pairs: Decided ones only.
    """
    if len(pairs) < FEWEST:
        why = f"only {len(pairs)} items are decided between two responses; {FEWEST} are needed"
        return Reconstruction(0, 0, (), Figure(None, why_not=why), why)
    learnt = np.array([learnt_from(pair.prompt) for pair in pairs])
    if not 0 < learnt.sum() < len(pairs):
        why = "all items have one and the same prompt, so none can be held out"
        return Reconstruction(0, 0, (), Figure(None, why_not=why), why)
    won = np.where([pair.first_won for pair in pairs], 1, -1)
    found = [*_of_form(pairs), *_of_words(pairs, learnt)]
    votes = np.stack([c.favours for c in found]) if found else np.zeros((0, len(pairs)), dtype=int)
    # More of it, or fewer: as the learnt half says; what is level there is no principle.
    way = np.sign((votes[:, learnt] * won[learnt]).sum(axis=1))
    kept = np.flatnonzero(way)
    votes = votes[kept] * way[kept, None]
    held = prompts_of(pairs)[~learnt]
    tried = [
        _tried(found[n], int(way[n]), votes[row][~learnt] * won[~learnt], held)
        for row, n in enumerate(kept.tolist())
    ]
    together = _together(votes, won, learnt, held)
    return Reconstruction(len(pairs) - len(held), len(held), ranked(tried), together)


def learnt_from(prompt: str) -> bool:
    """Whether principles may be learnt from pairs of this prompt; else they are tried on them.

    The same half for the same prompt, whatever else there is.
    """
    return hashlib.sha256(prompt.encode("utf-8", "replace")).digest()[0] < 128


def prompts_of(pairs: Sequence[Pair]) -> Ints:
    """A number for each pair, the same for pairs of one prompt."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(pair.prompt, len(numbers)) for pair in pairs])


def measured(key: str, kind: str, text: str, right: Ints, prompts: Ints) -> Principle:
    """A principle by what it says on held-out pairs.

    Args:
        right: 1 where it favours the winner, -1 the loser, 0 where it says nothing.
        prompts: Of the same pairs, as `prompts_of` numbers them.
    """
    agree, disagree = int((right > 0).sum()), int((right < 0).sum())
    silent = len(right) - agree - disagree
    found = factors.principle(agree, disagree, silent)
    accuracy, p = _accuracy(right, prompts)
    return Principle(
        key, kind, text, agree, disagree, silent, found.relevance, accuracy, found.strength, p
    )


def _accuracy(right: Ints, prompts: Ints) -> tuple[Figure, float]:
    """Share right where something is said, and its p. Pairs of one prompt are not independent."""
    hits = right[right != 0] > 0
    if not len(hits):
        return Figure(None, why_not=SILENT), 1.0
    share, worth = float(hits.mean()), intervals.independent(hits, prompts[right != 0])
    figure = shown(share, intervals.wilson(share * worth, worth), n=len(hits))
    return figure, intervals.binomial_p(share * worth, worth)


def ranked(tried: Sequence[Principle]) -> tuple[Principle, ...]:
    """The strongest first, each with its p for having looked at all of them."""
    p = intervals.discoveries(np.array([one.p for one in tried]), dependent=True)
    adjusted = [replace(one, p=float(q)) for one, q in zip(tried, p, strict=True)]
    return tuple(sorted(adjusted, key=lambda one: (-one.strength, one.key)))


def _of_form(pairs: Sequence[Pair]) -> list[_Candidate]:
    one, two = (
        features.of_texts([getattr(pair, side) for pair in pairs]) for side in ("first", "second")
    )
    return [
        _Candidate(
            feature.key, "form", f"with more {feature.title}", f"with fewer {feature.title}",
            np.sign(one[:, n] - two[:, n]).astype(int),
        )
        for n, feature in enumerate(features.FEATURES)
    ]  # fmt: skip


def _of_words(pairs: Sequence[Pair], learnt: Bools) -> list[_Candidate]:
    """Words that winners of the learnt half have and losers have not, and the other way round."""
    one = [wording.words(pair.first) for pair in pairs]
    two = [wording.words(pair.second) for pair in pairs]
    better, worse = [], []
    for n in np.flatnonzero(learnt).tolist():
        better.append(one[n] if pairs[n].first_won else two[n])
        worse.append(two[n] if pairs[n].first_won else one[n])
    terms = [t for t in wording.apart(better, worse) if abs(t.z) > Z]
    chosen = [t for t in terms if t.z > 0][:MOST_WORDS] + [t for t in terms if t.z < 0][:MOST_WORDS]
    return [
        _Candidate(
            f"word:{t.term}", "word", f"that says “{t.term}”", f"that does not say “{t.term}”",
            np.array([(t.term in a) - (t.term in b) for a, b in zip(one, two, strict=True)]),
        )
        for t in chosen
    ]  # fmt: skip


def _tried(candidate: _Candidate, way: int, right: Ints, prompts: Ints) -> Principle:
    text = f"Prefer the response {candidate.more if way > 0 else candidate.fewer}."
    return measured(candidate.key, candidate.kind, text, right, prompts)


def _together(votes: Ints, won: Ints, learnt: Bools, prompts: Ints) -> Figure:
    """All principles weighed by a logistic regression on the learnt half."""
    varies = (votes[:, learnt] != 0).any(axis=1)
    if not varies.any():
        return Figure(None, why_not="no principle says anything")
    x = votes[varies].T.astype(float)
    weights = logistic.fit(x[learnt], won[learnt] > 0).weights
    score = np.sign(np.round(x[~learnt] @ weights, 9)).astype(int)
    return _accuracy(score * won[~learnt], prompts)[0]
