"""What makes a judge this judge: its configuration, checked, and the hash of it."""

import hashlib
import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import orjson

from routing.judges import BACKENDS, likelihood, openai_compatible, parsing, prompts, trained
from routing.judges.protocols import PROTOCOLS

MAX_TOKENS = 800  # of an answer, unless the params say otherwise
# What may stand in params: nothing else reaches an endpoint, and everything in it changes the hash.
PARAMS = {
    "openai": openai_compatible.PARAMS,
    "scripted": frozenset({"p", "mark", "seed", "seconds", "ratings", "better"}),
    "transformers": frozenset[str](),
    "reward": frozenset({"weights"}),
    "trained": frozenset({"weights"}),
    "likelihood": frozenset({"measure", "reference_model", "beta"}),
    "similarity": frozenset[str](),
    "panel": frozenset[str](),
}
PANEL = "panel"  # the one kind of judge that asks nobody itself
SCORERS = frozenset({"similarity", "reward", "likelihood", "trained"})
SILENT = SCORERS | {PANEL}  # these read no instructions
USUAL = {"transformers": "one_token.v1", **dict.fromkeys(SCORERS, "score.v1")}
MAX_ASPECTS = 12
MAX_MEMBERS = 9
MAX_RETRIES = 3  # of calls that were lost sight of; see JudgeCall.extra


@dataclass(frozen=True, slots=True)
class NewSpec:
    """What an admin asks for. Money in US dollars per million tokens; 0 is a price, None is not."""

    name: str
    backend: str
    model: str
    input_usd_per_million: Decimal | None
    output_usd_per_million: Decimal | None
    template: str = ""  # of a protocol: NAME.vN; empty: the backend's usual one
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    params: dict[str, Any] = field(default_factory=dict)
    question: str = ""  # key of the comparison to judge; empty: the project's last
    # Keys of the questions a rating protocol rates; empty: the project's ratings, or `question`.
    aspects: tuple[str, ...] = ()
    members: tuple[str, ...] = ()  # of a panel: the sha256 of the judges whose votes it counts
    orders: int | None = None  # of showing the responses; None: the protocol's usual number
    samples: int = 1
    concurrency: int = 8
    deadline_seconds: int | None = None
    unknown_retries: int = 0  # further, charged calls after one that was lost sight of
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


def sha256(spec: dict[str, Any]) -> str:
    """A spec's identity: the hash of its canonical JSON, without what only runs it."""
    identity = {k: v for k, v in spec.items() if k != "run"}
    return hashlib.sha256(orjson.dumps(identity, option=orjson.OPT_SORT_KEYS)).hexdigest()


def identity(new: NewSpec) -> dict[str, Any]:
    """The part of the configuration that decides what the judge says."""
    if new.backend == PANEL:
        return {"v": 2, "protocol": PANEL, "model": PANEL, "members": sorted(new.members)} | {
            "base_url": "",
            "question": new.question,
            "samples": 1,
            "parts": 0,
            "params": {},
        }
    template = template_of(new)
    protocol = PROTOCOLS[template.partition(".")[0]]
    params = dict(protocol.params) | new.params if new.backend == "openai" else dict(new.params)
    if new.backend == "openai" and not {"max_tokens", "max_completion_tokens"} & params.keys():
        params["max_tokens"] = MAX_TOKENS
    aspects = list(new.aspects) if protocol.aspects else []
    orders = new.orders or protocol.orders[0]
    return {
        "v": 2,
        "protocol": protocol.name,
        "template": template,
        "template_sha256": prompts.sha256(template),
        "parser": parsing.PARSER_VERSION,
        "backend": new.backend,
        "base_url": new.base_url.rstrip("/"),
        "model": new.model,
        "params": params,
        "question": new.question,
        "aspects": aspects,
        "parts": protocol.parts(max(len(aspects), 1), orders=orders),
        "orders": orders if orders > 2 else "both",
        "samples": new.samples,
        "combine": "difference" if new.backend == "similarity" else protocol.mode,
    }


def template_of(new: NewSpec) -> str:
    """The template a judge is asked with."""
    return new.template or USUAL.get(new.backend, "pairwise.v1")


def problems(new: NewSpec) -> dict[str, list[str]]:
    """What is wrong with it: field -> sentences; empty when nothing is."""
    if new.backend not in {*BACKENDS, PANEL}:
        return {"backend": [f"One of {', '.join(sorted({*BACKENDS, PANEL}))}."]}
    return (
        _wrong_names(new)
        | _wrong_form(new)
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
    return wrong


def _wrong_form(new: NewSpec) -> dict[str, list[str]]:
    if new.backend == PANEL:
        return _wrong_panel(new)
    if new.members:
        return {"members": ["Only a panel has members."]}
    template = template_of(new)
    if template not in prompts.names():
        return {"template": [f"One of {', '.join(prompts.names())}."]}
    if new.backend not in _backends(template):
        fitting = [n for n in prompts.names() if new.backend in _backends(n)]
        return {"template": [f"A judge of this kind is asked with {' or '.join(fitting)}."]}
    if len(new.aspects) > MAX_ASPECTS or len(set(new.aspects)) < len(new.aspects):
        return {"aspects": [f"At most {MAX_ASPECTS} questions, each once."]}
    return _wrong_orders(new, PROTOCOLS[template.partition(".")[0]].orders)


def _wrong_orders(new: NewSpec, offered: tuple[int, ...]) -> dict[str, list[str]]:
    if new.orders is None or new.orders in offered:
        return {}
    if offered == (1,):
        return {"orders": ["It reads one response at a time; there is no order to choose."]}
    if offered == (2,):
        return {"orders": ["A pair has two orders, and both are always asked."]}
    return {"orders": [f"One of {', '.join(map(str, offered))}."]}


def _wrong_panel(new: NewSpec) -> dict[str, list[str]]:
    if not 2 <= len(set(new.members)) <= MAX_MEMBERS:
        return {"members": [f"A panel has 2 to {MAX_MEMBERS} different judges."]}
    return {"template": ["A panel asks nobody itself."]} if new.template else {}


def _backends(template: str) -> frozenset[str]:
    return PROTOCOLS[template.partition(".")[0]].backends


def _wrong_prices(new: NewSpec) -> dict[str, list[str]]:
    return {
        name: ["A price is needed before a judge may be asked; 0 is a price."]
        for name in ("input_usd_per_million", "output_usd_per_million")
        if (price := getattr(new, name)) is None
        or not price.is_finite()
        or not 0 <= price < 100_000
    }


def _wrong_numbers(new: NewSpec) -> dict[str, list[str]]:
    wrong = {} if 1 <= new.samples <= 15 else {"samples": ["A whole number from 1 to 15."]}
    return wrong | wrong_run(new.concurrency, new.deadline_seconds, new.unknown_retries)


def wrong_run(
    concurrency: int, deadline_seconds: int | None, unknown_retries: int
) -> dict[str, list[str]]:
    """What is wrong with the way a judge is run, by field; nothing of it changes its verdicts."""
    limits = {
        "concurrency": (concurrency, 1, openai_compatible.MAX_CONNECTIONS),
        "unknown_retries": (unknown_retries, 0, MAX_RETRIES),
    }
    wrong = {
        name: [f"A whole number from {low} to {high}."]
        for name, (value, low, high) in limits.items()
        if not low <= value <= high
    }
    if deadline_seconds is not None and not 1 <= deadline_seconds <= 600:
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
    if new.backend == "likelihood" and (wrong := _wrong_measure(new.params)):
        return {"params": [wrong]}
    if new.backend == "trained" and trained.weights_of(new.params) is None:
        return {"params": [trained.WANTED]}
    for name in ("max_tokens", "max_completion_tokens"):
        limit = new.params.get(name, 1)
        if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= 200_000:
            return {"params": [f"{name} must be a whole number from 1 to 200000."]}
    return {}


def _wrong_measure(params: dict[str, Any]) -> str:
    measure = params.get("measure", "likelihood")
    if measure not in likelihood.MEASURES:
        return f"measure must be one of {', '.join(likelihood.MEASURES)}."
    if (measure == "ratio") != bool(params.get("reference_model")):
        return "A ratio, and nothing else, needs a reference_model: another folder of a model."
    beta = params.get("beta", likelihood.BETA)
    if isinstance(beta, str | bool) or not 0 < beta <= 10:
        return "beta must be a number above 0, at most 10."
    return ""


def _wrong_address(new: NewSpec) -> dict[str, list[str]]:
    if new.backend != "openai":
        limits = new.requests_per_minute, new.tokens_per_minute
        wrong = {"base_url": ["Only an endpoint has an address."]} if new.base_url else {}
        if limits != (None, None):
            wrong["requests_per_minute"] = ["Only an endpoint has limits per minute."]
        return wrong
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
