"""Labels by what raters are worth: as verdicts arrive, and all anew."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.domain.aggregation import AGGREGATORS
from annotation.domain.types import ItemState, RaterKind
from annotation.errors import Invalid
from annotation.models import Fit, Item, Job, Label, Project
from annotation.services import judgments, labels, projects, relabelling
from tests import make

SAID = ("a", "b", "tie")
COLUMNS = ("item_id", "question", "value", "method", "fit_id", "status", "n_human", "agreement")


@pytest.fixture
def crowd(db: None) -> Project:
    """Forty items: two raters who are mostly right, three who guess, and a judge."""
    project, rng = make.project(), random.Random(1)
    people = [make.rater(project, name=f"p{n}") for n in range(5)]
    judge = make.rater(project, kind=RaterKind.JUDGE, name="judge")
    for n, item in enumerate(make.items(project, 40, state=ItemState.AWAITING_JUDGE)):
        truth = "ab"[n % 2]
        for rater in people:
            right = rng.random() < (0.95 if rater.name in ("p0", "p1") else 0.5)
            make.judgment(item, rater, truth if right else "ba"[n % 2])
        make.judgment(item, judge, "a", confidence=0.9)
    return project


def choose(project: Project, method: str) -> None:
    Project.objects.filter(pk=project.pk).update(aggregators={"overall": method})


def newest(project: Project) -> dict[int, Label]:
    rows = Label.objects.filter(project=project).order_by("version")
    return {label.item_id: label for label in rows}


@pytest.mark.parametrize("method", sorted(set(AGGREGATORS) - {"majority"}))
def test_a_project_relabels_by_the_method_it_chose_and_labels_say_so(crowd, method):
    choose(crowd, method)
    found = relabelling.relabel(project_id=crowd.pk)

    fit = Fit.objects.get()
    assert (found.items, found.added, found.fits) == (40, 40, {"overall": fit.pk})
    assert (fit.n_votes, fit.n_items, fit.n_raters) == (200, 40, 5)
    made = newest(crowd)
    assert {(x.method, x.fit_id, x.source, x.n_human) for x in made.values()} == {
        (method, fit.pk, "human", 5)
    }
    items = list(Item.objects.filter(project=crowd).order_by("pk"))
    right = sum(made[i.pk].value["winner"] == "ab"[n % 2] for n, i in enumerate(items))
    assert right >= 34
    assert relabelling.relabel(project_id=crowd.pk).added == 0  # the same again is no new version


def test_a_verdict_is_labelled_by_what_was_learnt_before_in_the_same_step(crowd):
    choose(crowd, "dawid_skene")
    relabelling.relabel(project_id=crowd.pk)
    fit = Fit.objects.get()
    item = make.item(crowd, state=ItemState.AWAITING_JUDGE)
    good, *guessing = crowd.raters.filter(name__in=("p0", "p2", "p3")).order_by("name")

    record(item, good, "a")
    assert newest(crowd)[item.pk].fit_id == fit.pk
    for rater in guessing:
        record(item, rater, "b")

    label = newest(crowd)[item.pk]
    assert (label.value["winner"], label.status, label.version) == ("a", "weighed", 3)
    assert (label.method, label.fit_id, label.n_human) == ("dawid_skene", fit.pk, 3)
    assert label.agreement == pytest.approx(1 / 3)
    assert Fit.objects.count() == 1


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(AGGREGATORS)),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.sampled_from(SAID)), min_size=1),
)
def test_labels_made_one_by_one_are_the_labels_made_all_at_once(crowd, method, said):
    choose(crowd, method)
    relabelling.learn(project_id=crowd.pk)
    people = list(crowd.raters.filter(kind=RaterKind.HUMAN).order_by("pk"))
    people += [make.rater(crowd) for _ in range(2)]  # whom the fit does not know
    items = make.items(crowd, 4, state=ItemState.AWAITING_JUDGE)
    for (at, who), winner in {(at, who): winner for at, who, winner in said}.items():
        record(items[at], people[who], winner)
    ids = [item.pk for item in items]
    one_by_one = believed(ids)

    forget(ids)
    few, labels.FEW = labels.FEW, 0
    try:
        labels.resolve(item_ids=ids)
    finally:
        labels.FEW = few

    at_once = believed(ids)
    assert [row[:-1] for row in at_once] == [row[:-1] for row in one_by_one]
    assert [row[-1] for row in at_once] == pytest.approx([row[-1] for row in one_by_one], abs=2e-3)


def test_judges_are_counted_whatever_weighs_people(crowd):
    choose(crowd, "dawid_skene")
    Item.objects.filter(project=crowd).update(label_source="judge")
    relabelling.relabel(project_id=crowd.pk)

    assert {(x.method, x.fit_id, x.source) for x in newest(crowd).values()} == {
        ("majority", None, "llm")
    }


def test_where_nothing_can_be_learnt_votes_are_counted_and_it_is_said_why(db):
    project = make.project()
    rater = make.rater(project)
    for item in make.items(project, 3, state=ItemState.AWAITING_JUDGE):
        make.judgment(item, rater)
    choose(project, "dawid_skene")
    relabelling.relabel(project_id=project.pk)

    assert {x.method for x in newest(project).values()} == {"majority"}
    assert "No item has two votes" in Fit.objects.get().warnings[0]


def test_another_question_set_is_counted_until_it_is_learnt_again(crowd):
    choose(crowd, "dawid_skene")
    relabelling.relabel(project_id=crowd.pk)
    asked = [make.comparison(both_bad=False)]
    projects.add_questions(project_id=crowd.pk, questions=asked, actor_id=None)
    item = make.item(crowd, state=ItemState.AWAITING_JUDGE)

    record(item, crowd.raters.get(name="p0"), "a")

    assert newest(crowd)[item.pk].method == "majority"


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"overall": "vibes"}, "There is no method 'vibes': majority, "),
        ({"colour": "majority"}, "'colour' is no question whose answers are votes"),
        ({"why": "dawid_skene"}, "'why' is no question whose answers are votes"),
    ],
)
def test_a_method_that_does_not_exist_or_does_not_fit_is_refused(db, chosen, sentence):
    project = make.project(questions=[make.comparison(), make.text()])

    with pytest.raises(Invalid, match=sentence):
        projects.change(project_id=project.pk, actor_id=None, aggregators=chosen)

    project.refresh_from_db()
    assert project.aggregators == {}


def record(item, rater, winner):
    judgments.record(
        [
            judgments.NewJudgment(
                item_id=item.pk,
                rater_id=rater.pk,
                source="import",
                answers={"overall": {"winner": winner, "strength": None if winner != "tie" else 0}},
                presented_order=["a", "b"],
                idempotency_key=f"{item.pk}-{rater.pk}",
            )
        ]
    )


def believed(ids):
    rows = Label.objects.filter(item_id__in=ids).order_by("item_id", "-version")
    return list(rows.distinct("item_id").values_list(*COLUMNS, "posterior"))


def forget(ids):
    """They are append-only: only with the trigger away can they be made again from nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE annotation_label DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM annotation_label WHERE item_id = ANY(%s)", [ids])
        cursor.execute("ALTER TABLE annotation_label ENABLE TRIGGER ALL")


@pytest.mark.parametrize(
    ("since", "learnt_from", "due"),
    [(199, 10, False), (200, 10, True), (200, 1000, True), (1999, 10_000, False)],
)
def test_raters_are_weighed_anew_once_much_is_new(since, learnt_from, due):
    assert relabelling.refit_due(since, learnt_from) is due


@pytest.mark.django_db
def test_a_sweep_asks_for_it_once_and_not_of_projects_that_count(monkeypatch):
    project = make.project(aggregators={"overall": "dawid_skene"})
    make.project(aggregators={"overall": "majority"})
    raters = [make.rater(project) for _ in range(3)]
    for item in make.items(project, 4):
        for rater in raters:
            make.judgment(item, rater, "a")
    relabelling.learn(project_id=project.pk)
    assert relabelling.sweep() == 0

    monkeypatch.setattr(relabelling, "FEWEST_NEW", 3)
    for rater in raters:
        make.judgment(make.item(project), rater, "b")

    assert relabelling.sweep() == 1
    assert relabelling.sweep() == 0  # it waits already
    assert Job.objects.get(kind="relabel").key == str(project.pk)
