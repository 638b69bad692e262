"""What makes a judge this judge: its configuration, checked, and the hash of it."""

import hashlib
import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import orjson

from routing.judges import BACKENDS, openai_compatible, parsing, prompts

MAX_TOKENS = 800  # of an answer, unless the params say otherwise
# What may stand in params: nothing else reaches an endpoint, and everything in it changes the hash.
PARAMS = {
    "openai": openai_compatible.PARAMS,
    "scripted": frozenset({"p", "mark", "seed", "seconds", "ratings"}),
    "transformers": frozenset[str](),
}


@dataclass(frozen=True, slots=True)
class NewSpec:
    """What an admin asks for. Money in US dollars per million tokens; 0 is a price, None is not."""

    name: str
    backend: str
    model: str
    input_usd_per_million: Decimal | None
    output_usd_per_million: Decimal | None
    template: str = ""  # empty: the backend's usual one
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    params: dict[str, Any] = field(default_factory=dict)
    question: str = ""  # key of the comparison to judge; empty: the project's last
    samples: int = 1
    concurrency: int = 8
    deadline_seconds: int | None = None


def sha256(spec: dict[str, Any]) -> str:
    """A spec's identity: the hash of its canonical JSON, without what only runs it."""
    identity = {k: v for k, v in spec.items() if k != "run"}
    return hashlib.sha256(orjson.dumps(identity, option=orjson.OPT_SORT_KEYS)).hexdigest()


def identity(new: NewSpec) -> dict[str, Any]:
    """The part of the configuration that decides what the judge says."""
    template = _template(new)
    params = dict(new.params)
    if new.backend == "openai" and not {"max_tokens", "max_completion_tokens"} & params.keys():
        params["max_tokens"] = MAX_TOKENS
    return {
        "v": 1,
        "protocol": template.partition(".")[0],
        "template": template,
        "template_sha256": prompts.sha256(template),
        "parser": parsing.PARSER_VERSION,
        "backend": new.backend,
        "base_url": new.base_url.rstrip("/"),
        "model": new.model,
        "params": params,
        "question": new.question,
        "orders": "both",
        "samples": new.samples,
        "combine": "mean" if template.startswith("one_token") else "agree",
    }


def _template(new: NewSpec) -> str:
    return new.template or ("one_token.v1" if new.backend == "transformers" else "pairwise.v1")


def problems(new: NewSpec) -> dict[str, list[str]]:
    """What is wrong with it: field -> sentences; empty when nothing is."""
    if new.backend not in BACKENDS:
        return {"backend": [f"One of {', '.join(sorted(BACKENDS))}."]}
    return (
        _wrong_names(new)
        | _wrong_prices(new)
        | _wrong_numbers(new)
        | _wrong_params(new)
        | _wrong_address(new)
    )


def _wrong_names(new: NewSpec) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if not 0 < len(new.name.strip()) <= 80:
        wrong["name"] = ["Give the judge a name of at most 80 characters."]
    if not 0 < len(new.model) <= 120:
        wrong["model"] = ["Name the model, as its endpoint calls it."]
    if _template(new) not in prompts.names():
        wrong["template"] = [f"One of {', '.join(prompts.names())}."]
    elif (new.backend == "transformers") != _template(new).startswith("one_token"):
        wrong["template"] = ["Local models answer with one token (one_token.v1), others in words."]
    return wrong


def _wrong_prices(new: NewSpec) -> dict[str, list[str]]:
    return {
        name: ["A price is needed before a judge may be asked; 0 is a price."]
        for name in ("input_usd_per_million", "output_usd_per_million")
        if (price := getattr(new, name)) is None
        or not price.is_finite()
        or not 0 <= price < 100_000
    }


def _wrong_numbers(new: NewSpec) -> dict[str, list[str]]:
    limits = {"samples": (1, 15), "concurrency": (1, openai_compatible.MAX_CONNECTIONS)}
    wrong = {
        name: [f"A whole number from {low} to {high}."]
        for name, (low, high) in limits.items()
        if not low <= getattr(new, name) <= high
    }
    if new.deadline_seconds is not None and not 1 <= new.deadline_seconds <= 600:
        wrong["deadline_seconds"] = ["Between 1 and 600 seconds."]
    return wrong


def _wrong_params(new: NewSpec) -> dict[str, list[str]]:
    unknown = sorted(set(new.params) - PARAMS[new.backend])
    if unknown:
        offered = ", ".join(sorted(PARAMS[new.backend])) or "none"
        return {"params": [f"Unknown: {', '.join(unknown)}. There are: {offered}."]}
    for name, value in new.params.items():
        if not isinstance(value, int | float | str) or (
            isinstance(value, float) and not math.isfinite(value)
        ):
            return {"params": [f"{name} must be a number, a text, true or false."]}
    for name in ("max_tokens", "max_completion_tokens"):
        limit = new.params.get(name, 1)
        if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= 200_000:
            return {"params": [f"{name} must be a whole number from 1 to 200000."]}
    return {}


def _wrong_address(new: NewSpec) -> dict[str, list[str]]:
    if new.backend != "openai":
        return {"base_url": ["Only an endpoint has an address."]} if new.base_url else {}
    try:
        url = urlsplit(new.base_url)
        port = url.port
    except ValueError:
        return {"base_url": ["This is not an address."]}
    if url.scheme not in {"http", "https"} or not url.hostname or port == 0:
        return {"base_url": ["An address that begins with https:// or http://."]}
    if url.username or url.password or url.query or url.fragment or len(new.base_url) > 400:
        return {"base_url": ["An address without user, password, ? and #. The key has its field."]}
    return {}
