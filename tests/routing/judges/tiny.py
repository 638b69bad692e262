"""Random models of a few thousand weights, each with a tokenizer trained here; they need torch."""

from pathlib import Path
from typing import Any

import pytest


def save(
    folder: Path, kind: str, *, seed: int = 0, template: str | None = None, **config: Any
) -> None:
    """A model of the class `kind` of transformers, a Llama or a GPT-2; `config` goes to its own."""
    torch = pytest.importorskip("torch")
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<eos>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    raw.train_from_iterator(
        ["A B tie which response does better: why is the sky blue"] * 50, trainer
    )
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<eos>")
    tokenizer.chat_template = template
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    small = (
        {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 400}
        if kind.startswith("GPT2")
        else {
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "max_position_embeddings": 400,
        }
    )
    # Spread wide, for a random model finds everything nearly alike.
    made = {"vocab_size": 400, "initializer_range": 0.5, "pad_token_id": 0, **small, **config}
    model = getattr(transformers, kind)
    model(model.config_class(**made)).save_pretrained(folder)
