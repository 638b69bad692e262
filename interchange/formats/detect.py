"""Which format some rows are in, how sure that is, and what it rests on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from interchange.formats import guess, messages
from interchange.formats.base import Json
from interchange.formats.reading import Reader
from interchange.formats.row import BOOLEANS

SAMPLE = 200
MAPPING = "mapping"  # no known format: plain rows, with a mapping
KINDS: dict[str, Callable[[Any], bool]] = {
    "text": lambda v: isinstance(v, str),
    # A table of texts (CSV) writes numbers and booleans as texts.
    "number": lambda v: not isinstance(v, bool) and (isinstance(v, int | float) or _is_number(v)),
    "boolean": lambda v: isinstance(v, bool) or v in (0, 1) or str(v).lower() in BOOLEANS,
    "list": lambda v: isinstance(v, list),
    "texts": lambda v: isinstance(v, list) and all(isinstance(x, str) for x in v),
    "object": lambda v: isinstance(v, dict),
    "objects": lambda v: isinstance(v, list) and all(isinstance(x, dict) for x in v),
    "chat": lambda v: isinstance(v, list) and bool(v) and all(map(messages.is_message, v)),
    "prompt": lambda v: KINDS["text"](v) or KINDS["chat"](v),
    "id": lambda v: isinstance(v, str | int),
    "any": lambda v: True,  # noqa: ARG005
}


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, str) and float(value) is not None
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Detected:
    """A format that the rows may be in."""

    format: str
    confidence: float  # [0, 1]
    evidence: list[str]


def detect(rows: Iterable[Any], readers: Iterable[Reader]) -> list[Detected]:
    """Every format that fits, the surest first; plain rows with a guessed mapping come last.

    Args:
        rows: The first rows of the file, parsed; broken ones left out.
        readers: Those to try.
    """
    sample = list(rows)[:SAMPLE]
    objects = [r for r in sample if isinstance(r, dict)]
    found = [d for reader in readers if (d := _fits(reader, objects, len(sample)))]
    plain = guess.mapping(sample)
    if plain.mapping is not None:
        found.append(Detected(MAPPING, 0.3, plain.evidence))
    return sorted(found, key=lambda d: (-d.confidence, d.format))


def _fits(reader: Reader, objects: list[Json], n: int) -> Detected | None:
    fitting = [row for row in objects if _has(reader, row)]
    # A few bad rows do not hide a format: the dry run names them.
    if not fitting or len(fitting) < 0.9 * n:
        return None
    more = reader.fits(fitting)
    if more is None:
        return None
    names = list(reader.marks) or ["the columns that belong together"]
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    evidence = [f"{len(fitting):,} of {n:,} rows have {listed}.", *more]
    if sides := reader.sides():
        evidence.append(sides)
    return Detected(reader.key, round(reader.sure * len(fitting) / n, 3), evidence)


def _has(reader: Reader, row: Json) -> bool:
    return not any(name in row for name in reader.not_with) and all(
        name in row and KINDS[kind](row[name]) for name, kind in reader.marks.items()
    )
