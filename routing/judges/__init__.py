"""The judges there are: one backend per entry, opened from a spec's set-up."""

from collections.abc import Callable

from routing.judges.base import Backend, Setup
from routing.judges.openai_compatible import OpenAiCompatible
from routing.judges.scripted import Scripted
from routing.judges.transformers_local import TransformersLocal

BACKENDS: dict[str, Callable[[Setup], Backend]] = {
    "openai": OpenAiCompatible,  # any endpoint that speaks chat completions
    "transformers": TransformersLocal,  # a model in the worker's own memory
    "scripted": Scripted,  # a rule: for tests and the demo
}
