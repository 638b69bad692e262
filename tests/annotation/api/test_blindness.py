"""Nobody learns a model's name or another's answer before they have judged (promise I11)."""

import re
import tempfile
import uuid
from collections import Counter
from pathlib import Path

import pytest

from annotation.domain.questions import check_set
from annotation.domain.templates import TEMPLATES
from annotation.domain.types import AssignmentState, RaterKind, Role
from annotation.models import Judgment, Project
from annotation.services import media
from tests import files, make
from tests.contracts import world as w

FORBIDDEN_KEYS = {
    "model",
    "responses",
    "metadata",
    "presented_order",
    "judgments",
    "labels",
    "label",
}
FORBIDDEN_WORDS = ("model-a", "model-b", "gpt-secret", "Colleague", "their reason", "gold")


def test_an_annotator_finds_no_model_and_no_other_persons_answer_anywhere(db):
    world = w.build()
    annotator = world.clients["annotator"]
    project_id = world.ids["project_id"]
    item = make.item(Project.objects.get(pk=project_id), need=2, metadata={"gold": "a"})
    colleague = make.member(item.project, who=make.user("Colleague"))
    lease = make.assignment(item, colleague, state=AssignmentState.SUBMITTED, note="their reason")
    rater = make.rater(item.project, who=colleague, name="Colleague's rater")
    make.judgment(item, rater, "b", assignment=lease)
    judge = make.rater(item.project, kind=RaterKind.JUDGE, name="gpt-secret")
    make.judgment(item, judge, "b")
    make.label(item, "b")

    claimed = annotator.call("post", f"/projects/{project_id}/queue/claim", {"count": 3})
    assert claimed.json()["assignments"], claimed.content
    answers = {"claim": claimed.content.decode()}
    forbidden = {f"claim: {k}" for k in keys(claimed.json()) & FORBIDDEN_KEYS}
    # A download link is a secret of its own: whoever was given one may have the file.
    files = {"media", "link"}
    for route in w.routes():
        if (
            "get" in route.methods
            and not route.path.startswith("formats")
            and not files & set(route.kwargs)
        ):
            response = annotator.call("get", route.url(world.ids))
            if response.status_code == 200:
                answers[route.path] = response.content.decode()
                forbidden |= {f"{route.path}: {k}" for k in keys(response.json()) & FORBIDDEN_KEYS}

    assert len(answers) >= 4
    assert forbidden == set()
    said = {(p, x) for p, text in answers.items() for x in FORBIDDEN_WORDS if x in text}
    assert said == set()


def test_swapped_sides_look_the_same(team):
    """The two sides differ in nothing but their text."""
    make.items(team.project, 3)
    claim = team.api(Role.ANNOTATOR).call(
        "post", f"{team.path}/queue/claim", {"count": 3, "holding": []}
    )

    for assignment in claim.json()["assignments"]:
        left, right = assignment["sides"]
        assert set(left) == set(right) == {"side", "text"}


def test_many_responses_are_told_apart_by_their_place_alone(team):
    """No key, and no two items with their responses in one order by design."""
    make.items(team.project, 12, responses=4)
    api, orders = team.api(Role.ANNOTATOR), set()
    for _ in range(4):
        body = {"count": 3, "holding": []}
        for assignment in api.call("post", f"{team.path}/queue/claim", body).json()["assignments"]:
            assert [set(side) for side in assignment["sides"]] == [{"side", "text"}] * 4
            assert [side["side"] for side in assignment["sides"]] == ["1", "2", "3", "4"]
            orders.add("".join(side["text"].split()[1] for side in assignment["sides"]))
            token = {"lease_token": assignment["lease_token"]}
            api.call("post", f"/assignments/{assignment['id']}/return", token)

    assert len(orders) > 1


def keys(value):
    """Every key anywhere in a JSON value."""
    if isinstance(value, dict):
        return set(value) | {k for v in value.values() for k in keys(v)}
    if isinstance(value, list):
        return {k for v in value for k in keys(v)}
    return set()


# What an item may hold of where its responses are from; never sent before the verdict.
SECRET = "secret-model"
CONTEXTS = {
    "rag_citations": {
        "sources": [{"title": "On light", "text": "It scatters.", "url": ""}, "Two."]
    },
    "two_stage": {"reveal": [f"{SECRET} came of a.", f"{SECRET} came of b."]},
    "joint_pairs": {"prompts": ["Write of one.", "Write of two."]},
}
FILES = {
    "image_pair": ("fox.png", lambda n: files.picture(("red", "blue")[n], (40 + n, 30))),
    "rich_image_feedback": ("fox.png", lambda n: files.picture("red", (40 + n, 30))),
    "p808_listening": ("clip.wav", lambda n: files.sound(0.1 * (n + 1))),
    "audio_pair": ("clip.wav", lambda n: files.sound(0.1 * (n + 1))),
}
ASKED = {name: template["questions"] for name, template in TEMPLATES.items()}
COUNTS = {name: template["n_responses"][-1] for name, template in TEMPLATES.items()}
# Two sounds side by side, which no template has.
ASKED["audio_pair"] = [
    {"key": "heard", "type": "playback", "title": "Heard"}, make.comparison()
]  # fmt: skip
COUNTS["audio_pair"] = 2


def telling(team, name, count, tmp_path, settings):
    """Items of a template of which everything that is not to be judged says who made what."""
    settings.DATA_DIR = tmp_path
    project = make.project(questions=check_set(ASKED[name]))
    annotator = make.member(project)
    for n in range(count):
        item = make.item(project, responses=COUNTS[name], external_id=f"{SECRET}-item-{n}")
        for m, response in enumerate(item.responses):
            response |= {"model": f"{SECRET}-{response['key']}", "tokens": 100 * (m + 1)}
            response["text"] = f"The sky. [1]\n\nIt is {response['key']}."
            if name in FILES:
                response["text"] = _kept(project, f"{SECRET}-{n}-{m}/{FILES[name][0]}",
                                         FILES[name][1](m))  # fmt: skip
        item.metadata = {SECRET: SECRET, "latency": [1, 2]}
        item.context = {**CONTEXTS.get(name, {}), "generator": SECRET}
        item.save()
    return project, annotator


def _kept(project, name, content):
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        media.keep(project_id=project.pk, name=name, path=Path(file.name), actor_id=None)
    return name


@pytest.mark.parametrize("name", sorted(ASKED))
def test_what_the_bench_is_sent_of_any_kind_of_item_tells_no_side_from_another(
    team, api, name, tmp_path, settings
):
    """The items ahead too: whatever is fetched before its turn is as blind."""
    project, annotator = telling(team, name, 3, tmp_path, settings)
    client = api(annotator)

    claim = client.call("post", f"/projects/{project.pk}/queue/claim", {"count": 3})

    assert len(claim.json()["assignments"]) == 3
    assert SECRET not in claim.content.decode()
    assert not keys(claim.json()) & FORBIDDEN_KEYS
    for assignment in claim.json()["assignments"]:
        shapes = [shape(side) for side in assignment["sides"]]
        assert shapes == [shapes[0]] * COUNTS[name]
        for side in assignment["sides"]:
            assert name not in FILES or side["media"]["url"]
    told = [
        told_by_headers(client.get(side["media"]["url"]))
        for assignment in claim.json()["assignments"]
        for side in assignment["sides"]
        if "media" in side
    ]
    assert told == told[:1] * len(told)


def shape(value):
    """A side's fields, and of what nobody can judge the values too; its place is left out."""
    if isinstance(value, dict):
        return {k: shape(v) for k, v in value.items() if k not in {"side", "width", "height"}}
    if isinstance(value, list):
        return [shape(v) for v in value]
    if isinstance(value, str) and value.startswith("/api/"):
        return re.sub(r"[0-9a-f-]{36}$", "token", value)
    return value if isinstance(value, str) and value in {"image", "audio", "user"} else type(value)


def told_by_headers(response):
    """The headers of a file: its length is in its bytes, its tag a hash of them."""
    assert response.status_code == 200
    headers = {k.lower(): v for k, v in response.headers.items()}
    assert SECRET not in str(headers)
    assert "last-modified" not in headers
    assert re.fullmatch(r'"[0-9a-f]{64}"', headers.pop("etag"))
    for own in ("content-length", "x-request-id"):
        headers.pop(own)
    return headers


@pytest.mark.parametrize("responses", [2, 4])
def test_the_place_of_a_response_says_nothing_of_its_place_in_the_item(team, api, responses):
    """Imports often hold one model first in every item; each place gets each of them."""
    project = make.project(questions=check_set([{"key": "good", "type": "thumbs", "title": "?"}]))
    make.items(project, 60, responses=responses)
    client = api(make.member(project))
    first: Counter[str] = Counter()
    body = {"count": 3, "holding": []}
    while assignments := client.call("post", f"/projects/{project.pk}/queue/claim", body).json()[
        "assignments"
    ]:
        for assignment in assignments:
            first[assignment["sides"][0]["text"].split()[1]] += 1
            done = {"lease_token": assignment["lease_token"], "reason": "other"}
            client.call("post", f"/assignments/{assignment['id']}/skip", done)

    # That one of four is never first in 60 items happens once in 8 million runs.
    assert sorted(first) == list("abcd"[:responses])
    assert sum(first.values()) == 60


def test_the_next_item_that_comes_with_a_verdict_is_as_blind(team, api, tmp_path, settings):
    project, annotator = telling(team, "arena_pair", 2, tmp_path, settings)
    client = api(annotator)
    claim = client.call("post", f"/projects/{project.pk}/queue/claim", {"count": 1}).json()
    [leased] = claim["assignments"]

    answer = client.call(
        "post",
        f"/assignments/{leased['id']}/judgment",
        {
            "lease_token": leased["lease_token"],
            "idempotency_key": str(uuid.uuid4()),
            "answers": {"overall": {"side": "left", "strength": 1}},
            "claim": {"count": 1, "holding": []},
        },
    )

    assert Judgment.objects.count() == 1
    [ahead] = answer.json()["claimed"]["assignments"]
    assert SECRET not in answer.content.decode()
    assert [set(side) for side in ahead["sides"]] == [{"side", "text"}] * 2
    assert not keys(ahead) & FORBIDDEN_KEYS
