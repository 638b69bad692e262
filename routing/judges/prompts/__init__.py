"""Builds what a judge reads: versioned templates, filled in one pass with neutralised material.

The delimiters hold a code that is derived from all that goes into the call. No text in the material
can contain it, since it depends on that text; so neither a forged delimiter nor a forged verdict,
which must repeat the code, can come from a candidate.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from string import Template

import orjson

from routing.judges.base import Json, Message

STRENGTHS = {"A_much": -2, "A": -1, "tie": 0, "B": 1, "B_much": 2}
ONE_TOKEN = {"A": -1, "B": 1, "tie": 0}
YES_NO = {"yes": 1, "no": 0}
SCALE = {str(n): n for n in range(1, 6)}
MAX_BROKEN = 4000  # characters of an unreadable answer that are shown to its author again
SPLIT = "=== user ===\n"
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
    """What the judge gets to see, in the order it is shown."""

    conversation: list[Json]
    first: str
    second: str | None  # None: one response alone
    context: Json
    question: str
    criteria: str = ""
    ties: bool = True
    more: tuple[str, ...] = ()  # responses after the second
    reference: str = ""  # an answer known to be good
    # Where the responses answer different prompts: one for each response, in their order.
    prompts: tuple[list[Json], ...] = ()

    @property
    def responses(self) -> list[str]:
        """All that is shown."""
        return [self.first, *([] if self.second is None else [self.second]), *self.more]

    def showing(self, places: Sequence[int]) -> "Material":
        """Only the responses at these places, each with its prompt, in this order."""
        texts = dict(enumerate(self.responses))
        first, *others = [texts.get(place, "") for place in places]
        return replace(
            self,
            first=first,
            second=others[0] if others else None,
            more=tuple(others[1:]),
            prompts=tuple(self.prompts[place] for place in places) if self.prompts else (),
        )


@dataclass(frozen=True, slots=True)
class Form:
    """What an answer looks like: texts first, so that the verdict follows from them."""

    kind: str  # choice | score | ranking | tags: JSON; token: one word; number
    texts: tuple[str, ...] = ("reasoning",)
    field: str = "strength"


FORMS = {
    "pairwise": Form("choice"),
    "reference": Form("choice"),
    "self_reference": Form("choice", texts=("own_answer", "reasoning")),
    "rating": Form("score", field="score"),
    "critique": Form("score", texts=("critique",), field="score"),
    "listwise": Form("ranking", field="ranking"),
    "one_token": Form("token", texts=()),
    "yes_no": Form("token", texts=()),
    "score": Form("number", texts=()),
    "tags": Form("tags", texts=(), field="tags"),
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent, and what its answer must repeat."""

    messages: list[Message]
    nonce: str
    menu: dict[str, int]  # verdict -> strength in the shown order, negative = first is better
    schema: Json | None
    form: Form = FORMS["pairwise"]
    labels: tuple[str, ...] = field(default=())  # the responses' names in a list, as shown

    def expects(self) -> Json:
        """All that reading an answer needs, to be kept beside it."""
        return {
            "nonce": self.nonce,
            "menu": self.menu,
            "form": asdict(self.form),
            "labels": list(self.labels),
        }


def expecting(kept: Json) -> Prompt:
    """The prompt, as far as reading an answer needs it; the inverse of `Prompt.expects`."""
    form = Form(**{**kept["form"], "texts": tuple(kept["form"]["texts"])})
    return Prompt([], kept["nonce"], kept["menu"], None, form, tuple(kept["labels"]))


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
    protocol = name.partition(".")[0]
    form = FORMS[protocol]
    menu = _menu(protocol, form, ties=material.ties)
    nonce = hashlib.sha256(f"{salt}\0{name}\0{material}".encode("utf-8", "replace")).hexdigest()[
        :12
    ]
    labels = _labels(nonce, len(material.responses)) if form.kind == "ranking" else ()
    if form.kind == "number":
        return Prompt(_bare(material), nonce, menu, None, form)
    system, user = (
        # One pass: what is put in is never looked at again.
        Template(part).substitute(
            nonce=nonce,
            data=_data(material, labels),
            question=neutral(material.question),
            criteria=_criteria(material.criteria),
            menu=", ".join(menu),
        )
        for part in template(name).split(SPLIT)
    )
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    structured = form.kind in {"choice", "score", "ranking"}
    return Prompt(
        messages, nonce, menu, _schema(form, menu, labels) if structured else None, form, labels
    )


def repair(prompt: Prompt, broken: str) -> Prompt:
    """The same question once more, with the answer that could not be read."""
    if not broken.strip() or prompt.schema is None:
        return prompt
    texts = "".join(f'"{name}": "…", ' for name in prompt.form.texts)
    verdict = '[["…"], ["…"]]' if prompt.form.kind == "ranking" else "…"
    menu = f", {prompt.form.field} being one of {', '.join(prompt.menu)}" if prompt.menu else ""
    again = (
        "This could not be read as a verdict. Repeat your verdict as one JSON object and nothing "
        f'else: {{"call": "{prompt.nonce}", {texts}"{prompt.form.field}": {verdict}}}{menu}.'
    )
    answered = [
        {"role": "assistant", "content": broken[-MAX_BROKEN:]},
        {"role": "user", "content": again},
    ]
    return replace(prompt, messages=[*prompt.messages, *answered])


def _menu(protocol: str, form: Form, *, ties: bool) -> dict[str, int]:
    if form.kind == "score":
        return SCALE
    if form.kind in {"ranking", "number"}:
        return {}
    full = {"one_token": ONE_TOKEN, "yes_no": YES_NO}.get(protocol, STRENGTHS)
    return {word: s for word, s in full.items() if ties or s != 0 or protocol == "yes_no"}


def _labels(nonce: str, count: int) -> tuple[str, ...]:
    """Names that say nothing of the order, and that no response can know."""
    digest = hashlib.sha256(f"labels\0{nonce}".encode()).hexdigest()
    found = [f"r{digest[at : at + 4]}" for at in range(0, 60, 4)]
    return tuple(dict.fromkeys(found))[:count]


def _schema(form: Form, menu: dict[str, int], labels: tuple[str, ...]) -> Json:
    """The JSON schema of a verdict, its reasons before its outcome."""
    if form.kind == "score":
        outcome: Json = {"type": "integer", "enum": list(menu.values())}
    elif form.kind == "ranking":
        group = {"type": "array", "items": {"type": "string", "enum": list(labels)}}
        outcome = {"type": "array", "items": group}
    else:
        outcome = {"type": "string", "enum": list(menu)}
    texts = {name: {"type": "string"} for name in ("call", *form.texts)}
    return {
        "type": "object",
        "properties": {**texts, form.field: outcome},
        "required": [*texts, form.field],
        "additionalProperties": False,
    }


def _bare(material: Material) -> list[Message]:
    """The conversation with its answer, for scorers that are given no instructions."""
    turns = [*material.conversation, *(material.prompts[0] if material.prompts else [])]
    messages = [
        {"role": str(m.get("role", "user")), "content": str(m.get("content", ""))} for m in turns
    ]
    if material.reference:
        messages.append({"role": "reference", "content": material.reference})
    return [*messages, {"role": "assistant", "content": material.first}]


def _data(material: Material, labels: tuple[str, ...]) -> str:
    shown: Json = {
        "conversation": [
            {"role": str(m.get("role", "")), "content": m.get("content", "")}
            for m in material.conversation
        ]
    }
    if material.context:
        shown["context"] = material.context
    if material.reference:
        shown["reference"] = material.reference
    if labels:
        shown |= _prompts(material, [f"response {label}" for label in labels])
        shown["responses"] = dict(zip(labels, material.responses, strict=True))
    elif material.second is None:
        shown |= _prompts(material, ["response"])
        shown["response"] = material.first
    else:
        shown |= _prompts(material, ["response_A", "response_B"])
        shown["response_A"] = material.first
        shown["response_B"] = material.second
    return orjson.dumps(_neutral_tree(shown), option=orjson.OPT_INDENT_2).decode()


def _prompts(material: Material, names: Sequence[str]) -> Json:
    """What each response answers, where they answer different prompts."""
    return {
        f"prompt answered by {name}": prompt
        for name, prompt in zip(names, material.prompts, strict=False)
    }


def conversation(messages: Sequence[Json]) -> object:
    """A conversation as it is shown, neutralised."""
    shown = [{"role": str(m.get("role", "")), "content": m.get("content", "")} for m in messages]
    return _neutral_tree(shown)


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
