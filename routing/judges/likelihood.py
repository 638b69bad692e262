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

CUDA_BATCH = 16
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
        [ids] = encode(self.tokenizer, [before])
        return Passage(
            ids or [self.tokenizer.eos_token_id],
            self.tokenizer(text, add_special_tokens=False)["input_ids"],
        )

    def logs(self, passages: Sequence[Passage]) -> list[list[float] | CallFailed]:
        """Log-probability of each token of each text; what the GPU's memory does not hold fails."""
        found: dict[int, list[float] | CallFailed] = {}
        # Texts of one length together: a batch is as slow as its longest.
        order = sorted(range(len(passages)), key=lambda n: len(passages[n]))
        with self._lock, self.torch.inference_mode():
            for at in range(0, len(order), self.batch_size):
                some = order[at : at + self.batch_size]
                logs = halving(self.torch, self._forward, [passages[n] for n in some])
                found.update(zip(some, logs, strict=True))
        return [found[n] for n in range(len(passages))]

    def _forward(self, passages: Sequence[Passage]) -> list[list[float]]:
        rows = [p.before + p.text for p in passages]
        # What is padded comes after all that is looked at.
        ids, seen = padded(self.torch, rows, pad=0, left=False, device=self.device)
        # Scores over all words, a hundred thousand numbers a token, are only made where needed.
        start = min(len(p.before) for p in passages) - 1
        keep = ids.shape[1] - start
        logits = self._model(input_ids=ids, attention_mask=seen, logits_to_keep=keep).logits
        found = []
        for p, row, scores in zip(passages, ids, logits, strict=True):
            kept = scores[len(p.before) - 1 - start : len(p) - 1 - start].float()
            said = row[len(p.before) : len(p), None]
            found.append(kept.log_softmax(-1).gather(1, said)[:, 0])
        return [logs.tolist() for logs in found]


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

    @property
    def answer(self) -> Passage:
        """The response as the model would give it."""
        return self.model.answer(self.conversation, self.response)


@dataclass(frozen=True, slots=True)
class Measured:
    """What is read, what each text counts, and how the named means of that make the number."""

    passages: dict[str, list[tuple[Model, Passage]]]
    number: Callable[[dict[str, float]], float]
    of_text: Callable[[list[float]], float] = fmean


def _likelihood(asked: Asked) -> Measured:
    return Measured({"response": [(asked.model, asked.answer)]}, lambda m: m["response"])


def _gain(asked: Asked) -> Measured:
    neutral = asked.model.answer(NEUTRAL, asked.response)
    return Measured(
        {"response": [(asked.model, asked.answer)], "unasked": [(asked.model, neutral)]},
        lambda m: m["response"] - m["unasked"],
    )


def _follow_up(asked: Asked) -> Measured:
    talk = [*asked.conversation, {"role": "assistant", "content": asked.response}]
    turns = {"content": CONTENT, "discontent": DISCONTENT}
    return Measured(
        {
            name: [(asked.model, asked.model.turn(talk, said)) for said in some]
            for name, some in turns.items()
        },
        lambda m: m["content"] - m["discontent"],
    )


def _ratio(asked: Asked) -> Measured:
    reference = loaded(str(asked.params["reference_model"]))
    beta = float(asked.params.get("beta", BETA))
    return Measured(
        {
            "model": [(asked.model, asked.answer)],
            "reference": [(reference, reference.answer(asked.conversation, asked.response))],
        },
        lambda m: beta * (m["model"] - m["reference"]),
        sum,
    )


MEASURES: dict[str, Callable[[Asked], Measured]] = {
    "likelihood": _likelihood,
    "gain": _gain,
    "follow_up": _follow_up,
    "ratio": _ratio,
}


class Likelihood:
    """A measure behind the door that models use; `Setup.model` is a folder."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._model = loaded(setup.model)
        self.batch_size = self._model.batch_size

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
        started = time.monotonic()
        measured = [self._measured(messages, params) for messages in batch]
        read = [
            part
            for one in measured
            if isinstance(one, Measured)
            for parts in one.passages.values()
            for part in parts
        ]
        logs: dict[int, list[float] | CallFailed] = {}  # by the identity of a passage
        for model in {id(model): model for model, _ in read}.values():
            passages = [passage for of, passage in read if of is model]
            logs.update(zip(map(id, passages), model.logs(passages), strict=True))
        each_ms = int((time.monotonic() - started) * 1000 / len(batch))
        return [
            one if isinstance(one, CallFailed) else self._completion(one, logs, each_ms)
            for one in measured
        ]

    def _measured(self, messages: Messages, params: Json) -> Measured | CallFailed:
        # A likelihood has no place for a reference.
        *conversation, last = [m for m in messages if m["role"] != "reference"]
        asked = Asked(self._model, conversation, last["content"], params)
        found = MEASURES[str(params.get("measure", "likelihood"))](asked)
        for model, passage in (part for parts in found.passages.values() for part in parts):
            if not passage.text:
                return CallFailed("bad_request", "An empty response has no likelihood.")
            if len(passage) > model.window:
                detail = f"The response is longer than {model.window} tokens."
                return CallFailed("context_overflow", detail)
        return found

    def _completion(
        self, measured: Measured, logs: dict[int, list[float] | CallFailed], each_ms: int
    ) -> Outcome:
        means = {}
        for name, parts in measured.passages.items():
            numbers = []
            for _, passage in parts:
                found = logs[id(passage)]
                if isinstance(found, CallFailed):
                    return found
                numbers.append(measured.of_text(found))
            means[name] = fmean(numbers)
        return Completion(
            text=repr(measured.number(means)),
            logprobs=means,
            tokens_in=sum(len(p) for parts in measured.passages.values() for _, p in parts),
            tokens_out=0,
            model=self.setup.model,
            latency_ms=each_ms,
        )
