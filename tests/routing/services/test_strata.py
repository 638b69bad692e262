"""Audits reach every stratum: where few are audited the chance is higher, and it is logged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.models import Project
from routing.models import Decision
from routing.policies import pipeline
from routing.services import batches, routing, strata
from tests import make
from tests.routing import rows


@pytest.fixture
def project(db: None) -> Project:
    return make.project()


def test_a_stratum_with_few_audits_is_audited_up_to_four_times_as_often():
    cells = np.array([0] * 1000 + [1] * 100 + [2] * 10 + [3] * 100)
    known = np.array([0, 10, 0, 50])
    rates = pipeline.audit_rates(cells, known, 0.05)

    assert rates[0] == 0.05  # 20 of 1,000 need no more than the usual chance
    assert rates[1000] == pytest.approx(0.1)  # 10 of 100 are missing
    assert rates[1100] == pytest.approx(0.2)  # all ten would not do: four times the usual
    assert rates[-1] == 0.05  # enough are audited


@given(
    st.lists(st.integers(0, 4), max_size=60),
    st.lists(st.integers(0, 40), min_size=5, max_size=5),
    st.floats(1e-9, 1),
)
def test_no_chance_is_below_the_usual_one_or_above_one(cells, known, rate):
    rates = pipeline.audit_rates(np.array(cells, dtype=np.intp), np.array(known), rate)
    assert rates.shape == (len(cells),)
    assert ((rates >= rate) & (rates <= min(1.0, 4 * rate) + 1e-12)).all()


def test_each_decision_keeps_the_chance_it_was_drawn_with(project):
    for item in rows.waiting(project, 60):
        rows.verdict(item, confidence=0.95)
    for item in rows.waiting(project, 500):
        rows.verdict(item, confidence=0.85)
    rows.choose(project, "all_judge", audit_rate=0.05)
    routing.route(project_id=project.pk)

    # 20 of 60 would take a third: four times the usual; 20 of 500 takes less than the usual.
    rates = dict(Decision.objects.values_list("item_id", "propensity"))
    assert [round(rates[pk], 9) for pk in sorted(rates)] == [0.2] * 60 + [0.05] * 500
    audited = Decision.objects.filter(audited=True)
    assert all(d.draw < d.propensity for d in audited)
    assert not Decision.objects.filter(audited=False, draw__lt=0.05).exists()


def test_what_is_audited_already_counts(project):
    for item in rows.waiting(project, 25):
        rows.verdict(item, confidence=0.95)
    rows.choose(project, "all_judge", audit_rate=1.0)
    routing.route(project_id=project.pk)
    for item in rows.waiting(project, 10):
        rows.verdict(item, confidence=0.95)
    ids = batches.all_ids(project.pk)[25:]

    assert strata.audit_rates(project.pk, ids, 0.05).tolist() == [0.05] * 10


def test_what_no_judge_has_judged_has_the_usual_chance(project):
    rows.waiting(project, 3)
    ids = batches.all_ids(project.pk)
    assert strata.audit_rates(project.pk, ids, 0.05).tolist() == [0.05] * 3
