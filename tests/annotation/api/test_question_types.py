"""Every question type through the doors of the bench: claimed, answered, stored, reopened."""

import pytest

from annotation.domain.questions import QUESTIONS
from annotation.domain.types import Role
from annotation.models import Assignment, Judgment, Label, Project
from tests import make
from tests.annotation.api.test_bench import claim, submit

SIDES = ["1", "2", "3"]
MARK = {"start": 2, "end": 6, "category": "unfactual", "severity": "major"}
# Every response says this: two lines, one citation.
TEXT = "So 😀 it is.\nSee [2]."
FIRST, SECOND = {"start": 0, "end": 11}, {"start": 12, "end": 20}
CITED = {"start": 16, "end": 19, "source": 2}
# Type -> (options, an answer on three responses as displayed, the same by response, given which
# response stood on sides 1, 2 and 3).
ASKED = {
    "comparison": (
        {"points": 3},
        {"side": "2", "strength": 1},
        None,  # depends on the order: looked at below
    ),
    "rating": (
        {},
        {"ratings": {s: {"quality": int(s)} for s in SIDES}},
        lambda x, y, z: {"ratings": {x: {"quality": 1}, y: {"quality": 2}, z: {"quality": 3}}},
    ),
    "ranking": (
        {},
        {"ranks": {"1": 4, "2": 1, "3": 4}},
        lambda x, y, z: {"ranks": {x: 2, y: 1, z: 2}},
    ),
    "pick": ({}, {"picked": ["3"]}, lambda x, y, z: {"picked": [z], "of": ["a", "b", "c"]}),
    "thumbs": (
        {},
        {"thumbs": {"1": "up", "2": "down", "3": "up"}},
        lambda x, y, z: {"thumbs": {x: "up", y: "down", z: "up"}},
    ),
    "choice": (
        {"per": "response"},
        {"choices": {"1": "yes", "2": "no", "3": "no"}},
        lambda x, y, z: {"choices": {x: "yes", y: "no", z: "no"}},
    ),
    "multi_choice": ({}, {"chosen": ["no"]}, lambda x, y, z: {"chosen": ["no"]}),
    "text": (
        {"per": "response"},
        {"texts": {"1": "one", "2": "two", "3": "three"}},
        lambda x, y, z: {"texts": {x: "one", y: "two", z: "three"}},
    ),
    "critique": (
        {},
        {"of": "2", "reasons": ["wrong"], "critique": "No.", "rewrite": "Yes."},
        lambda x, y, z: {"of": y, "reasons": ["wrong"], "critique": "No.", "rewrite": "Yes."},
    ),
    "spans": (
        {},
        {"spans": {"3": [MARK]}, "missing": {"1": ["Rayleigh"]}},
        lambda x, y, z: {"spans": {z: [MARK]}, "missing": {x: ["Rayleigh"]}},
    ),
    "steps": (
        {"until": "wrong"},
        {"steps": {"1": ["wrong"], "2": ["right", "wrong"], "3": ["right", "neutral"]}},
        lambda x, y, z: {
            "steps": {
                x: [{**FIRST, "label": "wrong"}],
                y: [{**FIRST, "label": "right"}, {**SECOND, "label": "wrong"}],
                z: [{**FIRST, "label": "right"}, {**SECOND, "label": "neutral"}],
            }
        },
    ),
    "citations": (
        {},
        {"citations": {"1": ["supported"], "2": ["partly"], "3": ["contradicted"]}},
        lambda x, y, z: {
            "citations": {
                x: [{**CITED, "label": "supported"}],
                y: [{**CITED, "label": "partly"}],
                z: [{**CITED, "label": "contradicted"}],
            }
        },
    ),
    "playback": (
        {},
        {"played": {s: {"seconds": int(s), "whole": True} for s in SIDES}},
        lambda x, y, z: {
            "played": {key: {"seconds": n, "whole": True} for n, key in enumerate((x, y, z), 1)}
        },
    ),
    "regions": (
        {},  # of texts: there is no picture, so words of the prompt alone
        {"regions": {}, "words": {"2": [{"start": 0, "end": 3}]}},
        lambda x, y, z: {"regions": {}, "words": {y: [{"start": 0, "end": 3}]}},
    ),
}

# The outcome stands between two questions, and is shown before it is answered: test_two_stage.py.
assert set(ASKED) == set(QUESTIONS) - {"reveal"}


def ask(team, kind, **options):
    """The team's project asks one question of this type from now on."""
    asked = [{"key": "q", "type": kind, "title": "Q", "options": options}]
    if kind in ("text", "playback"):  # they alone judge nothing
        asked.append({"key": "c", "type": "comparison", "title": "C", "required": False})
    saved = team.api(Role.ADMIN).call("post", f"{team.path}/questions", {"questions": asked})
    assert saved.status_code == 201, saved.content


def three_that_say_text(team):
    item = make.item(team.project, responses=3)
    item.responses = [{**response, "text": TEXT} for response in item.responses]
    item.save()


@pytest.mark.parametrize("kind", ASKED)
def test_an_answer_of_each_type_is_stored_by_response_and_reopened_by_side(team, kind):
    options, shown, canonical = ASKED[kind]
    ask(team, kind, **options)
    three_that_say_text(team)
    annotator = team.api(Role.ANNOTATOR)
    leased = claim(annotator, team.project)["assignments"][0]
    assert [side["side"] for side in leased["sides"]] == SIDES

    sent = submit(annotator, leased, {"q": shown})
    assert sent.status_code == 201, sent.content
    order = Assignment.objects.get().presented_order
    answer = Judgment.objects.get().answers["q"]
    if canonical:
        assert answer == canonical(*order)
    else:
        pair = answer.get("pair", ["a", "b"])
        assert pair == sorted(order[:2])
        assert pair["ab".index(answer["winner"])] == order[1]

    again = annotator.call("post", f"/assignments/{leased['id']}/reopen").json()
    resent = submit(annotator, leased, again["answers"], supersedes=sent.json()["judgment_id"])
    assert resent.status_code == 201, resent.content
    assert Judgment.objects.latest("pk").answers["q"] == answer


@pytest.mark.parametrize("kind", ASKED)
def test_a_wrong_answer_of_each_type_is_refused_and_the_lease_stays(team, kind):
    ask(team, kind, **ASKED[kind][0])
    three_that_say_text(team)
    annotator = team.api(Role.ANNOTATOR)
    leased = claim(annotator, team.project)["assignments"][0]
    refused = submit(annotator, leased, {"q": {"side": "left", "of": "a", "ranks": {"a": 1}}})

    assert refused.status_code == 400
    assert refused.json()["fields"]["q"][0].endswith(".")
    assert submit(annotator, leased, {"q": ASKED[kind][1]}).status_code == 201


def test_rankings_thumbs_picks_and_ratings_label_their_item(team):
    kinds = ("ranking", "thumbs", "pick", "rating")
    asked = [{"key": k, "type": k, "title": k, "options": ASKED[k][0]} for k in kinds]
    team.api(Role.ADMIN).call("post", f"{team.path}/questions", {"questions": asked})
    make.item(team.project, responses=3)
    annotator = team.api(Role.ANNOTATOR)
    leased = claim(annotator, team.project)["assignments"][0]
    submit(annotator, leased, {k: ASKED[k][1] for k in kinds})

    x, y, z = Assignment.objects.get().presented_order
    values = {label.question: label.value for label in Label.objects.all()}
    assert values["ranking"]["order"] == [[y], sorted([x, z])]
    assert values["ranking"]["best"] == y
    assert values["thumbs"] == {"up": {x: 1.0, y: 0.0, z: 1.0}}
    assert values["pick"] == {"picked": {x: 0.0, y: 0.0, z: 1.0}}
    assert values["rating"]["scores"][z] == {"quality": 3.0}
    assert set(Label.objects.values_list("status", flat=True)) == {"unanimous"}


def test_comparisons_of_other_pairs_than_the_first_two_responses_are_kept_but_not_counted(team):
    ask(team, "comparison", points=3)
    make.items(team.project, 12, responses=4)
    annotator = team.api(Role.ANNOTATOR)
    for _ in range(12):
        leased = claim(annotator, team.project)["assignments"][0]
        submit(annotator, leased, {"q": {"side": "1"}})

    for judgment in Judgment.objects.all():
        first_two = set(judgment.presented_order[:2]) == {"a", "b"}
        assert ("pair" not in judgment.answers["q"]) == first_two
        assert Label.objects.filter(item=judgment.item).exists() == first_two


def test_names_of_all_models_are_revealed_by_side(team):
    ask(team, "ranking")
    Project.objects.update(show_models_after=True)
    make.item(team.project, responses=3)
    annotator = team.api(Role.ANNOTATOR)
    leased = claim(annotator, team.project)["assignments"][0]
    answer = submit(annotator, leased, {"q": {"ranks": {"1": 1, "2": 2, "3": 3}}}).json()

    order = Assignment.objects.get().presented_order
    assert answer["reveal"] == {s: f"model-{k}" for s, k in zip(SIDES, order, strict=True)}


def test_templates_are_offered_ready_to_be_saved(team):
    api = team.api(Role.ADMIN)
    for template in api.read("/question-templates"):
        body = {"questions": template["questions"]}
        assert api.call("post", f"{team.path}/questions", body).status_code == 201


def test_a_set_of_texts_alone_is_refused(team):
    asked = {"questions": [make.text()]}
    refused = team.api(Role.ADMIN).call("post", f"{team.path}/questions", asked)

    assert refused.status_code == 400
    assert "judge nothing" in refused.json()["detail"]


def test_sources_and_persona_are_shown_in_one_shape_and_nothing_else_of_the_context(team):
    given = {
        "language": "en",
        "persona": " a nurse ",
        "criteria": ["short", "kind"],
        "sources": [{"title": "T", "content": "C", "url": "u", "score": 3}, "S", 7, {"text": []}],
        "model": "model-a",
        "documents": ["private"],
    }
    make.item(team.project, context=given)
    leased = claim(team.api(Role.ANNOTATOR), team.project)["assignments"][0]

    assert leased["context"] == {
        "language": "en",
        "persona": "a nurse",
        "criteria": "short; kind",
        "sources": [
            {"title": "T", "text": "C", "url": "u"},
            {"title": "", "text": "S", "url": ""},
            {"title": "", "text": "", "url": ""},
            {"title": "", "text": "", "url": ""},
        ],
    }


def test_each_side_carries_its_own_prompt_wherever_it_stands(team):
    prompts = {"a": "Do A.", "b": "Do B."}
    make.items(team.project, 15, context={"prompts": list(prompts.values())})
    annotator = team.api(Role.ANNOTATOR)
    seen = set()
    for _ in range(15):
        one = claim(annotator, team.project)["assignments"][0]
        order = Assignment.objects.get(pk=one["id"]).presented_order
        shown = [side["prompt"] for side in one["sides"]]
        assert shown == [[{"role": "user", "content": prompts[key]}] for key in order]
        seen.add(tuple(order))
        annotator.call(
            "post", f"/assignments/{one['id']}/return", {"lease_token": one["lease_token"]}
        )

    assert len(seen) == 2


@pytest.mark.parametrize("prompts", [["only one"], ["one", ""], ["one", [{"role": "user"}]], "x"])
def test_sides_have_prompts_of_their_own_all_or_none(team, prompts):
    make.item(team.project, context={"prompts": prompts})
    leased = claim(team.api(Role.ANNOTATOR), team.project)["assignments"][0]

    assert [set(side) for side in leased["sides"]] == [{"side", "text"}] * 2
