"""How likely a causal language model in this process finds a text: a number for each response.

The param "measure" names the number, in nats:

- likelihood: mean log-probability of the response's tokens after the conversation
- gain: the same, less their mean after a prompt that says nothing
- follow_up: mean log-probability of people's next turn when they are content, less that of turns
  when they are not: the follow-up likelihood as reward of arXiv 2409.13948, in turns of our own
- ratio: "beta" (0.1) times the sum over the response's tokens of log p / p_ref, where p_ref is the
  model "reference_model": the implicit reward of DPO (arXiv 2305.18290, eq. 5, without the term
  that depends on the prompt alone and so is the same for all of its responses)

What may be loaded is checked as for every local model.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean

from routing.judges.base import CallFailed, Completion, Json, Messages, Outcome, Setup, one_by_one
from routing.judges.transformers_local import folder, halving, load, opened, placed, text_of

CUDA_BATCH = 8
BETA = 0.1
NEUTRAL: Messages = [{"role": "user", "content": "Say something."}]
CONTENT = (
    "Thank you, that is just what I needed.",
    "Great, that answers my question.",
    "That makes sense, thanks for explaining.",
)
DISCONTENT = (
    "That is not what I asked for.",
    "That is wrong, please check it again.",
    "You have not answered my question.",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Token ids of a text and of what stands before it."""

    before: list[int]
    text: list[int]

    def __len__(self) -> int:
        return len(self.before) + len(self.text)


class Model:
    """A causal model and its tokenizer, from a folder in MODELS_DIR."""

    def __init__(self, name: str) -> None:
        path = folder(name)
        torch, transformers = opened()
        self.torch, self.name = torch, name
        self.tokenizer = load(transformers.AutoTokenizer, path)
        self._model, self.device = placed(torch, transformers.AutoModelForCausalLM, path)
        # Padding costs a CPU more than it saves.
        self.batch_size = CUDA_BATCH if self.device == "cuda" else 1
        self.window = int(self._model.config.max_position_embeddings)
        self._lock = threading.Lock()

    def answer(self, conversation: Messages, response: str) -> Passage:
        """The response, where the model would answer."""
        blank = "" if self.tokenizer.chat_template else " "
        return self._passage(text_of(self.tokenizer, conversation, ask=True), blank + response)

    def turn(self, conversation: Messages, said: str) -> Passage:
        """What the person says next."""
        whole = text_of(self.tokenizer, [*conversation, {"role": "user", "content": said}])
        return self._passage(whole[: whole.rindex(said)], said)

    def _passage(self, before: str, text: str) -> Passage:
        # A chat template writes the special tokens itself.
        plain = self.tokenizer.chat_template is None
        ids = self.tokenizer(before, add_special_tokens=plain)["input_ids"]
        return Passage(
            ids or [self.tokenizer.eos_token_id],
            self.tokenizer(text, add_special_tokens=False)["input_ids"],
        )

    def logs(self, passages: Sequence[Passage]) -> list[list[float]]:
        """Log-probability of each token of each text.

        Raises:
            CallFailed: "context_overflow": a passage does not fit into the GPU's memory.
        """
        found: list[list[float]] = []
        for at in range(0, len(passages), self.batch_size):
            some = passages[at : at + self.batch_size]
            with self._lock, self.torch.inference_mode():
                for logs in halving(self.torch, self._forward, some):
                    if isinstance(logs, CallFailed):
                        raise logs
                    found.append(logs)
        return found

    def _forward(self, passages: Sequence[Passage]) -> list[list[float]]:
        torch = self.torch
        rows = [p.before + p.text for p in passages]
        longest = max(map(len, rows))
        # Scores over all words, a hundred thousand numbers a token, are only made where needed.
        start = min(len(p.before) for p in passages) - 1
        # What is padded comes after all that is looked at.
        ids = torch.tensor([r + [0] * (longest - len(r)) for r in rows], device=self.device)
        seen = torch.tensor(
            [[1] * len(r) + [0] * (longest - len(r)) for r in rows], device=self.device
        )
        kept = self._model(input_ids=ids, attention_mask=seen, logits_to_keep=longest - start)
        scores = torch.log_softmax(kept.logits[:, :-1].float(), dim=-1)
        logs = scores.gather(2, ids[:, start + 1 :, None])[..., 0]
        return [
            row[len(p.before) - 1 - start : len(p) - 1 - start]
            for row, p in zip(logs.tolist(), passages, strict=True)
        ]


@lru_cache(maxsize=4)
def loaded(name: str) -> Model:
    """A model of this process; a reference is often the one that another judge has loaded."""
    return Model(name)


@dataclass(frozen=True, slots=True)
class Asked:
    """A response, and what a measure may need beside it."""

    model: Model
    conversation: Messages
    response: str
    params: Json


Scored = tuple[float, Json]


def _likelihood(asked: Asked) -> Scored:
    return _score(asked.model, {"response": [_answer(asked)]}, lambda m: m["response"])


def _gain(asked: Asked) -> Scored:
    neutral = asked.model.answer(NEUTRAL, asked.response)
    passages = {"response": [_answer(asked)], "unasked": [neutral]}
    return _score(asked.model, passages, lambda m: m["response"] - m["unasked"])


def _follow_up(asked: Asked) -> Scored:
    talk = [*asked.conversation, {"role": "assistant", "content": asked.response}]
    passages = {
        "content": [asked.model.turn(talk, said) for said in CONTENT],
        "discontent": [asked.model.turn(talk, said) for said in DISCONTENT],
    }
    return _score(asked.model, passages, lambda m: m["content"] - m["discontent"])


def _ratio(asked: Asked) -> Scored:
    reference = loaded(str(asked.params["reference_model"]))
    sums = {}
    for name, model in (("model", asked.model), ("reference", reference)):
        passage = model.answer(asked.conversation, asked.response)
        _check(model, [passage])
        sums[name] = sum(model.logs([passage])[0])
    beta = float(asked.params.get("beta", BETA))
    return beta * (sums["model"] - sums["reference"]), sums


MEASURES: dict[str, Callable[[Asked], Scored]] = {
    "likelihood": _likelihood,
    "gain": _gain,
    "follow_up": _follow_up,
    "ratio": _ratio,
}


def _answer(asked: Asked) -> Passage:
    return asked.model.answer(asked.conversation, asked.response)


def _score(
    model: Model, named: dict[str, list[Passage]], number: Callable[[dict[str, float]], float]
) -> Scored:
    passages = [p for some in named.values() for p in some]
    _check(model, passages)
    means = iter([fmean(logs) for logs in model.logs(passages)])
    found = {name: fmean([next(means) for _ in some]) for name, some in named.items()}
    return number(found), found


def _check(model: Model, passages: Sequence[Passage]) -> None:
    if any(not p.text for p in passages):
        raise CallFailed("bad_request", "An empty response has no likelihood.")
    if any(len(p) > model.window for p in passages):
        raise CallFailed("context_overflow", f"The response is longer than {model.window} tokens.")


class Likelihood:
    """A measure behind the door that models use; `Setup.model` is a folder."""

    batch_size = 1  # each call is a batch of its own passages

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._model = loaded(setup.model)

    def complete(self, messages: Messages, *, schema: Json | None, params: Json) -> Completion:  # noqa: ARG002
        """See `Backend.complete`."""
        started = time.monotonic()
        # A likelihood has no place for a reference.
        *conversation, last = [m for m in messages if m["role"] != "reference"]
        asked = Asked(self._model, conversation, last["content"], params)
        number, parts = MEASURES[str(params.get("measure", "likelihood"))](asked)
        return Completion(
            text=repr(number),
            logprobs=parts,
            tokens_in=len(_answer(asked)),
            tokens_out=0,
            model=self.setup.model,
            latency_ms=int((time.monotonic() - started) * 1000),
        )

    def complete_batch(
        self, batch: Sequence[Messages], *, schema: Json | None, params: Json
    ) -> list[Outcome]:
        """See `Backend.complete_batch`; what is longer than the model's window fails alone."""
        return one_by_one(self, batch, schema=schema, params=params)
