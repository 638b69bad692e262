"""The judges there are: one backend per entry, opened from a spec's set-up."""

from collections.abc import Callable

from routing.judges.base import Backend, Setup
from routing.judges.likelihood import Likelihood
from routing.judges.openai_compatible import OpenAiCompatible
from routing.judges.reward_local import RewardLocal
from routing.judges.scripted import Scripted
from routing.judges.similarity import Similarity
from routing.judges.trained import Trained
from routing.judges.transformers_local import TransformersLocal

BACKENDS: dict[str, Callable[[Setup], Backend]] = {
    "openai": OpenAiCompatible,  # any endpoint that speaks chat completions
    "transformers": TransformersLocal,  # a model in the worker's own memory
    "reward": RewardLocal,  # a sequence classifier in the worker's own memory
    "likelihood": Likelihood,  # how likely such a model finds a response, or what follows it
    "trained": Trained,  # a classifier of few features, trained on people's labels
    "similarity": Similarity,  # likeness to a reference, without a model
    "scripted": Scripted,  # a rule: for tests and the demo
}
