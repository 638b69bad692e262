"""Formats: what a row is, in and out. Pure: no Django, no pyarrow, no files."""

from collections.abc import Iterable
from typing import Any

from interchange.formats import detect as _detect
from interchange.formats.annotated_pairs import AnnotatedPairs
from interchange.formats.arena_55k import Arena55k
from interchange.formats.arena_100k import Arena100k
from interchange.formats.arena_140k import Arena140k
from interchange.formats.argilla import Argilla
from interchange.formats.base import Format
from interchange.formats.bundle import ItemFormat
from interchange.formats.critique import Critique
from interchange.formats.detect import Detected
from interchange.formats.finegrained import FineGrained
from interchange.formats.helpsteer2 import HelpSteer2
from interchange.formats.helpsteer2_preference import HelpSteer2Preference
from interchange.formats.helpsteer3 import HelpSteer3
from interchange.formats.hh_rlhf import HhRlhf
from interchange.formats.joint import Joint
from interchange.formats.judgments_long import Judgments
from interchange.formats.label_counts import LabelCounts
from interchange.formats.label_studio import LabelStudio
from interchange.formats.listwise import Listwise
from interchange.formats.multi_objective import MultiObjective
from interchange.formats.multipref import MultiPref
from interchange.formats.neutral import Neutral
from interchange.formats.openai_preference import OpenAiPreference
from interchange.formats.prism import Prism
from interchange.formats.reading import Reader
from interchange.formats.reward_conditioned import RewardConditioned
from interchange.formats.rewardbench import RewardBench
from interchange.formats.rewardbench2 import RewardBench2
from interchange.formats.soft import Soft
from interchange.formats.spans import Spans
from interchange.formats.step_pairs import StepPairs
from interchange.formats.trl_pairs import TrlPairs
from interchange.formats.trl_preference import TrlPreference
from interchange.formats.trl_prompts import TrlPrompts
from interchange.formats.trl_stepwise import TrlStepwise
from interchange.formats.trl_unpaired import TrlUnpaired
from interchange.formats.ultrafeedback import UltraFeedback
from interchange.formats.ultrafeedback_binarized import UltraFeedbackBinarized

# Every format there is; what it is says what it does: a Reader reads, the others write.
REGISTRY: dict[str, Format | ItemFormat | Reader] = {
    f.key: f
    for f in (
        TrlPreference(), Judgments(), TrlPairs(), TrlUnpaired(), TrlPrompts(), TrlStepwise(),
        StepPairs(),
        HhRlhf(), HelpSteer2(), HelpSteer2Preference(), HelpSteer3(), UltraFeedback(),
        UltraFeedbackBinarized(), MultiPref(), Arena55k(), Arena100k(), Arena140k(),
        RewardBench(), RewardBench2(), OpenAiPreference(), AnnotatedPairs(), LabelStudio(),
        Argilla(), Prism(), FineGrained(), LabelCounts(), Listwise(), Joint(), Spans(), Critique(),
        MultiObjective(), RewardConditioned(), Soft(), Neutral(),
    )
}  # fmt: skip
READERS: dict[str, Reader] = {k: f for k, f in REGISTRY.items() if isinstance(f, Reader)}
WRITERS: dict[str, Format | ItemFormat] = {
    k: f for k, f in REGISTRY.items() if isinstance(f, ItemFormat | TrlPreference | Judgments)
}
# Those that exports offer: from one label or one judgment a row.
FORMATS: dict[str, Format] = {
    k: f for k, f in REGISTRY.items() if isinstance(f, TrlPreference | Judgments)
}


def detect(rows: Iterable[Any]) -> list[Detected]:
    """Every format that the first rows of a file may be in, the surest first, with evidence."""
    return _detect.detect(rows, READERS.values())


__all__ = [
    "FORMATS",
    "READERS",
    "REGISTRY",
    "WRITERS",
    "Detected",
    "Format",
    "ItemFormat",
    "Reader",
    "detect",
]
