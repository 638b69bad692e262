"""Projects of which little can be said: every page answers, without a NaN, and says why."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from annotation.domain.types import RaterKind, Role
from annotation.models import Item, Rater
from annotation.services import labels, surveys
from tests import make

PAGES = (
    "overview", "quality", "drivers", "groups", "principles", "adjudication", "labelling", "gold",
    "members", "items", "routing", "judges",
)  # fmt: skip
FIGURE = {"value", "low", "high", "n", "why_not"}


def judged(project, votes, *, models=None):
    """votes: a list of items, each a list of (rater, winner)."""
    raters: dict[str, Rater] = {}
    for n, of in enumerate(votes):
        item = make.item(project, need=0, reserve=0)
        if models:
            pair = zip("ab", models[n], strict=True)
            Item.objects.filter(pk=item.pk).update(
                responses=[{"key": k, "text": f"Text {k}", "model": m} for k, m in pair]
            )
        for name, winner in of:
            kind = RaterKind.JUDGE if name.startswith("judge") else RaterKind.HUMAN
            if name not in raters:
                raters[name] = make.rater(project, kind=kind, name=name)
            make.judgment(item, raters[name], winner)
        labels.resolve(item_ids=[item.pk])
    return raters


def one_rater(project):
    judged(project, [[("Ann", "a")]] * 30)


def one_item(project):
    judged(project, [[("Ann", "a"), ("Bob", "b"), ("judge", "a")]])


def all_ties(project):
    judged(project, [[("Ann", "tie"), ("Bob", "tie"), ("judge", "tie")]] * 30)


def all_missing(project):
    make.items(project, 5)


def disconnected(project):
    models = [("m1", "m2"), ("m3", "m4")] * 20
    judged(project, [[("Ann", "a"), ("Bob", "b")]] * 40, models=models)


def one_label_each(project):
    judged(project, [[(f"Rater {n}", "a"), ("Ann", "b")] for n in range(25)])


def no_options(project):
    """Nothing to choose from: one response, which a comparison cannot be asked of."""
    for n in range(3):
        make.item(project, responses=1, external_id=f"alone-{n}")


def groups_of_one(project):
    raters = judged(project, [[(f"Rater {n}", "ab"[n % 2]) for n in range(6)]] * 6)
    surveys.publish(
        project_id=project.pk,
        consent="For research.",
        fields=[
            {
                "key": "town",
                "title": "Town",
                "choices": [{"key": f"t{n}", "title": f"T{n}"} for n in range(6)],
            }
        ],
        min_group=5,
        actor_id=None,
    )
    survey = surveys.newest(project.pk)
    told = {rater.pk: {"town": f"t{n}"} for n, rater in enumerate(raters.values())}
    surveys.keep(survey=survey, told=told)


PROJECTS = (
    one_rater, one_item, all_ties, all_missing, disconnected, one_label_each, no_options,
    groups_of_one,
)  # fmt: skip


def figures(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if value.keys() >= FIGURE:
            yield path, value
        for key, inner in value.items():
            yield from figures(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from figures(inner, f"{path}.{n}")


@pytest.mark.parametrize("build", PROJECTS, ids=lambda build: build.__name__)
def test_every_page_answers_without_nan_and_every_missing_figure_has_its_reason(team, build):
    cache.clear()
    build(team.project)
    api = team.api(Role.ADMIN)
    raters = [f"raters/{pk}" for pk in Rater.objects.values_list("pk", flat=True)[:3]]
    bare = []
    for page in (*PAGES, *raters):
        response = api.get(f"/api{team.path}/{page}")
        assert response.status_code == 200, (page, response.content[:300])
        text = response.content.decode()
        assert "NaN" not in text, page
        assert "Infinity" not in text, page
        bare += [
            f"{page}{path}"
            for path, figure in figures(response.json())
            if figure["value"] is None and not figure["why_not"]
        ]

    assert bare == []


@pytest.mark.parametrize(
    ("build", "page", "says"),
    [
        (one_rater, "quality", "no item was judged by two people"),
        (one_item, "drivers", "only 1 pairs were judged; 10 are needed"),
        (one_item, "principles", "only 0 items are decided between two responses; 40 are needed"),
        (all_ties, "drivers", "nothing was decided"),
        (all_ties, "quality", "people"),
        (all_missing, "groups", "types need 20 people"),
        (disconnected, "quality", "m1"),
        (groups_of_one, "groups", "fewer than two groups have 5 people or more"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_cannot_be_computed_is_said_in_words(team, build, page, says):
    cache.clear()
    build(team.project)

    assert says in team.api(Role.ADMIN).get(f"/api{team.path}/{page}").content.decode()


def test_a_comparison_graph_in_two_parts_is_not_ranked_and_says_which(team):
    cache.clear()
    disconnected(team.project)
    [board] = team.api(Role.RESEARCHER).read(f"{team.path}/quality")["models"][0]["boards"]

    assert board["places"] == []
    assert "m1" in board["why_not"]


def test_unanimity_throughout_is_an_agreement_of_one_and_no_division_by_nothing(team):
    cache.clear()
    all_ties(team.project)
    [question] = team.api(Role.RESEARCHER).read(f"{team.path}/quality")["questions"]

    assert question["agreement"]["value"] == question["alpha"]["value"] == 1
    assert question["judges"][0]["kappa"]["value"] == 1
