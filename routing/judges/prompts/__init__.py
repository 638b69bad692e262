"""Builds what a judge reads: versioned templates, filled in one pass with neutralised material.

The delimiters hold a code that is derived from all that goes into the call. No text in the material
can contain it, since it depends on that text; so neither a forged delimiter nor a forged verdict,
which must repeat the code, can come from a candidate.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

import orjson

from routing.judges.base import Json, Message

STRENGTHS = {"A_much": -2, "A": -1, "tie": 0, "B": 1, "B_much": 2}
ONE_TOKEN = {"A": -1, "B": 1, "tie": 0}
MAX_BROKEN = 4000  # characters of an unreadable answer that are shown to its author again
_SPLIT = "=== user ===\n"
# Zero-width, bidirectional and tag characters, which hide text from people; joiners stay, since
# Persian, Indic scripts and emoji need them.
_HIDDEN = re.compile(
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
_MARKERS = re.compile(
    r"<<<|>>>"  # our own delimiters
    r"|<[|｜]|[|｜]>"  # <|im_start|> and its kin
    r"|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>"
    r"|\[\[|\]\]",  # [[A]], the verdict form of well-known judges
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Material:
    """A pair as the judge gets it, in the order it is shown."""

    conversation: list[Json]
    first: str
    second: str
    context: Json
    question: str
    criteria: str = ""
    ties: bool = True


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent, and what its answer must repeat."""

    messages: list[Message]
    nonce: str
    menu: dict[str, int]  # verdict -> strength in the shown order, negative = first is better
    schema: Json | None


@lru_cache
def template(name: str) -> str:
    """The text of a template.

    Raises:
        KeyError: There is no such template.
    """
    if name not in names():
        raise KeyError(name)
    return (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")


@lru_cache
def names() -> tuple[str, ...]:
    """The templates there are."""
    return tuple(sorted(p.stem for p in Path(__file__).parent.glob("*.txt")))


def sha256(name: str) -> str:
    """Hash of a template's text: an edited template is another judge."""
    return hashlib.sha256(template(name).encode()).hexdigest()


def neutral(text: str) -> str:
    """The text without hidden characters, its control markers broken by spaces."""
    return _MARKERS.sub(lambda m: " ".join(m[0]), _HIDDEN.sub("", text))


def build(material: Material, *, name: str, salt: str) -> Prompt:
    """Fill the template; `salt` tells apart calls with the same material (spec, order, sample)."""
    one_token = name.startswith("one_token")
    full = ONE_TOKEN if one_token else STRENGTHS
    menu = {word: s for word, s in full.items() if material.ties or s != 0}
    data = _data(material)
    nonce = hashlib.sha256(f"{salt}\0{name}\0{material}".encode("utf-8", "replace")).hexdigest()[
        :12
    ]
    system, user = (
        # One pass: what is put in is never looked at again.
        Template(part).substitute(
            nonce=nonce,
            data=data,
            question=neutral(material.question),
            criteria=_criteria(material.criteria),
            menu=", ".join(menu),
        )
        for part in template(name).split(_SPLIT)
    )
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    return Prompt(messages, nonce, menu, None if one_token else schema(list(menu)))


def repair(prompt: Prompt, broken: str) -> Prompt:
    """The same question once more, with the answer that could not be read."""
    if not broken.strip() or prompt.schema is None:
        return prompt
    again = (
        "This could not be read as a verdict. Repeat your verdict as one JSON object and nothing "
        f'else: {{"call": "{prompt.nonce}", "reasoning": "…", "strength": "…"}}, '
        f"strength being one of {', '.join(prompt.menu)}."
    )
    answered = [
        {"role": "assistant", "content": broken[-MAX_BROKEN:]},
        {"role": "user", "content": again},
    ]
    return Prompt([*prompt.messages, *answered], prompt.nonce, prompt.menu, prompt.schema)


def schema(menu: list[str]) -> Json:
    """The JSON schema of a verdict, its reasoning before its outcome."""
    return {
        "type": "object",
        "properties": {
            "call": {"type": "string"},
            "reasoning": {"type": "string"},
            "strength": {"type": "string", "enum": menu},
        },
        "required": ["call", "reasoning", "strength"],
        "additionalProperties": False,
    }


def _data(material: Material) -> str:
    shown: Json = {
        "conversation": [
            {"role": str(m.get("role", "")), "content": m.get("content", "")}
            for m in material.conversation
        ]
    }
    if material.context:
        shown["context"] = material.context
    shown["response_A"] = material.first
    shown["response_B"] = material.second
    return orjson.dumps(_neutral_tree(shown), option=orjson.OPT_INDENT_2).decode()


def _neutral_tree(value: object) -> object:
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, dict):
        return {neutral(str(k)): _neutral_tree(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_neutral_tree(v) for v in value]
    return value


def _criteria(text: str) -> str:
    if not text.strip():
        return ""
    quoted = "\n".join(f"  {line}" for line in neutral(text).strip().splitlines())
    return f"- The project's own guidelines:\n{quoted}\n"
