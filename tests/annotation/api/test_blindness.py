"""Nobody learns a model's name or another's answer before they have judged (promise I11)."""

from annotation.domain.types import AssignmentState, RaterKind, Role
from annotation.models import Project
from tests import make
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
