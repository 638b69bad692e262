"""Scores of reward models trained elsewhere, from a file into HyPER."""

import json
import random
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotation.models import Project
from routing.models import MixScore, PolicyState
from routing.policies.hyper import SCORES
from tests import make
from tests.routing import audits, rows


@pytest.fixture
def project(db: None) -> Project:
    return make.project(slug="mine")


def read(file: Path, *lines: Any) -> str:
    file.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    )
    out = StringIO()
    call_command("mix_scores", "mine", str(file), stdout=out, stderr=StringIO())
    return out.getvalue()


def test_hyper_learns_from_scores_instead_of_its_own_small_models(project, tmp_path):
    """The scores say that people are worth asking about long prompts, and nothing else counts."""
    rows.choose(project, "hyper", audit_rate=1.0, strategy="optimal")
    made = audits.audited(project, 80)
    long = {item.external_id for item in made if audits.longer_first(item)}
    rng = random.Random(4)
    mixes = []
    for _ in range(60):
        people = rng.sample([item.external_id for item in made], rng.randint(5, 75))
        mixes.append({"people": people, "score": sum(name in long for name in people) / 80})

    said = read(tmp_path / "scores.jsonl", *mixes)

    assert said.startswith(
        "60 scored mixes read.\nLearnt anew: Learnt from scores of reward models"
    )
    state = PolicyState.objects.latest("pk").state
    assert "trained elsewhere on 60 mixes" in state["notes"][0]
    # The size of a mix alone ranks most of them, and the share of long ones more than that.
    assert state["spearman"] > 0.5


def test_a_few_scores_are_too_few_to_take_the_place_of_its_own(project, tmp_path):
    rows.choose(project, "hyper", audit_rate=1.0, strategy="optimal", mixes=50)
    made = audits.audited(project, 80)
    mix = {"people": [made[0].external_id], "score": 0.5}
    assert "trained elsewhere" not in read(tmp_path / "few.jsonl", *[mix] * (SCORES - 1))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nonsense", "Line 2 cannot be read"),
        ({"people": []}, "Line 2 cannot be read"),
        ({"people": "x", "score": 1}, "people is a list"),
        ({"people": [], "score": None}, "Line 2 cannot be read"),
        ({"people": [], "score": True}, "score a number"),
        ({"people": ["nobody"], "score": 1}, "no item 'nobody'"),
    ],
)
def test_a_file_with_a_wrong_line_is_refused_whole(project, tmp_path, line, words):
    with pytest.raises(CommandError, match=words):
        read(tmp_path / "scores.jsonl", {"people": [], "score": 1}, line)
    assert not MixScore.objects.exists()
