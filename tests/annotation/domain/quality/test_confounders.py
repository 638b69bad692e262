"""What is left of an aspect when length and tone are held."""

import numpy as np
import pytest

from annotation.domain.quality import confounders


def verdicts(n, *, length, factual, seed=0):
    """Verdicts by length and by factuality, which goes with length."""
    rng = np.random.default_rng(seed)
    longer = rng.normal(size=n)
    facts = 0.7 * longer + 0.7 * rng.normal(size=n)
    p = 1 / (1 + np.exp(-(length * longer + factual * facts)))
    won = (rng.random(n) < p).astype(float)
    return facts[:, None], longer[:, None], won, np.arange(n)


def test_an_aspect_that_only_goes_with_length_loses_its_weight():
    found = confounders.weigh(*verdicts(3000, length=1.5, factual=0))

    assert found.alone[0].low > 0.3
    assert found.held[0].low < 0 < found.held[0].high
    assert found.confounders[0].value == pytest.approx(1.5, abs=0.2)
    aspects, alone, both = found.explained
    assert aspects < alone <= both


def test_an_aspect_that_drives_verdicts_keeps_it():
    found = confounders.weigh(*verdicts(3000, length=0, factual=1.5))

    assert found.held[0].low > 1
    assert found.confounders[0].low < 0 < found.confounders[0].high


def test_verdicts_of_many_people_on_one_item_are_one_item():
    facts, longer, won, item = verdicts(200, length=1, factual=1)
    tenfold = [np.repeat(x, 10, axis=0) for x in (facts, longer, won, item)]
    once, many = confounders.weigh(facts, longer, won, item), confounders.weigh(*tenfold)

    assert many.n_items == once.n_items == 200
    assert many.held[0].low == pytest.approx(once.held[0].low)


def test_too_few_items_and_no_aspect_are_reasons():
    few = confounders.weigh(*verdicts(15, length=1, factual=1))
    assert few.why_not == "1 aspects and 1 confounders need 20 decided items; there are 15"
    assert few.held[0].why_not == few.why_not
    _, longer, won, item = verdicts(50, length=1, factual=1)
    none = confounders.weigh(np.zeros((50, 0)), longer, won, item)
    assert none.why_not == "nothing else is asked about the responses"


def test_an_aspect_that_never_differs_says_so():
    _, longer, won, item = verdicts(300, length=1, factual=1)
    found = confounders.weigh(np.zeros((300, 1)), longer, won, item)
    assert found.held[0].why_not == confounders.ALIKE
    assert found.confounders[0].value is not None
