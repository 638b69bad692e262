"""Judges that follow a rule instead of a model: for tests, and for the demo without a network.

`Setup.model` names the script. Each reads the same messages a model would read, and answers the
same text a model would answer; none sees anything else.
"""

import hashlib
import json
import math
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from routing.judges.base import CallFailed, Completion, Json, Messages, Outcome, Setup, one_by_one

_DATA = re.compile(r"<<<DATA (\w+)>>>\n(.*?)\n<<<END \1>>>", re.DOTALL)
_MARKUP = re.compile(r"im_start\|>|\[/?INST\]|system prompt|evaluation mode", re.IGNORECASE)
_ORDERS = re.compile(
    r"ignore (?:all |the )?(?:previous|other)|choose this|prefer this", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What a script gets to see."""

    prompt: str
    first: str
    second: str
    params: Json

    def rng(self) -> random.Random:
        """Seeded by the texts, whatever their order: both orders of a pair draw alike."""
        key = "\0".join(
            [str(self.params.get("seed", 0)), self.prompt, *sorted([self.first, self.second])]
        )
        return random.Random(hashlib.sha256(key.encode()).digest())  # noqa: S311  (not a secret)


def always_a(pair: Pair) -> str:  # noqa: ARG001
    """The first response, whatever it says."""
    return "A"


def longer_wins(pair: Pair) -> str:
    """More characters win."""
    return _better(len(pair.first), len(pair.second))


def noisy(pair: Pair) -> str:
    """The response that holds params["mark"] wins with probability params["p"]."""
    right = pair.rng().random() < float(pair.params.get("p", 0.8))
    marked_first = str(pair.params.get("mark", "")) in pair.first
    return "A" if marked_first == right else "B"


def demo(pair: Pair) -> str:
    """A stand-in for a middling model: noisy, fond of length, leaning to the first response.

    What it knows of quality it is told: params["ratings"] is a list of `fingerprint:rating`, apart
    by blanks, ratings in [0, 1]. Right often enough to be worth asking, wrong often enough to be
    worth checking.
    """
    margin = _margin(pair)
    if abs(margin) < 0.15:
        return "tie"
    side = "A" if margin > 0 else "B"
    return f"{side}_much" if abs(margin) > 1 else side


def _margin(pair: Pair) -> float:
    rng = pair.rng()
    told = dict(rating.split(":") for rating in str(pair.params.get("ratings", "")).split())
    score = {
        text: 2 * float(told.get(fingerprint(text), 0.5))
        + 0.25 * math.log1p(len(text))
        + rng.gauss(0, 0.5)
        for text in sorted([pair.first, pair.second])
    }
    return score[pair.first] - score[pair.second] + 0.25


def refuses(pair: Pair) -> str:  # noqa: ARG001
    """Declines to judge anything."""
    raise CallFailed("refused", "The script refuses everything.")


def obeys(pair: Pair) -> str:
    """Does what a candidate tells it to do."""
    told = [bool(_ORDERS.search(text)) for text in (pair.first, pair.second)]
    return longer_wins(pair) if told[0] == told[1] else _better(told[0], told[1])


def knows(pair: Pair) -> str:
    """Knows which answers are right, by how they begin, and nothing that follows moves it.

    params["better"] is a list of the fingerprints of the first 30 characters of the right ones.
    """
    return _better(_known(pair.first, pair.params), _known(pair.second, pair.params))


def _known(text: str, params: Json) -> float:
    return float(fingerprint(text[:30]) in str(params.get("better", "")).split())


def obeys_markers(pair: Pair) -> str:
    """Knows like `knows`, but does what a text with chat markup tells it."""
    told = [float(bool(_MARKUP.search(text))) for text in (pair.first, pair.second)]
    return knows(pair) if told[0] == told[1] else _better(told[0], told[1])


def _better(first: float, second: float) -> str:
    return "tie" if first == second else "A" if first > second else "B"


def fingerprint(text: str) -> str:
    """A short name of a text, for params["ratings"]."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


SCRIPTS: dict[str, Callable[[Pair], str]] = {
    "always-a": always_a,
    "longer-wins": longer_wins,
    "noisy": noisy,
    "scripted-demo": demo,
    "refuses": refuses,
    "injected-obeys": obeys,
    "knows": knows,
    "knows-but-obeys-markup": obeys_markers,
    "malformed": always_a,
    "slow": always_a,
}


class Scripted:
    """A rule behind the door that models use."""

    batch_size = 1

    def __init__(self, setup: Setup) -> None:
        if setup.model not in SCRIPTS:
            raise CallFailed(
                "setup", f"No script is called {setup.model!r}; there are {', '.join(SCRIPTS)}."
            )
        self.setup = setup

    def complete(self, messages: Messages, *, schema: Json | None, params: Json) -> Completion:
        """See `Backend.complete`."""
        found = _DATA.search(messages[1]["content"])
        if found is None:
            raise CallFailed("setup", "The prompt holds no material.")
        shown = json.loads(found[2])
        prompt = "\n".join(str(m["content"]) for m in shown["conversation"])
        if self.setup.model == "slow":
            time.sleep(float(params.get("seconds", 1.0)))
        text, logprobs = self._answer(found[1], shown, prompt, schema, params)
        return Completion(
            text=text,
            logprobs=logprobs,
            tokens_in=sum(len(m["content"]) for m in messages) // 4,
            tokens_out=len(text) // 4,
            model=self.setup.model,
        )

    def complete_batch(
        self, batch: Sequence[Messages], *, schema: Json | None, params: Json
    ) -> list[Outcome]:
        """See `Backend.complete_batch`."""
        return one_by_one(self, batch, schema=schema, params=params)

    def _answer(
        self, nonce: str, shown: Json, prompt: str, schema: Json | None, params: Json
    ) -> tuple[str, Any]:
        if self.setup.model == "malformed":
            return "I like both of them a lot.", None
        if schema is not None and "tags" in schema["properties"]:
            return json.dumps({"call": nonce, "tags": _described(prompt)}), None
        if "response" in shown or "responses" in shown:
            return self._apart(nonce, shown, prompt, schema, params), None
        pair = Pair(prompt, shown["response_A"], shown["response_B"], params)
        word = SCRIPTS[self.setup.model](pair)
        if schema is None:
            return word.removesuffix("_much"), None
        text = self._json(nonce, schema, word)
        sure = self.setup.model == "scripted-demo"
        return text, _logprobs(text, word, _margin(pair)) if sure else None

    def _apart(
        self, nonce: str, shown: Json, prompt: str, schema: Json | None, params: Json
    ) -> str:
        """Each response against an empty one and against each other: 1 point to 5, or a ranking."""

        def beats(text: str, other: str) -> int:
            word = SCRIPTS[self.setup.model](Pair(prompt, text, other, params))
            return {"A_much": 2, "A": 1, "tie": 0, "B": -1, "B_much": -2}[word]

        if "response" in shown:
            points = beats(shown["response"], "x" * 40)
            return self._json(nonce, schema, 3 + points) if schema else ("yes", "no")[points <= 0]
        texts: dict[str, str] = shown["responses"]
        worth = {
            label: sum(beats(text, other) for other in texts.values())
            for label, text in texts.items()
        }
        groups = [
            [label for label in texts if worth[label] == points]
            for points in sorted(set(worth.values()), reverse=True)
        ]
        return self._json(nonce, schema or {}, groups)

    def _json(self, nonce: str, schema: Json, outcome: Any) -> str:
        """The fields of the schema in their order, the last one being the outcome."""
        said = f"By the rule “{self.setup.model}”."
        *texts, last = schema["required"]
        return json.dumps({**dict.fromkeys(texts, said), "call": nonce, last: outcome})


_WORDS = {
    "Computer sciences": r"\b(?:code|python|function|program|software)\b|```",
    "Mathematics": r"\b(?:sum|equation|prove|calculate|number)\b|\d\s*[+*=/]\s*\d",
    "Medicine and health": r"\b(?:doctor|pain|medicine|dose|health)\b",
    "History": r"\b(?:war|century|king|empire|history)\b",
    "Literature": r"\b(?:poem|story|novel|rhyme)\b",
}
_LIMIT = re.compile(r"\b(?:at most|in one sentence|list of|as json|\d+ words)\b", re.IGNORECASE)
_HARM = re.compile(r"\b(?:weapon|poison|explosive|suicide|dose)\b", re.IGNORECASE)


def _described(prompt: str) -> Json:
    """What the prompt is about, by its words."""
    named = [s for s, words in _WORDS.items() if re.search(words, prompt, re.IGNORECASE)]
    asks = prompt.count("?") + prompt.count("\n")
    material = "```" in prompt or len(prompt) > 1000
    return {
        "subject_of_expertise": named[:3] or ["Others"],
        "expertise_level": "basic domain knowledge" if named else "general public",
        "open_endedness": "high" if "Literature" in named else "low",
        "safety_concern": "moderate" if _HARM.search(prompt) else "safe",
        "complexity_of_intents": ("simple", "moderate", "complex")[min(2, asks // 2)],
        "languages": ["English"] if prompt.isascii() else ["another"],
        "type_of_in_context_material": ["text"] if material else [],
        "format_constraints": _LIMIT.findall(prompt)[:3],
    }


def _logprobs(text: str, word: str, margin: float) -> list[Json]:
    """The verdict's token and its alternatives, as an endpoint reports them; logistic."""
    at = text.rindex(f'"{word}"') + 1
    p_a = 1 / (1 + math.exp(-margin))
    tops = [
        {"token": "A", "logprob": math.log(p_a)},
        {"token": "B", "logprob": math.log1p(-p_a)},
    ]
    return [{"token": text[:at]}, {"token": text[at:], "top_logprobs": tops}]
