"""Reads a verdict out of what a judge answered, or says why there is none; it never guesses.

The ladder: the whole answer as JSON → one fenced block that is the whole answer → the one object
with a verdict in the text → the last line `VERDICT code strength`. On every rung the verdict must
repeat the call's code, be the only one and be the last: text that a judge quotes from a candidate
cannot be taken for the judge's own word.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from routing.judges.base import Completion
from routing.judges.prompts import Prompt
from routing.signals import tags

PARSER_VERSION = "2"
MAX_CHARACTERS = 100_000
MAX_OBJECTS = 200  # of an answer that are looked at
_OBJECT = re.compile(r'\{\s*"')
_FENCE = re.compile(r"\A```[a-zA-Z]*\n(.*)\n```\Z", re.DOTALL)
_LAST_LINE = re.compile(r"VERDICT (\w{1,40}) (\w{1,40})")


@dataclass(frozen=True, slots=True)
class Parsed:
    """`state`: "ok" or a key of FATES; strength in the shown order, negative = first is better."""

    state: str
    strength: int | None = None
    p_first: float | None = None  # probability that the first is better, ties left out
    reasoning: str = ""
    # Of other protocols: a score, the probability of yes, or a ranking (groups of places as shown).
    value: Any = None


class _DuplicateKey(ValueError):
    pass


def parse(completion: Completion, prompt: Prompt) -> Parsed:
    """The verdict of a completion."""
    ended = {"length": "truncated", "content_filter": "content_filter", "refusal": "refused"}
    one_word = prompt.form.kind == "token"
    if (reason := ended.get(completion.finish_reason)) and not (one_word and reason == "truncated"):
        return Parsed(reason)  # a word is all that was asked for: its end is no truncation
    text = completion.text.strip()
    if not text or len(text) > MAX_CHARACTERS:
        return Parsed("malformed")
    if one_word:
        return _one_token(text, completion.logprobs, prompt)
    if prompt.form.kind == "number":
        return _number(text)
    fenced = _FENCE.match(text)
    parsed = _of_json(fenced[1].strip() if fenced else text, prompt)
    if parsed.state != "ok" or prompt.form.kind != "choice":
        return parsed
    return replace(parsed, p_first=_p_first(completion.text, completion.logprobs, prompt))


def _of_json(text: str, prompt: Prompt) -> Parsed:
    found = list(_objects(text, prompt.form.field))
    if not found:
        return _of_last_line(text, prompt)
    own = [value for value in found if value.get("call") == prompt.nonce]
    if len(own) != 1 or found[-1] is not own[0]:
        return Parsed("malformed")
    [value] = own
    texts = prompt.form.texts
    if list(value) != ["call", *texts, prompt.form.field]:
        return Parsed("malformed")
    if not all(isinstance(value[name], str) for name in texts):
        return Parsed("malformed")
    reasoning = "\n\n".join(value[name] for name in texts)
    read = {"ranking": _ranking, "tags": _tags}.get(prompt.form.kind, _menu)
    return read(value[prompt.form.field], prompt, reasoning)


def _of_last_line(text: str, prompt: Prompt) -> Parsed:
    lines = text.splitlines()
    last = _LAST_LINE.fullmatch(lines[-1].strip())
    if last is None or last[1] != prompt.nonce or text.count(f"VERDICT {prompt.nonce}") != 1:
        return Parsed("malformed")
    return _menu(last[2], prompt, "\n".join(lines[:-1]).strip())


def _menu(word: Any, prompt: Prompt, reasoning: str) -> Parsed:
    scored = prompt.form.kind == "score"
    if scored and isinstance(word, int) and not isinstance(word, bool):
        word = str(word)
    if not isinstance(word, str) or word not in prompt.menu:
        return Parsed("off_menu", reasoning=reasoning)
    if scored:
        return Parsed("ok", reasoning=reasoning, value=prompt.menu[word])
    return Parsed("ok", prompt.menu[word], None, reasoning)


def _ranking(groups: Any, prompt: Prompt, reasoning: str) -> Parsed:
    """Every response once, best first, equals in one group; anything else is off the menu."""
    place = {label: n for n, label in enumerate(prompt.labels)}
    if not isinstance(groups, list) or not all(isinstance(g, list) and g for g in groups):
        return Parsed("off_menu", reasoning=reasoning)
    flat = [label for group in groups for label in group]
    if not all(isinstance(label, str) for label in flat) or sorted(flat) != sorted(place):
        return Parsed("off_menu", reasoning=reasoning)
    value = [sorted(place[label] for label in group) for group in groups]
    return Parsed("ok", reasoning=reasoning, value=value)


def _tags(given: Any, prompt: Prompt, reasoning: str) -> Parsed:  # noqa: ARG001
    """All eight dimensions with words of the vocabulary; anything else is off the menu."""
    value = tags.checked(given)
    return Parsed("off_menu" if value is None else "ok", reasoning=reasoning, value=value)


def _number(text: str) -> Parsed:
    try:
        value = float(text)
    except ValueError:
        return Parsed("malformed")
    return Parsed("ok", value=value) if math.isfinite(value) else Parsed("off_menu")


def _objects(text: str, field: str) -> Iterator[dict[str, Any]]:
    """The outermost JSON objects of the text that look like a verdict, outside code fences."""
    decoder = json.JSONDecoder(object_pairs_hook=_strict)
    outside = re.sub(r"```.*?(?:```|\Z)", " ", text, flags=re.DOTALL)
    starts = [found.start() for found in _OBJECT.finditer(outside)]
    end = 0
    for start in starts[:MAX_OBJECTS]:
        if start < end:
            continue  # inside the one before
        try:
            value, end = decoder.raw_decode(outside, start)
        except _DuplicateKey:
            yield {}  # counts as a verdict that cannot be read
            return
        except (ValueError, RecursionError):
            continue
        if field in value or "strength" in value or "call" in value:
            yield value
    if len(starts) > MAX_OBJECTS:
        yield {}  # nobody who judges writes so; each one that breaks off costs a look at the rest


def _strict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _DuplicateKey
    return value


def _one_token(text: str, logprobs: Any, prompt: Prompt) -> Parsed:
    word = next((w for w in prompt.menu if w.casefold() == text.rstrip(".").casefold()), None)
    parsed = _menu(word, prompt, "")
    if parsed.state != "ok":
        return parsed
    good, bad = list(prompt.menu)[:2]  # A and B, or yes and no
    logs = logprobs if isinstance(logprobs, dict) else _first_token(logprobs, prompt)
    p = _share(logs.get(good), logs.get(bad))
    if prompt.menu.get("yes"):
        return Parsed("ok", value={"yes": word == "yes", "p_yes": p})
    return replace(parsed, p_first=p)


def _first_token(logprobs: Any, prompt: Prompt) -> dict[str, float]:
    """Log-probability of each word of the menu as the first token, its spellings together."""
    mass: dict[str, float] = {}
    first = logprobs[0] if isinstance(logprobs, list) and logprobs else None
    tops = first.get("top_logprobs") if isinstance(first, dict) else None
    for alternative in tops if isinstance(tops, list) else []:
        if not isinstance(alternative, dict):
            continue
        token, log_p = str(alternative.get("token", "")).strip(), alternative.get("logprob")
        word = next((w for w in prompt.menu if w.casefold() == token.casefold()), None)
        if word and isinstance(log_p, int | float):
            mass[word] = mass.get(word, 0.0) + math.exp(min(float(log_p), 0.0))
    return {word: math.log(p) for word, p in mass.items() if p > 0}


def _p_first(text: str, logprobs: Any, prompt: Prompt) -> float | None:
    """From the token with which the verdict's word begins, renormalised over A and B.

    None unless both words are among the token's alternatives.
    """
    if not isinstance(logprobs, list):
        return None
    start = text.rfind('"strength"')
    at = text.find('"', start + len('"strength"')) + 1  # the first character of the word
    position = 0
    for token in logprobs:
        piece = str(token.get("token", "")) if isinstance(token, dict) else ""
        if position <= at < position + len(piece):
            # A token that begins before the word (`"A`) has alternatives that begin there too.
            return _of_alternatives(token.get("top_logprobs"), piece[: at - position], prompt)
        position += len(piece)
    return None


def _of_alternatives(alternatives: Any, lead: str, prompt: Prompt) -> float | None:
    mass: dict[str, float] = {}
    for alternative in alternatives if isinstance(alternatives, list) else []:
        word = str(alternative.get("token", "")).removeprefix(lead).rstrip('"')
        side = next((w[0] for w in prompt.menu if word and w.startswith(word)), None)
        log_p = alternative.get("logprob")
        if side in {"A", "B"} and isinstance(log_p, int | float):
            mass[side] = mass.get(side, 0.0) + math.exp(min(float(log_p), 0.0))
    if "A" not in mass or "B" not in mass or sum(mass.values()) == 0:
        return None
    return mass["A"] / (mass["A"] + mass["B"])


def _share(log_a: Any, log_b: Any) -> float | None:
    if not isinstance(log_a, int | float) or not isinstance(log_b, int | float):
        return None
    return 1 / (1 + math.exp(max(min(log_b - log_a, 700.0), -700.0)))
