"""Labelled items for the simulator: of a project, or of a file."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from annotation.domain.types import (
    ItemRecord,
    Json,
    JudgmentRecord,
    RaterKind,
    ResponseRecord,
    Winner,
)
from annotation.errors import NotFound
from annotation.selectors import items, judgments
from annotation.selectors import projects as project_rows
from routing import selectors
from routing.policies.calibration import CalibrationFrame
from routing.policies.pipeline import draws
from routing.services import batches, signals, votes
from routing.signals import SIGNALS, Floats, SignalFrame, frame
from routing.simulator import Unfit

COLUMN = "judges."
SEED = 1  # of the draws of policies that toss
Beat = Callable[[int, int], None]
Row = tuple[ItemRecord, Sequence[JudgmentRecord]]
SHAPE = (
    'a JSON object such as {"prompt": "…", "response_a": "…", "response_b": "…", "people": "a", '
    '"judges": {"gpt-x": "b"}}; verdicts are a, b, tie or both_bad'
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which verdicts count.

    Args:
        lead: The judge whose label stands where people are not asked; empty = the first.
        judges: Judges whose verdicts are signals beside the lead's; empty = all.
        question: Key of the comparison; empty = the first that is answered.
    """

    lead: str = ""
    judges: tuple[str, ...] = ()
    question: str = ""


def of_project(
    project_id: int,
    chosen: Chosen,
    *,
    ids: Sequence[int] | None = None,
    beat: Beat = lambda *_: None,
) -> CalibrationFrame:
    """Every item of the project that people and the lead judge have judged, by 1 / propensity.

    Args:
        ids: Only among these, in id order; None = all.

    Raises:
        NotFound: There is no such project.
        Unfit: No judge has one of the chosen names.
    """
    if project_rows.by_id(project_id) is None:
        raise NotFound
    ids = batches.all_ids(project_id) if ids is None else ids
    names: set[str] = set()
    parts = []
    for n, batch in enumerate(batches.batches(ids)):
        judged = judgments.of_items(batch)
        names |= {r.rater for each in judged.values() for r in each if votes.is_judge(r)}
        extras = signals.extras(batch)
        rows = [
            (_with(item, extras.get(item.id)), judged.get(item.id, []))
            for item in items.records(batch)
        ]
        parts.append(_frame(rows, chosen))
        beat(min((n + 1) * batches.BATCH, len(ids)), len(ids))
    _check_names(chosen, names)
    made = _joined(parts)
    return replace(made, weights=_weights(made.signals.item_ids))


def _with(item: ItemRecord, extras: Json | None) -> ItemRecord:
    return item if extras is None else replace(item, metadata={**item.metadata, **extras})


def _weights(item_ids: Sequence[int]) -> Floats:
    """1 / the chance that people were asked about each item; 1 where routing had no say in it."""
    asked: dict[int, float] = {}
    for batch in batches.batches(item_ids):
        asked |= {pk: chance for pk, (chance, _) in selectors.asked_people(batch).items()}
    return np.array([1 / asked.get(pk, 1.0) for pk in item_ids], dtype=float)


def of_file(path: Path, chosen: Chosen) -> CalibrationFrame:
    """Every row of a file in JSON Lines that has both labels.

    Raises:
        Unfit: A row cannot be read, or no judge has one of the chosen names.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as e:
        raise Unfit(f"{path} cannot be read: {e.strerror}.") from e
    rows = [row(n, _parsed(n, line)) for n, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise Unfit(f"{path} is empty: each line is {SHAPE}.")
    return of_rows(rows, chosen)


def of_rows(rows: Sequence[Row], chosen: Chosen) -> CalibrationFrame:
    """Every row that has both labels; each counts alike.

    Raises:
        Unfit: No judge has one of the chosen names.
    """
    _check_names(chosen, {r.rater for _, judged in rows for r in judged if votes.is_judge(r)})
    return _joined([_frame(rows, chosen)])


def _frame(rows: Sequence[Row], chosen: Chosen) -> tuple[CalibrationFrame, list[str]]:
    people, lead, seen, groups = [], [], {}, []
    for item, judged in rows:
        asked = [r for r in judged if votes.is_judge(r) and _allowed(r, chosen)]
        # The lead's verdicts first: signals of the lead read the first.
        asked.sort(key=lambda r: bool(chosen.lead) and r.rater != chosen.lead)
        seen[item.id] = asked
        # People may have been asked more than the judge: what it answered is what is compared.
        question = chosen.question or votes.question(asked)
        led = bool(asked) and chosen.lead in ("", asked[0].rater)
        lead.append(votes.side(votes.winner(asked[0], question)) if led else np.nan)
        people.append(_majority((r for r in judged if not votes.is_judge(r)), question))
        groups.append(item.group_key or str(item.prompt))
    records = [item for item, _ in rows]
    tosses = [draws(SEED, item.id, 1)[1] for item in records]
    columns = frame(records, seen, keys=SIGNALS, draws=tosses)
    made = CalibrationFrame.of(columns, np.array(people, float), np.array(lead, float))
    return made, groups


def _joined(parts: Sequence[tuple[CalibrationFrame, list[str]]]) -> CalibrationFrame:
    names = {name: n for n, name in enumerate(sorted({g for _, groups in parts for g in groups}))}
    frames = [part for part, _ in parts]
    return CalibrationFrame.of(
        SignalFrame.joined([part.signals for part in frames], SIGNALS),
        np.concatenate([np.empty(0), *(part.people for part in frames)]),
        np.concatenate([np.empty(0), *(part.judge for part in frames)]),
        groups=np.array([names[g] for _, groups in parts for g in groups], dtype=float),
    )


def _check_names(chosen: Chosen, names: set[str]) -> None:
    wanted = [name for name in (chosen.lead, *chosen.judges) if name]
    if missing := [name for name in wanted if name not in names]:
        there = ", ".join(sorted(names)) or "none"
        raise Unfit(f"There is no judge {missing[0]!r} here; there is {there}.")


def _allowed(record: JudgmentRecord, chosen: Chosen) -> bool:
    return not chosen.judges or record.rater in (chosen.lead, *chosen.judges)


def _majority(records: Iterable[JudgmentRecord], question: str) -> float:
    """The commonest label of people; NaN without one, or when two are equally common."""
    return votes.side(votes.plurality(votes.winner(r, question) for r in records))


def _parsed(number: int, line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as e:
        raise _unreadable(number, str(e)) from e


def row(number: int, given: Any) -> Row:
    """A parsed row of `SHAPE`; a table may have a column judges.NAME for each judge.

    Raises:
        Unfit: It is none.
    """
    try:
        assert isinstance(given, dict)
        item = ItemRecord(
            id=number,
            project_id=0,
            external_id=str(given.get("id", number)),
            prompt=[{"role": "user", "content": str(given["prompt"])}],
            responses=[
                ResponseRecord("a", str(given["response_a"])),
                ResponseRecord("b", str(given["response_b"])),
            ],
            metadata={"margin": given["margin"]} if "margin" in given else {},
            group_key=str(given.get("group") or ""),
        )
        people = given.get("people") or []
        said = people if isinstance(people, list) else [people]
        judges = dict(given.get("judges") or {})
        judges |= {k[len(COLUMN) :]: v for k, v in given.items() if k.startswith(COLUMN) and v}
        return item, [
            *(_judgment(item, RaterKind.HUMAN, str(n), vote) for n, vote in enumerate(said)),
            *(_judgment(item, RaterKind.JUDGE, name, each) for name, each in judges.items()),
        ]
    except (ValueError, KeyError, TypeError, AssertionError, AttributeError) as e:
        raise _unreadable(number, str(e)) from e


def _unreadable(number: int, why: str) -> Unfit:
    return Unfit(f"Line {number} cannot be read ({why or 'not an object'}): each is {SHAPE}.")


def _judgment(item: ItemRecord, kind: RaterKind, name: str, said: Any) -> JudgmentRecord:
    given: Json = said if isinstance(said, dict) else {"winner": said}
    confidence = given.get("confidence")
    return verdict(
        item,
        kind,
        name,
        {"overall": {"winner": Winner(given["winner"]).value}},
        confidence=None if confidence is None else float(confidence),
        order=list(given.get("order", ["a", "b"])),
    )


def verdict(
    item: ItemRecord,
    kind: RaterKind,
    name: str,
    answers: Json,
    *,
    confidence: float | None = None,
    order: Sequence[str] = (),
) -> JudgmentRecord:
    """What somebody said about an item of a file.

    Args:
        answers: Question key -> canonical answer.
        order: Response keys, left first; empty: in the item's own order.
    """
    return JudgmentRecord(
        id=item.id,
        item_id=item.id,
        rater_id=_number(name),
        rater_kind=kind,
        rater=name,
        judge_spec_id=None,
        answers=answers,
        presented_order=list(order) or [response.key for response in item.responses],
        confidence=confidence,
        active_seconds=None,
        guideline_version=None,
        question_set_version=0,
        source="file",
        counted=True,
        created_at="",
    )


def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=6).digest())
