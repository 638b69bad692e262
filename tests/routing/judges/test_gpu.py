"""Local judges on a GPU, where there is one: as on the CPU, but for bfloat16; also when full."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from routing.judges import likelihood, transformers_local
from routing.judges.base import CallFailed, Completion, Setup
from routing.judges.likelihood import Likelihood
from routing.judges.reward_local import RewardLocal
from routing.judges.transformers_local import TransformersLocal
from tests.routing.judges.tiny import save

pytestmark = pytest.mark.gpu
# bfloat16 keeps 8 bits: 2^-8 of a number, and a few such roundings one after the other.
ROUNDED = 0.06
TEXTS = ["No idea.", "Short waves scatter more than long ones do.", "x", "why " * 40] * 10


@pytest.fixture(autouse=True)
def card(settings: Any, tmp_path: Path) -> Any:
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("no GPU")
    settings.MODELS_DIR = tmp_path
    likelihood.loaded.cache_clear()
    return torch


@pytest.fixture
def full(card: Any) -> Iterator[None]:
    """A card that holds little more than what is on it now."""
    card.cuda.empty_cache()
    total = card.cuda.get_device_properties(0).total_memory
    card.cuda.set_per_process_memory_fraction((card.cuda.memory_reserved() + 128e6) / total)
    yield
    card.cuda.set_per_process_memory_fraction(1.0)


def asked(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": text}]


def ask(judge: Any, texts: list[str]) -> list[Completion]:
    found = judge.complete_batch([asked(text) for text in texts], schema=None, params={})
    assert not [f for f in found if isinstance(f, CallFailed)]
    return list(found)


def on_the_cpu(monkeypatch: pytest.MonkeyPatch, open_it: Any) -> Any:
    likelihood.loaded.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(transformers_local, "device_of", lambda torch: ("cpu", torch.float32))
        return open_it()


def odds(completion: Completion) -> list[float]:
    return [math.exp(log) for log in completion.logprobs.values()]


@pytest.mark.parametrize("kind", ["LlamaForCausalLM", "GPT2LMHeadModel"])
def test_a_judge_asks_the_card_many_at_once_and_says_what_the_cpu_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    save(tmp_path / "m", kind, initializer_range=0.1)
    judge = TransformersLocal(Setup("m"))
    slow = on_the_cpu(monkeypatch, lambda: TransformersLocal(Setup("m")))

    assert next(judge._model.parameters()).device.type == "cuda"
    assert judge.batch_size > 1
    for fast, alone, plain in zip(
        ask(judge, TEXTS), [ask(judge, [t])[0] for t in TEXTS], ask(slow, TEXTS), strict=True
    ):
        assert odds(fast) == pytest.approx(odds(alone), abs=ROUNDED)
        assert odds(fast) == pytest.approx(odds(plain), abs=ROUNDED)


def test_a_reward_model_scores_on_the_card_as_on_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "r", "LlamaForSequenceClassification", num_labels=3, initializer_range=0.1)
    judge = RewardLocal(Setup("r"))
    slow = on_the_cpu(monkeypatch, lambda: RewardLocal(Setup("r")))

    assert next(judge._model.parameters()).device.type == "cuda"
    for fast, plain in zip(ask(judge, TEXTS), ask(slow, TEXTS), strict=True):
        assert fast.logprobs["outputs"] == pytest.approx(plain.logprobs["outputs"], abs=ROUNDED)


@pytest.mark.parametrize("measure", ["likelihood", "gain", "follow_up"])
def test_a_likelihood_on_the_card_is_the_cpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, measure: str
) -> None:
    save(tmp_path / "m", "LlamaForCausalLM", initializer_range=0.1)
    conversation, params = asked("Short waves scatter more."), {"measure": measure}

    fast = Likelihood(Setup("m")).complete(conversation, schema=None, params=params)
    slow = on_the_cpu(monkeypatch, lambda: Likelihood(Setup("m")))
    plain = slow.complete(conversation, schema=None, params=params)

    assert likelihood.loaded("m").device == "cpu"
    assert float(fast.text) == pytest.approx(float(plain.text), abs=ROUNDED)


def test_a_batch_that_the_card_does_not_hold_goes_by_halves(
    tmp_path: Path, card: Any, request: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "m", "LlamaForCausalLM", intermediate_size=4096, max_position_embeddings=9000)
    judge = TransformersLocal(Setup("m"))
    texts = [f"{n} " * 300 for n in range(64)]
    free = ask(judge, texts)
    sizes: list[int] = []
    forward = TransformersLocal._forward

    def counted(self: Any, some: Any, tokens: Any) -> Any:
        sizes.append(len(some))
        return forward(self, some, tokens)

    monkeypatch.setattr(TransformersLocal, "_forward", counted)
    request.getfixturevalue("full")

    tight = ask(judge, texts)

    assert len(sizes) > 1
    for one, other in zip(free, tight, strict=True):
        assert odds(one) == pytest.approx(odds(other), abs=ROUNDED)


def test_a_model_that_the_card_does_not_hold_is_a_sentence(tmp_path: Path, request: Any) -> None:
    save(tmp_path / "m", "LlamaForCausalLM", intermediate_size=600_000)
    request.getfixturevalue("full")

    with pytest.raises(CallFailed, match="does not fit into the memory of the GPU") as caught:
        TransformersLocal(Setup("m"))

    assert caught.value.reason == "setup"
