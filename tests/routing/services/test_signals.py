"""Signals kept: the numbers are those of the extractors, and noticed when they no longer are."""

from dataclasses import replace

import numpy as np
import pytest

from annotation.models import Item, Project
from routing.models import ItemSignals
from routing.services import routing, signals
from routing.signals import SIGNALS
from tests import make
from tests.routing import rows


@pytest.fixture
def project(db: None) -> Project:
    return make.project()


def ids(items: list[Item]) -> list[int]:
    return [item.pk for item in items]


def confidence(items: list[Item], *, keep: bool = False) -> list[float]:
    return signals.read(ids(items), {"judge_confidence"}, keep=keep)["judge_confidence"].tolist()


def test_every_signal_is_in_one_part():
    keys = [key for part in signals.PARTS for key in part.keys]
    assert sorted(keys) == sorted(SIGNALS)


def test_what_is_kept_is_what_would_be_computed(project):
    items = rows.waiting(project, 3)
    rows.verdict(items[0], confidence=0.8)
    fresh = signals.read(ids(items), SIGNALS)
    assert signals.fill(item_ids=ids(items), keys=SIGNALS) > 0

    kept = signals.read(ids(items), SIGNALS)
    for key, values in fresh.items():
        np.testing.assert_array_equal(kept[key], values)
    assert signals.fill(item_ids=ids(items), keys=SIGNALS) == 0
    assert set(kept) == set(SIGNALS)


def test_a_new_verdict_is_seen_whatever_was_kept(project):
    [item] = rows.waiting(project)
    rows.verdict(item, confidence=0.6, name="one")
    assert confidence([item], keep=True) == [0.6]

    rows.verdict(item, confidence=0.8, name="two")
    assert confidence([item]) == [pytest.approx(0.7)]
    assert signals.fill(item_ids=[item.pk], keys={"judge_confidence"}) == 1
    assert ItemSignals.objects.get(item=item, part="verdicts").evidence == 2


def test_verdicts_of_people_change_nothing(project):
    [item] = rows.waiting(project)
    rows.verdict(item, confidence=0.6)
    signals.fill(item_ids=[item.pk], keys={"judge_confidence"})
    make.judgment(item, make.rater(project, name="person"), "b")

    assert signals.fill(item_ids=[item.pk], keys={"judge_confidence"}) == 0


def test_another_version_of_a_signal_is_computed_anew(project, monkeypatch):
    items = rows.waiting(project, 2)
    signals.fill(item_ids=ids(items), keys={"prompt_words"})
    changed = replace(SIGNALS["prompt_words"], version="2", extract=lambda *_: 7.0)
    monkeypatch.setitem(SIGNALS, "prompt_words", changed)

    assert signals.read(ids(items), {"prompt_words"})["prompt_words"].tolist() == [7.0, 7.0]
    assert signals.fill(item_ids=ids(items), keys={"prompt_words"}) == 2
    assert signals.fill(item_ids=ids(items), keys={"prompt_words"}) == 0


def test_items_without_a_verdict_take_no_row(project):
    items = rows.waiting(project, 2)
    signals.fill(item_ids=ids(items), keys={"judge_verdicts"})

    assert not ItemSignals.objects.exists()
    read = signals.read(ids(items), {"judge_verdicts"})
    assert read["judge_verdicts"].tolist() == [0, 0]


def test_what_a_killed_worker_had_kept_is_not_computed_again(project, monkeypatch):
    items = rows.waiting(project, 3)
    for item in items:
        rows.verdict(item, confidence=0.6)
    signals.fill(item_ids=ids(items[:2]), keys={"judge_confidence"})
    seen = []

    def beat(done: int, total: int) -> None:
        seen.append((done, total))

    monkeypatch.setattr(signals, "batches", lambda all_ids: [all_ids[:1], all_ids[1:]])
    assert signals.fill(item_ids=ids(items), keys={"judge_confidence"}, beat=beat) == 1
    assert seen == [(1, 3), (3, 3)]


def test_routing_keeps_what_it_had_to_compute(project):
    [item] = rows.waiting(project)
    rows.verdict(item, confidence=0.6)
    rows.choose(project, "confidence")
    routing.route(project_id=project.pk)

    assert ItemSignals.objects.get().part == "verdicts"
    assert signals.fill(item_ids=[item.pk], keys={"judge_confidence"}) == 0
