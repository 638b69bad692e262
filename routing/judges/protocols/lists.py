"""All responses of an item in one prompt, in two orders or more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from routing.judges import combining, prompts
from routing.judges.combining import Combined, Vote
from routing.judges.parsing import Parsed
from routing.judges.prompts import Material, Prompt
from routing.judges.protocols.base import Aspect, Reading

MOST = 6  # responses in one list; about a longer one nobody is asked


@dataclass(frozen=True, slots=True)
class Listwise:
    """Part 0 shows the responses as they are, part 1 from the last to the first.

    Each further pair of parts begins one response later, so that more orders put more responses
    into the places that a judge may like.
    """

    name: str
    title: str
    summary: str
    backends: frozenset[str]
    mode: str = "agree"
    params: Mapping[str, Any] = field(default_factory=dict)
    needs_reference: bool = False
    aspects: bool = False
    orders: tuple[int, ...] = (2, 4, 6)

    def parts(self, n_aspects: int, *, orders: int = 2) -> int:  # noqa: ARG002
        """One for each order."""
        return orders

    def prompt(
        self,
        material: Material,
        aspects: Sequence[Aspect],  # noqa: ARG002
        *,
        part: int,
        template: str,
        salt: str,
    ) -> Prompt:
        """The whole list in this part's order."""
        places = _shown(part, len(material.responses))
        listed = replace(material.showing(places), reference="")
        return prompts.build(listed, name=template, salt=salt)

    def reading(self, parsed: Parsed, *, part: int) -> Reading:
        """The ranking by the responses' own places, and what it says of the first two."""
        if parsed.value is None:
            return Reading(part)
        places = _shown(part, sum(len(group) for group in parsed.value))
        ranking = [sorted(places[at] for at in group) for group in parsed.value]
        place = {response: n for n, group in enumerate(ranking) for response in group}
        strength = (place[0] > place[1]) - (place[0] < place[1])
        return Reading(part, strength, value=ranking)

    def combine(self, readings: Sequence[Reading], *, mode: str) -> Combined:
        """The first two as with pairs, and all of them: see `combining.rankings`."""
        votes = [
            Vote(_second_first(r), r.strength)
            for r in readings
            if r.value and r.strength is not None
        ]
        combined = combining.combine(votes, mode=mode)
        parts = sorted({r.part for r in readings})
        by_order = [[r.value for r in readings if r.part == part and r.value] for part in parts]
        return replace(combined, ranking=combining.rankings(by_order))


def _shown(part: int, count: int) -> list[int]:
    """The responses' own places in the order in which this part shows them."""
    begin = part // 2 % count
    places = [*range(begin, count), *range(begin)]
    return places[::-1] if part % 2 else places


def _second_first(reading: Reading) -> int:
    """Which order of a pair this was for the first two: 0 the first before the second, else 1."""
    places = _shown(reading.part, sum(len(group) for group in reading.value))
    return int(places.index(0) > places.index(1))
