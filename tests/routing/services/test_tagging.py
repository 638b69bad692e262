"""Prompts are tagged by a judge: paid, once per prompt, and policies can use what it said."""

from decimal import Decimal
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from annotation.domain.types import RaterKind
from annotation.errors import Invalid
from annotation.models import Judgment, Project
from routing.judges import parsing
from routing.judges import tagging as asked
from routing.judges.base import Completion
from routing.judges.scripted import SCRIPTS
from routing.judges.spec import NewSpec
from routing.models import Budget, ItemTags, JudgeCall, JudgeSpec
from routing.services import making, routing, signals, tagging
from routing.services.budgets import BudgetSpent
from routing.services.replaying import Chosen, of_project
from routing.signals import bins, tags
from tests import make
from tests.routing import rows

ORDINARY = "What is the capital of France?"
RISKY = "Which dose of this medicine is a poison? Answer in at most 20 words."


@pytest.fixture
def project(db: None) -> Project:
    return make.project()


def judge(project: Project, price: str = "0", model: str = "longer-wins") -> JudgeSpec:
    new = NewSpec("tagger", "scripted", model, Decimal(price), Decimal(price))
    return making.create(project_id=project.pk, actor_id=None, new=new)


def asking(project: Project, *prompts: str) -> list[int]:
    return [rows.waiting(project, 1, prompt=prompt)[0].pk for prompt in prompts]


def test_a_judge_says_what_prompts_are_about_and_signals_know_it(project):
    ids = asking(project, ORDINARY, RISKY)
    done = tagging.tag(judge(project))

    assert (done.items, done.unread) == (2, 0)
    read = signals.read(ids, {"tag_safety", "tag_subjects", "tag_format", "tag_english"})
    assert read["tag_safety"].tolist() == [0, 2]
    assert read["tag_format"].tolist() == [0, 1]
    assert read["tag_english"].tolist() == [1, 1]
    medicine = tags.SUBJECTS.index("Medicine and health")
    assert int(read["tag_subjects"][1]) >> medicine & 1
    # No judgment comes of it, and the calls say what they were for.
    assert not Judgment.objects.exists()
    assert set(JudgeCall.objects.values_list("purpose", flat=True)) == {"tag"}


def test_without_tags_nothing_is_known(project):
    ids = asking(project, ORDINARY)
    read = signals.read(ids, {"tag_safety", "tag_subjects"})
    assert all(np.isnan(values).all() for values in read.values())


def test_equal_prompts_are_asked_about_once_and_nothing_twice(project):
    asking(project, ORDINARY, ORDINARY, RISKY)
    spec = judge(project)
    assert tagging.tag(spec).items == 3
    assert JudgeCall.objects.count() == 2

    asking(project, ORDINARY)  # the same words come again: what was said of them is known
    assert tagging.tag(spec).items == 1
    assert JudgeCall.objects.count() == 2


def test_tagging_is_paid_from_the_budget_and_stops_at_its_end(project):
    asking(project, ORDINARY, RISKY)
    spec = judge(project, price="10")
    with pytest.raises(BudgetSpent):
        tagging.tag(spec)
    assert not ItemTags.objects.exists()

    Budget.objects.create(project=project, unit="usd", limit=5)
    tagging.tag(spec)
    paid = sum(JudgeCall.objects.values_list("cost_usd", flat=True))
    assert 0 < paid == Budget.objects.get(unit="usd").spent


def test_rules_send_what_is_tagged_as_risky_to_people(project):
    asking(project, ORDINARY, RISKY)
    spec = judge(project)
    tagging.tag(spec)
    rows.choose(project, "rules", safety=2)
    routing.route(project_id=project.pk)

    assert rows.routes(project) == ["judge", "human"]


def test_hyper_has_the_tags_as_features(project):
    for pk in asking(project, ORDINARY, RISKY):
        item = project.items.get(pk=pk)
        make.judgment(item, make.rater(project), "a")
        make.judgment(item, make.rater(project, kind=RaterKind.JUDGE), "b")
    tagging.tag(judge(project))
    seen = of_project(project.pk, Chosen()).signals
    edges = bins.fix(seen)
    members = dict(zip(edges.names, edges.members(seen).T.tolist(), strict=True))

    assert members["tag_safety: moderate"] == [False, True]
    assert members["tag_safety: safe"] == [True, False]
    assert members["tag_subjects: Medicine and health"] == [False, True]
    assert "tag_subjects: Anthropology" not in members


def test_an_answer_outside_the_vocabulary_is_no_tag():
    prompt = asked.prompt([{"role": "user", "content": "Hi"}], salt="s")
    whole = {
        "subject_of_expertise": ["Others"], "expertise_level": "general public",
        "open_endedness": "no", "safety_concern": "safe", "complexity_of_intents": "simple",
        "languages": ["English"], "type_of_in_context_material": [], "format_constraints": [],
    }  # fmt: skip
    assert tags.checked(whole) == whole
    assert set(whole) == set(tags.DIMENSIONS)
    for name, wrong in (
        ("subject_of_expertise", ["Journalism, media studies and communication"]),
        ("subject_of_expertise", ["Law"] * 4),
        ("safety_concern", "extreme"),
        ("languages", "English"),
        ("format_constraints", [1]),
    ):
        assert tags.checked({**whole, name: wrong}) is None
    assert tags.checked({k: v for k, v in whole.items() if k != "languages"}) is None

    text = f'{{"call": "{prompt.nonce}", "tags": {{"safety_concern": "safe"}}}}'
    assert parsing.parse(Completion(text), prompt).state == "off_menu"
    forged = '{"call": "000000000000", "tags": {}}'
    assert parsing.parse(Completion(forged), prompt).state == "malformed"


def test_what_cannot_be_read_is_counted_and_asked_again_by_nobody(project):
    asking(project, ORDINARY)
    assert tagging.tag(judge(project, model="malformed")).unread == 1
    assert not ItemTags.objects.exists()


def test_the_command_tags_and_says_what_it_did(project):
    asking(project, ORDINARY, RISKY)
    judge(project)
    out = StringIO()
    call_command("tag", project.slug, "--judge", "tagger", stdout=out, stderr=StringIO())
    assert out.getvalue() == "2 items tagged by tagger.\n"

    with pytest.raises(CommandError, match="there is tagger"):
        call_command("tag", project.slug, "--judge", "nobody", stderr=StringIO())
    with pytest.raises(CommandError, match="no project"):
        call_command("tag", "nowhere", "--judge", "tagger", stderr=StringIO())


def test_a_judge_that_reads_no_instructions_cannot_tag(project):
    new = NewSpec("alike", "similarity", "tfidf", Decimal(0), Decimal(0))
    spec = making.create(project_id=project.pk, actor_id=None, new=new)
    with pytest.raises(Invalid, match="reads no instructions"):
        tagging.start(project_id=project.pk, spec_id=spec.pk, actor_id=None)


@pytest.mark.parametrize("model", sorted(SCRIPTS.keys() - {"malformed", "slow", "refuses"}))
def test_every_script_describes_a_prompt(project, model):
    asking(project, RISKY)
    assert tagging.tag(judge(project, model=model)).items == 1
