"""All responses of an item in one prompt, in two orders."""

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
    """Part 0 shows the responses as they are, part 1 from the last to the first."""

    name: str
    title: str
    summary: str
    backends: frozenset[str]
    mode: str = "agree"
    params: Mapping[str, Any] = field(default_factory=dict)
    needs_reference: bool = False
    aspects: bool = False

    def parts(self, n_aspects: int) -> int:  # noqa: ARG002
        """Two orders."""
        return 2

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
        places = range(len(material.responses))
        listed = replace(material.showing(places[::-1] if part else places), reference="")
        return prompts.build(listed, name=template, salt=salt)

    def reading(self, parsed: Parsed, *, part: int) -> Reading:
        """The ranking by the responses' own places, and what it says of the first two."""
        if parsed.value is None:
            return Reading(part)
        last = sum(len(group) for group in parsed.value) - 1
        ranking = [
            sorted(last - place if part else place for place in group) for group in parsed.value
        ]
        place = {response: n for n, group in enumerate(ranking) for response in group}
        strength = (place[0] > place[1]) - (place[0] < place[1])
        return Reading(part, strength, value=ranking)

    def combine(self, readings: Sequence[Reading], *, mode: str) -> Combined:
        """The first two as with pairs, and all of them: see `combining.rankings`."""
        votes = [Vote(r.part, r.strength) for r in readings if r.strength is not None]
        combined = combining.combine(votes, mode=mode)
        by_order = [[r.value for r in readings if r.part == part and r.value] for part in (0, 1)]
        return replace(combined, ranking=combining.rankings(by_order))
