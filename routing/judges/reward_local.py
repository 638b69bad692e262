"""A sequence classifier in this process that gives each response a reward.

One output is the reward; of several (helpfulness, honesty …) the weighted mean is, by the param
"weights": numbers apart by blanks, one for each output; without them all count alike. All outputs
are kept with the call. What may be loaded is checked as for every local model.
"""

import threading
import time
from collections.abc import Sequence
from typing import Any

from routing.judges.base import CallFailed, Completion, Json, Messages, Outcome, Setup, alone
from routing.judges.transformers_local import (
    encode,
    folder,
    halving,
    load,
    opened,
    padded,
    placed,
    text_of,
)

CUDA_BATCH = 32
CPU_BATCH = 4


class RewardLocal:
    """Rewards of conversations that end with the response; `Setup.model` is a folder."""

    def __init__(self, setup: Setup) -> None:
        path = folder(setup.model)
        torch, transformers = opened()
        self.setup = setup
        self._torch = torch
        self._tokenizer = load(transformers.AutoTokenizer, path)
        kind = transformers.AutoModelForSequenceClassification
        self._model, self._device = placed(torch, kind, path)
        self.batch_size = CUDA_BATCH if self._device == "cuda" else CPU_BATCH
        if self._tokenizer.pad_token is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        # The classifier of a causal model looks at the last token that is not padding.
        if self._model.config.pad_token_id is None:
            self._model.config.pad_token_id = self._tokenizer.pad_token_id
        self._lock = threading.Lock()

    def complete(self, messages: Messages, *, schema: Json | None, params: Json) -> Completion:
        """See `Backend.complete`."""
        return alone(self, messages, schema=schema, params=params)

    def complete_batch(
        self,
        batch: Sequence[Messages],
        *,
        schema: Json | None,  # noqa: ARG002
        params: Json,
    ) -> list[Outcome]:
        """See `Backend.complete_batch`; what is longer than the model's window fails alone."""
        weights = self._weights(params)
        texts = [text_of(self._tokenizer, _plain(messages)) for messages in batch]
        given = encode(self._tokenizer, texts)
        lengths = [len(ids) for ids in given]
        window = int(getattr(self._model.config, "max_position_embeddings", 1 << 30))
        fits = [n for n, length in enumerate(lengths) if length <= window]
        started = time.monotonic()
        found = self._rewards([given[n] for n in fits]) if fits else []
        each_ms = int((time.monotonic() - started) * 1000 / max(len(fits), 1))
        too_long = CallFailed("context_overflow", f"The response is longer than {window} tokens.")
        answered = dict(zip(fits, found, strict=True))
        return [
            outputs
            if isinstance(outputs := answered.get(n, too_long), CallFailed)
            else Completion(
                text=repr(sum(w * x for w, x in zip(weights, outputs, strict=True))),
                logprobs={"outputs": outputs},
                tokens_in=lengths[n],
                tokens_out=0,
                model=self.setup.model,
                latency_ms=each_ms,
            )
            for n in range(len(batch))
        ]

    def _weights(self, params: Json) -> list[float]:
        count = int(self._model.config.num_labels)
        if not (given := str(params.get("weights", "")).split()):
            return [1 / count] * count
        try:
            weights = [float(weight) for weight in given]
        except ValueError:
            weights = []
        if len(weights) != count:
            raise CallFailed("setup", f"The model has {count} outputs: give {count} weights.")
        return weights

    def _rewards(self, given: list[list[int]]) -> list[list[float] | CallFailed]:
        with self._lock, self._torch.inference_mode():
            return halving(self._torch, self._forward, given)

    def _forward(self, given: Sequence[list[int]]) -> list[list[float]]:
        pad = self._tokenizer.pad_token_id
        ids, seen = padded(self._torch, given, pad=pad, left=False, device=self._device)
        logits = self._model(input_ids=ids, attention_mask=seen).logits.float()
        return [[float(x) for x in row] for row in logits.tolist()]


def _plain(messages: Messages) -> list[Any]:
    """The conversation and the response; a reward model has no place for a reference."""
    return [m for m in messages if m["role"] != "reference"]
