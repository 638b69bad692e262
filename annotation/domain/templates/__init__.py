"""Ready-made sets of questions, each as published work asked them; a start, to be changed at will.

One JSON file per template, since the bench's tests read them too: every template is worked by
keyboard there, and no two of its keys may meet.
"""

import json
from pathlib import Path
from typing import Any

# In the order in which they are offered.
_NAMES = (
    "arena_pair",
    "helpsteer2",
    "multipref",
    "ultrafeedback",
    "kto_thumbs",
    "fine_grained_rlhf",
    "ranking_of_four",
    "critique_rewrite",
    "step_labels",
    "step_tree",
    "rag_citations",
    "joint_pairs",
    "two_stage",
    "image_pair",
    "rich_image_feedback",
    "p808_listening",
)


def _read(name: str) -> dict[str, Any]:
    raw = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    return {"key": name, **raw}


# {"key", "title", "summary", "guideline", "questions", "n_responses": [fewest, most]}
TEMPLATES: dict[str, dict[str, Any]] = {name: _read(name) for name in _NAMES}
