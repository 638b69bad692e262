"""Likeness by a sentence model: computed ahead, kept, and no part of routing itself."""

from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from annotation.models import Project
from routing.judges import minilm
from routing.judges.base import CallFailed
from routing.models import ItemSignals
from routing.services import batches, embedding, signals
from routing.services.replaying import Chosen, of_project
from tests import make
from tests.routing import rows


@pytest.fixture
def project(db: None) -> Project:
    return make.project()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """In place of the model: how many pairs it is asked about each time; all are alike by .25."""
    sizes: list[int] = []

    def cosines(first: list[str], second: list[str]) -> np.ndarray:
        assert len(first) == len(second)
        sizes.append(len(first))
        return np.full(len(first), 0.25)

    monkeypatch.setattr(minilm, "cosines", cosines)
    return sizes


def fill(project: Project) -> int:
    return embedding.fill(item_ids=batches.all_ids(project.pk))


def test_it_is_computed_once_and_read_as_a_signal(project, asked):
    rows.waiting(project, 3)
    ids = batches.all_ids(project.pk)
    assert np.isnan(signals.read(ids, {"minilm"})["minilm"]).all()

    assert (fill(project), fill(project)) == (3, 0)
    assert asked == [3]
    assert signals.read(ids, {"minilm", "tfidf"})["minilm"].tolist() == [0.25] * 3
    assert of_project(project.pk, Chosen()).signals.column("minilm").tolist() == [0.25] * 3


def test_a_run_that_was_killed_goes_on_with_what_is_missing(project, asked, monkeypatch):
    monkeypatch.setattr(embedding, "BATCH", 2)
    rows.waiting(project, 5)

    def killed(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embedding.fill(item_ids=batches.all_ids(project.pk), beat=killed)
    assert fill(project) == 3
    assert asked == [2, 2, 1]


def test_another_model_computes_anew(project, asked, monkeypatch):
    rows.waiting(project, 1)
    fill(project)
    monkeypatch.setattr(signals, "MODEL_VERSION", "another")
    assert fill(project) == 1


def test_the_command_computes_all_and_says_what_is_missing(project, monkeypatch):
    rows.waiting(project, 2)
    out = StringIO()
    call_command("signals", project.slug, stdout=out, stderr=StringIO())
    assert out.getvalue() == "2 of 2 items computed, the others were known.\n"
    assert ItemSignals.objects.filter(part="text").count() == 2

    def absent(*_: object) -> None:
        raise CallFailed("setup", "The model is not here: pip install it")

    monkeypatch.setattr(minilm, "cosines", absent)
    with pytest.raises(CommandError, match="model is not here"):
        call_command("signals", project.slug, "--embeddings", stdout=StringIO(), stderr=StringIO())


@pytest.mark.skipif(not minilm.installed(), reason="the models extra is not installed")
def test_the_model_tells_meanings_apart():
    cat, kitten, stocks = (
        "A cat sat on the mat.", "A kitten was lying on a rug.", "Stock prices fell sharply.",
    )  # fmt: skip
    near, far, same = minilm.cosines([cat, cat, cat], [kitten, stocks, cat])
    assert same == pytest.approx(1, abs=1e-5)
    assert near > 0.5
    assert far < 0.3
    # Alone or in a batch of other lengths, a text means the same.
    [alone] = minilm.cosines([cat], [kitten])
    assert alone == pytest.approx(near, abs=1e-5)
