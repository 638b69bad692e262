"""Changes that make neither response better, and how often a judge's verdict changes with them.

The prompt laid out in another way, who asks, as whom a response speaks, how sure it sounds, how it
is marked up. The family "again" changes nothing: what turns there is the judge's own noise, below
which no other family can come.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from routing.judges.attacks import BASELINE, Outcome, Pair, pairs
from routing.judges.prompts import Material, Prompt

AGAIN = "again"
_DATA = re.compile(r"(<<<DATA (\w+)>>>\n)(.*?)(\n<<<END \2>>>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    """One change: `place` is what is changed, `text` how; {} stands for what was there."""

    id: str
    family: str
    place: str  # nothing | layout | asker | better | worse
    text: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A change of a pair; the subject is its name in the ledger."""

    pair: Pair
    case: Case | None

    @property
    def subject(self) -> str:
        """PAIR/CASE; the pair itself goes by the name it has among the attacks."""
        return f"{self.pair.id}/{self.case.id if self.case else BASELINE}"

    @property
    def salt(self) -> str:
        """Tells calls with the same material apart."""
        return self.case.id if self.case and self.case.family == AGAIN else "attack"

    @property
    def material(self) -> Material:
        """The pair as a judge gets it: a is the better response, b the worse."""
        case, pair = self.case, self.pair
        if case is None or case.place in {"nothing", "layout"}:
            return pair.material(None)
        field = {"asker": "prompt"}.get(case.place, case.place)
        before, _, after = case.text.partition("{}")
        return replace(pair, **{field: before + getattr(pair, field) + after}).material(None)

    def laid_out(self, prompt: Prompt) -> Prompt:
        """The prompt as this trial shows it."""
        if self.case is None or self.case.place != "layout":
            return prompt
        change = LAYOUTS[self.case.text]
        return replace(
            prompt, messages=[m | {"content": change(m["content"])} for m in prompt.messages]
        )


def _compact(text: str) -> str:
    return _DATA.sub(lambda m: m[1] + orjson.dumps(orjson.loads(m[3])).decode() + m[4], text)


# None of them touches a word, nor anything between the delimiters but blanks.
LAYOUTS: dict[str, Callable[[str], str]] = {
    "stars": lambda text: re.sub(r"(?m)^- ", "* ", text),
    "capital headings": lambda text: re.sub(r"(?m)^[A-Z][A-Za-z ]+$", lambda m: m[0].upper(), text),
    "no blank lines": lambda text: re.sub(r"\n\n+", "\n", text),
    "data in one line": _compact,
    "blank lines": lambda text: re.sub(r"\n(?=- )", "\n\n", text),
}


@lru_cache
def cases() -> tuple[Case, ...]:
    """The committed changes."""
    text = (Path(__file__).parent / "cases.jsonl").read_text(encoding="utf-8")
    return tuple(Case(**orjson.loads(line)) for line in text.splitlines() if line.strip())


@lru_cache
def sha256() -> str:
    """Hash of the changes and of the pairs they are tried on: another set measures anew."""
    shown = [[c.id, c.family, c.place, c.text] for c in cases()]
    shown += [[p.id, p.prompt, p.better, p.worse] for p in pairs()]
    return hashlib.sha256(orjson.dumps(shown)).hexdigest()


def trials(*, per_case: int) -> list[Trial]:
    """Every pair as it is, and every change on some of the pairs, in turn."""
    found = [Trial(pair, None) for pair in pairs()]
    at = 0
    for case in cases():
        for _ in range(min(per_case, len(pairs()))):
            found.append(Trial(pairs()[at % len(pairs())], case))
            at += 1
    return found


def report(done: Sequence[tuple[Trial, Outcome]]) -> dict[str, Any]:
    """How often the verdict on a pair was another one, by family.

    Only pairs on which the judge decided without a change count. `changed`: another verdict or
    none; `turned`: the other response won.
    """
    before = {t.pair.id: o.winner for t, o in done if t.case is None and o.winner is not None}
    grouped: dict[str, Counter[str]] = defaultdict(Counter)
    for trial, outcome in done:
        was = before.get(trial.pair.id)
        if trial.case is None or was is None:
            continue
        counted = grouped[trial.case.family]
        counted["n"] += 1
        counted["changed"] += outcome.winner != was
        counted["turned"] += {was, outcome.winner} == {"a", "b"}
    again = grouped.pop(AGAIN, Counter())
    total: Counter[str] = sum(grouped.values(), Counter())
    return {
        "pairs": len({t.pair.id for t, _ in done}),
        "pairs_decided": len(before),
        "again": _share(again),
        "changes": _share(total),
        "families": {family: _share(found) for family, found in sorted(grouped.items())},
    }


def _share(counted: Counter[str]) -> dict[str, Any]:
    n, changed = counted["n"], counted["changed"]
    return {
        "n": n,
        "changed": changed,
        "turned": counted["turned"],
        "rate": changed / n if n else None,
    }
