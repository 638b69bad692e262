"""Answers that are trees of steps or whole conversations: in, judged, out, and in again."""

import io
import json

import pytest
from django.core.management import call_command

from annotation.domain.types import ItemState
from annotation.models import Item, Judgment
from annotation.services import labels, projects
from tests import make
from tests.interchange.services.files import write

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = [
    {"text": "2x + 3 = 21"},
    {"text": "x = 12"},
    {"text": "2x = 18", "parent": 0},
    {"text": "x = 9\n\nDone.", "parent": 2},
]
ASKED = {"key": "steps", "type": "steps", "title": "Steps", "options": {"until": "wrong"}}
CHAT = [
    {"role": "user", "content": "A poem, please."},
    {"role": "assistant", "content": "On what?"},
    {"role": "user", "content": "Rain."},
    {"role": "assistant", "content": "Grey drums on the roof."},
]
OTHER = [*CHAT[:1], {"role": "assistant", "content": "Roses."}, {"role": "user", "content": "No."},
         {"role": "assistant", "content": "Violets."}]  # fmt: skip


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


def command(name, *args, **options):
    call_command(name, *map(str, args), stdout=io.StringIO(), stderr=io.StringIO(), **options)


def exported(tmp_path, *, format, **params):  # noqa: A002
    out = tmp_path / "out"
    given = [f"{name}={value}" for name, value in params.items()]
    command("export", "demo", format=format, out=out, set=given)
    return out / f"{format}.jsonl"


def test_a_tree_of_steps_is_labelled_exported_and_imported_with_all_of_it(tmp_path):
    project, again = make.project(slug="demo"), make.project(slug="again")
    for one in (project, again):
        projects.add_questions(project_id=one.pk, questions=[ASKED], actor_id=None)
    file = write(tmp_path / "f", {"prompt": "x?", "answer": {"steps": STEPS}})
    command("import_items", "demo", file, map=["prompt=prompt", "response=answer"], pairs="none")
    item = Item.objects.get()
    [response] = item.responses
    assert [s["parent"] for s in response["steps"]] == [None, 0, 0, 2]

    said = [
        {"start": s["start"], "end": s["end"], "label": label}
        for s, label in zip(response["steps"], ("right", "wrong", "right", "right"), strict=True)
    ]
    make.judgment(item, make.rater(project), answers={"steps": {"steps": {response["key"]: said}}})
    whole = exported(tmp_path, format="trl-stepwise", trees="whole")
    command("import_items", "again", whole)

    [back] = Item.objects.filter(project=again)
    assert [(r["text"], r["steps"]) for r in back.responses] == [
        (response["text"], response["steps"])
    ]
    assert Judgment.objects.get(item=back).answers == {"steps": {"steps": {"r1": said}}}


def test_two_sessions_are_compared_exported_and_imported_turn_by_turn(tmp_path):
    project, again = make.project(slug="demo"), make.project(slug="again")
    file = write(tmp_path / "f", {"prompt": CHAT[:1], "a": CHAT, "b": OTHER})
    command("import_items", "demo", file,
            map=["prompt=prompt", "response_a=a", "response_b=b"])  # fmt: skip
    item = Item.objects.get()
    assert [r["turns"] for r in item.responses] == [CHAT[1:], OTHER[1:]]

    make.judgment(item, make.rater(project), "b")
    Item.objects.update(state=ItemState.RESOLVED, need=0, label_source="human")
    labels.resolve(item_ids=[item.pk])
    pairs = exported(tmp_path, format="trl-preference")
    [row] = [json.loads(line) for line in pairs.read_text().splitlines()]
    assert (row["prompt"], row["chosen"], row["rejected"]) == (CHAT[:1], OTHER[1:], CHAT[1:])

    command("import_items", "again", pairs)
    [back] = Item.objects.filter(project=again)
    assert sorted(back.responses, key=lambda r: r["text"], reverse=True)[0]["turns"] == OTHER[1:]
    assert {r["text"] for r in back.responses} == {r["text"] for r in item.responses}
