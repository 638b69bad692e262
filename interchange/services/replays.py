"""Labelled files for the simulator: read as imports read them, replayed by a worker, not kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.conf import settings

from annotation.domain.types import ItemRecord, JudgmentRecord, RaterKind, ResponseRecord
from annotation.errors import Refusal
from annotation.services import jobs
from interchange.errors import NotLabelled
from interchange.files.reader import BadLine, Rows
from interchange.formats import READERS, detect, guess, item_rows
from interchange.formats.problems import BadRow
from interchange.formats.reading import grouped
from interchange.models import Upload
from interchange.services import uploads
from routing.policies.calibration import CalibrationFrame
from routing.services import frontiers, replaying, votes
from routing.services.replaying import Chosen, Row
from routing.simulator import Unfit

MOST = 20_000  # items that a worker replays


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a file brings: items, how many people and which judges have judged some of them."""

    id: int
    name: str
    items: int
    both: int  # items that people and a judge have judged
    judges: list[str]


def look(upload: Upload) -> Labelled:
    """Read the whole file, so that whoever sends it hears what is wrong with it.

    Raises:
        UnreadableFile: The file as a whole cannot be read.
        NotLabelled: Its rows are not items with verdicts of people and of judges.
    """
    found = rows(uploads.path_of(upload))
    judges = {r.rater for _, judged in found for r in judged if votes.is_judge(r)}
    both = sum(len({r.rater_kind for r in judged}) > 1 for _, judged in found)
    return Labelled(upload.pk, upload.name, len(found), both, sorted(judges))


def run(*, job_id: int) -> None:
    """Carry out a "frontier_of_file" job; the file is gone afterwards."""
    with jobs.running(job_id) as job:
        if job is None or job.project_id is None:
            return
        project_id = job.project_id
        sent = Upload.objects.filter(project_id=project_id, pk=job.args["file"]).first()

        def labelled(chosen: Chosen) -> CalibrationFrame:
            if sent is None:
                raise Unfit("There is no such file in this project any more; send it again.")
            try:
                return replaying.of_rows(rows(uploads.path_of(sent)), chosen)
            except Refusal as refusal:
                raise Unfit(str(refusal)) from refusal

        def work() -> dict[str, Any]:
            return frontiers.replayed(
                project_id,
                job.args,
                labelled,
                file=sent.name if sent else "file",
                beat=lambda _: jobs.heartbeat(job),
            )

        frontiers.keep(project_id, work)
    if sent is not None:
        uploads.discard(sent)


def rows(path: Path) -> list[Row]:
    """The items of a file with all verdicts on each: in a known format, or in the simulator's own.

    Raises:
        UnreadableFile: The file as a whole cannot be read.
        NotLabelled: A row cannot be, or people or judges are missing, or there are too many.
    """
    with Rows(path, max_bytes=settings.UPLOAD_MAX_BYTES) as file:
        numbered = file.read()
        first = list(islice(numbered, guess.SAMPLE))
        values = [value for _, value in first if isinstance(value, dict)]
        whole = _good(chain(first, numbered))
        own = any(map(_is_own, values))
        found = _own(whole) if own else _known(values, whole)
        items = list(islice(found, MOST + 1))
    if len(items) > MOST:
        raise NotLabelled(f"The file holds more than {MOST:,} items; replay a part of it.")
    kinds = {r.rater_kind for _, judged in items for r in judged}
    for kind, who in ((RaterKind.HUMAN, "people"), (RaterKind.JUDGE, "a judge")):
        if kind not in kinds:
            raise NotLabelled(f"The file holds no verdict of {who}; a replay compares the two.")
    return items


def _is_own(row: dict[str, Any]) -> bool:
    return "people" in row and any(name.split(".")[0] == "judges" for name in row)


def _good(numbered: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    for line, value in numbered:
        if isinstance(value, BadLine):
            raise NotLabelled(f"Line {line}: {value}.")
        yield line, value


def _own(numbered: Iterable[tuple[int, Any]]) -> Iterator[Row]:
    try:
        for line, value in numbered:
            yield replaying.row(line, value)
    except Unfit as unfit:
        raise NotLabelled(str(unfit)) from unfit


def _known(sample: list[Any], numbered: Iterable[tuple[int, Any]]) -> Iterator[Row]:
    """Of a known format, whose rows about one item may lie apart."""
    reader = next((READERS[d.format] for d in detect(sample) if d.format in READERS), None)
    if reader is None:
        raise NotLabelled(
            "The rows are in no known format that says who judged what; else each row is "
            f"{replaying.SHAPE}."
        )
    found: dict[str, tuple[ItemRecord, list[JudgmentRecord]]] = {}
    for group in grouped(reader, numbered):
        try:
            reading = reader.read([value for _, value in group], [])
        except BadRow as bad:
            raise NotLabelled(f"Line {group[0][0]}: {bad.field} {bad.reason}.") from bad
        for row in reading.items:
            found.setdefault(row.external_id, (_item(len(found) + 1, row), []))
        for said in reading.judgments:
            item, judged = found[said.item]
            kind, sure = RaterKind(said.kind), said.confidence
            judged.append(replaying.verdict(item, kind, said.rater, said.answers, confidence=sure))
        if len(found) > MOST:
            break
    yield from found.values()


def _item(number: int, row: item_rows.ItemRow) -> ItemRecord:
    given = row.payload
    return ItemRecord(
        id=number,
        project_id=0,
        external_id=row.external_id,
        prompt=given["p"],
        responses=[ResponseRecord(r["key"], r["text"], r["model"]) for r in given["r"]],
        context=given["c"],
        metadata=given["m"],
        group_key=given["g"],
    )
