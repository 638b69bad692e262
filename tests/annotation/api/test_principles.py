"""Principles on the page: from labels in force, and what people write summed up by words."""

import pytest

from annotation.api import serializers_principles as s
from annotation.domain.types import Role
from annotation.models import Item
from tests import make


def seen(team):
    return team.api(Role.RESEARCHER).read(f"{team.path}/principles")


def decided(project, n, *, better="It is so. However, it depends.", worse="It is so."):
    for k in range(n):
        first_better = k % 2 == 0
        texts = (better, worse) if first_better else (worse, better)
        item = make.item(project, prompt=f"Question {k}?")
        Item.objects.filter(pk=item.pk).update(
            responses=[
                {"key": key, "text": t, "model": ""}
                # The names of responses are not their places: those of files are r1 and r2.
                for key, t in zip(("r1", "r2"), texts, strict=True)
            ]
        )
        make.label(item, "a" if first_better else "b")


def test_what_labels_follow_is_said_in_a_sentence_with_its_share(team):
    decided(team.project, 60)
    found = seen(team)

    [question] = found["questions"]
    first = question["principles"][0]
    assert first["accuracy"]["value"] == 1
    assert first["text"].startswith("Prefer the response ")
    assert (first["disagree"], first["silent"]) == (0, 0)
    assert "Prefer the response that says “however”." in [p["text"] for p in question["principles"]]
    assert question["together"]["value"] == 1
    assert (question["n_items"], question["of_items"]) == (60, 60)
    assert set(s.PrinciplesOut(found).data) == set(found)
    assert set(s.ReconstructionOut(question).data) == set(question)


def test_only_the_label_in_force_counts(team):
    decided(team.project, 50)
    item = Item.objects.earliest("pk")
    make.label(item, "tie", version=2)

    assert seen(team)["questions"][0]["of_items"] == 49


def test_a_project_without_labels_says_why_there_is_nothing(team):
    [question] = seen(team)["questions"]

    assert "40 are needed" in question["why_not"]
    assert question["together"]["value"] is None


@pytest.fixture
def reasons(db):
    return make.project(questions=[make.comparison(), make.text()])


def test_what_people_write_is_summed_up_beside_what_they_write_about(reasons, api):
    researcher = make.member(reasons, Role.RESEARCHER)
    rater = make.rater(reasons)
    for n in range(30):
        item = make.item(reasons)
        text = "Too verbose for me." if n % 2 else "Clear and verbose."
        make.judgment(
            item, rater,
            answers={"overall": {"winner": "a", "strength": -1}, "why": {"text": text}},
        )  # fmt: skip
    [texts] = api(researcher).read(f"/projects/{reasons.pk}/principles")["texts"]

    assert (texts["n_texts"], texts["why_not"]) == (30, "")
    by_term = {t["term"]: t for t in texts["terms"]}
    assert (by_term["verbose"]["first"], by_term["verbose"]["second"]) == (30, 0)
    assert by_term["clear"]["first"] == 15
    assert "answer" not in by_term  # the responses say it themselves
    assert by_term["verbose"]["examples"][0]["text"] == "Too verbose for me."


def test_words_of_the_better_response_stand_against_those_of_the_other(api, db):
    per_response = {**make.text(), "options": {"max_length": 2000, "per": "response"}}
    project = make.project(questions=[make.comparison(), per_response])
    researcher = make.member(project, Role.RESEARCHER)
    rater = make.rater(project)
    for _ in range(30):
        item = make.item(project)
        Item.objects.filter(pk=item.pk).update(
            responses=[{"key": key, "text": "So.", "model": ""} for key in ("r1", "r2")]
        )
        make.label(item, "a")
        make.judgment(
            item, rater,
            answers={
                "overall": {"winner": "a", "strength": -1},
                "why": {"texts": {"r1": "It is precise.", "r2": "It is rambling."}},
            },
        )  # fmt: skip
    [texts] = api(researcher).read(f"/projects/{project.pk}/principles")["texts"]

    signs = {t["term"]: t["z"] > 0 for t in texts["contrast"]}
    assert signs["precise"] is True
    assert signs["rambling"] is False


def test_few_texts_are_a_reason(reasons, api):
    [texts] = api(make.member(reasons, Role.RESEARCHER)).read(f"/projects/{reasons.pk}/principles")[
        "texts"
    ]

    assert (texts["why_not"], texts["terms"]) == ("fewer than 10 texts were written", [])
