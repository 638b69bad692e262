"""What a call costs: at most, likely, and by what it used."""

from decimal import ROUND_UP, Decimal

from routing.judges.base import Messages
from routing.models import JudgeSpec

_MICRO = Decimal("0.00000001")


def worst_case(spec: JudgeSpec, messages: Messages) -> Decimal:
    """The most a call can cost: a token is at least one byte, an answer ends at its limit."""
    tokens_in = sum(len(m["content"].encode()) for m in messages) + 64
    return of(spec, tokens_in, _tokens_out(spec))


def likely(spec: JudgeSpec, messages: Messages) -> Decimal:
    """What a call costs roughly: four bytes a token, an answer half as long as it may be."""
    tokens_in = sum(len(m["content"].encode()) for m in messages) // 4
    return of(spec, tokens_in, max(1, _tokens_out(spec) // 2))


def _tokens_out(spec: JudgeSpec) -> int:
    params = spec.spec["params"]
    return int(params.get("max_completion_tokens") or params.get("max_tokens") or 64)


def tokens_expected(spec: JudgeSpec, messages: Messages) -> int:
    """What a call will use, roughly: four bytes a token, and the whole of its answer's limit."""
    return sum(len(m["content"].encode()) for m in messages) // 4 + _tokens_out(spec)


def of(spec: JudgeSpec, tokens_in: int, tokens_out: int) -> Decimal:
    """US dollars for so many tokens, rounded up."""
    usd = spec.input_usd_per_million * tokens_in + spec.output_usd_per_million * tokens_out
    return (Decimal(usd) / 1_000_000).quantize(_MICRO, rounding=ROUND_UP)
