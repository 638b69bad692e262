"""Both responses in one prompt, once in each order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from routing.judges import combining, prompts
from routing.judges.combining import Combined, Vote
from routing.judges.parsing import Parsed
from routing.judges.prompts import Material, Prompt
from routing.judges.protocols.base import Aspect, Reading


@dataclass(frozen=True, slots=True)
class Pairs:
    """Part 0 shows a first, part 1 shows b first."""

    name: str
    title: str
    summary: str
    backends: frozenset[str]
    mode: str = "agree"
    params: Mapping[str, Any] = field(default_factory=dict)
    needs_reference: bool = False
    aspects: bool = False
    orders: tuple[int, ...] = (2,)

    def parts(self, n_aspects: int, *, orders: int = 2) -> int:  # noqa: ARG002
        """Both orders."""
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
        """The pair in this part's order."""
        shown = replace(
            material.showing((1, 0) if part else (0, 1)),
            reference=material.reference if self.needs_reference else "",
        )
        return prompts.build(shown, name=template, salt=salt)

    def reading(self, parsed: Parsed, *, part: int) -> Reading:
        """Turned round where b was shown first."""
        strength, p = parsed.strength, parsed.p_first
        if part == 1:
            strength = None if strength is None else -strength
            p = None if p is None else 1 - p
        return Reading(part, strength, p)

    def combine(self, readings: Sequence[Reading], *, mode: str) -> Combined:
        """See `combining.combine`."""
        votes = [Vote(r.part, r.strength, r.p_a) for r in readings if r.strength is not None]
        return combining.combine(votes, mode=mode)
