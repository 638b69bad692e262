"""What a protocol must offer."""

import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routing.judges.combining import Combined
from routing.judges.parsing import Parsed
from routing.judges.prompts import Material, Prompt


@dataclass(frozen=True, slots=True)
class Aspect:
    """One respect in which a response is rated, as people read it."""

    key: str
    question: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one call said, in canonical order (a = the item's first response)."""

    part: int  # which of the protocol's calls
    strength: int | None = None  # -2…2, negative = a is better
    p_a: float | None = None
    value: Any = None  # a score, {"yes", "p_yes"}, or a ranking of the item's responses


class Protocol(typing.Protocol):
    """One way of asking; stateless and pure."""

    @property
    def name(self) -> str:
        """Its key, and the beginning of its templates' names."""

    @property
    def title(self) -> str:
        """For people."""

    @property
    def summary(self) -> str:
        """In one sentence."""

    @property
    def backends(self) -> frozenset[str]:
        """The kinds of judges it is for."""

    @property
    def mode(self) -> str:
        """How readings are combined."""

    @property
    def params(self) -> Mapping[str, Any]:
        """What it adds to a judge's own params."""

    @property
    def needs_reference(self) -> bool:
        """Whether an item must have a reference answer."""

    @property
    def aspects(self) -> bool:
        """Whether it asks about one aspect at a time."""

    @property
    def orders(self) -> tuple[int, ...]:
        """In how many orders it may show the responses, the usual first; 1: there is no order."""

    def parts(self, n_aspects: int, *, orders: int = ...) -> int:
        """How many calls an item needs, for each sample."""

    def prompt(
        self,
        material: Material,
        aspects: Sequence[Aspect],
        *,
        part: int,
        template: str,
        salt: str,
    ) -> Prompt:
        """What one call shows; the material is in canonical order."""

    def reading(self, parsed: Parsed, *, part: int) -> Reading:
        """What a readable answer says in canonical order."""

    def combine(self, readings: Sequence[Reading], *, mode: str) -> Combined:
        """One verdict of all readings, of every part at least one."""
