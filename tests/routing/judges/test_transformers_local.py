"""The local judge: what it refuses to load, and, where torch is installed, what it answers."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from routing.judges import prompts
from routing.judges.base import CallFailed, Setup
from routing.judges.parsing import parse
from routing.judges.transformers_local import TransformersLocal, folder, halving
from tests.routing.judges.tiny import save


@pytest.fixture
def model(settings: Any, tmp_path: Path) -> Path:
    """A folder that looks like a model."""
    settings.MODELS_DIR = tmp_path / "models"
    path = tmp_path / "models" / "tiny"
    path.mkdir(parents=True)
    (path / "config.json").write_text("{}")
    (path / "model.safetensors").write_bytes(b"")
    return path


class Boom:
    def __reduce__(self) -> Any:
        return Path.touch, (Path("/nonexistent/ran"),)


def test_a_plain_folder_is_taken(model: Path) -> None:
    assert folder("tiny") == model


@pytest.mark.parametrize("name", ["..", "../outside", "/etc", "", ".", "missing"])
def test_only_folders_inside_the_models_folder_are_models(model: Path, name: str) -> None:
    with pytest.raises(CallFailed) as caught:
        folder(name)
    assert caught.value.reason == "setup"


def test_code_pickles_and_links_out_are_refused_unread(model: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    for name, make in {
        "modeling_x.py": lambda p: p.write_text("raise SystemExit"),
        "pytorch_model.bin": lambda p: p.write_bytes(pickle.dumps(Boom())),
        "weights.pt": lambda p: p.write_bytes(b""),
        "tokenizer.json": lambda p: p.symlink_to(tmp_path / "secret"),
    }.items():
        make(model / name)
        with pytest.raises(CallFailed):
            folder("tiny")
        (model / name).unlink()
    (model / "config.json").write_text(json.dumps({"auto_map": {"AutoModel": "modeling_x.X"}}))
    with pytest.raises(CallFailed, match="auto_map"):
        folder("tiny")


def test_without_safetensors_there_is_no_model(model: Path) -> None:
    (model / "model.safetensors").unlink()
    with pytest.raises(CallFailed, match="safetensors"):
        folder("tiny")


@pytest.fixture(params=["LlamaForCausalLM", "GPT2LMHeadModel"])
def tiny(settings: Any, tmp_path: Path, request: Any) -> TransformersLocal:
    """One model that knows how far words are apart, and one that learnt their positions."""
    settings.MODELS_DIR = tmp_path
    save(tmp_path / "t", request.param)
    return TransformersLocal(Setup("t"))


def prompt(first: str, second: str) -> prompts.Prompt:
    material = prompts.Material([{"role": "user", "content": "?"}], first, second, {}, "Overall")
    return prompts.build(material, name="one_token.v1", salt="s")


def test_a_local_judge_answers_one_word_with_its_probabilities(tiny: TransformersLocal) -> None:
    asked = prompt("one", "two")
    done = tiny.complete(asked.messages, schema=None, params={})
    parsed = parse(done, asked)

    assert parsed.state == "ok"
    assert 0 < (parsed.p_first or 0) < 1
    assert set(done.logprobs) == {"A", "B", "tie"}


def test_a_batch_answers_as_one_by_one_and_the_too_long_fail_alone(tiny: TransformersLocal) -> None:
    pairs = [prompt("one", "two"), prompt("x" * 9000, "y"), prompt("a much longer answer", "no")]
    batch = tiny.complete_batch([p.messages for p in pairs], schema=None, params={})

    assert isinstance(batch[1], CallFailed)
    assert batch[1].reason == "context_overflow"
    for together, asked in ((batch[0], pairs[0]), (batch[2], pairs[2])):
        alone = tiny.complete(asked.messages, schema=None, params={})
        assert not isinstance(together, CallFailed)
        assert together.logprobs == pytest.approx(alone.logprobs, abs=1e-4)


def test_a_damaged_model_is_a_sentence_for_whoever_added_it(tiny: TransformersLocal) -> None:
    from django.conf import settings

    weights = Path(settings.MODELS_DIR) / "t" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])

    with pytest.raises(CallFailed, match=r"The model in t cannot be loaded") as caught:
        TransformersLocal(Setup("t"))

    assert caught.value.reason == "setup"


def test_what_the_memory_does_not_hold_goes_by_halves_and_too_long_fails_alone() -> None:
    torch = pytest.importorskip("torch")
    asked = []

    def forward(rows: Any) -> list[int]:
        asked.append(list(rows))
        if len(rows) > 2 or 9 in rows:
            raise torch.OutOfMemoryError
        return [10 * row for row in rows]

    found = halving(torch, forward, [1, 2, 9, 4, 5])

    assert [f for f in found if not isinstance(f, CallFailed)] == [10, 20, 40, 50]
    assert isinstance(found[2], CallFailed)
    assert found[2].reason == "context_overflow"
    assert asked == [[1, 2, 9, 4, 5], [1, 2], [9, 4, 5], [9], [4, 5]]
