"""Reward models, where torch is installed: one number, several outputs, batches, refusals."""

from pathlib import Path
from typing import Any

import pytest

from routing.judges.base import CallFailed, Setup
from routing.judges.reward_local import RewardLocal
from tests.routing.judges.tiny import save

KIND = "LlamaForSequenceClassification"


def chat(response: str) -> list[dict[str, str]]:
    return [
        {"role": "user", "content": "Why is the sky blue?"},
        {"role": "reference", "content": "never seen by the model"},
        {"role": "assistant", "content": response},
    ]


def ask(judge: RewardLocal, response: str, **params: Any) -> Any:
    return judge.complete(chat(response), schema=None, params=params)


def test_a_batch_scores_as_one_by_one_and_the_too_long_fail_alone(
    settings: Any, tmp_path: Path
) -> None:
    settings.MODELS_DIR = tmp_path
    save(tmp_path / "r", KIND, num_labels=1)
    judge = RewardLocal(Setup("r"))
    texts = ["No idea.", "x" * 3000, "Short waves scatter more than long ones do."]

    batch = judge.complete_batch([chat(t) for t in texts], schema=None, params={})

    assert isinstance(batch[1], CallFailed)
    assert batch[1].reason == "context_overflow"
    for together, text in ((batch[0], texts[0]), (batch[2], texts[2])):
        assert not isinstance(together, CallFailed)
        assert float(together.text) == pytest.approx(float(ask(judge, text).text), abs=1e-4)
    assert float(ask(judge, texts[0]).text) != float(ask(judge, texts[2]).text)


def test_several_outputs_are_weighed_and_all_of_them_kept(settings: Any, tmp_path: Path) -> None:
    settings.MODELS_DIR = tmp_path
    save(tmp_path / "m", KIND, num_labels=3)
    judge = RewardLocal(Setup("m"))

    plain, weighed = ask(judge, "Because."), ask(judge, "Because.", weights="0 2 -1")

    outputs = plain.logprobs["outputs"]
    assert len(outputs) == 3
    assert float(plain.text) == pytest.approx(sum(outputs) / 3)
    assert float(weighed.text) == pytest.approx(2 * outputs[1] - outputs[2])
    with pytest.raises(CallFailed, match="3 outputs"):
        ask(judge, "Because.", weights="1 2")


def test_a_reward_model_that_could_run_code_is_refused_unread(
    settings: Any, tmp_path: Path
) -> None:
    settings.MODELS_DIR = tmp_path
    (tmp_path / "evil").mkdir()
    (tmp_path / "evil" / "config.json").write_text('{"auto_map": {}}')
    (tmp_path / "evil" / "model.safetensors").write_bytes(b"")

    with pytest.raises(CallFailed, match="auto_map"):
        RewardLocal(Setup("evil"))
