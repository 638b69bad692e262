"""One response in a prompt, one aspect at a time; the verdict on the pair is derived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from routing.judges import combining, prompts
from routing.judges.combining import Combined
from routing.judges.parsing import Parsed
from routing.judges.prompts import Material, Prompt
from routing.judges.protocols.base import Aspect, Reading


@dataclass(frozen=True, slots=True)
class Each:
    """Part 2·aspect + response: no response sees the other, so no order can matter."""

    name: str
    title: str
    summary: str
    backends: frozenset[str]
    mode: str = "scores"
    params: Mapping[str, Any] = field(default_factory=dict)
    needs_reference: bool = False
    aspects: bool = True
    orders: tuple[int, ...] = (1,)

    def parts(self, n_aspects: int, *, orders: int = 1) -> int:  # noqa: ARG002
        """Each of the two responses in each aspect."""
        return 2 * (n_aspects if self.aspects else 1)

    def prompt(
        self,
        material: Material,
        aspects: Sequence[Aspect],
        *,
        part: int,
        template: str,
        salt: str,
    ) -> Prompt:
        """This part's response, and the question of this part's aspect."""
        reference = "" if self.aspects else material.reference
        shown = replace(material.showing([part % 2]), reference=reference)
        if self.aspects:
            shown = replace(shown, question=aspects[part // 2].question)
        return prompts.build(shown, name=template, salt=salt)

    def reading(self, parsed: Parsed, *, part: int) -> Reading:
        """As it is."""
        return Reading(part, value=parsed.value)

    def combine(self, readings: Sequence[Reading], *, mode: str) -> Combined:
        """See `combining.scores`, `odds` and `numbers`."""
        pairs = [
            (
                [r.value for r in readings if r.part == part],
                [r.value for r in readings if r.part == part + 1],
            )
            for part in sorted({r.part // 2 * 2 for r in readings})
        ]
        if mode == "odds":
            return combining.odds(pairs)
        if mode == "scores":
            return combining.scores(pairs)
        return combining.numbers(pairs, logistic=mode == "logistic")
