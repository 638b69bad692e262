"""What the labels and the raters of a project are worth: all of it, as plain JSON."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from annotation.domain import questions as q
from annotation.domain.quality import (
    behaviour,
    by_question,
    by_rater,
    leaderboard,
    segments,
    transitivity,
)
from annotation.domain.quality.ballots import Person
from annotation.domain.quality.measures import Measure, measures
from annotation.models import Item, QuestionSet
from annotation.selectors import ballots, gold, marks, protocols
from annotation.selectors.plain import plain

Floats = NDArray[np.float64]
# Of each rater figure that people can be compared in: the middle of all people.
COMPARED = ("agreement", "left", "longer", "marked", "consistent")


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """The latest judgments, and what their items look like."""

    shown: ballots.Shown
    texts: ballots.Texts
    at: NDArray[np.int64]  # row of `texts` for each of the judgments


def of_project(project_id: int) -> dict[str, Any]:
    """Everything the quality pages and the command show. No NaN: a value, or why there is none.

    One pass over the judgments for each question asked now, and one over the latest for sides,
    times and texts.
    """
    latest = QuestionSet.objects.filter(project_id=project_id).order_by("-version").first()
    asked = q.parse(latest.questions) if latest else []
    who = ballots.raters(project_id)
    read = [
        (measure, raw)
        for question in asked
        if (of := measures(question))
        for measure, raw in zip(of, ballots.votes(project_id, question.key, of, who), strict=True)
    ]
    seen = _seen(project_id, [raw for _, raw in read])
    questions, by_id = [], {person.id: _rater(person) for person in who}
    boards = []
    for measure, raw in read:
        # A fixed seed: the same judgments show the same interval on every page.
        rng = np.random.default_rng(0)
        ballot = raw.ballot(measure)
        pairs = _pairs(measure, raw, seen) if measure.kind == "comparison" else None
        questions.append(by_question.figures(ballot, measure, who, rng=rng))
        verdicts = pairs.verdicts if pairs else None
        for found in by_rater.figures(ballot, measure, who, verdicts, rng=rng):
            by_id[found.rater_id]["questions"].append(_of_rater(measure, found))
        if pairs:
            boards.append({"question": measure.key, **pairs.standings(who)})
    _speeds(seen, read, who, by_id)
    both_ways = protocols.of_project(project_id, asked, who)
    for one in both_ways:
        for rater_id, own in one.pop("raters").items():
            titles = {"rated": one["rated"], "preferred": one["preferred"]}
            by_id[rater_id]["protocols"].append({**titles, **own})
    scores = gold.by_rater(project_id, asked)
    raters = [
        _finished(r, scores.get(r["id"], gold.Score(0, 0)))
        for r in by_id.values()
        if r["questions"]
    ]
    raters.sort(key=lambda r: (r["kind"], -r["judged"], r["id"]))
    return {
        "questions": _named([plain(x) for x in questions]),
        "raters": raters,
        "typical": _typical(raters),
        "models": [plain(x) for x in boards],
        "protocols": both_ways,
        "marks": [marks.of_question(project_id, x) for x in asked if x.type == "spans"],
        "latest": {"judgments": len(seen.shown.judgment), "at_most": ballots.LATEST},
    }


def _seen(project_id: int, raws: Sequence[ballots.Raw]) -> _Seen:
    shown = ballots.shown(project_id)
    items = np.zeros(len(shown.judgment), dtype=np.int64)
    for raw in raws:
        _, mine, theirs = np.intersect1d(raw.judgment, shown.judgment, return_indices=True)
        items[theirs] = raw.item[mine]
    ids = np.unique(items[items > 0])
    return _Seen(shown, ballots.texts(ids), np.searchsorted(ids, items))


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """The latest comparisons of one question."""

    verdicts: by_rater.Verdicts
    duels: leaderboard.Duels  # of these, between models that are named
    named: NDArray[np.bool_]
    models: list[str]
    group: NDArray[np.int64]  # of prompts, of each verdict
    said: NDArray[np.int64]  # the texts of the two responses, shape (n, 2)
    metadata: list[dict[str, str]]

    def standings(self, who: Sequence[Person]) -> dict[str, Any]:
        """Leaderboards of all items and of each part of them, and circles of preference."""
        judge = np.array([r.judge for r in who], dtype=bool)
        every = np.ones(int(self.named.sum()), dtype=bool)
        items = [m for m, named in zip(self.metadata, self.named.tolist(), strict=True) if named]
        parts = []
        for key, values in segments.fields(items).items():
            place = {value: n for n, value in enumerate(values)}
            of = np.array([place.get(m.get(key, ""), -1) for m in items], dtype=int)
            parts += [
                {"field": key, "value": value, "boards": self._boards(of == n, judge)}
                for n, value in enumerate(values)
            ]
        return {
            "boards": self._boards(every, judge),
            "segments": parts,
            "circles": self._circles(judge),
        }

    def _boards(
        self, within: NDArray[np.bool_], judge: NDArray[np.bool_]
    ) -> list[leaderboard.Board]:
        judged = judge[self.duels.rater] if len(judge) else np.zeros(0, dtype=bool)
        found = [leaderboard.board(self.duels, self.models, who="people", which=within & ~judged)]
        if (within & judged).any():
            found.append(
                leaderboard.board(self.duels, self.models, who="judges", which=within & judged)
            )
        return found

    def _circles(self, judge: NDArray[np.bool_]) -> dict[str, Any]:
        """Of people: their verdicts together, and each person's own."""
        won, rater = self.verdicts.first_won, self.verdicts.rater
        use = (self.group >= 0) & ((won == 0) | (won == 1))
        if len(judge):
            use &= ~judge[rater]
        first, second = self.said[use, 0], self.said[use, 1]
        ahead = won[use] == 1
        better, worse = np.where(ahead, first, second), np.where(ahead, second, first)
        own = self.group[use] * max(1, len(judge)) + rater[use]
        return {
            "together": transitivity.in_groups(self.group[use], better, worse),
            "each": transitivity.in_groups(own, better, worse),
        }


def _pairs(measure: Measure, raw: ballots.Raw, seen: _Seen) -> _Pairs:
    """The latest comparisons with sides, lengths, models and what came with their items."""
    _, mine, theirs = np.intersect1d(raw.judgment, seen.shown.judgment, return_indices=True)
    row, texts = seen.at[theirs], seen.texts
    left = [seen.shown.left[n] for n in theirs.tolist()]
    key = [texts.key[n] for n in row.tolist()]
    side = np.array(
        [0 if not a else 1 if a == b else -1 for a, b in zip(left, key, strict=True)], dtype=int
    )
    label = raw.label[mine]
    worth = {"a": 1.0, "b": 0.0, "tie": 0.5}
    won = np.array([worth.get(name, math.nan) for name in measure.labels])[label]
    longer, marked = _squashed(texts.longer)[row], _squashed(texts.marked)[row]
    verdicts = by_rater.Verdicts(raw.rater[mine], won, side, longer, marked, label)
    names = sorted({name for pair in texts.models for name in pair if name})
    place = {name: n for n, name in enumerate(names)}
    models = np.array(
        [[place.get(a, -1), place.get(b, -1)] for a, b in texts.models], dtype=int
    ).reshape(-1, 2)[row]
    named = np.asarray((models >= 0).all(axis=1))
    duels = leaderboard.Duels(
        models[named, 0], models[named, 1], won[named], raw.rater[mine][named], side[named],
        longer[named], marked[named],
    )  # fmt: skip
    # Items of one prompt belong together; who has none of the same prompt is in no circle.
    groups = {key: n for n, key in enumerate(sorted(set(texts.group) - {""}))}
    group = np.array([groups.get(key, -1) for key in texts.group], dtype=np.int64)[row]
    said = np.array(texts.said, dtype=np.int64).reshape(-1, 2)[row]
    read: dict[str, dict[str, str]] = {text: orjson.loads(text) for text in set(texts.metadata)}
    metadata = [read[texts.metadata[n]] for n in row.tolist()]
    return _Pairs(verdicts, duels, named, names, group, said, metadata)


def _squashed(difference: Floats) -> Floats:
    """The tanh of standard deviations: one huge response decides nothing. nan stays nan."""
    spread = float(np.nanstd(difference)) if np.isfinite(difference).any() else 0.0
    return np.asarray(np.tanh(difference / spread)) if spread else difference * 0


def _of_rater(measure: Measure, found: by_rater.RaterFigures) -> dict[str, Any]:
    own: dict[str, Any] = {"question": measure.key, **plain(found)}
    if (since := found.steadiness.since) is not None:
        own["steadiness"]["since"] = datetime.fromtimestamp(since, UTC).isoformat()
    return own


def _rater(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "kind": "judge" if person.judge else "human",
        "simulated": person.simulated,
        "questions": [],
        "protocols": [],
        "speed": None,
    }


def _speeds(
    seen: _Seen,
    read: Sequence[tuple[Measure, ballots.Raw]],
    who: Sequence[Person],
    by_id: dict[int, dict[str, Any]],
) -> None:
    """How fast people judged, over all questions of an item together."""
    rater = np.full(len(seen.shown.judgment), -1)
    for _, raw in read:
        _, mine, theirs = np.intersect1d(raw.judgment, seen.shown.judgment, return_indices=True)
        rater[theirs] = raw.rater[mine]
    judge = np.array([r.judge for r in who], dtype=bool)
    use = np.flatnonzero((rater >= 0) & (~judge[rater] if len(who) else False))
    words = seen.texts.words[seen.at[use]]
    for speed in behaviour.speeds(
        rater[use], seen.shown.seconds[use], words, n_raters=len(who)
    ):  # fmt: skip
        person = who[speed.rater]
        if not person.judge:
            by_id[person.id]["speed"] = plain(speed)


def _finished(rater: dict[str, Any], score: gold.Score) -> dict[str, Any]:
    """The rater with everything somebody should look at, in one list."""
    flags = [
        {"question": of["question"], "text": text}
        for of in rater["questions"]
        for text in of.pop("flags")
    ]
    if rater["speed"] and rater["speed"]["flag"]:
        flags.append({"question": None, "text": rater["speed"]["flag"]})
    if score.doubtful:
        text = f"right on {score.right} of {score.n} items whose answer is known"
        flags.append({"question": None, "text": text})
    judged = max(of["n"] for of in rater["questions"])
    return {**rater, "judged": judged, "gold": asdict(score.figure()), "flags": flags}


def _typical(raters: Sequence[dict[str, Any]]) -> dict[str, dict[str, float | None]]:
    """By question: the middle person in each figure."""
    people = [of for r in raters if r["kind"] == "human" for of in r["questions"]]

    def middle(values: Iterable[float | None]) -> float | None:
        known = [v for v in values if v is not None]
        return median(known) if known else None

    found = {}
    for key in dict.fromkeys(of["question"] for of in people):
        mine = [of for of in people if of["question"] == key]
        found[key] = {name: middle(of[name]["value"] for of in mine) for name in COMPARED} | {
            name: middle(of["reliability"][name]["value"] for of in mine)
            for name in by_rater.MODELS
        }
    return found


def _named(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items to look at with the name their file gave them; times as dates."""
    lists = [question[name] for question in questions for name in ("disagreed", "judge_differs")]
    ids = {split["item_id"] for each in lists for split in each}
    names = dict(Item.objects.filter(pk__in=ids).values_list("pk", "external_id"))
    for split in (split for each in lists for split in each):
        split["external_id"] = names[split["item_id"]]
    for step in (step for question in questions for step in question["over_time"]["steps"]):
        step["since"] = datetime.fromtimestamp(step["since"], UTC).isoformat()
    return questions
