"""Which item comes next, and in which order its responses stand."""

import hashlib

import pytest

from annotation.api import serializers_bench as s
from annotation.domain.types import Role
from annotation.models import Assignment, Project
from annotation.services import queue
from tests import make
from tests.annotation.api.test_bench import claim, submit


@pytest.fixture
def annotator(team):
    return team.api(Role.ANNOTATOR)


def next_item(api, project):
    """Judge the next item; its id, or None when there is none."""
    leased = claim(api, project)["assignments"]
    if not leased:
        return None
    assert submit(api, leased[0]).status_code == 201
    return Assignment.objects.get(pk=leased[0]["id"]).item_id


def test_what_turns_up_behind_an_annotator_comes_when_nothing_lies_ahead(team, annotator):
    ahead = make.items(team.project, 4, need=2)
    seen = [next_item(annotator, team.project) for _ in range(2)]
    urgent = make.item(team.project, priority=-1)
    seen += [next_item(annotator, team.project) for _ in range(4)]

    assert seen == [*(item.pk for item in ahead), urgent.pk, None]


def test_what_is_more_urgent_comes_next_once_the_mark_is_old(team, annotator, monkeypatch):
    monkeypatch.setattr(queue, "MARK_SECONDS", 0)
    first, second = make.items(team.project, 2, need=2)
    assert next_item(annotator, team.project) == first.pk
    urgent = make.item(team.project, priority=-1)

    assert [next_item(annotator, team.project) for _ in range(2)] == [urgent.pk, second.pk]


def test_the_order_shown_can_be_drawn_again_from_its_seed_and_varies(team, annotator):
    make.items(team.project, 40, need=1)
    while leased := claim(annotator, team.project, count=3)["assignments"]:
        for one in leased:
            submit(annotator, one)

    drawn = list(Assignment.objects.values_list("order_seed", "presented_order"))
    assert len(drawn) == 40
    for seed, order in drawn:
        assert order == sorted(
            "ab", key=lambda key, s=seed: hashlib.md5(f"{s}:{key}".encode()).digest()
        )
    assert {order[0] for _, order in drawn} == {"a", "b"}


def test_a_fixed_order_is_the_files(team, annotator):
    Project.objects.filter(pk=team.project.pk).update(side_order=Project.SideOrder.FIXED)
    make.items(team.project, 6)
    for _ in range(2):
        claim(
            annotator,
            team.project,
            count=3,
            holding=Assignment.objects.values_list("pk", flat=True),
        )

    assert list(Assignment.objects.values_list("presented_order", flat=True)) == [["a", "b"]] * 6


def test_the_answers_have_the_fields_that_the_schema_says(team, annotator):
    """They are written without the serializers that describe them."""
    Project.objects.filter(pk=team.project.pk).update(show_models_after=True)
    make.items(team.project, 2)
    claimed = claim(annotator, team.project)
    answer = submit(annotator, claimed["assignments"][0], claim={"count": 1, "holding": []}).json()
    start = annotator.read(f"{team.path}/queue")

    for got, described in ((claimed, s.ClaimOut), (answer, s.JudgmentOut), (start, s.QueueOut)):
        assert shape(got) == shape_of(described(), got)


def shape(value):
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def shape_of(serializer, example):
    """The described fields, as deep as the example goes."""
    fields = {}
    for name, field in serializer.fields.items():
        inner = example.get(name)
        described = getattr(field, "child", field)
        if not field.required and name not in example:
            continue
        if hasattr(described, "fields") and inner:
            row = inner[0] if isinstance(inner, list) else inner
            fields[name] = (
                [shape_of(described, row)] if isinstance(inner, list) else shape_of(described, row)
            )
        else:
            fields[name] = shape(inner)
    return fields
