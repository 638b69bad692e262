"""Likelihoods of responses, where torch is installed: each measure by hand, batches, refusals."""

from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from routing.judges import likelihood
from routing.judges.base import CallFailed, Setup
from routing.judges.likelihood import CONTENT, DISCONTENT, NEUTRAL, Likelihood
from tests.routing.judges.tiny import save

CHAT = [{"role": "user", "content": "Why is the sky blue?"}]
TEMPLATE = (
    "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}"
    "{% if add_generation_prompt %}[assistant]{% endif %}"
)


@pytest.fixture(params=[TEMPLATE, None], ids=["chat", "plain"])
def models(settings: Any, tmp_path: Path, request: Any) -> None:
    settings.MODELS_DIR = tmp_path
    likelihood.loaded.cache_clear()
    for seed, name in enumerate(("m", "r")):
        save(tmp_path / name, "LlamaForCausalLM", seed=seed, template=request.param)


def score(response: str, **params: Any) -> float:
    messages = [*CHAT, {"role": "reference", "content": "unseen"}, _says(response)]
    return float(Likelihood(Setup("m")).complete(messages, schema=None, params=params).text)


def _says(response: str) -> dict[str, str]:
    return {"role": "assistant", "content": response}


def by_hand(name: str, before: str, text: str) -> list[float]:
    """Log-probabilities of the tokens of `text`, one forward pass for each."""
    import torch
    from django.conf import settings
    from transformers import AutoModelForCausalLM, AutoTokenizer

    path = Path(settings.MODELS_DIR) / name
    tokenizer: Any = AutoTokenizer.from_pretrained(path)
    model: Any = AutoModelForCausalLM.from_pretrained(path).eval()
    ids = tokenizer(before, add_special_tokens=False)["input_ids"]
    logs = []
    for token in tokenizer(text, add_special_tokens=False)["input_ids"]:
        with torch.inference_mode():
            last = model(input_ids=torch.tensor([ids])).logits[0, -1]
        logs.append(float(torch.log_softmax(last.float(), -1)[token]))
        ids = [*ids, token]
    return logs


def written(plain: bool, *said: tuple[str, str], ask: bool = False) -> str:
    if plain:
        return "\n\n".join(text for _, text in said) + ("\n\nAnswer: " if ask else "")
    return "".join(f"[{role}]{text}" for role, text in said) + ("[assistant]" if ask else "")


@pytest.fixture
def plain(request: Any) -> bool:
    return bool(request.node.callspec.params["models"] is None)


ASKED = ("user", CHAT[0]["content"])


def split(plain: bool, before: str, text: str) -> tuple[str, str]:
    """A blank belongs to the word after it."""
    return (before.removesuffix(" "), f" {text}") if plain else (before, text)


def test_a_likelihood_is_the_mean_log_probability_of_the_responses_tokens(
    models: None, plain: bool
) -> None:
    logs = by_hand("m", *split(plain, written(plain, ASKED, ask=True), "Scattering."))

    assert score("Scattering.") == pytest.approx(fmean(logs), abs=1e-4)


def test_a_gain_is_what_the_question_adds(models: None, plain: bool) -> None:
    nothing = ("user", NEUTRAL[0]["content"])
    asked = by_hand("m", *split(plain, written(plain, ASKED, ask=True), "Scattering."))
    unasked = by_hand("m", *split(plain, written(plain, nothing, ask=True), "Scattering."))

    assert score("Scattering.", measure="gain") == pytest.approx(
        fmean(asked) - fmean(unasked), abs=1e-4
    )


def test_a_follow_up_is_contentment_less_discontent(models: None, plain: bool) -> None:
    def after(said: str) -> float:
        whole = written(plain, ASKED, ("assistant", "Scattering."), ("user", said))
        return fmean(by_hand("m", whole.removesuffix(said), said))

    expected = fmean(map(after, CONTENT)) - fmean(map(after, DISCONTENT))
    assert score("Scattering.", measure="follow_up") == pytest.approx(expected, abs=1e-4)


def test_a_ratio_is_the_implicit_reward_beside_the_reference_model(
    models: None, plain: bool
) -> None:
    given = split(plain, written(plain, ASKED, ask=True), "Scattering.")
    expected = 0.5 * (sum(by_hand("m", *given)) - sum(by_hand("r", *given)))

    found = score("Scattering.", measure="ratio", reference_model="r", beta=0.5)

    assert found == pytest.approx(expected, abs=1e-3)
    assert score("Scattering.", measure="ratio", reference_model="m") == 0.0


def test_several_passages_at_once_count_as_one_by_one(models: None) -> None:
    model = likelihood.loaded("m")
    asked = [CHAT, [{"role": "user", "content": "Why?"}], [*CHAT, _says("No."), *CHAT]]
    texts = ("No.", "Short waves scatter most.", "Blue")
    passages = [model.answer(chat, text) for chat, text in zip(asked, texts, strict=True)]
    alone = model.logs(passages)
    model.batch_size = 3

    together = model.logs(passages)

    for one, other in zip(alone, together, strict=True):
        assert other == pytest.approx(one, abs=1e-4)


@pytest.mark.parametrize("measure", likelihood.MEASURES)
def test_calls_that_are_answered_together_say_what_they_say_alone(
    models: None, measure: str
) -> None:
    judge = Likelihood(Setup("m"))
    params = {"measure": measure, "reference_model": "r"}
    calls = [[*CHAT, _says(text)] for text in ("No.", "Short waves scatter most.", "Blue")]
    alone = [judge.complete(call, schema=None, params=params) for call in calls]
    likelihood.loaded("m").batch_size = likelihood.loaded("r").batch_size = 4

    together = judge.complete_batch(calls, schema=None, params=params)

    for one, other in zip(alone, together, strict=True):
        assert not isinstance(other, CallFailed)
        assert float(other.text) == pytest.approx(float(one.text), abs=1e-3)
        assert other.tokens_in == one.tokens_in


def test_what_has_no_likelihood_fails_alone(models: None) -> None:
    judge = Likelihood(Setup("m"))
    texts = ["Scattering.", "x" * 3000]
    fine, long = judge.complete_batch([[*CHAT, _says(t)] for t in texts], schema=None, params={})

    assert not isinstance(fine, CallFailed)
    assert isinstance(long, CallFailed)
    assert long.reason == "context_overflow"
