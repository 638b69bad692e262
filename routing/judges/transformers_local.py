"""A causal language model in this process, asked for one token: A, B or tie.

Nothing of the model's folder is ever executed: safetensors only, no remote code, no link out. torch
and transformers are imported when a judge is opened, never by a web process.
"""

import importlib.util
import inspect
import os
import threading
import time
from collections.abc import Callable, Sequence
from logging import getLogger
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from routing.judges.base import CallFailed, Completion, Json, Messages, Outcome, Setup, alone

log = getLogger(__name__)
Row = TypeVar("Row")
Found = TypeVar("Found")
CUDA_BATCH = 32
FORBIDDEN = {".py", ".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".msgpack", ".h5"}
USUAL_WORDS = "A B tie"
NO_TORCH = "torch is not installed: pip install -r requirements-models.txt"


def folder(name: str) -> Path:
    """The model's folder: a name inside MODELS_DIR, checked file by file.

    Raises:
        CallFailed: "setup": it is missing, outside, or holds something that could run.
    """
    root = Path(settings.MODELS_DIR).resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or path == root:
        raise CallFailed("setup", f"The model {name!r} is not a folder inside {root}.")
    if not (path / "config.json").is_file():
        raise CallFailed("setup", f"{path} holds no model. Install it: manage.py judge_model.")
    for file in path.rglob("*"):
        if not file.resolve().is_relative_to(path):
            raise CallFailed("setup", f"{file.name} links out of the model's folder.")
        if file.suffix in FORBIDDEN:
            raise CallFailed("setup", f"{file.name} could run code; only safetensors are loaded.")
    if not list(path.glob("*.safetensors")):
        raise CallFailed("setup", f"{path} holds no safetensors file.")
    if "auto_map" in (path / "config.json").read_text(encoding="utf-8"):
        raise CallFailed("setup", "The model wants to run code of its own (auto_map).")
    return path


def installed(name: str) -> None:
    """Check, without loading anything, that a model could be opened here.

    Raises:
        CallFailed: "setup": its folder or torch is not what it must be.
    """
    folder(name)
    if importlib.util.find_spec("torch") is None or not importlib.util.find_spec("transformers"):
        raise CallFailed("setup", NO_TORCH)


def opened() -> tuple[Any, Any]:
    """Torch and transformers, hundreds of megabytes that only local models need.

    Raises:
        CallFailed: "setup": they are not installed.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        import torch  # noqa: PLC0415
        import transformers  # noqa: PLC0415
    except ImportError as e:
        raise CallFailed("setup", NO_TORCH) from e
    return torch, transformers


def load(kind: Any, path: Path, **options: Any) -> Any:
    """A model or tokenizer of transformers from a checked folder; nothing in it is run.

    Raises:
        CallFailed: "setup": what lies there is none.
    """
    try:
        return kind.from_pretrained(path, trust_remote_code=False, local_files_only=True, **options)
    except Exception as e:
        # A file that is damaged or of another kind shows in a dozen types of exceptions.
        log.warning("the model in %s cannot be loaded", path, exc_info=e)
        raise CallFailed(
            "setup", f"The model in {path.name} cannot be loaded ({type(e).__name__})."
        ) from e


def device_of(torch: Any) -> tuple[str, Any]:
    """Where a model runs here, and in which precision."""
    if torch.cuda.is_available():
        return "cuda", torch.bfloat16
    # Without bfloat16 instructions a CPU takes twice as long for it as for float32.
    return "cpu", torch.float32


def placed(torch: Any, kind: Any, path: Path) -> tuple[Any, str]:
    """A model ready to answer, and where it is: "cuda" or "cpu".

    Raises:
        CallFailed: "setup": what lies there is none, or it is larger than the card's memory.
    """
    device, dtype = device_of(torch)
    model = load(kind, path, use_safetensors=True, dtype=dtype)
    try:
        return model.to(device).eval(), device
    except torch.OutOfMemoryError as e:
        raise CallFailed(
            "setup", f"The model in {path.name} does not fit into the memory of the GPU."
        ) from e


def halving(
    torch: Any, forward: Callable[[Sequence[Row]], list[Found]], rows: Sequence[Row]
) -> list[Found | CallFailed]:
    """`forward(rows)`, by halves where the GPU cannot hold them all; too long alone fails alone."""
    try:
        return list(forward(rows))
    except torch.OutOfMemoryError:
        if len(rows) == 1:
            detail = "The pair does not fit into the memory of the GPU."
            return [CallFailed("context_overflow", detail)]
    # Past the handler, whose traceback holds on to what did not fit.
    torch.cuda.empty_cache()
    middle = len(rows) // 2
    return halving(torch, forward, rows[:middle]) + halving(torch, forward, rows[middle:])


def text_of(tokenizer: Any, messages: Messages, *, ask: bool = False) -> str:
    """The messages as the model was trained to read them; `ask`: up to where its answer begins."""
    if tokenizer.chat_template is None:
        return "\n\n".join(m["content"] for m in messages) + ("\n\nAnswer:" if ask else "")
    return str(
        tokenizer.apply_chat_template(list(messages), tokenize=False, add_generation_prompt=ask)
    )


def encode(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    """The tokens of each text; a chat template has written the special ones itself."""
    plain = tokenizer.chat_template is None
    return list(tokenizer(list(texts), add_special_tokens=plain)["input_ids"])


def padded(
    torch: Any, rows: Sequence[list[int]], *, pad: int, left: bool, device: str
) -> tuple[Any, Any]:
    """The rows as one tensor, and another with 1 where it holds a row's own: (n, longest) each."""
    longest = max(map(len, rows))
    ids = torch.full((len(rows), longest), pad)
    seen = torch.zeros_like(ids)
    for n, row in enumerate(rows):
        own = slice(longest - len(row), longest) if left else slice(len(row))
        ids[n, own] = torch.tensor(row)
        seen[n, own] = 1
    return ids.to(device), seen.to(device)


class TransformersLocal:
    """One-token verdicts with their probabilities; `Setup.model` is a folder in MODELS_DIR."""

    def __init__(self, setup: Setup) -> None:
        path = folder(setup.model)
        torch, transformers = opened()
        self.setup = setup
        self._torch = torch
        tokenizer = load(transformers.AutoTokenizer, path)
        if tokenizer.pad_token is None:
            tokenizer.pad_token = tokenizer.eos_token
        self._tokenizer = tokenizer
        self._tokens_of(USUAL_WORDS)
        self._model, self._device = placed(torch, transformers.AutoModelForCausalLM, path)
        # Padding costs a CPU more than it saves.
        self.batch_size = CUDA_BATCH if self._device == "cuda" else 1
        self._numbered = "position_ids" in inspect.signature(self._model.forward).parameters
        # One forward pass at a time: threads would only fight over the same cores or card.
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
        """See `Backend.complete_batch`; prompts longer than the model's window fail alone."""
        tokens = self._tokens_of(str(params.get("words", USUAL_WORDS)))
        texts = [text_of(self._tokenizer, messages, ask=True) for messages in batch]
        asked = encode(self._tokenizer, texts)
        lengths = [len(ids) for ids in asked]
        window = int(self._model.config.max_position_embeddings)
        fits = [i for i, n in enumerate(lengths) if n <= window]
        started = time.monotonic()
        found = self._answers([asked[i] for i in fits], tokens) if fits else []
        each_ms = int((time.monotonic() - started) * 1000 / max(len(fits), 1))
        too_long = CallFailed("context_overflow", f"The pair is longer than {window} tokens.")
        answered = dict(zip(fits, found, strict=True))
        return [
            odds
            if isinstance(odds := answered.get(i, too_long), CallFailed)
            else Completion(
                text=max(odds, key=odds.__getitem__),
                logprobs=odds,
                tokens_in=lengths[i],
                tokens_out=1,
                model=self.setup.model,
                latency_ms=each_ms,
            )
            for i in range(len(batch))
        ]

    def _tokens_of(self, words: str) -> dict[str, list[int]]:
        """The ids of each word's spellings that are one token; the first two must have one."""
        tokens = {word: _single_tokens(self._tokenizer, word) for word in words.split()}
        missing = [word for word in words.split()[:2] if not tokens[word]]
        if missing:
            raise CallFailed(
                "setup", f"The model's tokenizer has no single token for {' or '.join(missing)}."
            )
        return tokens

    def _answers(
        self, asked: list[list[int]], tokens: dict[str, list[int]]
    ) -> list[dict[str, float] | CallFailed]:
        with self._lock, self._torch.inference_mode():
            return halving(self._torch, lambda some: self._forward(some, tokens), asked)

    def _forward(
        self, asked: Sequence[list[int]], tokens: dict[str, list[int]]
    ) -> list[dict[str, float]]:
        """Log-probability of each word as the next token, renormalised over the words."""
        torch = self._torch
        pad = self._tokenizer.pad_token_id
        ids, seen = padded(torch, asked, pad=pad, left=True, device=self._device)
        # A model that learnt its positions must not count what is padded on the left.
        places = {"position_ids": (seen.cumsum(1) - 1).clamp(min=0)} if self._numbered else {}
        logits = (
            self._model(input_ids=ids, attention_mask=seen, logits_to_keep=1, **places)
            .logits[:, -1]
            .float()
        )
        columns = [torch.logsumexp(logits[:, ids], dim=1) for ids in tokens.values() if ids]
        rows = torch.log_softmax(torch.stack(columns, dim=1), dim=1).tolist()
        words = [word for word, ids in tokens.items() if ids]
        return [dict(zip(words, row, strict=True)) for row in rows]


def _single_tokens(tokenizer: Any, word: str) -> list[int]:
    """The ids of those spellings that are one token: capitalised or not, after a blank or not."""
    forms = {f"{blank}{form}" for blank in ("", " ") for form in (word, word.capitalize())}
    encoded = [tokenizer.encode(form, add_special_tokens=False) for form in forms]
    return sorted({ids[0] for ids in encoded if len(ids) == 1})
