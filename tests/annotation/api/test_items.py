from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.domain.types import RaterKind, Role
from annotation.models import AuditEvent, Item, ItemFlag
from tests import make


def rows(team, **query):
    return team.api(Role.REVIEWER).read(f"{team.path}/items", **query)


def ids(team, **query):
    return [row["id"] for row in rows(team, **query)["results"]]


def test_a_row_says_where_the_item_stands(team):
    item = make.item(team.project, prompt="What is a mole?" + "x" * 500, context={"language": "en"})
    make.judgment(item, make.rater(team.project), "b")
    make.judgment(item, make.rater(team.project, kind=RaterKind.JUDGE), "a")
    make.label(item, "a")
    make.label(item, "b", source="llm")

    (row,) = rows(team)["results"]

    assert row["prompt_head"].startswith("What is a mole?xx")
    assert len(row["prompt_head"]) == 200
    assert (row["n_responses"], row["language"]) == (2, "en")
    assert row["judgments"] == {"human": 1, "judge": 1}
    assert row["label"]["value"] == {"winner": "b"}
    assert row["label"]["source"] == "llm"
    assert row["flagged"] is False


def test_filters_choose_and_combine(team):
    plain = make.item(team.project, external_id="poem-1")
    judged = make.item(team.project, external_id="poem_2", state="resolved")
    make.label(judged, "tie")
    flagged = make.item(team.project, external_id="code%3")
    ItemFlag.objects.create(item=flagged, user=team.people[Role.ANNOTATOR], reason="unsafe")
    make.item(make.project(), external_id="poem-9")

    assert ids(team) == [plain.pk, judged.pk, flagged.pk]
    assert ids(team, state="resolved") == [judged.pk]
    assert ids(team, winner="tie") == [judged.pk]
    assert ids(team, source="human") == [judged.pk]
    assert ids(team, source="llm") == []
    assert ids(team, source="none") == [plain.pk, flagged.pk]
    first = rows(team, source="none", limit=1)
    assert ([row["id"] for row in first["results"]], first["estimate"]) == ([plain.pk], 2)
    rest = rows(team, source="none", limit=1, cursor=first["next"])
    assert ([row["id"] for row in rest["results"]], rest["estimate"]) == ([flagged.pk], 2)
    assert ids(team, flagged="true") == [flagged.pk]
    assert ids(team, flagged="false", source="none") == [plain.pk]
    assert ids(team, q="poem") == [plain.pk, judged.pk]
    assert ids(team, q="poem_") == [judged.pk]  # _ and % are letters here
    assert ids(team, q="code%") == [flagged.pk]
    assert ids(team, q="code.") == []


def test_an_older_label_does_not_count(team):
    item = make.item(team.project)
    make.label(item, "a")
    make.label(item, "b")

    assert ids(team, winner="a") == []
    assert ids(team, winner="b") == [item.pk]


def test_pages_follow_one_another_without_gap_or_repeat(team):
    made = make.items(team.project, 7)
    pages, cursor = [], None
    while cursor is not None or not pages:
        page = rows(team, limit=3, **({"cursor": cursor} if cursor else {}))
        pages.append([row["id"] for row in page["results"]])
        cursor = page["next"]

    assert [pk for page_ids in pages for pk in page_ids] == [i.pk for i in made]
    assert [len(p) for p in pages] == [3, 3, 1]
    assert page["estimate"] == 7


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nowhere"},
        {"source": "me"},
        {"winner": "c"},
        {"flagged": "maybe"},
        {"limit": "0"},
        {"limit": "1000000000"},
        {"limit": "-1"},
        {"cursor": "💥"},
        {"cursor": "LTE="},
        {"cursor": "MTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"},
        {"q": "x" * 300},
        {"q": "a\0b"},
        {"offset": "10"},
        {"ordering": "id"},
        {"project__memberships__user__password__startswith": "a"},
        {"_connector": "OR"},
        {"state__in": "imported"},
    ],
)
def test_a_parameter_that_does_not_exist_or_fit_is_refused(team, query):
    make.item(team.project)

    response = team.api(Role.ADMIN).get(f"/api{team.path}/items", query)

    assert response.status_code == 400
    assert next(iter(query)) in response.json()["fields"]


@given(name=st.text(min_size=1, max_size=30), value=st.text(max_size=30))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
def test_no_name_of_a_parameter_ever_reaches_the_database(team, name, value):
    known = {"state", "source", "winner", "flagged", "q", "cursor", "limit"}

    response = team.api(Role.ADMIN).get(
        f"/api{team.path}/items",
        {name.encode("utf-8", "replace"): value.encode("utf-8", "replace")},
    )

    assert response.status_code in ({200, 400} if name in known else {400})


def test_the_number_of_queries_does_not_grow_with_the_rows(team):
    counts = []
    for n in (1, 9, 20):
        for item in make.items(team.project, n):
            make.judgment(item, make.rater(team.project))
            make.label(item)
        api = team.api(Role.REVIEWER)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            api.read(f"{team.path}/items", limit=200)
        counts.append(len(caught))

    assert all(a == b for a, b in pairwise(counts)), counts


def test_an_item_shows_its_whole_history(team):
    item = make.item(team.project, metadata={"source": "exam"})
    who = team.people[Role.ANNOTATOR]
    lease = make.assignment(item, who, state="submitted")
    first = make.judgment(item, make.rater(team.project, who=who), "a", assignment=lease)
    make.judgment(item, make.rater(team.project, who=who), "b", assignment=lease, supersedes=first)
    make.label(item, "b")
    ItemFlag.objects.create(item=item, user=who, reason="unsafe", note="hm")

    seen = team.api(Role.REVIEWER).read(f"/items/{item.pk}")

    assert [r["model"] for r in seen["responses"]] == ["model-a", "model-b"]
    assert [(j["superseded"], j["supersedes"]) for j in seen["judgments"]] == [
        (True, None),
        (False, first.pk),
    ]
    assert seen["assignments"][0]["annotator"] == seen["judgments"][0]["rater"]
    assert who.name not in str(seen)
    assert who.email not in str(seen)
    assert seen["labels"][0]["value"] == {"winner": "b"}
    assert seen["flags"][0]["note"] == "hm"


def test_an_item_shows_its_files_its_prompts_and_the_tools_that_were_called(team):
    sound = make.media(team.project, "a.wav")
    called = {"function": {"name": "search", "arguments": {"q": "sky"}}}
    item = make.item(team.project, context={"media": "a.wav", "prompts": ["Say it.", "Sing it."]})
    item.prompt = [{"role": "assistant", "content": "", "tool_calls": [called]}]
    item.responses = [{"key": "a", "text": "a.wav"}, {"key": "b", "text": "b.wav"}]
    item.save()

    seen = team.api(Role.REVIEWER).read(f"/items/{item.pk}")

    url = f"/api/projects/{team.project.pk}/media/{sound.token}"
    one, other = seen["responses"]
    assert (one["media"]["url"], other["media"]["kind"]) == (url, "missing")
    assert [r["prompt"][0]["content"] for r in (one, other)] == ["Say it.", "Sing it."]
    assert [file["url"] for file in seen["media"]] == [url]
    [call] = seen["prompt"][0]["calls"]
    assert (call["name"], "sky" in call["arguments"]) == ("search", True)


def test_items_that_a_group_links_lead_to_each_other(team):
    # By the name their file gives it, or under contexts; not by their prompt alone.
    turns = [make.item(team.project, group_key="talk-1") for _ in range(3)]
    doctor, child = (
        make.item(team.project, group_key="prompt:1", context={"persona": who})
        for who in ("a doctor", "a child")
    )
    alike = [make.item(team.project, group_key="prompt:2") for _ in range(2)]
    api = team.api(Role.REVIEWER)

    def others(item):
        return api.read(f"/items/{item.pk}")["others_in_group"]

    assert [others(item) for item in (turns[0], doctor, alike[0])] == [2, 1, 0]
    found = api.read(f"{team.path}/items", group="prompt:1")
    assert [row["id"] for row in found["results"]] == [doctor.pk, child.pk]
    assert found["estimate"] == 2


def test_discarding_keeps_the_item_and_says_who_and_why(team):
    item = make.item(team.project)
    api = team.api(Role.ADMIN)

    assert api.call("post", f"/items/{item.pk}/discard", {}).status_code == 400
    assert api.call("post", f"/items/{item.pk}/discard", {"reason": "broken"}).status_code == 204
    assert api.call("post", f"/items/{item.pk}/discard", {"reason": "broken"}).status_code == 409

    assert Item.objects.get(pk=item.pk).state == "discarded"
    assert AuditEvent.objects.get(kind="item.discarded").data == {"reason": "broken"}


def test_settled_flags_are_closed(team):
    item = make.item(team.project)
    ItemFlag.objects.create(item=item, user=team.people[Role.ANNOTATOR], reason="unsafe")

    assert team.api(Role.ADMIN).call("post", f"/items/{item.pk}/flags/settle").status_code == 204

    assert ids(team, flagged="true") == []
    assert team.api(Role.ADMIN).read(f"/items/{item.pk}")["flags"][0]["settled_at"]
