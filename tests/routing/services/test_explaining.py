"""A judge proposes principles, votes on held-out pairs, sums up texts; within its budget."""

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotation.domain.types import Role
from annotation.errors import Invalid
from annotation.models import Item, Judgment
from routing.models import Budget, Explanation, JudgeCall
from routing.services import explaining, probing
from routing.services import explaining_prompts as prompts
from routing.services.budgets import BudgetSpent
from tests import make
from tests.conftest import Api
from tests.routing.judges.endpoint import chat, nonce, serving
from tests.routing.services import build

pytestmark = pytest.mark.django_db


def labelled(project, n):
    """Pairs whose better response says that it does not know."""
    for k in range(n):
        good, bad = f"I do not know that for certain, case {k}.", f"It is surely so, case {k}."
        first_better = k % 3 == 0
        item = make.item(project, prompt=f"Question {k}?")
        texts = (good, bad) if first_better else (bad, good)
        Item.objects.filter(pk=item.pk).update(
            responses=[
                {"key": key, "text": text, "model": ""}
                for key, text in zip("ab", texts, strict=True)
            ]
        )
        make.label(item, "a" if first_better else "b")
        make.judgment(
            item,
            make.rater(project),
            answers={
                "overall": {"winner": "a", "strength": -1},
                "why": {"text": "It is honest." if k % 2 else "Too long."},
            },
        )


def reads(handler, body):
    """Answers as a model would that follows its instructions to the letter."""
    shown = json.loads(
        re.search(r"<<<DATA \w+>>>\n(.*)\n<<<END", body["messages"][1]["content"], re.DOTALL)[1]
    )
    if "pairs" in shown:
        field, text = "principles", (
            "- Prefer the response that admits what it does not know.\n"
            "2. Prefer the response that is surely so.\n"
            "one principle a line\nThe sky is blue.\nPrefer " + "x" * 300
        )  # fmt: skip
    elif "response_A" in shown:
        honest = "A" if "not know" in shown["response_A"] else "B"
        bold = "B" if honest == "A" else "A"
        field, text = "votes", f"1: {honest}\n2: {bold}"
    elif "criteria" in shown:
        field = "mentions"
        text = "\n".join(
            f"{n}: {'1' if 'honest' in t else 'none'}" for n, t in shown["texts"].items()
        )
    else:
        field, text = "criteria", "Is honest\nOne criterion a line.\nIs short"
    said = json.dumps({"call": nonce(body), field: text, "verdict": "done"})
    handler.answer(200, chat(said))


@pytest.fixture
def project(db):
    made = make.project(questions=[make.comparison(), make.text()])
    labelled(made, 60)
    build.budget(made, "5")
    return made


@pytest.fixture
def judge(project, settings):
    with serving(reads) as endpoint:
        settings.JUDGE_PRIVATE_HOSTS = [endpoint.host]
        yield build.endpoint_judge(project, endpoint.base_url, price="1")


def test_principles_are_tried_on_pairs_that_they_were_not_proposed_from(project, judge):
    explaining.explain(judge)
    found = Explanation.objects.get(kind="principles").data

    best, worst = found["principles"]
    assert best["text"] == "Prefer the response that admits what it does not know."
    assert (best["accuracy"]["value"], best["silent"]) == (1, 0)
    assert worst["accuracy"]["value"] == 0
    assert (found["n_learnt"], found["unread"], found["why_not"]) == (20, 0, "")
    assert best["agree"] == found["n_held"]


def test_texts_become_criteria_with_how_many_speak_of_each(project, judge):
    explaining.explain(judge)
    found = Explanation.objects.get(kind="criteria").data

    assert [(c["text"], c["n"]) for c in found["criteria"]] == [("Is honest", 30), ("Is short", 0)]
    assert found["criteria"][0]["example"] == "It is honest."
    assert found["n_texts"] == 60


def test_what_was_answered_is_not_paid_for_again_and_no_judgment_comes_of_it(project, judge):
    before = Judgment.objects.count()
    explaining.explain(judge)
    calls, spent = JudgeCall.objects.count(), Budget.objects.get().spent
    explaining.explain(judge)

    assert (JudgeCall.objects.count(), Budget.objects.get().spent) == (calls, spent)
    assert spent > 0
    assert Budget.objects.get().reserved == 0
    assert Judgment.objects.count() == before


def test_an_endpoint_that_cannot_be_reached_is_no_finding(project, settings):
    settings.JUDGE_PRIVATE_HOSTS = ["127.0.0.1:9"]
    with pytest.raises(probing.NotAnswering, match="the endpoint cannot be reached"):
        explaining.explain(build.endpoint_judge(project, "http://127.0.0.1:9/v1"))
    assert not Explanation.objects.exists()


def test_asked_anew_it_is_as_of_then(project, judge):
    explaining.explain(judge)
    Explanation.objects.update(as_of=timezone.now() - timedelta(days=1))
    explaining.explain(judge)

    ages = [timezone.now() - one.as_of for one in Explanation.objects.all()]
    assert ages
    assert max(ages) < timedelta(hours=1)


def test_a_budget_that_is_spent_stops_it_in_words(project, judge):
    Budget.objects.update(limit="0.000001")
    with pytest.raises(BudgetSpent):
        explaining.explain(judge)
    assert not Explanation.objects.exists()


def test_a_judge_that_answers_nonsense_is_said_to(project):
    explaining.explain(build.judge(project, "malformed"))

    found = Explanation.objects.get(kind="principles").data
    assert found["why_not"] == "the judge proposed no principle that could be read"


def test_votes_are_read_whole_or_not_at_all():
    assert prompts.read_votes("1: A\n2) neither\n 3 b ", n=3) == [1, 0, -1]
    assert prompts.read_votes("1: A\n3: B", n=3) is None
    assert prompts.read_votes("1: A\n2: perhaps", n=2) is None
    assert prompts.read_mentions("1: 1, 3\n2: none", texts=2, n=3) == [{0, 2}, set()]
    assert prompts.read_mentions("1: 1", texts=2, n=3) is None
    assert prompts.read_mentions("1: 9", texts=1, n=3) == [set()]


def test_the_page_says_whom_one_may_ask_and_what_was_found(project, judge):
    admin = Api(make.member(project, Role.ADMIN))
    path = f"/projects/{project.pk}/explanations"
    assert admin.read(path)["explanations"] == []

    asked = admin.call("post", path, {"judge": judge.pk})
    assert asked.status_code == 202
    assert admin.read(path)["running"] is True
    explaining.run(job_id=asked.json()["job_id"])

    seen = admin.read(path)
    assert seen["running"] is False
    assert [j["name"] for j in seen["judges"]] == ["remote"]
    assert {(e["kind"], e["question"]) for e in seen["explanations"]} == {
        ("principles", "overall"),
        ("criteria", "why"),
    }


def test_from_the_command_line(project, judge):
    out = StringIO()
    call_command("explain", project.slug, "--judge", "remote", stdout=out)
    assert "admits what it does not know. right 1.000, on 1.00" in out.getvalue()
    with pytest.raises(CommandError, match="No active judge is called 'x'"):
        call_command("explain", project.slug, "--judge", "x")


def test_a_judge_that_reads_no_instructions_is_refused(project):
    silent = build.judge(project, "tfidf", name="alike", backend="similarity")
    with pytest.raises(Invalid, match="reads no instructions"):
        explaining.start(project_id=project.pk, spec_id=silent.pk, actor_id=None)
