"""What a judge reads and answers when it describes a prompt instead of judging its answers."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from string import Template

import orjson

from routing.judges import prompts
from routing.judges.base import Json
from routing.judges.prompts import Prompt
from routing.signals import tags

TEMPLATE = "tags.v1"


def prompt(conversation: Sequence[Json], *, salt: str) -> Prompt:
    """The question what this conversation is about; `salt` tells judges apart."""
    shown = prompts.conversation(conversation)
    told = orjson.dumps(shown).decode()
    nonce = hashlib.sha256(
        f"{salt}\0{TEMPLATE}\0{told}".encode("utf-8", "replace")
    ).hexdigest()[:12]  # fmt: skip
    data = orjson.dumps({"conversation": shown}, option=orjson.OPT_INDENT_2).decode()
    system, user = (
        Template(part).substitute(nonce=nonce, data=data, criteria="; ".join(tags.SUBJECTS))
        for part in _template().split(prompts.SPLIT)
    )
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    return Prompt(messages, nonce, {}, _schema(), prompts.FORMS["tags"])


@lru_cache
def _template() -> str:
    return (Path(__file__).parent / f"{TEMPLATE}.txt").read_text(encoding="utf-8")


def _schema() -> Json:
    """The JSON schema of an answer."""
    words: Json = {"type": "array", "items": {"type": "string"}}
    one_of = {
        name: {"type": "string", "enum": list(levels)} for name, levels in tags.LEVELS.items()
    }
    subjects: Json = {"type": "array", "items": {"type": "string", "enum": list(tags.SUBJECTS)}}
    dimensions: Json = {
        "subject_of_expertise": subjects,
        **one_of,
        **dict.fromkeys(tags.LISTS, words),
    }
    found: Json = {
        "type": "object",
        "properties": dimensions,
        "required": list(dimensions),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"call": {"type": "string"}, "tags": found},
        "required": ["call", "tags"],
        "additionalProperties": False,
    }
